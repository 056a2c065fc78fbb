"""The examples that the models learn from; fitting itself needs the extra `train`."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language
from train import review
from train.data import (
    NOTHING,
    SOME,
    gold_examples,
    labelled_examples,
    marked,
    nerel_examples,
    nerel_gold,
    parsed,
    read_mentions,
    read_nerel,
    sentence_examples,
)
from train.labels import line

from extract import gold, pipeline
from extract.events.review import QUESTIONS
from extract.events.weighing import table
from extract.lexicon import event_types
from extract.marks.links import LINKS, PAIR, PAIR_ROWS, SAME

TEXT = "Вчера в Осло министр Анна Крамер подписала договор. Пауль Вебер уехал."
CORPUS = Path(__file__).parents[1] / "train" / "corpus"
GOLD = """guide = 2

[[event]]
type = "agreement"
trigger = "договор"
date = { value = "2021-05-11", text = "Вчера" }
places = ["Осло"]
participants = ["Анна Крамер"]
"""


@pytest.fixture(scope="module")
def nlp() -> Language:
    return pipeline.build()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "oslo.txt").write_text(f"date 2021-05-12\n\n{TEXT}\n", encoding="utf-8")
    (tmp_path / "oslo.toml").write_text(GOLD, encoding="utf-8")
    return tmp_path


def nerel() -> dict[str, Any]:
    def entity(number: int, label: str, quote: str) -> dict[str, object]:
        start = TEXT.index(quote)
        return {"id": f"T{number}", "label": label, "start": start, "end": start + len(quote), "text": quote}

    entities = [entity(1, "EVENT", "подписала"), entity(2, "DATE", "Вчера"), entity(3, "PERSON", "Анна Крамер"), entity(4, "CITY", "Осло")]
    relations = [
        {"id": "R1", "type": "POINT_IN_TIME", "head": "T1", "tail": "T2"},
        {"id": "R2", "type": "PARTICIPANT_IN", "head": "T3", "tail": "T1"},
    ]
    return {"doc_id": "d", "text": TEXT, "entities": entities, "relations": relations}


def test_train_nerel_spans_and_links(nlp: Language) -> None:
    (example,) = nerel_examples(parsed(nlp, TEXT), nerel())
    words = [nlp(TEXT)[i].text for i in example.chunk.tokens]
    assert {(words[a], words[b], label) for a, b, label in example.spans} == {
        ("подписала", "подписала", "EVENT"),
        ("Вчера", "Вчера", "DATE"),
        ("Анна", "Крамер", "PERSON"),
        ("Осло", "Осло", "CITY"),
    }
    assert sorted((words[value], LINKS[target]) for _, value, _, target in example.links) == [
        ("Анна", "participant"),
        ("Вчера", "date"),
        ("Осло", "none"),
    ]
    assert all(len(rows) <= PAIR and max(rows) < PAIR_ROWS for _, _, rows, _ in example.links)
    kinds = {words[k]: kind for k, kind in example.types}
    assert kinds["подписала"] == SOME
    assert kinds["министр"] == NOTHING
    assert "договор" not in kinds  # the lexicon knows it, and NEREL does not mark every event


def test_train_own_types_and_links(nlp: Language, folder: Path) -> None:
    labelled = gold.read(folder / "oslo.toml", types=event_types())
    (example,) = gold_examples(parsed(nlp, labelled.text), labelled, event_types())
    doc = nlp(labelled.text)
    words = [doc[i].text for i in example.chunk.tokens]
    assert [(words[k], event_types()[kind - 1]) for k, kind in example.types if kind] == [("договор", "agreement")]
    assert ("подписала", 0) not in [(words[k], kind) for k, kind in example.types]  # it may name the same event
    assert {(words[value], LINKS[target]) for _, value, _, target in example.links if target} == {
        ("Вчера", "date"),
        ("Осло", "place"),
        ("Анна", "participant"),
    }


def test_train_labels_hold_gold_without_the_text(folder: Path) -> None:
    labelled = gold.read(folder / "oslo.toml", types=event_types())
    told = line("oslo", "2021-05-12", labelled)
    assert "договор" not in json.dumps(told, ensure_ascii=False)
    again = nerel_gold(json.loads(json.dumps(told)), labelled.text)
    assert [event.trigger for event in again.events] == [event.trigger for event in labelled.events]
    assert again.events[0].quotes == labelled.events[0].quotes
    assert {name for name, cell in again.events[0].cells.items() if cell.scored} == {"type", "status", "date", "places", "participants"}
    assert again.events[0].cells["participants"] == labelled.events[0].cells["participants"]


def test_train_labelled_nerel_has_its_spans_and_the_rows_of_gold(nlp: Language, folder: Path) -> None:
    (folder / "plain.txt").write_text(TEXT, encoding="utf-8")
    (folder / "plain.toml").write_text(GOLD, encoding="utf-8")
    labelled = gold.read(folder / "plain.toml", types=event_types())
    doc = parsed(nlp, TEXT)
    (example,) = labelled_examples(nerel_examples(doc, nerel()), doc, labelled, event_types(), [[(33, 42), (43, 50)]])
    words = [nlp(TEXT)[i].text for i in example.chunk.tokens]
    kinds = {words[k]: kind for k, kind in example.types}
    agreement = event_types().index("agreement") + 1
    assert kinds["договор"] == kinds["подписала"] == agreement
    assert kinds["уехал"] == 0
    assert {(words[value], LINKS[target]) for event, value, _, target in example.links if words[event] == "договор" and target} == {
        ("Вчера", "date"),
        ("Осло", "place"),
        ("Анна", "participant"),
    }
    assert ("подписала", "договор", "same") in {(words[a], words[b], SAME[target]) for a, b, _, target in example.same}
    assert any(label == "PERSON" for _, _, label in example.spans)


def test_train_words_of_no_row_name_none(nlp: Language, folder: Path) -> None:
    labelled = gold.read(folder / "oslo.toml", types=event_types())
    doc = parsed(nlp, labelled.text)
    told = {named: dict(gold_examples(doc, labelled, event_types(), named)[0].types) for named in ((), (((52, 59),),))}
    words = [nlp(labelled.text)[i].text for i in gold_examples(doc, labelled, event_types())[0].chunk.tokens]
    signed = words.index("подписала")
    assert signed not in told[()]  # of the type of a row, and nothing says that it is another
    assert told[(((52, 59),),)][signed] == 0


def test_train_mentions_name_the_rows_of_labelled_texts() -> None:
    known = {path.stem for path in CORPUS.glob("*.toml")} | {
        line["doc_id"] for name in ("nerel", "factrueval") for line in read_nerel(CORPUS.parent / f"{name}.jsonl")
    }
    told = read_mentions(CORPUS.parent / "mentions.jsonl")
    assert told.keys() <= known
    for doc_id in told.keys() & {path.stem for path in CORPUS.glob("*.toml")}:
        labelled = gold.read(CORPUS / f"{doc_id}.toml", types=event_types())
        assert len(told[doc_id]) == len(labelled.events), doc_id
        words = [labelled.text[start:end] for row in told[doc_id] for start, end in row]
        assert all(re.fullmatch(r"[\w-]+", word) for word in words), doc_id


def test_train_review_examples_ask_every_question(nlp: Language, folder: Path) -> None:
    (text,) = review.texts(folder, {})
    assert text.gold
    found = review.examples(nlp, text.article, text.gold)
    assert {example.question for example in found} == set(QUESTIONS)
    assert sum(example.right is True for example in found if example.question == "rows") == 1
    assert all(any(example.right for example in found if example.question == question) for question in ("types", "places", "dates"))


def test_train_review_table_has_a_column_per_name(nlp: Language, folder: Path) -> None:
    found = [example for text in review.texts(folder, {}) if text.gold for example in review.examples(nlp, text.article, text.gold)]
    names = review.columns(found, least=1)
    assert names == sorted(set(names))
    assert table([(example.features, {}) for example in found], names).shape == (len(found), len(names))


SENTENCES = Path(__file__).parents[1] / "train" / "triggers.txt"


def test_train_marked_sentence() -> None:
    assert marked("Стороны [ударили|agreement] по рукам.") == ("Стороны ударили по рукам.", [(8, 15, "agreement")])
    with pytest.raises(ValueError, match="left over"):
        marked("Стороны [ударили по рукам.")


def test_train_sentences_are_marked_with_known_types() -> None:
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()
    told = [marked(line) for line in lines]
    assert len({text for text, _ in told}) == len(lines)
    assert {name for _, triggers in told for _, _, name in triggers} == set(event_types())


def test_train_sentence_examples_score_every_word_that_may_name_an_event(nlp: Language) -> None:
    lines = ["Стороны [ударили|agreement] по рукам.", "Удар по бюджету велик."]
    (examples,) = sentence_examples(nlp, lines, event_types())
    words = [token.text for token in nlp("Стороны ударили по рукам.\n\nУдар по бюджету велик.\n\n") if token.pos_ != "SPACE"]
    kinds = {words[k]: kind for example in examples for k, kind in example.types}
    assert kinds["ударили"] == event_types().index("agreement") + 1
    assert kinds["Удар"] == kinds["рукам"] == 0
    assert "по" not in kinds
