"""Happenings → `record.Event`: normalised values with their offsets, the label and the confidence."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict, cast

from extract import record
from extract.events.details import Detail
from extract.events.happening import ANNOUNCED, Dated, Happening, Part
from extract.events.status import has
from extract.events.tree import stem
from extract.lexicon import table, words
from extract.marks.places import known, place_of
from extract.marks.plain import AnyDoc, AnySpan, Span
from extract.values.place import Place, lookup

KEPT = {"директоров", "акционеров"}
"""Words that are no class noun of the quoted name behind them («совет директоров «Нордстара»»)."""
CONFIDENCE = {(True, True): 0.92, (True, False): 0.86, (False, True): 0.81, (False, False): 0.38}
"""By whether the row has a date of its own and participants; counted on the development corpus (480 rows)."""
DATED_VERB = 0.33
"""For acts of no listed kind."""
_WIDTHS = {"venue": 0, "city": 1, "region": 3, "country": 5, "former": 5, "continent": 6, "ocean": 6}
"""How wide the places of a kind are; of other kinds 2."""
MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря")


def rows(doc: AnyDoc, happenings: Iterable[Happening], article: record.Article, *, after: int = 0) -> list[record.Event]:
    """The events of an article, numbered in text order, from 1 or after those of the parts of the text before this one."""
    named: dict[str, list[AnySpan]] = {}
    for span in doc.spans.get("place", []):
        named.setdefault(span.kb_id_, []).append(span)
    return [_row(doc, happening, number, article, named) for number, happening in enumerate(happenings, after + 1)]


def _row(doc: AnyDoc, happening: Happening, number: int, article: record.Article, named: Mapping[str, Sequence[AnySpan]]) -> record.Event:
    mentions = sorted({(token.idx, token.idx + len(token)) for m in happening.mentions for token in m.words})
    first = min(happening.mentions, key=lambda m: m.start)
    trigger = _quote(article.text, first.head.idx, first.head.idx + len(first.head))
    evidence = _evidence(happening, article.text)
    actual, planned = _durations(doc, happening)
    date = _date(doc, happening.date)
    places = _places(doc, happening.places, named)
    participants = tuple(
        _participant(doc, part) for part in happening.participants if part.value not in {p.value for p in happening.places}
    )
    return record.Event(
        event_id=f"{article.doc_id}#{number}",
        doc_id=article.doc_id,
        published=article.published,
        source=article.source,
        type=happening.type,
        label=label(happening.type, participants, places, date),
        trigger=trigger,
        mentions=tuple(_quote(article.text, start, end) for start, end in mentions),
        status=happening.status,
        date=date,
        time=record.Value(value=happening.clock[0], **_offsets(doc, happening.clock[1].start, happening.clock[1].end))
        if happening.clock
        else None,
        duration=actual,
        duration_planned=planned,
        places=places,
        participants=participants,
        occasion=_detail(doc, happening.occasion),
        format=_format(doc, happening.formats),
        topics=tuple(value for value in (_detail(doc, topic) for topic in happening.topics) if value is not None),
        status_date=_date(doc, happening.status_date),
        text=article.text[evidence[0].start : evidence[-1].end],
        start=evidence[0].start,
        end=evidence[-1].end,
        evidence=evidence,
        confidence=_confidence(happening),
        rules=dict(happening.rules),
    )


def _quote(text: str, start: int, end: int) -> record.Span:
    return record.Span(text[start:end], start, end)


class Offsets(TypedDict, total=False):
    """The quote of a value; empty for one that is inferred."""

    text: str
    start: int
    end: int


def _offsets(doc: AnyDoc, start: int, end: int) -> Offsets:
    """Text and character offsets of a run of tokens."""
    a, b = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
    return {"text": doc[start:end].text, "start": a, "end": b}


def _evidence(happening: Happening, text: str) -> tuple[record.Span, ...]:
    """The sentences of the happening; neighbours are one span."""
    told = [*(m.head.sent for m in happening.mentions), *(d.span.sent for d in (*happening.topics, *happening.formats))]
    bounds: list[tuple[int, int]] = []
    for _, sentence in sorted({sentence.start: sentence for sentence in told}.items()):
        said = sentence.text
        start = sentence.start_char + len(said) - len(said.lstrip())
        end = sentence.start_char + len(said.rstrip())
        if bounds and not text[bounds[-1][1] : start].strip():
            bounds[-1] = (bounds[-1][0], end)
        else:
            bounds.append((start, end))
    return tuple(_quote(text, start, end) for start, end in bounds)


def _date(doc: AnyDoc, dated: Dated | None) -> record.Date | None:
    if dated is None or not dated.value.edtf:
        return None
    value = dated.value
    offsets: Offsets = _offsets(doc, dated.span.start, dated.span.end) if dated.span is not None else {}
    return record.Date(
        value=value.edtf,
        earliest=value.earliest.isoformat() if value.earliest else None,
        latest=value.latest.isoformat() if value.latest else None,
        anchor=value.anchor,
        rule=dated.rule or value.rule or None,
        **offsets,
    )


def _durations(doc: AnyDoc, happening: Happening) -> tuple[record.Duration | None, record.Duration | None]:
    """The actual and the planned length."""
    actual: record.Duration | None = None
    planned: record.Duration | None = None
    for span in happening.durations:
        value = record.Duration(value=span.kb_id_[1:], bound=cast(record.Bound, span.kb_id_[0]), **_offsets(doc, span.start, span.end))
        if _is_planned(span) or happening.status in ANNOUNCED:
            planned = planned or value
        else:
            actual = actual or value
    return actual, planned


def _is_planned(span: Span) -> bool:
    """Whether the length is the one that was meant («вместо намеченного часа», «на которые отводилось два часа»)."""
    around = [span.root.head, *span.root.children]
    return span.id_ in {"вместо"} or any(
        has(t, "planned", "verbs") or has(t, "planned", "adjectives") or stem(t) in words("status", "planned", "lengths") for t in around
    )


def _places(doc: AnyDoc, parts: Iterable[Part], named: Mapping[str, Sequence[AnySpan]]) -> tuple[record.Place, ...]:
    """The places of a row, the most precise first: those in a city before cities, states last."""
    located = [(part, _located(part, named.get(part.value, ()))) for part in parts]
    located.sort(key=lambda item: 0 if item[1] is None else _WIDTHS.get(item[1].kind or "", 2))
    return tuple(_place(doc, part, found) for part, found in located)


def _located(part: Part, spans: Sequence[AnySpan]) -> Place | None:
    """Which place a value is: what its own words mean, else the document's other words of that name, else the likeliest."""
    return place_of(min(spans, key=lambda span: span.start != part.start)) if spans else lookup(part.value)


def _place(doc: AnyDoc, part: Part, found: Place | None) -> record.Place:
    offsets: Offsets = _offsets(doc, part.start, part.end) if part.start is not None and part.end is not None else {}
    if found is None:
        return record.Place(value=part.value, rule=part.rule or None, **offsets)
    return record.Place(
        value=part.value,
        rule=part.rule or None,
        kind=found.kind,
        **known(found),
        **offsets,
    )


def _participant(doc: AnyDoc, part: Part) -> record.Participant:
    offsets: Offsets = _offsets(doc, part.start, part.end) if part.start is not None and part.end is not None else {}
    return record.Participant(value=_unquoted(part.value), kind=part.kind, rule=part.rule or None, **offsets)


def _unquoted(name: str) -> str:
    """A name without its quotes, and without a class noun in small letters before them («концерн «Нордстар»» → Нордстар)."""
    before, *quoted = re.split('[«"„]', name, maxsplit=1)
    inside = "".join(quoted).rstrip('»"“')
    if not inside:
        return name
    nouns = before.split()
    return inside if not nouns or (nouns[-1].islower() and nouns[-1] not in KEPT) else f"{before.rstrip()} {inside}"


def _detail(doc: AnyDoc, detail: Detail | None) -> record.Value | None:
    if detail is None:
        return None
    return record.Value(value=detail.value, **_offsets(doc, detail.span.start, detail.span.end))


def _format(doc: AnyDoc, formats: Sequence[Detail]) -> record.Value | None:
    """The formats in the order of the text, joined by commas; the offsets are those of the first."""
    unique = list({detail.value: detail for detail in formats}.values())
    if not unique:
        return None
    return record.Value(value=", ".join(detail.value for detail in unique), **_offsets(doc, unique[0].span.start, unique[0].span.end))


def label(kind: str, participants: Sequence[record.Participant], places: Sequence[record.Place], date: record.Date | None) -> str:
    """One readable line: «Встреча: Анна Крамер, Пауль Вебер — Вена, 8 мая 2014»."""
    label = str(table("ontology")[kind]["ru"])
    if participants:
        label += ": " + ", ".join(p.value for p in participants)
    where = [places[0].value] if places else []
    when = [_readable(date.value)] if date else []
    if where or when:
        label += " — " + ", ".join(where + when)
    return label


def _readable(edtf: str) -> str:
    """A date as people write it: `2014-05-08` → «8 мая 2014»."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(~?)", edtf)
    if match and 1 <= int(match[2]) <= 12:
        return f"{'около ' if match[4] else ''}{int(match[3])} {MONTHS[int(match[2]) - 1]} {match[1]}"
    return edtf


def _confidence(happening: Happening) -> float:
    """The probability that type, status and date are right: the review's, else the share of rows of its kind in the development corpus."""
    if happening.confidence is not None:
        return round(happening.confidence, 2)
    if happening.rules["type"].startswith("dated verb"):
        return DATED_VERB
    return CONFIDENCE[happening.own_date, bool(happening.participants)]
