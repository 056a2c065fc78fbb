"""The report in a browser: what a reader sees and does."""

import csv
import re
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import extract
from browser.conftest import ROOT
from extract import table
from extract.display import Document, EventList
from extract.reading import Failure, read
from extract.record import Article
from extract.report import page as report_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

TEXTS = 40
HOSTILE = (
    "Вчера Иван Орлов прибыл с визитом в Казань. <script>alert(1)</script></script><script>alert(2)</script>",
    "</style><img src=x onerror=alert(3)> Президент Орлов прилетел в Самару 5 мая 2022 года. <a href='javascript:alert(4)'>сюда</a>",
    "Визит \u202eвалрО\u202c в Казань состоялся 7 мая 2022 года. \u2066\u200b <svg onload=alert(5)> {{alert(6)}} ]]> --> <!-- %%DATA%%",
)


@pytest.fixture(scope="session")
def documents() -> list[Document]:
    extractor = extract.load()
    articles = [article for article in read([ROOT / "corpus" / "dev"]) if not isinstance(article, Failure)]
    return [extractor.read_document(article) for article in articles[:TEXTS]]


@pytest.fixture(scope="session")
def report(documents: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_page(documents), encoding="utf-8")
    return path


@pytest.fixture
def opened(page: "Page", report: Path) -> "Page":
    page.goto(report.as_uri())
    page.wait_for_selector("body[data-ready=charts]")
    return page


def found(page: "Page") -> int:
    """The number of rows that the filter lets through, as the page tells it."""
    return int(page.inner_text("#found").split()[1])


def point_at(page: "Page", chart: str) -> tuple[float, float]:
    """A point of the chart where the pointer finds an event or a place."""
    page.locator(chart).scroll_into_view_if_needed()
    box = page.locator(f"{chart} canvas").bounding_box()
    assert box is not None
    for x in range(int(box["width"]) - 30, 120, -7):
        for y in range(10, int(box["height"]) - 20, 9):
            page.mouse.move(box["x"] + x, box["y"] + y)
            if page.is_visible("#tip"):
                return box["x"] + x, box["y"] + y
    raise AssertionError(f"nothing is drawn in {chart}")


def test_report_is_small(report: Path, documents: list[Document]) -> None:
    texts = sum(len(document.article.text.encode()) for document in documents)
    assert report.stat().st_size - texts <= 3_000_000


def test_report_is_seen_at_once(page: "Page", report: Path) -> None:
    page.goto(report.as_uri(), wait_until="commit")
    page.wait_for_selector("#rows tbody tr")
    assert page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()") <= 1500


def test_report_shows_every_event(opened: "Page", documents: list[Document]) -> None:
    assert found(opened) == sum(len(document.events) for document in documents)


def test_report_timeline_click_shows_the_row(opened: "Page") -> None:
    x, y = point_at(opened, "#time-chart")
    opened.mouse.click(x, y)
    assert opened.locator("tr.chosen").count() == 1
    assert opened.locator("#detail dl").count() == 1


def test_report_timeline_zooms_and_filters(opened: "Page") -> None:
    before = found(opened)
    opened.click("#time-in")
    opened.click("#time-in")
    opened.click("#time-narrow")
    assert 0 < found(opened) < before
    assert opened.input_value("#from") < opened.input_value("#to")


def test_report_map_click_filters_by_place(opened: "Page") -> None:
    x, y = point_at(opened, "#map-chart")
    place = opened.inner_text("#tip").rpartition(":")[0]
    opened.mouse.click(x, y)
    assert opened.input_value("#place") == place
    assert all(place in cell for cell in opened.locator("tbody td:nth-child(4)").all_inner_texts())


def test_report_map_place_is_a_button_too(opened: "Page") -> None:
    button = opened.locator("#map-places button").first
    name, count = button.inner_text().rsplit(" ", 1)
    button.click()
    assert opened.input_value("#place") == name
    assert found(opened) >= int(count) > 0


def test_report_filters_by_type(opened: "Page") -> None:
    opened.click("details:has(#type-choice) summary")
    label = opened.locator("#type-choice label").first
    count = int(label.locator("span").inner_text())
    label.click()
    assert found(opened) == count


def test_report_filters_by_status(opened: "Page") -> None:
    opened.click("details:has(#status-choice) summary")
    opened.locator("#status-choice input[value=cancelled]").check()
    assert set(opened.locator("tbody td:nth-child(3)").all_inner_texts()) == {"отменено"}


def test_report_filters_by_person(opened: "Page") -> None:
    name = opened.locator("#persons option").first.get_attribute("value")
    assert name
    opened.fill("#person", name.lower())
    rows = opened.locator("tbody td:nth-child(5)").all_inner_texts()
    assert rows
    assert all(name in cell for cell in rows)


def test_report_filters_by_date(opened: "Page", documents: list[Document]) -> None:
    opened.fill("#from", "2018-07-01")
    opened.fill("#to", "2018-07-31")
    dates = [event.date for document in documents for event in document.events if event.date and (event.date.earliest or event.date.latest)]
    assert found(opened) == sum((d.latest or "9") >= "2018-07-01" and (d.earliest or "0") <= "2018-07-31" for d in dates) > 0


def test_report_without_matching_rows_says_so(opened: "Page") -> None:
    opened.fill("#search", "нет такого слова")
    assert opened.is_visible("#empty")
    opened.click("#reset")
    assert opened.is_hidden("#empty")


def test_report_sorts(opened: "Page") -> None:
    opened.click("th.c-date button")
    assert opened.get_attribute("th.c-date", "aria-sort") == "descending"
    years = [cell.split()[-1] for cell in opened.locator("tbody td:first-child").all_inner_texts()]
    assert len(years) == 100
    assert years == sorted(years, reverse=True)


def test_report_row_shows_its_words(opened: "Page", documents: list[Document]) -> None:
    opened.locator("tbody tr").nth(5).click()
    index = int(opened.get_attribute("tr.chosen", "data-row") or 0)
    event = [event for document in documents for event in document.events][index]
    assert event.trigger.text in " ".join(opened.locator("#text mark.own").all_inner_texts())
    assert event.trigger.text in opened.inner_text("#detail")


def test_report_word_shows_its_row(opened: "Page", documents: list[Document]) -> None:
    opened.select_option("#documents", index=next(n for n, document in enumerate(documents) if document.events))
    word = opened.locator("#text mark.k-event[data-rows]").first
    row = (word.get_attribute("data-rows") or "").split()[0]
    word.click()
    assert opened.get_attribute("tr.chosen", "data-row") == row


def test_report_is_used_by_keyboard(opened: "Page") -> None:
    opened.locator("tbody .row").first.focus()
    opened.keyboard.press("Enter")
    assert opened.locator("tr.chosen").count() == 1
    opened.locator("#text mark[tabindex]").first.focus()
    opened.keyboard.press("Enter")
    assert opened.locator("#text mark.own").count() > 0


def test_report_text_is_the_text(opened: "Page", documents: list[Document]) -> None:
    opened.select_option("#documents", index=7)
    assert opened.locator("#text").text_content() == documents[7].article.text


def test_report_changes_its_language(opened: "Page") -> None:
    assert opened.inner_text("#rows-title") == "Таблица"
    opened.click("#language")
    assert opened.inner_text("#rows-title") == "Table"
    assert opened.get_attribute("html", "lang") == "en"


def test_report_says_the_rules_of_inferred_values_in_its_language(opened: "Page") -> None:
    def told() -> str:
        return " ".join(str(cell.get_attribute("title")) for cell in opened.locator("#rows .inferred[title]").all())

    assert "выведено: год предыдущей даты" in told()
    assert re.search("[a-z]{3}", told()) is None
    opened.click("#language")
    assert "inferred: year of the last date" in told()


def test_report_changes_its_theme(opened: "Page") -> None:
    opened.click("#theme")
    opened.click("#theme")
    assert opened.get_attribute("html", "data-theme") == "dark"


def test_report_exports_the_filtered_rows(opened: "Page", documents: list[Document]) -> None:
    with opened.expect_download() as download:
        opened.click("#csv")
    lines = list(csv.DictReader(StringIO(Path(download.value.path()).read_text(encoding="utf-8"), newline="")))
    rows = {row["event_id"]: row for row in (table.row(event) for document in documents for event in document.events)}
    assert len(lines) == len(rows)
    for line in lines:
        expected = rows[line["event_id"]]
        assert list(line) == list(expected)
        for name, cell in expected.items():
            if isinstance(cell, float | int):
                assert float(line[name]) == cell, name
            else:
                assert line[name].lstrip("'") == (cell or ""), name


def test_report_prints_all_rows(opened: "Page") -> None:
    opened.emulate_media(media="print")
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.locator("tbody tr").count() == found(opened)
    assert opened.is_hidden("#filters")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_report_is_accessible(page: "Page", report: Path, theme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(report.as_uri())
    page.wait_for_selector("body[data-ready=charts]")
    page.locator("tbody tr").first.click()
    found = Axe().run(page).response["violations"]
    assert [(violation["id"], violation["nodes"][0]["html"]) for violation in found if violation["impact"] in {"serious", "critical"}] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_report_shows_hostile_text_as_text(page: "Page", tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    documents = [extract.document(text, published="2022-06-09", doc_id=f"<b>{n}</b>") for n, text in enumerate(HOSTILE)]
    assert all(document.events for document in documents)
    path.write_text(report_page(documents), encoding="utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready=charts]")
    for index in range(len(HOSTILE)):
        page.select_option("#documents", index=index)
        assert "alert(" in page.inner_text("#text")
        page.locator("tbody tr").first.click()
    assert page.evaluate("document.querySelectorAll('#text :not(mark):not(span), #rows img, #rows script').length") == 0


def test_report_writes_bidi_controls_out(page: "Page", tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(report_page([extract.document(HOSTILE[2], published="2022-06-09")]), encoding="utf-8")
    page.goto(path.as_uri())
    assert page.locator("#text .control").all_inner_texts() == ["U+202E", "U+202C", "U+2066", "U+200B"]


def test_report_offsets_count_code_points(page: "Page", tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(report_page([extract.document("😀😀 Иван Орлов прибыл с визитом в Казань 5 мая 2022 года.")]), encoding="utf-8")
    page.goto(path.as_uri())
    assert page.locator("#text mark.k-person").inner_text() == "Иван Орлов"


def test_report_takes_a_line_of_5_mb(page: "Page", tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    article = Article(doc_id="long", text="<b>слово</b> " * 400_000)
    path.write_text(report_page([Document(article, EventList(), [])]), encoding="utf-8")
    page.goto(path.as_uri())
    page.wait_for_selector("#text")
    assert page.evaluate("document.getElementById('text').textContent.length") == len(article.text)
