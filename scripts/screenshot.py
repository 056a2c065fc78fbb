"""The picture of the README: the report of corpus/dev with a row chosen → a PNG file."""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

import extract
from extract.reading import Failure, read
from extract.report import page

ROOT = Path(__file__).parents[1]
DOCUMENT = "putin-trump"


def main(picture: Path) -> None:
    """Makes the report, opens it in Chromium, chooses the first row of a document, and takes the picture."""
    picture = picture.resolve()
    os.chdir(ROOT)
    extractor = extract.load()
    articles = [article for article in read(["corpus/dev"]) if not isinstance(article, Failure)]
    report = picture.with_suffix(".html")
    report.write_text(page([extractor.read_document(article) for article in articles], lang="en"), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page(viewport={"width": 1440, "height": 1250}, locale="en-GB")
        opened.goto(report.as_uri())
        opened.wait_for_selector("body[data-ready=charts]")
        opened.select_option("#documents", index=[article.doc_id for article in articles].index(DOCUMENT))
        opened.locator("#text mark.k-event").first.click()
        opened.evaluate("scrollTo(0, 0)")
        opened.wait_for_timeout(500)
        opened.screenshot(path=picture)
        browser.close()
    report.unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
