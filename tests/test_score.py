import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import event, span
from extract.gold import COLUMNS as GOLD_COLUMNS
from extract.gold import Cell, GoldDocument, GoldEvent, read
from extract.record import Event, Status
from extract.score import (
    COLUMNS,
    FIGURES,
    Count,
    Error,
    Score,
    as_json,
    compatible,
    fold,
    report,
    report_errors,
    score,
    sentence_at,
    values,
)

TEXT = "Встреча прошла в Вене. Затем была вторая беседа и визит. Потом г. Иванов подписал указ."
LEMMAS = {"квоты": "квота", "квотах": "квота", "вопросе": "вопрос", "вопросы": "вопрос", "краба": "краб", "рабочий": "рабочий"}


def lemma(word: str) -> str:
    return LEMMAS.get(word, word)


@pytest.fixture
def judge(tmp_path: Path) -> Any:
    """Scores events against rows of TOML, each without its `[[event]]`."""

    def run(rows: Sequence[str], events: Sequence[Event], text: str = TEXT) -> Score:
        (tmp_path / "doc.txt").write_text(text)
        (tmp_path / "doc.toml").write_text("guide = 2\n" + "".join(f"\n[[event]]\n{row}\n" for row in rows))
        document = read(tmp_path / "doc.toml", types=("meeting", "visit", "decision", "call"))
        return score(gold=[document], predicted={"doc": events}, lemma=lemma)

    return run


def toml(trigger: str = "Встреча", **columns: Any) -> str:
    """A row of gold; texts, lists of texts and booleans are written alike in JSON and TOML."""
    accept = columns.pop("accept", {})
    lines = {"type": "meeting", "trigger": trigger} | columns
    table = ", ".join(f"{name} = {json.dumps(items, ensure_ascii=False)}" for name, items in accept.items())
    return "\n".join([*(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in lines.items()), f"accept = {{ {table} }}"])


def found(trigger: str = "Встреча", **columns: Any) -> Event:
    return event(TEXT, trigger, **columns)


# Cells: the column, gold, what it accepts, what was found, and the count: right/predicted/gold

CELLS = [
    ("type", "visit", {}, "visit", "1/1/1"),
    ("type", "visit", {}, "meeting", "0/1/1"),
    ("type", "visit", {"type": ["meeting"]}, "meeting", "1/1/1"),
    ("status", "planned", {}, "held", "0/1/1"),
    ("date", None, {}, None, "0/0/0"),
    ("date", "2024-05-05", {}, "2024-05-05", "1/1/1"),
    ("date", "2024-05-05", {}, "2024-05-06", "0/1/1"),
    ("date", "2024-05-05", {}, None, "0/0/1"),
    ("date", None, {}, "2024-05-05", "0/1/0"),
    ("date", "2024-05-05?", {}, "2024-05-05", "0/0/0"),
    ("date", "2024-05-05?", {}, None, "0/0/0"),
    ("date", "2024-05-05?", {}, "2024-05-06", "0/1/0"),
    ("date", "2024-05-05", {"date": ["2024-05"]}, "2024-05", "1/1/1"),
    ("date", "2024-05-05", {"date": [""]}, None, "0/0/0"),
    ("date", "2024-05-05", {"date": [""]}, "2024-05-05", "1/1/1"),
    ("date", "2024-05-05", {"date": [""]}, "2023", "0/1/0"),
    ("date", None, {"date": ["2024"]}, "2024", "0/0/0"),
    ("date_compatible", "2024-05-05", {}, "2024-05", "1/1/1"),
    ("date_compatible", "2024-05-05", {}, "2024", "0/1/1"),
    ("date_compatible", "2024-05-05", {}, "2024-05-06", "0/1/1"),
    ("date_compatible", "2024-05-05", {"date": ["2025"]}, "2025-07", "1/1/1"),
    ("time", "11:00", {}, "11:00", "1/1/1"),
    ("duration", "PT1H30M", {}, "PT90M", "1/1/1"),
    ("duration_bound", "=", {}, "=", "0/1/0"),
    ("places", ["Вена", "Австрия"], {}, ["Австрия", "Вена"], "2/2/2"),
    ("places", ["Вена"], {}, ["Вена", "Париж"], "1/2/1"),
    ("places", ["Вена"], {}, ["Вена", "Вена"], "1/2/1"),
    ("places", ["Вена", "Австрия?"], {}, ["Вена", "Австрия"], "1/1/1"),
    ("places", ["Вена", "Австрия?"], {}, ["Вена"], "1/1/1"),
    ("places", ["Куновка"], {"places": ["река Куновка"]}, ["река Куновка"], "1/1/1"),
    ("places", ["Куновка"], {"places": ["река Куновка"]}, ["река Куновка", "Куновка"], "1/1/1"),
    ("places", ["Куновка", "Вена"], {"places": ["река Куновка"]}, ["река Куновка", "Куновка"], "1/1/2"),
    ("places", ["Вена"], {"places": ["река Куновка"]}, ["Вена", "река Куновка"], "1/1/1"),
    ("places", ["Вена", "РАА?"], {"places": ["агентство РАА"]}, ["агентство РАА"], "0/0/1"),
    ("participants", ["Ансар Алла"], {"participants": ["хуситы"]}, ["хуситы"], "1/1/1"),
    ("participants", ["Ансар Алла", "Йемен"], {"participants": ["хуситы"]}, ["хуситы"], "1/1/2"),
    ("participants", ["Ансар Алла"], {"participants": [""]}, [], "0/0/0"),
    ("participants", ["Семён «Орёл»"], {}, ['семен  "ОРЕЛ"'], "1/1/1"),
    ("participants", ["Иванов"], {}, ["Иван Иванов"], "0/1/1"),
    ("topics", ["квоты на вылов краба"], {}, ["вопрос о квотах на вылов краба"], "1/1/1"),
    ("topics", ["квоты на вылов краба"], {}, ["вылов трески"], "0/1/1"),
    ("topics", ["квоты на вылов"], {}, ["квоты на вылов", "о квотах на вылов"], "1/2/1"),
    ("occasion", "саммит G20", {}, "саммит «G20»", "1/1/1"),
    ("format", "рабочий завтрак", {}, "рабочий обед", "0/1/1"),
]


@pytest.mark.parametrize(("column", "gold", "accept", "predicted", "count"), CELLS)
def test_score_counts_a_cell(judge: Any, column: str, gold: Any, accept: Any, predicted: Any, count: str) -> None:
    name = "date" if column == "date_compatible" else column
    row = toml(accept=accept, **({} if gold is None or column == "duration_bound" else {name: gold}))
    columns = {"duration": "PT1H"} if column == "duration_bound" else {} if predicted is None else {name: predicted}
    assert judge([row], [found(**columns)]).count(column) == Count(*map(int, count.split("/")))


def test_score_leaves_unscored_columns_out(judge: Any) -> None:
    result = judge([toml(date="2024", unscored=["date", "topics"])], [found(date="2023", topics=["мир"])])
    assert {result.count(column) for column in ("date", "date_compatible", "topics")} == {Count()}
    assert result.count("rows") == Count(1, 1, 1)


def test_score_implies_the_bound_of_a_duration(judge: Any) -> None:
    result = judge([toml(duration="PT1H")], [found(duration="PT1H", bound=">")])
    assert (result.count("duration"), result.count("duration_bound")) == (Count(1, 1, 1), Count(0, 1, 1))


# Rows


def test_score_counts_values_of_unmatched_rows(judge: Any) -> None:
    result = judge([toml("указ", type="decision", places=["Москва"])], [found(places=["Вена", "Австрия"])])
    assert (result.count("events"), result.count("type"), result.count("places")) == (Count(0, 1, 1), Count(0, 1, 1), Count(0, 2, 1))


def test_score_matches_any_mention(judge: Any) -> None:
    named = found(mentions=(span(TEXT, "Встреча"), span(TEXT, "беседа")), evidence="Встреча прошла в Вене.")
    assert judge([toml("вторая беседа")], [named]).count("events") == Count(1, 1, 1)


ADMISSIBLE = [  # gold type, predicted type, predicted evidence, whether the rows may match: the triggers lie apart
    ("visit", "visit", "Затем была вторая беседа и визит.", True),
    ("visit", "meeting", "Затем была вторая беседа и визит.", False),
    ("visit", "visit", "Затем была вторая беседа", False),
    ("meeting", "call", "Затем была вторая беседа и визит.", True),
]


@pytest.mark.parametrize(("gold", "predicted", "evidence", "right"), ADMISSIBLE)
def test_score_matches_within_evidence(judge: Any, gold: str, predicted: str, evidence: str, right: bool) -> None:
    result = judge([toml("визит", type=gold, accept={"type": ["call"]})], [found("беседа", type=predicted, evidence=evidence)])
    assert result.count("events").right == right


def test_score_matches_so_that_agreement_is_greatest(judge: Any) -> None:
    rows = [toml("беседа", date="2023"), toml("визит", date="2024")]
    events = [found("беседа", date="2024"), found("вторая", date="2023")]
    assert judge(rows, events).count("date") == Count(2, 2, 2)


def test_score_matches_one_to_one(judge: Any) -> None:
    assert judge([toml()], [found(), found()]).count("events") == Count(1, 2, 1)


def test_score_ignores_unmatched_optional_rows(judge: Any) -> None:
    result = judge([toml(), toml("указ", optional=True, places=["Москва"])], [found()])
    assert {result.count(figure) for figure in ("events", "rows", "type")} == {Count(1, 1, 1)}
    assert result.count("places") == Count()


def test_score_leaves_matches_with_optional_rows_out(judge: Any) -> None:
    result = judge([toml(optional=True, date="2024")], [found(date="2024", places=["Вена"])])
    assert {result.count(figure) for figure in FIGURES} == {Count()}


def test_score_prefers_firm_rows(judge: Any) -> None:
    result = judge([toml(date="2024"), toml(date="2023", optional=True)], [found(date="2023")])
    assert result.count("events") == Count(1, 1, 1)


ROWS = [
    ({}, {}, 1),
    ({"topics": ["мир"]}, {}, 1),
    ({"places": ["Вена"]}, {}, 0),
    ({"places": ["Вена?"]}, {}, 1),
    ({}, {"date": "2024"}, 0),
    ({"status": "planned"}, {}, 0),
]


@pytest.mark.parametrize(("gold", "predicted", "right"), ROWS)
def test_score_counts_right_rows(judge: Any, gold: Any, predicted: Any, right: int) -> None:
    assert judge([toml(**gold)], [found(**predicted)]).count("rows") == Count(right, 1, 1)


def test_score_sums_columns(judge: Any) -> None:
    result = judge([toml(date="2024", places=["Вена"])], [found(date="2024-05", places=["Вена", "Париж"])])
    assert result.count("micro") == Count(3, 5, 4)


# Documents


def test_score_refuses_events_without_gold() -> None:
    with pytest.raises(ValueError, match="no gold for doc"):
        score(gold=[], predicted={"doc": []}, lemma=lemma)


def test_score_refuses_two_documents_of_one_name() -> None:
    with pytest.raises(ValueError, match="two gold documents are called doc"):
        score(gold=[GoldDocument(doc_id="doc", text="", events=())] * 2, predicted={}, lemma=lemma)


def test_score_of_a_document_without_predictions() -> None:
    gold = GoldDocument(doc_id="doc", text=TEXT, events=(gold_of(found()),))
    assert score(gold=[gold], predicted={}, lemma=lemma).count("events") == Count(0, 0, 1)


# Rates


def test_score_count_derives_rates() -> None:
    count = Count(2, 4, 3)
    assert (count.precision, count.recall, count.f1) == (0.5, 2 / 3, 4 / 7)


def test_score_count_has_no_rate_of_nothing() -> None:
    assert (Count().precision, Count().recall, Count().f1, Count(0, 0, 1).precision, Count(0, 0, 1).f1) == (None, None, None, None, 0)


def test_score_intervals_hold_the_rate_and_repeat() -> None:
    documents = {str(n): dict.fromkeys(FIGURES, Count(n % 3, 3, 3)) for n in range(30)}
    result = Score(documents=documents, errors=())
    low, high = result.intervals()["events"]["f1"] or (1, 0)
    assert low < (result.count("events").f1 or 0) < high
    assert result.intervals() == result.intervals()


def test_score_intervals_of_nothing_are_undefined() -> None:
    for documents in ({}, {"doc": dict.fromkeys(FIGURES, Count())}):
        assert Score(documents=documents, errors=()).intervals()["events"] == {"precision": None, "recall": None, "f1": None}


# Values


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2024", "2024"),
        ("2018-11", "2018-11~"),
        ("2018-11", "2018-11-03"),
        ("2018", "2018-12-31/2019-02-01"),
        ("2018-11-28/..", "2018-12/.."),
        ("XXXX-11-29", "XXXX-11-29"),
        ("2018-07", "2018-07-31/2018-08-02"),
    ],
)
def test_score_compatible_dates(a: str, b: str) -> None:
    assert compatible(a, b)
    assert compatible(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [("2024", "2023"), ("2018", "2018-11-03"), ("2018-11-28/..", "2018-11-28"), ("XXXX-11-29", "2018-11-29"), ("вчера", "2018")],
)
def test_score_incompatible_dates(a: str, b: str) -> None:
    assert not compatible(a, b)
    assert not compatible(b, a)


@pytest.mark.parametrize(("name", "folded"), [(" «Новый\u00a0 Свет» ", "новый свет"), ('ООО "Ёлка"', "ооо елка"), ("Орёл", "орел")])
def test_score_fold(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("quote", "sentence"),
    [("Встреча", "Встреча прошла в Вене."), ("указ", "Потом г. Иванов подписал указ."), ("беседа", "Затем была вторая беседа и визит.")],
)
def test_score_sentence_at(quote: str, sentence: str) -> None:
    text = f"Заголовок без точки\n{TEXT}\nКонец"
    assert sentence_at(text, text.index(quote)) == sentence


# Errors and reports


def test_score_lists_every_error(judge: Any) -> None:
    rows = [toml(date="2024-05", status="planned", time="10:00", places=["Вена", "Австрия"]), toml("указ", type="decision", topics=["мир"])]
    events = [found(date="2024-05-05", places=["Вена", "Париж"]), found("визит", places=["Рим"])]
    lines = [(e.kind, e.column, e.gold, e.predicted, e.sentence) for e in judge(rows, events).errors]
    first = "Встреча прошла в Вене."
    assert lines == [
        ("wrong value", "status", "planned", "held", first),
        ("imprecise value", "date", "2024-05", "2024-05-05", first),
        ("missed value", "time", "10:00", None, first),
        ("missed value", "places", "Австрия", None, first),
        ("spurious value", "places", None, "Париж", first),
        ("missed event", "events", "указ", None, "Потом г. Иванов подписал указ."),
        ("spurious event", "events", None, "визит", "Затем была вторая беседа и визит."),
    ]


def test_score_reports_systems_side_by_side(judge: Any) -> None:
    right, nothing = judge([toml(date="2024")], [found(date="2024")]), judge([toml(date="2024")], [])
    lines = report({"program": right, "nothing": nothing}).splitlines()
    assert lines[0].split() == ["program", "nothing"]
    assert " ".join(lines[2].split()) == "events 1.000 1.000 1.000 [1.000, 1.000] 1/1/1 – 0.000 0.000 [0.000, 0.000] 0/0/1"
    assert [line.split()[0] for line in lines[2 : 2 + len(FIGURES)]] == list(FIGURES)
    assert not any(line != line.rstrip() for line in lines)


def test_score_reports_errors_one_to_a_line() -> None:
    error = Error(kind="missed value", column="time", doc_id="doc", trigger="встреча", gold="10:00", predicted=None, sentence="Встреча.")
    assert (
        report_errors(Score(documents={}, errors=(error, error))).splitlines()
        == ["doc\tmissed value\ttime\tвстреча\t10:00 → –\tВстреча."] * 2
    )


def test_score_as_json_is_plain(judge: Any) -> None:
    data = as_json(judge([toml()], [found(places=["Вена"])]))
    assert json.loads(json.dumps(data)) == data
    assert {key: data["figures"]["places"][key] for key in ("right", "predicted", "gold", "precision", "recall")} == {
        "right": 0,
        "predicted": 1,
        "gold": 0,
        "precision": 0.0,
        "recall": None,
    }
    assert (data["guide"], list(data["documents"]), len(data["errors"])) == (2, ["doc"], 1)


# Properties

WORDS = [f"слово{number}" for number in range(9)]
WORDY = " ".join(WORDS)
NAME = st.sampled_from(["Вена", "Рим", "«Рим»", "Ёж", "еж"])
NAMES = st.lists(NAME, max_size=2)
COMMON: Any = {
    "type": st.sampled_from(["meeting", "visit", "call"]),
    "status": st.sampled_from(get_args(Status)),
    "places": NAMES,
    "participants": NAMES,
    "topics": st.lists(st.sampled_from(["мир", "мир и труд", "труд и мир на земле", "квоты"]), max_size=2),
}
DATED: Any = {
    **COMMON,
    "date": st.sampled_from(["2024", "2024-05", "2024-05-05", "2023/.."]),
    "time": st.sampled_from(["10:00", "11:00"]),
    "duration": st.sampled_from(["PT1H", "PT60M", "P1D"]),
    "bound": st.sampled_from("=~"),
    "occasion": st.sampled_from(["саммит", "форум"]),
}


def _event(place: int, columns: dict[str, Any]) -> Event:
    return event(WORDY, WORDS[place], evidence=WORDS[place], **columns)


EVENTS = st.lists(st.builds(_event, st.integers(0, 8), st.fixed_dictionaries(COMMON) | st.fixed_dictionaries(DATED)), max_size=5)


def gold_of(record: Event, *, optional: bool = False) -> GoldEvent:
    cells = {column: Cell(firm=values(record, column)) for column in GOLD_COLUMNS}
    return GoldEvent(trigger=record.trigger, cells=cells, optional=optional)


def judged(gold: Sequence[Event], predicted: Sequence[Event], optional: Sequence[Event] = ()) -> Score:
    rows = (*map(gold_of, gold), *(gold_of(record, optional=True) for record in optional))
    return score(gold=[GoldDocument(doc_id="doc", text=WORDY, events=rows)], predicted={"doc": predicted}, lemma=lemma)


@given(EVENTS)
def test_score_of_itself_is_one(events: list[Event]) -> None:
    result = judged(events, events)
    assert all(result.count(figure).f1 in (None, 1) for figure in FIGURES)
    assert result.count("events") == Count(len(events), len(events), len(events))
    assert not result.errors


@settings(max_examples=300)
@given(EVENTS, EVENTS)
def test_score_swapped_swaps_precision_and_recall(gold: list[Event], predicted: list[Event]) -> None:
    there, back = judged(gold, predicted), judged(predicted, gold)
    for figure in FIGURES:
        count = there.count(figure)
        assert back.count(figure) == Count(count.right, count.gold, count.predicted)


@given(EVENTS, EVENTS)
def test_score_optional_rows_change_nothing_that_is_right(events: list[Event], optional: list[Event]) -> None:
    assert judged(events, events, optional) == judged(events, events)


@given(EVENTS, EVENTS, EVENTS)
def test_score_optional_rows_only_excuse(gold: list[Event], predicted: list[Event], optional: list[Event]) -> None:
    without, result = judged(gold, predicted), judged(gold, predicted, optional)
    for figure in FIGURES:
        before, after = without.count(figure), result.count(figure)
        assert (after.right, after.gold) == (before.right, before.gold)
        assert after.predicted <= before.predicted


@given(EVENTS, EVENTS)
def test_score_errors_account_for_every_count(gold: list[Event], predicted: list[Event]) -> None:
    result = judged(gold, predicted)
    events = result.count("events")
    kinds = [error.kind for error in result.errors]
    assert kinds.count("missed event") == events.gold - events.right
    assert kinds.count("spurious event") == events.predicted - events.right


def test_score_names_every_column_once() -> None:
    assert len(set(FIGURES)) == len(FIGURES) == len(COLUMNS) + 3
