import re
from pathlib import Path

import pytest

from extract.events.coreference import People, references
from extract.extractor import Extractor
from extract.marks.plain import Doc

CASES = (Path(__file__).parents[1] / "cases" / "coreference.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", [line for line in CASES if line and not line.startswith("#")])
def test_coreference(extractor: Extractor, line: str) -> None:
    text, expected = "", {}
    for piece in re.split(r"(\[[^]]*\])", line):
        if piece.startswith("["):
            phrase, names = piece[1:-1].split("|")
            expected[len(text)] = [name for name in names.split("; ") if name]
            piece = phrase
        text += piece
    doc = Doc(extractor.nlp(text))
    people, found = People(doc), {}
    for number, sentence in enumerate(doc.sents):
        here = references(sentence)
        people.note(here, number)
        for reference in here:
            first = min(
                reference.head.i,
                *(token.i for token in reference.head.children if token.dep_ in {"amod", "nummod", "nummod:gov"}),
                reference.start,
            )
            found[doc[first].idx] = [who.value for who in people.resolve(reference)]
    assert {offset: found.get(offset, []) for offset in expected} == expected


def test_coreference_the_document_tells_of_a_person_before_and_behind(extractor: Extractor) -> None:
    doc = Doc(extractor.nlp("Анна Лисова вернулась. В Туле живёт художница Анна Лисова."))
    people = People(doc)
    people.note(references(doc.sents[0]), 0)
    assert people.persons["Анна Лисова"].words == {"художница"}
    assert people.persons["Анна Лисова"].gender == "Fem"


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("В мае сборные Чехии и Дании сыграли матч.", ["сборная Чехии", "сборная Дании"]),
        ("В мае войска Чехии и Дании провели учения.", ["войска Чехии", "войска Дании"]),
    ],
)
def test_references_a_noun_of_several_bodies_names_each(extractor: Extractor, text: str, bodies: list[str]) -> None:
    (sentence,) = Doc(extractor.nlp(text)).sents
    assert [found.value for found in references(sentence) if found.kind == "organisation"] == bodies
