"""JSON Lines → events, every field checked; an error names file, line and field."""

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from extract.record import Event


class TableError(ValueError):
    """A line that is no event; the message names file, line and field."""


def read_jsonl(path: Path) -> Iterator[Event]:
    """The events of a file that `jsonl` wrote, one by one; TableError names file, line and field of what is no event."""
    for _, event in read_lines(path):
        if isinstance(event, TableError):
            raise event
        yield event


def read_lines(path: Path) -> Iterator[tuple[int, Event | TableError]]:
    """The events of such a file, each with the offset of its line in bytes, or with what is wrong with it; empty lines are passed over."""
    offset = 0
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield offset, read_line(line)
                except ValueError as error:
                    yield offset, TableError(f"{path}:{number}: {error}")
            offset += len(line)


def read_line(line: bytes) -> Event:
    """The event of a line that `jsonl` wrote; ValueError names the field of what is none."""
    event: Event = _decoder(Event)(json.loads(line.decode("utf-8-sig")), "")
    return event


@cache
def hints(record: type) -> dict[str, Any]:
    """The types of a record's fields that the JSON record holds."""
    hints = get_type_hints(record)
    return {field.name: hints[field.name] for field in fields(record) if field.name != "rules"}


Decoder = Callable[[Any, str], Any]
"""Makes a value of what `to_json` made of it; ValueError names the field, of which it is told the name (`places[0].lat`)."""


@cache
def _decoder(hint: Any) -> Decoder:
    """The decoder of a type."""
    if isinstance(hint, type) and is_dataclass(hint):
        return _record_decoder(hint)
    if get_origin(hint) is tuple:
        item = _decoder(get_args(hint)[0])

        def items(data: Any, where: str) -> Any:
            _check(isinstance(data, list), where, "a list", data)
            return tuple([item(one, f"{where}[{number}]") for number, one in enumerate(data)])

        return items
    if get_origin(hint) in (Union, UnionType):
        filled = _decoder(get_args(hint)[0])
        return lambda data, where: None if data is None else filled(data, where)
    if get_origin(hint) is Literal:
        choices = get_args(hint)

        def choice(data: Any, where: str) -> Any:
            _check(data in choices, where, "one of " + ", ".join(choices), data)
            return data

        return choice
    kinds = {str: (str,), int: (int,), float: (float, int)}[hint]
    wanted = {str: "a string", int: "a whole number", float: "a number"}[hint]

    def scalar(data: Any, where: str) -> Any:
        _check(isinstance(data, kinds) and not isinstance(data, bool), where, wanted, data)
        return hint(data)

    return scalar


def _record_decoder(hint: type) -> Decoder:
    decoders = {name: _decoder(of) for name, of in hints(hint).items()}

    def record(data: Any, where: str) -> Any:
        _check(isinstance(data, dict), where, "an object", data)
        for word, names in (("missing", decoders.keys() - data.keys()), ("unknown", data.keys() - decoders.keys())):
            if names:
                raise ValueError(f"{word} field {', '.join(f'{where}.{name}'.lstrip('.') for name in sorted(names))}")
        before = f"{where}." if where else ""
        return hint(**{name: decode(data[name], before + name) for name, decode in decoders.items()})

    return record


def _check(right: bool, where: str, wanted: str, found: Any) -> None:
    if not right:
        raise ValueError(f"{where + ': ' if where else ''}expected {wanted}, found {json.dumps(found, ensure_ascii=False)[:60]}")
