import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.values.name import (
    Kind,
    NameSpan,
    OrganisationMention,
    PersonMention,
    Word,
    canonical_names,
    canonical_organisations,
    canonical_people,
    nominative,
    repair,
)

CASES = Path(__file__).parents[1] / "cases"
KINDS: dict[str, Kind] = {"person": "person", "place": "place", "organisation": "organisation"}


def lines(name: str) -> list[str]:
    text = (CASES / name).read_text(encoding="utf8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def word(written: str) -> Word:
    """`text/lemma/POS/Case=Gen…`, with + at the end where no space follows."""
    text, lemma, pos, *feats = written.removesuffix("+").split("/")
    return Word(text, lemma, pos, dict(f.split("=") for f in feats), "" if written.endswith("+") else " ")


def words(written: str) -> list[Word]:
    return [word(w) for w in written.split()]


def proper(text: str, case: str, gender: str = "Masc", space: str = " ") -> Word:
    return Word(text, text.lower(), "PROPN", {"Case": case, "Gender": gender, "Number": "Sing"}, space)


@pytest.mark.parametrize("line", lines("names.txt"))
def test_name_nominative(line: str) -> None:
    kind, written, expected = line.split(" | ")
    assert nominative(words(written), kind=KINDS[kind]) == expected


def test_name_other_forms_decide_an_ambiguous_surname() -> None:
    forms = [[proper("Рааба", "Nom")], [proper("Раабу", "Dat")], [proper("Раабом", "Ins")], [proper("Рааб", "Nom")]]
    assert set(canonical_names(forms, kind="person")) == {"Рааб"}


@pytest.mark.parametrize(("form", "case", "name"), [("Бенфики", "Gen", "Бенфика"), ("Мабетексе", "Loc", "Мабетекс")])
def test_name_other_forms_decide_the_name_of_a_firm(form: str, case: str, name: str) -> None:
    assert canonical_names([[proper(form, case, "Fem")], [proper(name, "Nom", "Fem")]], kind="organisation") == [name, name]


@pytest.mark.parametrize("line", lines("people.txt"))
def test_name_canonical_people(line: str) -> None:
    mentions, expected = (side.split("; ") for side in line.split(" => "))
    read = []
    for mention in mentions:
        name, form, case, gender = re.fullmatch(r"(.+?)(?: \((.+), (\w+), (\w+)\))?", mention).groups()  # type: ignore[union-attr]
        read.append(PersonMention(name, form or name, case, gender))
    assert canonical_people(read) == expected


@pytest.mark.parametrize("line", lines("organisations.txt"))
def test_name_canonical_organisations(line: str) -> None:
    text, mentions, expected = "", [], []
    for piece in re.split(r"(\[[^]]+\|[^]]+\])", line):
        if piece.startswith("["):
            form, canonical = piece[1:-1].split("|")
            mentions.append(OrganisationMention(form, len(text), len(text) + len(form)))
            expected.append(canonical)
            piece = form
        text += piece
    assert canonical_organisations(mentions, text=text) == expected


def test_name_repair_splits_brackets_off() -> None:
    written = [
        proper("Йенса", "Gen"),
        proper("Шпана", "Gen"),
        word("(/(/PUNCT+"),
        proper("Jens", "Nom"),
        proper("Spahn", "Nom", space=""),
        word(")/)/PUNCT"),
    ]
    assert repair(written, [NameSpan(0, 6, "person")]) == [(0, 2, "person"), (3, 5, "person")]


def test_name_repair_stops_at_a_line_break() -> None:
    written = [proper("Мэй", "Gen", "Fem", "\n\n"), proper("Захарова", "Nom", "Fem")]
    assert repair(written, [NameSpan(0, 2, "person")]) == [(0, 1, "person"), (1, 2, "person")]


def test_name_repair_drops_a_stray_quote() -> None:
    written = words("Вектор/вектор/PROPN/Case=Nom+ »/»/PUNCT")
    assert repair(written, [NameSpan(0, 2, "organisation")]) == [(0, 1, "organisation")]


def test_name_repair_takes_in_the_state() -> None:
    written = [proper("МИД", "Gen"), proper("Пакистана", "Gen")]
    assert repair(written, [NameSpan(0, 1, "organisation"), NameSpan(1, 2, "place")]) == [(0, 2, "organisation"), (1, 2, "place")]


def test_name_repair_takes_in_the_adjective_of_a_state() -> None:
    written = words("британского/британский/ADJ/Case=Gen МИДа/мида/NOUN/Case=Gen")
    assert repair(written, [NameSpan(1, 2, "organisation")]) == [(0, 2, "organisation")]


def test_name_repair_takes_in_no_dateline() -> None:
    written = [proper("сборную", "Acc", "Fem"), proper("России", "Gen", "Fem", "\n\n"), proper("МОСКВА", "Nom", "Fem")]
    spans = [NameSpan(0, 2, "organisation"), NameSpan(2, 3, "place")]
    assert repair(written, spans) == spans


@pytest.mark.parametrize(("attested", "expected"), [("хезболла", "Хезболла"), ("хезболл", "Хезболл")])
def test_name_is_what_is_known_to_be_written(attested: str, expected: str) -> None:
    forms = [[proper("Хезболла", "Acc")]]
    assert canonical_names(forms, kind="organisation", attested=lambda word: word.lower() == attested) == [expected]


any_word = st.builds(
    Word,
    st.text(min_size=1, max_size=12),
    st.text(max_size=12),
    st.sampled_from(["PROPN", "NOUN", "ADJ", "PUNCT", "X", "ADP"]),
    st.dictionaries(st.sampled_from(["Case", "Gender", "Number"]), st.sampled_from(["Nom", "Gen", "Ins", "Masc", "Fem", "Sing", "Plur"])),
    st.sampled_from(["", " ", "\n"]),
)
any_kind = st.sampled_from(sorted(KINDS)).map(KINDS.__getitem__)


@given(st.lists(any_word, max_size=6), any_kind)
def test_name_any_words_are_read(name: list[Word], kind: Kind) -> None:
    assert isinstance(nominative(name, kind=kind), str)


@given(st.lists(any_word, min_size=1, max_size=8), st.data())
def test_name_repaired_spans_lie_in_the_words(written: list[Word], data: st.DataObject) -> None:
    bounds = sorted(data.draw(st.lists(st.integers(0, len(written)), min_size=2, max_size=2, unique=True)))
    for start, end, _ in repair(written, [NameSpan(bounds[0], bounds[1], data.draw(any_kind))]):
        assert 0 <= start < end <= len(written)


@given(st.lists(st.builds(PersonMention, st.text(max_size=20), st.text(max_size=20)), max_size=5))
def test_name_every_mention_of_a_person_gets_a_name(mentions: list[PersonMention]) -> None:
    assert len(canonical_people(mentions)) == len(mentions)


@given(st.text(max_size=60), st.lists(st.tuples(st.text(max_size=9), st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_name_every_mention_of_an_organisation_gets_a_name(text: str, spans: list[tuple[str, int, int]]) -> None:
    mentions = [OrganisationMention(name, min(a, b), max(a, b)) for name, a, b in spans]
    assert len(canonical_organisations(mentions, text=text)) == len(mentions)
