"""Words per second on one core: `python benchmarks/speed.py [PATH…]` (default: corpus/dev).

The whole pipeline and each of its steps, and in the same run, text by text, natasha's complete pipeline (segmenter, morphology, syntax,
names, normal forms) and `dateparser.search`. Dictionaries and caches are warm: every text has been read once before.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import resource
import sys
from collections import defaultdict
from collections.abc import Callable
from time import perf_counter
from typing import Any

from dateparser.search import search_dates

import extract
from extract.marks.natasha import plain_names
from extract.reading import read
from extract.record import Article


def main() -> None:
    """Prints the table."""
    articles = [a for a in read(sys.argv[1:] or ["corpus/dev"]) if isinstance(a, Article)]
    words = sum(len(article.text.split()) for article in articles)
    extractor = extract.load()
    seconds: dict[str, float] = defaultdict(float)

    def timed(name: str, call: Callable[[], Any]) -> Any:
        began = perf_counter()
        found = call()
        seconds[name] += perf_counter() - began
        return found

    for article in articles:
        extractor.read(article)
        plain_names(article.text)
    for article in articles:
        text = article.text
        timed("extract, whole", lambda: extractor.read(article))  # noqa: B023  called at once
        timed("natasha, complete", lambda: plain_names(text))  # noqa: B023
        timed("dateparser.search", lambda: search_dates(text, languages=["ru"]))  # noqa: B023
    for article in articles:  # apart from the above, so that no step finds what has just been read
        text = article.text
        doc = timed("- tokens, sentences", lambda: extractor.nlp.make_doc(text))  # noqa: B023
        for name, step in extractor.nlp.pipeline:
            doc = timed(f"- {name}", lambda: step(doc))  # noqa: B023
    seconds["- events"] = seconds["extract, whole"] - sum(spent for name, spent in seconds.items() if name.startswith("- "))
    print("| step | words/s | share |\n|---|--:|--:|")
    for name, spent in seconds.items():
        print(f"| {name} | {words / spent:,.0f} | {spent / seconds['extract, whole']:.0%} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{len(articles)} texts, {words:,} words, peak memory {peak:,.0f} MB")


if __name__ == "__main__":
    main()
