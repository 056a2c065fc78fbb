"""Documents with their events → one self-contained HTML page: timeline, map, table, and the texts with every value highlighted.

News text is untrusted: it reaches the page as JSON only, the scripts write it as text, and the page's content security policy lets no
other script or style run and nothing load from anywhere.
"""

import base64
import hashlib
import json
import tomllib
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, Literal

from extract.display import Document
from extract.lexicon import table
from extract.record import Event, Mention, to_json
from extract.report.charts import library
from extract.table import COLUMNS

Language = Literal["ru", "en"]

SCRIPTS = ("rows.js", "text.js", "table.js", "timeline.js", "map.js", "form.js", "page.js")
"""The page's own scripts, in the order in which they stand in it, within one function."""
DROPPED = frozenset({"doc_id", "published", "source", "text"})
"""What an event need not say beside its document, and a value beside its offsets."""
ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""What must not stand in a script element of HTML, as JSON may write it."""


def page(documents: Iterable[Document] = (), *, lang: Language = "ru", live: bool = False) -> str:
    """The page in Russian or English, which its reader can change; with `live` one that asks the server it came from to read texts."""
    data = {
        "lang": lang,
        "live": live,
        "columns": [column.name for column in COLUMNS],
        "types": {name: {"ru": entry["ru"], "en": entry["en"]} for name, entry in table("ontology").items()},
        "words": _words(),
        "rules": _rules(),
        "documents": [payload(document) for document in documents],
    }
    parts = {
        "LANG": lang,
        "POLICY": escape(policy(live=live)),
        "TITLE": escape(_words()["title_page" if live else "title"][lang]),
        "STYLE": _asset("page.css"),
        "DATA": json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES),
        "WORLD": _asset("world.json"),
        "VIEW": _view(),
        "LIBRARY": library(),
    }
    pieces = _asset("page.html").split("%%")
    return "".join(parts[piece] if place % 2 else piece for place, piece in enumerate(pieces))


def policy(*, live: bool = False) -> str:
    """The content security policy of the page, which it states itself: its own scripts and style, and no more."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hashed(_view())} {_hashed(library())}",
            f"style-src {_hashed(_asset('page.css'))}",
            "img-src data: blob:",
            "connect-src 'self'" if live else "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def payload(document: Document) -> dict[str, Any]:
    """What the page shows of a document: the article, its events and the spans of its mentions; absent fields are left out."""
    article = document.article
    return {
        "doc_id": article.doc_id,
        **_present({"published": article.published, "title": article.title, "source": article.source}),
        "text": article.text,
        "events": [_event(event) for event in document.events],
        "mentions": [[mention.kind, mention.start, mention.end, _value(mention)] for mention in document.mentions],
    }


def _event(event: Event) -> dict[str, Any]:
    return {name: value for name, value in _slim(to_json(event)).items() if name not in DROPPED}


def _slim(value: Any) -> Any:
    """The JSON without absent fields and without quoted words, which their offsets give."""
    if isinstance(value, dict):
        return {name: _slim(part) for name, part in value.items() if part is not None and part != [] and name != "text"}
    return [_slim(part) for part in value] if isinstance(value, list) else value


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def _value(mention: Mention) -> str:
    return mention.value if mention.bound in {None, "="} else f"{mention.bound} {mention.value}"


@cache
def _asset(name: str) -> str:
    return files("extract.report").joinpath(name).read_text(encoding="utf-8").rstrip("\n")


@cache
def _words() -> dict[str, dict[Language, str]]:
    return tomllib.loads(_asset("interface.toml"))


@cache
def _rules() -> dict[str, str]:
    """The rules of inferred values in Russian."""
    return tomllib.loads(_asset("rules.toml"))


@cache
def _view() -> str:
    """The page's own scripts in one function of their own."""
    return "(() => {\n'use strict';\n" + "\n".join(_asset(name) for name in SCRIPTS) + "\n})();"


def _hashed(content: str) -> str:
    """A script or style as a source of the content security policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
