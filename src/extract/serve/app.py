"""The application: texts in, events out, as JSON or as the files of `extract run`."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any, Final, Generic, Literal, TypeVar

from fastapi import Header, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from extract import models, parallel
from extract.reading import UnreadableError, document
from extract.record import Article
from extract.serve import pages, work
from extract.serve.guard import Guard, Limits, said
from extract.serve.shapes import (
    Body,
    Document,
    Error,
    Events,
    FailedDocument,
    Format,
    Health,
    Mentions,
    ReadDocument,
    Service,
    UnreadDocument,
    Version,
    complaint,
)

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
"""The names by which a browser may call a service on this machine; any other name was pointed here by someone else."""
MEDIA: Final[dict[str, Format]] = {
    "application/json": "json",
    "application/x-ndjson": "jsonl",
    "text/csv": "csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.apache.parquet": "parquet",
}
UPLOADS: Final = (".txt", ".jsonl", ".csv", ".parquet")
"""The files that may be sent; a compressed one could be endless."""
BYTES: Final = "application/octet-stream"

T = TypeVar("T")
log = logging.getLogger("extract")


class ProblemError(HTTPException):
    """Why a document fails: one line, and the status of the answer where it is the only one."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """A document with what was found in it."""

    doc_id: str
    published: str | None
    found: T | ProblemError


class Reader:
    """Reads the documents of requests by a runner, within the limits."""

    def __init__(self, runner: work.Runner, limits: Limits) -> None:
        self.limits = limits
        self._runner = runner

    def deadline(self) -> float:
        """The time of the event loop by which a request that begins now must be done."""
        return asyncio.get_running_loop().time() + self.limits.seconds

    async def done(self, deadline: float, function: Callable[..., T], *arguments: Any) -> T:
        """What the function makes of the arguments, in a process; ProblemError when it takes too long or breaks down."""
        try:
            async with asyncio.timeout_at(deadline):
                return await self._runner.run(function, *arguments)
        except TimeoutError:
            raise ProblemError(504, f"not done within {self.limits.seconds:g} seconds") from None
        except Exception as error:
            log.error("%s: %s", type(error).__name__, " ".join(str(error).split()))
            raise ProblemError(500, f"the extraction broke down ({type(error).__name__})") from None

    async def read(self, request: Request, body: Body, deadline: float, function: Callable[[Article], T]) -> list[Outcome[T]]:
        """What the function finds in each document, in their order; raises the ProblemError of a document that is the only one.

        Of one request no more documents are in work than there are processes, so that others get their turn.
        """
        turn = asyncio.Semaphore(self._runner.jobs)

        async def outcome(doc_id: str, article: Article | ProblemError) -> Outcome[T]:
            if isinstance(article, ProblemError):
                return Outcome(doc_id, None, article)
            async with turn:
                try:
                    if await request.is_disconnected():
                        raise ProblemError(499, "nobody waits for the answer")
                    return Outcome(doc_id, article.published, await self.done(deadline, function, article))
                except ProblemError as problem:
                    return Outcome(doc_id, article.published, problem)

        found = await asyncio.gather(*(outcome(*each) for each in self._articles(body)))
        if isinstance(body, Document) and isinstance(found[0].found, ProblemError):
            raise found[0].found
        return found

    def _articles(self, body: Body) -> Iterator[tuple[str, Article | ProblemError]]:
        """The doc_id and article of each document, in their order."""
        if isinstance(body, Document):
            yield body.doc_id or "text", self._article(body, "text")
            return
        if len(body.documents) > self.limits.documents:
            raise ProblemError(413, f"{len(body.documents):,} documents, but no more than {self.limits.documents:,} may be sent at once")
        seen: set[str] = set()
        for number, fields in enumerate(body.documents, 1):
            given = fields.get("doc_id") if isinstance(fields, dict) else None
            name = given if given and isinstance(given, str) else f"text-{number}"
            article = self._article(fields, name)
            if isinstance(article, Article):
                if name in seen:
                    article = ProblemError(422, f"doc_id: {name!r} is already that of an earlier document")
                seen.add(name)
            yield name, article

    def _article(self, fields: Any, name: str) -> Article | ProblemError:
        """The article of a document as it was sent, `name` if it has no doc_id."""
        try:
            sent = Document.model_validate(fields)
            if len(sent.text) > self.limits.text:
                return ProblemError(413, f"text: {len(sent.text):,} characters, but no more than {self.limits.text:,} may be sent")
            return document(sent.model_dump(), doc_id=name)
        except ValidationError as error:
            return ProblemError(422, complaint(error.errors()))
        except UnreadableError as error:
            return ProblemError(422, str(error))


def create_app(
    *,
    limits: Limits = Limits(),  # noqa: B008  frozen
    jobs: int = 1,
    begin: Callable[[], object] = work.warm,
    hosts: Sequence[str] = LOOPBACK,
    runner: work.Runner | None = None,
) -> Service:
    """The application; `hosts` are the names in a Host header that it answers to, `*` any.

    The work is done by the runner, else by `jobs` processes that each begin with `begin`; by default they load the models.
    """
    runner = work.Once(runner or work.Workers(jobs, begin))
    reader = Reader(runner, limits)

    @asynccontextmanager
    async def running(_: Any) -> AsyncIterator[None]:
        await runner.start()
        yield
        await runner.stop()

    app = Service(
        title="extract",
        version=_version() or "0",
        summary="Events from Russian news: one row per event, every value normalised and grounded in the words it was read from",
        docs_url=None,
        redoc_url=None,
        lifespan=running,
    )
    app.add_middleware(Guard, limits=limits, jobs=runner.jobs, hosts=hosts)
    app.include_router(pages.router)
    app.mount("/docs/files", pages.swagger)

    @app.exception_handler(HTTPException)
    async def failed(_: Request, error: HTTPException) -> Response:
        unread = error.status_code == 400  # by FastAPI, where JSON is not even to be looked at
        return said(error.status_code, "the body is no JSON in UTF-8" if unread else error.detail, error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        for each in error.errors():
            if each["type"] == "json_invalid":
                return said(400, f"the body is no JSON: {each['ctx']['error']} at character {each['loc'][-1]}")
        if isinstance(error.body, bytes):
            return said(415, "the body must be JSON, with Content-Type: application/json")
        return said(422, complaint(error.errors()))

    @app.post("/events", responses=_answers(Events | list[Events | FailedDocument], *MEDIA))
    async def events(
        request: Request,
        body: Body,
        accept: Annotated[str, Header(include_in_schema=False)] = "",
        format: Annotated[Format | None, Query(description="Form of the answer, in place of that of the header Accept")] = None,  # noqa: A002
    ) -> Response:
        """The events of a text, or of many. Of many, a document that fails carries `error`; files count such in `X-Failed-Documents`."""
        form, deadline = format or _accepted(accept), reader.deadline()
        if form == "json":
            return _json(body, "events", await reader.read(request, body, deadline, work.events))
        outcomes = await reader.read(request, body, deadline, parallel.events)
        found = [event for outcome in outcomes if not isinstance(outcome.found, ProblemError) for event in outcome.found]
        file = await reader.done(deadline, work.export, found, form)
        headers = {
            "Content-Disposition": f'attachment; filename="events.{form}"',
            "X-Failed-Documents": str(sum(isinstance(outcome.found, ProblemError) for outcome in outcomes)),
        }
        return Response(file, headers=headers, media_type=next(media for media in MEDIA if MEDIA[media] == form))

    @app.post("/mentions", responses=_answers(Mentions | list[Mentions | FailedDocument], "application/json"))
    async def mentions(request: Request, body: Body) -> Response:
        """Every normalised time, duration, place, person and organisation of a text, or of many."""
        return _json(body, "mentions", await reader.read(request, body, reader.deadline(), work.mentions))

    @app.post("/report", include_in_schema=False)
    async def report(request: Request, body: Body) -> Response:
        """What the page shows of a text, or of many."""
        return _json(body, "document", await reader.read(request, body, reader.deadline(), work.shown))

    made: dict[str, tuple[str, str]] = {}

    @app.get("/", include_in_schema=False)
    async def home(lang: Literal["ru", "en"] = "ru") -> Response:
        """The page on which a text can be tried; it is made once."""
        if lang not in made:
            made[lang] = await reader.done(reader.deadline(), work.page, lang)
        html, policy = made[lang]
        return Response(html, headers={"Content-Security-Policy": f"{policy}; frame-ancestors 'none'"}, media_type="text/html")

    @app.post(
        "/documents",
        responses=_answers(list[ReadDocument | UnreadDocument], "application/json"),
        openapi_extra={"requestBody": {"required": True, "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}},
    )
    async def documents(
        request: Request,
        name: Annotated[str, Query(description=f"Name of the file; its ending tells its kind: {' '.join(UPLOADS)}", examples=["news.csv"])],
    ) -> Response:
        """The documents of a file, whose encoding is recognised, ready to be sent to `/events`."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != BYTES:
            raise ProblemError(415, f"the body must be the bytes of the file, with Content-Type: {BYTES}")
        if not name.lower().endswith(UPLOADS):
            raise ProblemError(422, f"name: no kind of file that can be read ({', '.join(UPLOADS)})")
        found = await reader.done(reader.deadline(), work.documents, await request.body(), name, limits.documents)
        return Response(found.encode(), media_type="application/json")

    @app.get("/health")
    async def health() -> Health:
        """Whether the service answers."""
        return Health()

    @app.get("/version")
    async def versions() -> Version:
        """The versions of the program and of its models."""
        return Version(program=_version(), models=models.version())

    return app


def _version() -> str | None:
    try:
        return version("extract-ru")
    except PackageNotFoundError:  # run from its source
        return None


def _accepted(accept: str) -> Format:
    """The form that a header Accept likes best, JSON where it names none."""
    liked: dict[float, Format] = {}
    for part in accept.split(","):
        media, *parameters = (word.strip().lower() for word in part.split(";"))
        weight = next((word[2:] for word in parameters if word.startswith("q=")), "1")
        if media in MEDIA and weight.replace(".", "", 1).isdecimal():
            liked.setdefault(float(weight), MEDIA[media])
    return liked[max(liked)] if liked else "json"


def _json(body: Body, key: str, outcomes: list[Outcome[str]]) -> Response:
    """The outcomes, each a JSON list, as the answer to one document or many."""

    def part(outcome: Outcome[str]) -> str:
        if isinstance(outcome.found, ProblemError):
            return json.dumps({"doc_id": outcome.doc_id, "error": outcome.found.detail}, ensure_ascii=False)
        head = json.dumps({"doc_id": outcome.doc_id, "published": outcome.published}, ensure_ascii=False)
        return f'{head[:-1]}, "{key}": {outcome.found}}}'

    parts = [part(outcome) for outcome in outcomes]
    text = parts[0] if isinstance(body, Document) else f"[{', '.join(parts)}]"
    return Response(text.encode("utf-8", "backslashreplace"), media_type="application/json")


def _answers(model: Any, *media: str) -> dict[int | str, dict[str, Any]]:
    """The answers of a POST, for the OpenAPI document."""
    files: dict[str, Any] = {each: {"schema": {"type": "string", "format": "binary"}} for each in media if each != "application/json"}
    wrong: dict[int | str, str] = {
        400: "No JSON, or an unexpected Host header",
        408: "The body took too long to come",
        413: "Too large, or too many documents",
        415: "Not this Content-Type",
        422: "A field is wrong; the line names it",
        500: "The extraction broke down",
        503: "Too many requests wait, or the service stops",
        504: "Not done in time",
    }
    right: dict[int | str, dict[str, Any]] = {200: {"model": model, "content": files}}
    return right | {status: {"model": Error, "description": about} for status, about in wrong.items()}
