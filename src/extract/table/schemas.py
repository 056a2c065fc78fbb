"""The JSON Schemas of the records, made from their dataclasses."""

from collections.abc import Iterable, Mapping
from dataclasses import is_dataclass
from inspect import cleandoc
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from extract.record import Event, Mention
from extract.table.columns import COLUMNS
from extract.table.records import hints

OFFSET: Final = {"minimum": 0}
SHAPES: Final[Mapping[str, Mapping[str, Any]]] = {
    "confidence": {"minimum": 0, "maximum": 1},
    "country": {"pattern": "^[A-Z]{2}$"},
    "earliest": {"format": "date"},
    "end": OFFSET,
    "lat": {"minimum": -90, "maximum": 90},
    "latest": {"format": "date"},
    "lon": {"minimum": -180, "maximum": 180},
    "start": OFFSET,
}
ABOUT: Final[Mapping[str, str]] = {
    "alternatives": "GeoNames ids of other places of that name that the document leaves possible, the likeliest first",
    "anchor": "What completed the date: the text itself, the publication date, a previous date of the text",
    "bound": "The duration is exact (=), about (~), more than (>) or less than (<)",
    "country": "ISO 3166-1 alpha-2",
    "earliest": "First possible day, ISO 8601; null where open or unknown",
    "end": "Offset of the end in the document, Unicode code points, exclusive",
    "evidence": "The sentences that the row was read from",
    "first": "First possible moment, ISO 8601 datetime; null where open or unknown",
    "geonames_id": "GeoNames id",
    "grain": "How exact a time is: year, month, day, hour, …",
    "kind": "Kind of the entity",
    "last": "Last possible moment, ISO 8601 datetime; null where open or unknown",
    "lat": "Latitude, degrees, WGS 84",
    "latest": "Last possible day, ISO 8601; null where open or unknown",
    "lon": "Longitude, degrees, WGS 84",
    "mentions": "Every place where the text names the event; the first is the trigger",
    "place_kind": "Kind of the place",
    "rule": "The rule that inferred a value which stands nowhere in the text",
    "start": "Offset in the document, Unicode code points",
    "text": "The words of the document, document[start:end]",
    "value": "The normalised value",
}


def schema(types: Iterable[str]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a line of `events.jsonl`; `types` are the event types allowed."""
    shapes: dict[str, Any] = {}
    event = _object(Event, {column.name: column.about for column in COLUMNS}, shapes)
    event["properties"]["type"]["enum"] = list(types)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Event",
        **event,
        "$defs": dict(sorted(shapes.items())),
    }


def mention_schema() -> dict[str, Any]:
    """The JSON Schema of a mention."""
    return _object(Mention, {}, {})


def _object(record: type, about: Mapping[str, str], shapes: dict[str, Any]) -> dict[str, Any]:
    """The schema of a record; the records within it are added to `shapes`."""
    properties = {
        name: {"description": about.get(name) or ABOUT[name], **_shape(hint, shapes), **SHAPES.get(name, {})}
        for name, hint in hints(record).items()
    }
    return {
        "description": cleandoc(record.__doc__ or ""),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _shape(hint: Any, shapes: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type."""
    if isinstance(hint, type) and is_dataclass(hint):
        if hint.__name__ not in shapes:
            shapes[hint.__name__] = {}
            shapes[hint.__name__] = _object(hint, {}, shapes)
        return {"$ref": f"#/$defs/{hint.__name__}"}
    if get_origin(hint) is tuple:
        return {"type": "array", "items": _shape(get_args(hint)[0], shapes)}
    if get_origin(hint) in (Union, UnionType):
        return _nullable(_shape(get_args(hint)[0], shapes))
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    return {"type": {str: "string", int: "integer", float: "number"}[hint]}


def _nullable(shape: dict[str, Any]) -> dict[str, Any]:
    """The schema that allows null besides."""
    if "enum" in shape:
        return {"enum": [*shape["enum"], None]}
    if "$ref" in shape:
        return {"anyOf": [shape, {"type": "null"}]}
    return {"type": [shape["type"], "null"]}
