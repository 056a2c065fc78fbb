"""Words per second on one core: `python benchmarks/speed.py [PATH…]` (default: corpus/dev).

The whole pipeline and each of its steps, and in the same run, text by text, natasha's complete pipeline (segmenter, morphology, syntax,
names, lemmas, normal forms of the names) and `dateparser.search`. Dictionaries and caches are warm: every text has been read once before.
The garbage collector waits, for all, as long as in the command `extract`.
Then the same texts by one process and by two, in turns, the better of two rounds each, from the first result on; the memory of a process;
and the cost.
"""

import argparse
import gc
import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from dateparser.search import search_dates

import extract
from extract import parallel
from extract.cli.common import COLLECTED
from extract.marks.natasha import OWN, plain_document
from extract.reading import read
from extract.record import Article

LENGTH = 300
"""Words of the article that the cost is told for."""


def complete(text: str) -> None:
    """natasha's own pipeline, with the lemma of every word."""
    for token in plain_document(text).tokens:
        token.lemmatize(OWN.vocabulary)


def peak(article: Article) -> int:
    """The most memory that this process held, in KB, once it has read the article too."""
    parallel.events(article)
    return next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))


def shared(articles: list[Article], jobs: int) -> tuple[float, int]:
    """Words per second of so many processes, and the most KB that one of them held."""
    found = parallel.spread(articles * 4, jobs, peak)
    memory, words = 0, 0
    next(found)
    began = perf_counter()
    for article, outcome in found:
        words += len(article.text.split())
        memory = max(memory, outcome if isinstance(outcome, int) else 0)
    return words / (perf_counter() - began), memory


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", default=["corpus/dev"], metavar="PATH")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="read only every Nth text")
    options = parser.parse_args()
    gc.set_threshold(*COLLECTED)
    articles = [a for a in read(options.paths) if isinstance(a, Article)][:: options.every]
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
        complete(article.text)
    for article in articles:
        text = article.text
        timed("extract, whole", lambda: extractor.read(article))  # noqa: B023  called at once
        timed("natasha, complete", lambda: complete(text))  # noqa: B023
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
    print(f"\n{len(articles)} texts, {words:,} words\n")
    rounds: dict[int, list[tuple[float, int]]] = {1: [], 2: []}
    for jobs in (1, 2, 1, 2):
        rounds[jobs].append(shared(articles, jobs))
    one, two = (max(speed for speed, _ in rounds[jobs]) for jobs in (1, 2))
    memory = max(memory for found in rounds.values() for _, memory in found)
    print(f"one process {one:,.0f} words/s, two {two:,.0f} words/s: {two / one:.2f} times; {memory / 1024:,.0f} MB at most in one")
    print(f"1,000,000 articles of {LENGTH} words: {LENGTH * 1e6 / one / 3600:,.0f} core-hours")


if __name__ == "__main__":
    main()
