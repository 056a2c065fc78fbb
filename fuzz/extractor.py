"""Any text: events and mentions whose offsets slice back, twice the same, in bounded time."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from time import process_time
from typing import Any

import extract
from extract.extractor import Extractor

PER_CHARACTER, LEAST = 1e-4, 0.3
"""CPU seconds that a text may take for each code point, and that any text may take."""
SLOWER = 8
"""How many times slower the program is with coverage measured."""


@cache
def extractor() -> Extractor:
    """The extractor, with its models loaded."""
    loaded = extract.load()
    loaded.document("Президент Иван Орлов прибыл в Рим 5 мая 2020 года.")
    return loaded


def grounded(record: Any) -> Iterator[tuple[str, int, int]]:
    """Every (text, start, end) within a record."""
    if isinstance(record, tuple | list):
        for item in record:
            yield from grounded(item)
    elif is_dataclass(record) and not isinstance(record, type):
        values = {field.name: getattr(record, field.name) for field in fields(record)}
        if values.get("text") is not None and "start" in values:
            yield values["text"], values["start"], values["end"]
        yield from grounded(list(values.values()))


def check(data: bytes) -> None:
    """Reads the bytes as UTF-8, what is none left out."""
    text = data.decode("utf-8", "ignore")
    began = process_time()
    found = extractor().document(text, published="2020-02-29")
    spent = process_time() - began
    for quote, start, end in grounded([*found.events, *found.mentions]):
        assert text[start:end] == quote != "", f"{start}–{end} is not {quote!r}"
    assert [event.event_id for event in found.events] == [f"text#{number}" for number in range(1, len(found.events) + 1)]
    if spent > SLOWER * max(LEAST, PER_CHARACTER * len(text)):  # what is slow once may have met the garbage collector or a new word
        began = process_time()
        assert extractor().document(text, published="2020-02-29") == found, "another result"
        spent = process_time() - began
        assert spent <= SLOWER * max(LEAST, PER_CHARACTER * len(text)), f"{spent:.1f} s for {len(text)} code points"
