"""The page of the server in a browser: a text is pasted or dropped, and its events are seen."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

TEXT = "Вчера Иван Орлов прибыл с визитом в Казань."


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    command = [sys.executable, "-m", "extract", "serve", "--port", "0", "--jobs", "1", "--max-bytes", "20000"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr
    yield re.findall(r"http://[\d.:]+", server.stderr.readline())[0]
    server.terminate()
    server.communicate(timeout=20)


@pytest.fixture
def opened(page: "Page", address: str) -> "Page":
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    return page


def read(page: "Page", text: str, published: str = "2022-06-09") -> None:
    page.fill("#pasted", text)
    page.fill("#published", published)
    page.click("#form button.main")
    page.wait_for_selector("#form button.main:enabled")


def test_served_page_begins_with_the_form_alone(opened: "Page") -> None:
    assert opened.is_visible("#form")
    assert [opened.is_visible(f"#{section}") for section in ("filters", "timeline", "map", "rows", "reading")] == [False] * 5


def test_served_page_shows_the_events_of_a_pasted_text(opened: "Page") -> None:
    read(opened, TEXT)
    assert opened.locator("tbody tr").count() == 1
    assert opened.inner_text("tbody td:first-child") == "8 июн. 2022"
    assert opened.locator("#text").text_content() == TEXT
    opened.wait_for_selector("#time-chart canvas")
    opened.wait_for_selector("#map-chart canvas")


def test_served_page_has_an_example(opened: "Page") -> None:
    opened.click("#example")
    opened.click("#form button.main")
    opened.wait_for_selector("tbody tr")
    assert opened.locator("tbody tr").count() >= 3


def test_served_page_says_when_there_are_no_events(opened: "Page") -> None:
    read(opened, "Красивый дом стоит на горе.")
    assert opened.inner_text("#message") == "В тексте не найдено событий."


@pytest.mark.parametrize("text", ["", "а" * 30_000])
def test_served_page_tells_an_error(opened: "Page", text: str) -> None:
    read(opened, text)
    assert opened.inner_text("#message").startswith("Не получилось: ")
    assert opened.get_attribute("#message", "class") == "bad"


def test_served_page_reads_a_dropped_file_of_another_encoding(opened: "Page", tmp_path: Path) -> None:
    path = tmp_path / "new’s.txt"
    path.write_bytes(f"date 2022-06-09\n{TEXT}".encode("cp1251"))
    opened.set_input_files("#file", path)
    opened.wait_for_selector("tbody tr")
    assert TEXT in opened.input_value("#pasted")
    assert opened.inner_text("tbody td:first-child") == "8 июн. 2022"


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
def test_served_page_exports(opened: "Page", form: str) -> None:
    read(opened, TEXT)
    with opened.expect_download() as download:
        opened.click(f"#{form}")
    assert download.value.suggested_filename == f"events.{form}"
    content = Path(download.value.path()).read_bytes()
    assert content.startswith({"csv": b"event_id,", "jsonl": b'{"event_id": ', "xlsx": b"PK"}[form])


def test_served_page_is_accessible(opened: "Page") -> None:
    from axe_playwright_python.sync_playwright import Axe

    read(opened, TEXT)
    found = Axe().run(opened).response["violations"]
    assert [violation["id"] for violation in found if violation["impact"] in {"serious", "critical"}] == []
