"""How fast a report of many texts opens and filters in Chromium: `benchmarks/report.py PATH… [--texts 2000]` (bars: 5 s, 200 ms)."""

import argparse
import shutil
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path

from playwright.sync_api import sync_playwright

from extract import parallel
from extract.reading import Failure, read
from extract.report import page

FILTERS = ("а", "ви", "президент", "москва", "нет такого слова", "")
"""What is typed into the search field, one after the other."""


def main() -> None:
    """Makes the report, opens it, types into its search field, and prints what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--jobs", type=int, default=parallel.cores())
    options = parser.parse_args()
    articles = (article for article in read(options.paths) if not isinstance(article, Failure))
    outcomes = parallel.spread(islice(articles, options.texts), options.jobs, parallel.document)
    documents = [found for _, found in outcomes if not isinstance(found, Exception)]
    print(f"{len(documents)} texts, {sum(len(document.events) for document in documents)} events")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.html"
        report.write_text(page(documents), encoding="utf-8")
        print(f"{report.stat().st_size / 1e6:.1f} MB, {sum(len(d.article.text.encode()) for d in documents) / 1e6:.1f} MB of it texts")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
            opened = browser.new_page(viewport={"width": 1440, "height": 1000})
            start = time.perf_counter()
            opened.goto(report.as_uri())
            opened.wait_for_selector("#rows tbody tr")
            table = time.perf_counter() - start
            opened.wait_for_selector("body[data-ready=charts]")
            print(f"table seen after {table:.2f} s, charts after {time.perf_counter() - start:.2f} s")
            took = [opened.evaluate(FILTERED, text) for text in FILTERS]
            for part, times in zip(("table", "last chart"), zip(*took, strict=True), strict=True):
                print(f"filter: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms until the {part} is painted")
            browser.close()


FILTERED = """async (text) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const field = document.getElementById('search');
  field.value = text;
  const start = performance.now();
  field.dispatchEvent(new Event('input'));
  await painted();
  const table = performance.now() - start;
  while (document.body.dataset.charts !== 'drawn') await painted();
  return [table, performance.now() - start];
}"""

if __name__ == "__main__":
    main()
