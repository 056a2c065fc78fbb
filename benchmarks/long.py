"""CPU time and peak memory for one long text: `python benchmarks/long.py CHARACTERS [whole] [UNIT]`.

The text is made of those of corpus/dev and train/corpus, joined, or of `UNIT` alone; `whole`: it is not read in parts.
"""

import resource
import sys
from time import process_time

import extract
from extract import pipeline
from extract.reading import read
from extract.record import Article


def main() -> None:
    """Prints one line."""
    size, *others = sys.argv[1:]
    if "whole" in others:
        pipeline.LONGEST = sys.maxsize
        others.remove("whole")
    texts = others or [article.text for article in read(["corpus/dev", "train/corpus"]) if isinstance(article, Article)]
    unit = "\n\n".join(texts) if len(texts) > 1 else texts[0]
    text = (unit * (int(size) // len(unit) + 1))[: int(size)]
    extractor = extract.load()
    extractor.document(unit[:20_000])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = process_time()
    found = extractor.document(text, published="2022-01-01")
    spent = process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(text):,} code points: {spent:.0f} s CPU ({1e4 * spent / len(text):.2f} ms for ten), peak {peak:,.0f} MB "
        f"({before:,.0f} MB before it), {len(found.events):,} events"
    )


if __name__ == "__main__":
    main()
