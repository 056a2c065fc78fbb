from dataclasses import replace

from builders import event, span
from extract.explain import READERS, lines
from extract.record import Event, Place, Value

TEXT = "Встреча прошла\nв Вене."


def test_explain_names_words_and_rules() -> None:
    quote = span(TEXT, "прошла\nв Вене")
    found = replace(
        event(TEXT, "Встреча", date="2020-05"),
        label="Встреча — Вена",
        places=(Place(value="Вена", text=quote.text, start=quote.start, end=quote.end),),
        topics=(Value(value="мир", rule="guess"), Value(value="газ", text="Вене", start=17, end=21, rule="by order")),
        rules={"type": "noun встреча", "status": "past tense"},
        confidence=0.876,
    )
    assert list(lines(found)) == [
        "doc#1  Встреча — Вена",
        "  type              meeting   ← «Встреча» 0–7, noun встреча",
        "  status            held   ← past tense",
        "  date              2020-05   ← test",
        "  places            Вена   ← «прошла в Вене» 8–21, names of natasha and the reader",
        "  topics            мир   ← guess",
        "  topics            газ   ← «Вене» 17–21, by order",
        "  confidence        0.88",
    ]


def test_explain_knows_every_column_of_values() -> None:
    kinds = ("Value", "Date", "Duration", "Place", "Participant")
    assert set(READERS) == {name for name, hint in Event.__annotations__.items() if any(kind in str(hint) for kind in kinds)}
