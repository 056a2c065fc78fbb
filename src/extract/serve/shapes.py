"""What the service takes and answers, as pydantic models for checking and for the OpenAPI document."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Discriminator, Field, JsonValue, Tag, WithJsonSchema

Format = Literal["json", "jsonl", "csv", "xlsx", "parquet"]

TEXT = "Иван Орлов и Павел Лисов встретились 8 июня в Казани."
DOCUMENT: dict[str, JsonValue] = {"text": TEXT, "published": "2022-06-09", "doc_id": "chronicle"}
DEFINED = "#/components/schemas/"


class Document(BaseModel):
    """A Russian text."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [DOCUMENT]})

    text: str = Field(description="The text; offsets in the answer count its Unicode code points")
    published: str | None = Field(None, description="Publication date, ISO 8601 date or datetime, in place of a header or dateline")
    doc_id: str | None = Field(None, description="Names the document in the answer; left out: text, or text-1, text-2, …")
    title: str | None = None
    source: str | None = Field(None, description="File or URL, repeated in each event")


class Documents(BaseModel):
    """Many texts; each is checked by itself, so that one that fails does not stop the others."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"documents": [DOCUMENT]}]})

    documents: list[Annotated[Any, WithJsonSchema({"$ref": DEFINED + "Document"})]]


def _shape(body: Any) -> str:
    return "many" if isinstance(body, Documents) or (isinstance(body, dict) and "documents" in body) else "one"


Body = Annotated[Annotated[Document, Tag("one")] | Annotated[Documents, Tag("many")], Discriminator(_shape)]


class Error(BaseModel):
    """What is wrong, in one line."""

    error: str = Field(examples=["published: '31 мая' is no ISO date"])


class FailedDocument(BaseModel):
    """One of many documents that failed."""

    doc_id: str
    error: str


class Events(BaseModel):
    """The events of a document, in the order of its text."""

    doc_id: str
    published: str | None
    events: list[Annotated[Any, WithJsonSchema({"$ref": DEFINED + "Event"})]]


class Mentions(BaseModel):
    """Every normalised time, duration, place, person and organisation of a document, in the order of its text."""

    doc_id: str
    published: str | None
    mentions: list[Annotated[Any, WithJsonSchema({"$ref": DEFINED + "Mention"})]]


class ReadDocument(BaseModel):
    """A document of a file; it can be sent back as it is."""

    doc_id: str
    text: str
    published: str | None
    title: str | None
    source: str | None


class UnreadDocument(BaseModel):
    """A line of a file (the row in Parquet, null for the whole file) that could not be read."""

    line: int | None
    error: str


class Health(BaseModel):
    """The service answers."""

    status: Literal["ok"] = "ok"


class Version(BaseModel):
    """The version of the program, and what tells its learned models from others (null where they are missing)."""

    program: str | None
    models: str | None


def complaint(errors: Iterable[Mapping[str, Any]]) -> str:
    """Errors of pydantic in one line that names the fields (`doc_id: Input should be a valid string`)."""
    return "; ".join(f"{_field(error['loc'])}: {error['msg']}" for error in errors)


def _field(place: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in place if part not in ("body", "query", "one", "many")) or "the body"


class Service(FastAPI):
    """The application; its OpenAPI document takes the shapes of records from `extract.table`."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        if self.openapi_schema is None:
            from extract.lexicon import event_types
            from extract.table import mention_schema, schema

            document = super().openapi()
            event = json.loads(json.dumps(schema(event_types())).replace("#/$defs/", DEFINED))
            del event["$schema"]
            shapes = document["components"]["schemas"]
            shapes |= event.pop("$defs") | {"Event": event, "Mention": mention_schema(), "Document": Document.model_json_schema()}
            document["components"]["schemas"] = dict(sorted(shapes.items()))
        return super().openapi()
