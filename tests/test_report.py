import base64
import hashlib
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import extract.report
from builders import event
from extract.cli import main
from extract.display import Document, EventList
from extract.events.happening import ENTRY, HEADING
from extract.events.told import FROM_EVENT
from extract.lexicon import table
from extract.record import Article, Mention
from extract.report import charts, page, payload

TEXT = "Встреча прошла </script><script>alert(1)</script> в Казани."
ROOM = Path(extract.report.__file__).parent


@pytest.fixture(autouse=True)
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract.report, "library", lambda: "/* charts */")


def document(text: str = TEXT) -> Document:
    article = Article(doc_id="a & b", text=text, published="2022-06-09", title="<i>Заголовок</i>")
    mention = Mention(kind="duration", text="Встреча", start=0, end=7, value="PT1H", bound=">")
    return Document(article, EventList([event(text, "Встреча", doc_id="a & b")]), [mention])


def data(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def test_report_holds_the_text_as_data_only() -> None:
    html = page([document()])
    assert html.count("alert(1)") == 1
    assert "<script>alert" not in html
    assert "<i>Заголовок" not in html
    assert data(html)["documents"] == [json.loads(json.dumps(payload(document())))]


def test_report_policy_allows_its_own_scripts_and_style_only() -> None:
    html = page([document()])
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert found
    policy = dict(part.split(" ", 1) for part in unescape(found[1]).split("; "))
    own = re.findall(r"<script>(.*?)</script>", html, re.S)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in own]
    assert policy["script-src"].split() == hashes
    assert policy["default-src"] == policy["connect-src"] == "'none'"
    assert "unsafe" not in found[1]


def test_report_of_a_server_may_ask_that_server() -> None:
    html = page(live=True)
    assert "connect-src &#x27;self&#x27;" in html
    assert data(html)["live"] is True


def test_report_is_the_same_twice() -> None:
    assert page([document()]) == page([document()])


def test_report_payload_leaves_out_what_is_absent_or_quoted() -> None:
    shown = payload(document("Встреча прошла в Казани."))
    (row,) = shown["events"]
    assert row["trigger"] == {"start": row["trigger"]["start"], "end": row["trigger"]["end"]}
    assert "occasion" not in row
    assert "source" not in shown
    assert shown["mentions"] == [["duration", 0, 7, "> PT1H"]]


def test_report_words_are_sorted_and_in_both_languages() -> None:
    words = extract.report._words()
    assert list(words) == sorted(words)
    assert all(set(word) == {"ru", "en"} and all(word.values()) for word in words.values())


def test_report_words_are_those_that_the_page_uses() -> None:
    html = (ROOM / "page.html").read_text(encoding="utf-8")
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOM.glob("*.js")))
    used = set(re.findall(r'data-(?:word|label|hint)="(\w+)"', html)) | set(re.findall(r"word\('(\w+)'", scripts))
    made = {"event", "status", "date", "places", "participants", "topics", "confidence", "confidence_short", "time", "duration"}
    made |= {"duration_planned", "occasion", "format", "status_date", "title", "title_page"}
    words = set(extract.report._words())
    assert used <= words
    assert {word for word in words - used - made if not re.match(r"(kind|status|anchor|theme)_", word)} == set()


def test_report_rules_are_sorted() -> None:
    rules = data(page())["rules"]
    assert isinstance(rules, dict)
    assert list(rules) == sorted(rules)


def test_report_rules_say_how_each_value_of_the_corpus_was_inferred() -> None:
    known = extract.report._rules()
    lines = (Path(__file__).parents[1] / "outputs" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    values = [
        value for row in map(json.loads, lines) for key in ("date", "status_date", "places", "participants") for value in flat(row[key])
    ]
    told = {part for value in values if value.get("rule") for part in value["rule"].split(", ")} | {ENTRY, HEADING, FROM_EVENT}
    assert {part for part in told if part not in known and not any(part.startswith(f"{name} ") for name in known)} == set()


def flat(cell: Any) -> list[dict[str, Any]]:
    """The values of a cell that has one, several or none."""
    return cell if isinstance(cell, list) else [cell] if cell else []


def test_report_names_every_type_in_both_languages() -> None:
    types = data(page())["types"]
    assert isinstance(types, dict)
    assert set(types) == set(table("ontology"))


def test_report_command_writes_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(charts, "library", lambda: "")
    text = tmp_path / "a.txt"
    text.write_text("Иван Орлов прибыл с визитом в Казань 5 мая 2022 года.", encoding="utf-8")
    assert main(["report", str(text), "-o", str(tmp_path / "out" / "r.html"), "--lang", "en"]) == 0
    assert capsys.readouterr().out == f"1 documents, 1 events → {tmp_path}/out/r.html\n"
    assert data((tmp_path / "out" / "r.html").read_text(encoding="utf-8"))["lang"] == "en"


def test_report_command_leaves_out_what_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(charts, "library", lambda: "")
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Иван Орлов прибыл с визитом в Казань.", encoding="utf-8")
    assert main(["report", str(tmp_path), "-o", str(tmp_path / "r.html")]) == 1
    assert "a.txt:1: the file is empty" in capsys.readouterr().err
    assert (tmp_path / "r.html").is_file()


def test_report_command_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def missing() -> str:
        raise charts.MissingError("needs the extra “report”")

    monkeypatch.setattr(charts, "library", missing)
    assert main(["report"]) == 2
    assert capsys.readouterr().err == "extract: report needs the extra “report”\n"
