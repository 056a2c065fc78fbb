"""The service: what it answers, what it refuses, how it waits, and how it stops."""

import asyncio
import csv
import html
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2 as httpx
import pandas as pd
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import extract.report
from builders import TEXTS, event
from extract import models, parallel
from extract.cli import main
from extract.extractor import Extractor
from extract.record import Article, Event, Mention
from extract.serve.app import create_app
from extract.serve.guard import Limits
from extract.serve.shapes import Service
from extract.serve.work import DeadProcessError, Once, Workers
from extract.table import COLUMNS, json_line

TEXT = "Встреча Владимира Путина и Си Цзиньпина прошла 22 марта 2013 года в Москве и длилась больше двух часов."
BYTES = {"content-type": "application/octet-stream"}


class Ready:
    """A runner without processes: nothing is to be started or stopped."""

    jobs = 1

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        pass


class Inline(Ready):
    """Does the work where it is called; a text `долго` takes forever, until it is let go."""

    def __init__(self) -> None:
        self.working = threading.Event()
        self.released = threading.Event()

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        if isinstance(arguments[0], Article) and arguments[0].text == "долго":
            self.working.set()
            while not self.released.is_set():
                await asyncio.sleep(0.01)
        return work(*arguments)


def found(article: Article) -> list[Event]:
    """What is found in a text here: one meeting, or an error."""
    if article.text == "сбой":
        raise KeyError("/secret/path")
    return [event(article.text, article.text.split()[0], doc_id=article.doc_id, published=article.published, source=article.source)]


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> Inline:
    monkeypatch.setattr(parallel, "events", found)
    monkeypatch.setattr(parallel, "mentions", lambda article: [Mention(kind="time", text="5 мая", start=0, end=5, value="XXXX-05-05")])
    return Inline()


LIMITS = Limits(body=20_000, text=1000, documents=3, seconds=1, waiting=0)


@pytest.fixture
def client(runner: Inline) -> Iterator[TestClient]:
    with TestClient(create_app(limits=LIMITS, runner=runner), base_url="http://localhost") as client:
        yield client


def error(answer: httpx.Response) -> tuple[int, str]:
    """The status of an answer and the one line that says what is wrong."""
    assert list(answer.json()) == ["error"]
    assert "\n" not in answer.json()["error"]
    return answer.status_code, answer.json()["error"]


# answers


def test_serve_events_of_one_text_are_full_records(client: TestClient) -> None:
    answer = client.post("/events", json={"text": TEXT, "published": "2013-03-23", "doc_id": "а", "source": "лента"})
    assert answer.status_code == 200
    (expected,) = found(Article(doc_id="а", text=TEXT, published="2013-03-23", source="лента"))
    assert answer.json() == {"doc_id": "а", "published": "2013-03-23", "events": [json.loads(json_line(expected))]}


def test_serve_many_texts_keep_their_order_and_lose_nothing(client: TestClient) -> None:
    sent = [{"text": "Встреча"}, {"text": "сбой", "doc_id": "b"}, {"text": "date 2020-05-05\nСуд"}]
    one, two, three = client.post("/events", json={"documents": sent}).json()
    assert (one["doc_id"], [row["event_id"] for row in one["events"]]) == ("text-1", ["text-1#1"])
    assert two == {"doc_id": "b", "error": "the extraction broke down (KeyError)"}
    assert (three["doc_id"], three["published"], len(three["events"])) == ("text-3", "2020-05-05", 1)


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (7, "the body: Input should be a valid dictionary"),
        ({"text": None}, "text: Input should be a valid string"),
        ({"text": "a", "doc_id": "same"}, "doc_id: 'same' is already that of an earlier document"),
        ({"text": "a" * 1001}, "text: 1,001 characters, but no more than 1,000"),
        ({"text": "долго"}, "not done within 1 seconds"),
    ],
)
def test_serve_document_that_fails_leaves_the_others(client: TestClient, document: object, line: str) -> None:
    right, wrong = client.post("/events", json={"documents": [{"text": "Суд", "doc_id": "same"}, document]}).json()
    assert len(right["events"]) == 1
    assert wrong["error"].startswith(line)


def test_serve_mentions(client: TestClient) -> None:
    answer = client.post("/mentions", json={"text": "5 мая"}).json()
    assert answer["doc_id"] == "text"
    assert [(each["kind"], each["value"]) for each in answer["mentions"]] == [("time", "XXXX-05-05")]


@pytest.mark.parametrize(
    ("accept", "query", "form"),
    [
        ("text/csv", "", "csv"),
        ("text/html, application/x-ndjson;q=0.5, text/csv;q=0.4", "", "jsonl"),
        ("text/csv", "?format=xlsx", "xlsx"),
        ("*/*", "?format=parquet", "parquet"),
    ],
)
def test_serve_events_as_files(client: TestClient, accept: str, query: str, form: str) -> None:
    body = {"documents": [{"text": "Встреча", "source": "=1+1"}, {"text": ""}]}
    answer = client.post(f"/events{query}", json=body, headers={"accept": accept})
    assert answer.headers["content-disposition"] == f'attachment; filename="events.{form}"'
    assert answer.headers["x-failed-documents"] == "1"
    read: dict[str, Callable[[bytes], list[str]]] = {
        "csv": lambda data: next(csv.reader(io.StringIO(data.decode()))),
        "jsonl": lambda data: [column.name for column in COLUMNS] if json.loads(data)["trigger"] else [],
        "xlsx": lambda data: list(pd.read_excel(io.BytesIO(data)).columns),
        "parquet": lambda data: list(pd.read_parquet(io.BytesIO(data)).columns),
    }
    assert read[form](answer.content) == [column.name for column in COLUMNS]


@pytest.mark.parametrize("accept", ["", "*/*", "text/html", "application/json", "text/csv;q=0.1, application/json", "text/csv;q=x"])
def test_serve_events_are_json_unless_something_else_is_wanted(client: TestClient, accept: str) -> None:
    answer = client.post("/events", json={"text": "Суд"}, headers={"accept": accept})
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251", "koi8-r"])
def test_serve_documents_recognise_the_encoding(client: TestClient, encoding: str) -> None:
    answer = client.post("/documents?name=../Новость.txt", content=TEXT.encode(encoding), headers=BYTES)
    assert answer.json() == [{"doc_id": "Новость", "text": TEXT, "published": None, "title": None, "source": "../Новость.txt"}]


def test_serve_documents_of_tables_say_what_fails(client: TestClient) -> None:
    table = "text,published\nСуд,2020-05-05\nСуд,вчера\nСуд,\nСуд,\nСуд,\n"
    answer = client.post("/documents?name=a.CSV", content=table.encode(), headers=BYTES).json()
    assert [document.get("published") for document in answer] == ["2020-05-05", None, None, None]
    assert (answer[1], answer[3]["error"]) == (
        {"line": 3, "error": "published: 'вчера' is no ISO date"},
        "more than 3 documents; the rest is left out",
    )


def test_serve_documents_of_parquet_can_be_sent_back(client: TestClient) -> None:
    file = io.BytesIO()
    pd.DataFrame({"text": ["Суд", "Встреча"], "id": ["а", "б"]}).to_parquet(file)
    documents = client.post("/documents?name=a.parquet", content=file.getvalue(), headers=BYTES).json()
    answer = client.post("/events", json={"documents": documents}).json()
    assert [(document["doc_id"], len(document["events"])) for document in answer] == [("а", 1), ("б", 1)]


@pytest.mark.parametrize(
    ("name", "headers", "status"),
    [("a.exe", BYTES, 422), ("a.jsonl.gz", BYTES, 422), ("-", BYTES, 422), ("a.txt", {"content-type": "text/plain"}, 415)],
)
def test_serve_documents_refuse_other_files(client: TestClient, name: str, headers: dict[str, str], status: int) -> None:
    assert error(client.post(f"/documents?name={name}", content=b"a", headers=headers))[0] == status


def test_serve_health_and_version(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    version = client.get("/version").json()
    assert version["models"] == models.version()
    assert re.fullmatch("[0-9a-f]{12}", version["models"])


@pytest.mark.usefixtures("rules_alone")
def test_serve_version_of_absent_models_is_null(client: TestClient) -> None:
    assert client.get("/version").json()["models"] is None


# the interface, described


def test_serve_openapi_takes_the_records_from_the_table(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    answer = client.post("/events", json={"text": "Встреча", "published": "2020-05-05"}).json()
    mentions = client.post("/mentions", json={"text": "а"}).json()
    for name, value in (("Events", answer), ("Event", answer["events"][0]), ("Mentions", mentions)):
        Draft202012Validator({**document, "$ref": f"#/components/schemas/{name}"}).validate(value)
    with pytest.raises(Exception, match="is not one of"):
        Draft202012Validator({**document, "$ref": "#/components/schemas/Event"}).validate({**answer["events"][0], "type": "party"})


def test_serve_openapi_examples_are_right(client: TestClient) -> None:
    shapes = client.get("/openapi.json").json()["components"]["schemas"]
    for name in ("Document", "Documents"):
        assert client.post("/events", json=shapes[name]["examples"][0]).status_code == 200


def test_serve_page_states_its_policy_twice(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract.report, "library", lambda: "")
    page = client.get("/?lang=en")
    assert page.headers["content-security-policy"] == f"{extract.report.policy(live=True)}; frame-ancestors 'none'"
    assert html.escape(extract.report.policy(live=True)) in page.text
    assert '<html lang="en">' in page.text


def test_serve_page_is_given_what_it_shows(client: TestClient, extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "document", extractor.read_document)
    expected = extract.report.payload(extractor.document(TEXT, doc_id="a"))
    answer = client.post("/report", json={"documents": [{"text": TEXT, "doc_id": "a"}, {"text": ""}]}).json()
    assert answer[0]["document"] == json.loads(json.dumps(expected))
    assert list(answer[1]) == ["doc_id", "error"]


def test_serve_interface_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src 'unsafe-inline'" not in policy
    assert "http" not in policy + page.text.replace("over HTTP", "")
    for link in re.findall(r'(?:href|src)="([^"]+)"', page.text):
        assert client.get(f"/{link}").status_code == 200, link


# refusals


@pytest.mark.parametrize(
    ("body", "status", "line"),
    [
        (b'{"text":', 400, "the body is no JSON: Expecting value at character 8"),
        (b"\xff", 400, "the body is no JSON in UTF-8"),
        (b"[" * 9000, 400, "the body is no JSON"),
        (b"[]", 422, "the body: Input should be a valid dictionary"),
        (b"{}", 422, "text: Field required"),
        (b'{"text": 5}', 422, "text: Input should be a valid string"),
        (b'{"text": "a", "publised": "2020-05-05"}', 422, "publised: Extra inputs are not permitted"),
        (b'{"text": " "}', 422, "the text is empty"),
        (b'{"text": "a\\u0000"}', 422, "text holds a NUL character"),
        (b'{"text": "\\ud800"}', 422, "text holds half a surrogate pair"),
        (b'{"text": "a", "doc_id": "\\ud800"}', 422, "doc_id holds half a surrogate pair"),
        (b'{"\\ud800": "a"}', 422, "the body: Input should be a valid string"),
        (b'{"text": "a", "published": "2020-13-01"}', 422, "published: '2020-13-01' is no ISO date"),
        (b'{"text": "date 2020-13-01\\na"}', 422, "impossible date"),
        (b'{"documents": 5}', 422, "documents: Input should be a valid list"),
        (b'{"documents": [1, 2, 3, 4]}', 413, "4 documents, but no more than 3"),
        (json.dumps({"text": "a" * 1001}).encode(), 413, "text: 1,001 characters"),
        (json.dumps({"text": "a" * 20_000}).encode(), 413, "the body has more than 20,000 bytes"),
        ('{"text": "сбой"}'.encode(), 500, "the extraction broke down (KeyError)"),
        ('{"text": "долго"}'.encode(), 504, "not done within 1 seconds"),
    ],
)
def test_serve_bad_input_gets_one_line(client: TestClient, body: bytes, status: int, line: str) -> None:
    found, said = error(client.post("/events", content=body, headers={"content-type": "application/json"}))
    assert (found, said[: len(line)]) == (status, line)
    assert "secret" not in said


SCALARS = st.none() | st.booleans() | st.floats() | st.integers() | TEXTS
NAMES = st.sampled_from(["text", "published", "doc_id", "title", "documents"]) | st.text(max_size=5)
ANY_JSON = st.recursive(SCALARS, lambda part: st.lists(part, max_size=3) | st.dictionaries(NAMES, part, max_size=4), max_leaves=6)
WITH_TEXT = st.fixed_dictionaries({"text": TEXTS}, optional={"published": st.dates().map(str) | st.text(), "doc_id": st.text()})


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=ANY_JSON | WITH_TEXT)
def test_serve_any_json_is_read_or_refused(client: TestClient, body: object) -> None:
    answer = client.post("/events", content=json.dumps(body), headers={"content-type": "application/json"})
    assert answer.status_code == 200 or error(answer)[0] in (400, 413, 422)


def test_serve_refuses_forms_of_other_sites(client: TestClient) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        assert error(client.post("/events", content=b'{"text": "a"}', headers={"content-type": kind}))[0] == 415
    preflight = client.options("/events", headers={"origin": "http://evil.example", "access-control-request-method": "POST"})
    assert error(preflight)[0] == 405
    assert not [name for name in preflight.headers if name.startswith("access-control")]


def test_serve_measures_a_body_that_does_not_tell_its_length(client: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(30):
            yield b" " * 1000

    assert error(client.post("/events", content=pieces(), headers={"content-type": "application/json"}))[0] == 413


def test_serve_refuses_a_query_that_is_none(client: TestClient) -> None:
    assert error(client.post("/events?format=doc", json={"text": "a"})) == (
        422,
        "format: Input should be 'json', 'jsonl', 'csv', 'xlsx' or 'parquet'",
    )


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("LOCALHOST", 200),
        ("evil.example", 400),
        ("localhost.evil.example", 400),
        ("[", 400),
        ("", 400),
    ],
)
def test_serve_answers_only_to_its_own_name(client: TestClient, host: str, status: int) -> None:
    assert client.get("/health", headers={"host": host}).status_code == status


@pytest.mark.parametrize("path", ["/health", "/nothing", "/events", "/docs", "/docs/files/nothing.js"])
def test_serve_every_answer_has_the_headers_of_safety(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert (headers["x-content-type-options"], headers["cache-control"], headers["referrer-policy"]) == (
        "nosniff",
        "no-store",
        "no-referrer",
    )


def test_serve_error_of_its_own_shows_no_traceback(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "version", lambda: 1 / 0)
    answer = client.get("/version")
    assert error(answer) == (500, "an error of the service; its log says more")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_serve_sends_away_whom_the_queue_has_no_room_for(runner: Inline) -> None:
    app = create_app(limits=Limits(waiting=0), runner=runner)
    with TestClient(app, base_url="http://localhost") as client, ThreadPoolExecutor(1) as thread:
        first = thread.submit(client.post, "/events", json={"text": "долго"})
        assert runner.working.wait(5)
        full = client.post("/events", json={"text": "Суд"})
        assert (error(full)[0], full.headers["retry-after"]) == (503, "5")
        assert client.get("/health").status_code == 200
        runner.released.set()
        assert first.result().status_code == 200
        assert client.post("/events", json={"text": "Суд"}).status_code == 200


def test_serve_does_nothing_for_whom_is_gone(runner: Inline) -> None:
    come = [{"type": "http.request", "body": '{"text": "долго"}'.encode()}]

    async def receive() -> Any:
        return come.pop() if come else {"type": "http.disconnect"}

    assert called(create_app(runner=runner), receive) == 499
    assert not runner.working.is_set()


def test_serve_does_not_wait_long_for_a_body(runner: Inline) -> None:
    async def receive() -> Any:
        await asyncio.sleep(600)

    assert called(create_app(limits=Limits(seconds=0.1), runner=runner), receive) == 408


def called(app: Service, receive: Callable[[], Any]) -> int:
    """The status of an answer to a request whose body comes as it is received."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/events", "query_string": b"", "headers": headers}
    asyncio.run(app(scope, receive, send))
    return int(sent[0]["status"])


# processes


class Counted(Ready):
    """Does work when it is let go, and counts how often it began and how often it was given up."""

    def __init__(self) -> None:
        self.begun, self.given_up = 0, 0
        self.released = asyncio.Event()

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        self.begun += 1
        try:
            await self.released.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        return work(*arguments)


def test_serve_same_work_at_the_same_time_is_done_once() -> None:
    async def work() -> tuple[list[int], int]:
        counted = Counted()
        once = Once(counted)
        asked = [asyncio.create_task(once.run(len, text)) for text in ("суд", "матч", "суд", "суд")]
        await asyncio.sleep(0)
        counted.released.set()
        return await asyncio.gather(*asked), counted.begun

    assert asyncio.run(work()) == ([3, 4, 3, 3], 2)


def test_serve_same_work_later_is_done_again() -> None:
    async def work() -> int:
        counted = Counted()
        counted.released.set()
        once = Once(counted)
        for _ in range(2):
            await once.run(len, "суд")
        return counted.begun

    assert asyncio.run(work()) == 2


def test_serve_same_work_that_fails_fails_for_all() -> None:
    async def work() -> list[Any]:
        counted = Counted()
        counted.released.set()
        once = Once(counted)
        return await asyncio.gather(*(once.run(int, "суд") for _ in range(2)), return_exceptions=True)

    assert [type(outcome) for outcome in asyncio.run(work())] == [ValueError, ValueError]


@pytest.mark.parametrize(("leaving", "given_up"), [(1, 0), (2, 1)])
def test_serve_same_work_is_given_up_when_nobody_waits(leaving: int, given_up: int) -> None:
    async def work() -> int:
        counted = Counted()
        once = Once(counted)
        asked = [asyncio.create_task(once.run(len, "суд")) for _ in range(2)]
        await asyncio.sleep(0)
        for one in asked[:leaving]:
            one.cancel()
        await asyncio.sleep(0.01)
        left = counted.given_up
        counted.released.set()
        await asyncio.gather(*asked, return_exceptions=True)
        return left

    assert asyncio.run(work()) == given_up


def test_serve_work_nobody_waits_for_is_stopped() -> None:
    async def scene() -> tuple[int, int]:
        workers = Workers(1)
        try:
            before = await workers.run(os.getpid)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await workers.run(time.sleep, 600)
            return before, await workers.run(os.getpid)
        finally:
            await workers.stop()

    before, after = asyncio.run(scene())
    assert before != after
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


def test_serve_death_of_a_process_fails_its_work_alone() -> None:
    async def scene() -> None:
        workers = Workers(1)
        try:
            with pytest.raises(DeadProcessError):
                await workers.run(os._exit, 9)
            idle = await workers.run(os.getpid)
            os.kill(idle, signal.SIGKILL)
            await asyncio.sleep(0.5)
            assert await workers.run(os.getpid) != idle
        finally:
            await workers.stop()

    asyncio.run(scene())


# a server


class Server:
    """A server in a process of its own, at the address that it tells."""

    def __init__(self, *command: str) -> None:
        self.process = subprocess.Popen([sys.executable, *command], stderr=subprocess.PIPE, text=True)
        assert self.process.stderr
        line = self.process.stderr.readline()
        assert line.startswith("extract: listening at "), line
        self.address = re.findall(r"http://[\d.:]+", line)[0]

    def end(self) -> tuple[int, str]:
        """The exit status and what was said since, once it has ended."""
        _, said = self.process.communicate(timeout=20)
        return self.process.returncode, said


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    server = Server("-m", "extract", "serve", "--port", "0", "--jobs", "1")
    yield server
    server.process.terminate()
    assert server.end() == (0, "")


def test_serve_end_to_end(server: Server, extractor: Extractor) -> None:
    answer = httpx.post(f"{server.address}/events", json={"text": TEXT, "published": "2013-03-23"}, timeout=30)
    expected = extractor.events(TEXT, published="2013-03-23")
    assert expected
    assert answer.json()["events"] == [json.loads(json_line(event)) for event in expected]


def test_serve_fifty_requests_at_once_all_succeed(server: Server) -> None:
    async def scene() -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=server.address, timeout=60) as client:
            texts = [f"Президенты Иван Орлов и Павел Лисов встретились {day % 28 + 1} мая 2020 года в Казани." for day in range(50)]
            return await asyncio.gather(*(client.post("/events", json={"text": text}) for text in texts))

    answers = asyncio.run(scene())
    assert [answer.status_code for answer in answers] == [200] * 50
    dates = [answer.json()["events"][0]["date"]["value"] for answer in answers]
    assert dates == [f"2020-05-{day % 28 + 1:02}" for day in range(50)]


SLOW = """
import asyncio, sys
from extract.serve.app import create_app
from extract.serve.server import bound, serve

class Slow:
    jobs = 1
    async def start(self): pass
    async def stop(self): pass
    async def run(self, work, *arguments):
        print("works", file=sys.stderr, flush=True)
        await asyncio.sleep(float(sys.argv[1]))
        return "[]"

at = bound("127.0.0.1", 0)
said = lambda: print("extract: listening at http://127.0.0.1:%s" % at.getsockname()[1], file=sys.stderr, flush=True)
serve(create_app(runner=Slow()), at, grace=int(sys.argv[2]), ready=said)
"""


@pytest.mark.parametrize(
    ("seconds", "grace", "signals", "status"),
    [
        ("1", "30", [signal.SIGTERM], 200),
        ("1", "30", [signal.SIGINT], 200),
        ("600", "1", [signal.SIGTERM], 503),
        ("600", "30", [signal.SIGTERM, signal.SIGTERM], None),
    ],
)
def test_serve_stops_when_told(seconds: str, grace: str, signals: list[signal.Signals], status: int | None) -> None:
    server = Server("-c", SLOW, seconds, grace)
    with ThreadPoolExecutor(1) as thread:
        answer = thread.submit(httpx.post, f"{server.address}/events", json={"text": "Суд"}, timeout=20)
        assert server.process.stderr
        assert server.process.stderr.readline() == "works\n"
        for each in signals:
            server.process.send_signal(each)
            time.sleep(0.3)
        if status is not None:
            assert answer.result().status_code == status
        assert server.end() == (0, "")


# the command


@pytest.fixture
def complaint(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Calls the command: its exit status, and what it says."""

    def call(*arguments: str) -> tuple[int, str]:
        return main(["serve", *arguments]), capsys.readouterr().err

    return call


def test_serve_port_in_use_is_one_line(complaint: Callable[..., tuple[int, str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert complaint("--port", str(port)) == (2, f"extract: can't listen at 127.0.0.1 port {port}: Address already in use\n")


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.1", "а" * 70])
def test_serve_bad_host_is_one_line(complaint: Callable[..., tuple[int, str]], host: str) -> None:
    status, said = complaint("--host", host, "--port", "0")
    assert (status, said.count("\n"), host in said) == (2, 1, True)


def test_serve_missing_places_are_one_line(complaint: Callable[..., tuple[int, str]]) -> None:
    assert complaint("--places", "none.tsv") == (2, "extract: none.tsv: can't be read: No such file or directory\n")


@pytest.mark.parametrize("port", ["65536", "-1", "x"])
def test_serve_bad_port_is_refused(complaint: Callable[..., tuple[int, str]], port: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        complaint("--port", port)


def test_serve_without_its_packages_says_what_to_install(
    complaint: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "extract.serve.app")
    monkeypatch.setitem(sys.modules, "fastapi", None)
    assert complaint() == (2, "extract: serve needs the package fastapi: pip install 'extract-ru[serve]'\n")


@pytest.mark.parametrize(("host", "warned"), [("0.0.0.0", True), ("127.0.0.1", False)])
def test_serve_warns_when_others_can_reach_it(
    complaint: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch, host: str, warned: bool
) -> None:
    monkeypatch.setattr("extract.serve.server.serve", lambda app, at, grace, ready: ready())
    status, said = complaint("--host", host, "--port", "0")
    assert (status, "asks nobody for a password" in said) == (0, warned)
    assert said.endswith(", Ctrl+C stops\n")
