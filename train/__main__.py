"""Makes the models: `python -m train --nerel DIR --facts FILE [--corpus train/corpus] [--out src/extract/models] [--epochs N]`.

1. The reader is fitted on NEREL's train split (spans, links), on the gold rows of its texts (`train/nerel.jsonl`), of factRuEval's
   (`train/factrueval.jsonl`) and of the own corpus (event types, links, words of one event), on sentences with marked triggers (event
   types), and exported.
2. Two more readers, each without the gold of one half of the texts, read the half that they have not seen. On their rows, which are as
   uncertain as those of a new text, trees are fitted and exported: first the one that joins rows of one happening (the words of each
   gold row are told in `train/mentions.jsonl`), then, on the joined rows, those of the review and its network of types.
3. The figures of a cross-validation are logged: each half of the texts as read by what has seen only the other.

Seeded; about an hour on two cores, one fit on each. NEREL's texts stay where they are; only weights are written.
"""

import argparse
import logging
import os
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from extract.events.review import QUESTIONS
from extract.events.sameness import QUESTION
from extract.lexicon import event_types
from train import examples, review
from train.data import read_mentions, read_nerel
from train.export import export
from train.fit import figures, fitted

LOG = logging.getLogger("train")
FOLDS = 2
AT_ONCE = 256
"""Texts, or lines of sentences (four are one text), that a process reads at once."""


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nerel", type=Path, required=True, help="folder with train.jsonl and dev.jsonl")
    parser.add_argument("--labels", type=Path, default=Path("train/nerel.jsonl"), help="gold rows of NEREL's texts")
    parser.add_argument("--facts", type=Path, required=True, help="factRuEval's devset.jsonl")
    parser.add_argument("--fact-labels", type=Path, default=Path("train/factrueval.jsonl"), help="gold rows of factRuEval's texts")
    parser.add_argument("--corpus", type=Path, default=Path("train/corpus"), help="own texts with gold")
    parser.add_argument("--mentions", type=Path, default=Path("train/mentions.jsonl"), help="the words that name each gold row")
    parser.add_argument("--triggers", type=Path, default=Path("train/triggers.txt"), help="sentences with marked triggers")
    parser.add_argument("--out", type=Path, default=Path("src/extract/models"), help="folder for the weights")
    parser.add_argument("--epochs", type=int, default=11)
    parser.add_argument("--fold-epochs", type=int, default=6)
    parser.add_argument("--jobs", type=int, default=2, help="processes, one core each")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    types = event_types()
    mentions = read_mentions(arguments.mentions)
    news = list(review.others(arguments.nerel / "train.jsonl", arguments.labels, mentions))
    facts = [text for text in review.others(arguments.facts, arguments.fact_labels, mentions) if text.gold]
    written = list(review.texts(arguments.corpus, mentions))
    own = [*written, *facts]
    os.environ.setdefault("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1")  # a step of a fit takes gigabytes: small pages take longest
    with tempfile.TemporaryDirectory() as empty, ProcessPoolExecutor(arguments.jobs, mp_context=get_context("spawn")) as pool:

        def read_by(task: Callable[[Path, Sequence[Any]], list[Any]], items: Sequence[Any]) -> list[Any]:
            parts = [items[k : k + AT_ONCE] for k in range(0, len(items), AT_ONCE)]
            return [one for found in pool.map(task, [Path(empty)] * len(parts), parts) for one in found]

        plain, labelled = zip(*read_by(examples.of_news, news), strict=True)
        told = read_by(examples.of_own, [text for text in own if text.gold])
        lines = arguments.triggers.read_text(encoding="utf-8").splitlines()
        sentences = read_by(examples.of_sentences, lines)
        held_back = read_by(examples.of_nerel, list(read_nerel(arguments.nerel / "dev.jsonl")))
        labels = {name: k for k, name in enumerate(["none", *sorted({label for one in plain for e in one for _, _, label in e.spans})])}
        LOG.info("%d texts of NEREL, %d of factRuEval, %d own; %d sentences", len(news), len(facts), len(written), len(lines))

        def fit(name: str, without: int | None, epochs: int) -> Any:
            read = [hidden if n % FOLDS == without else seen for n, (hidden, seen) in enumerate(zip(plain, labelled, strict=True))]
            others = [*sentences, *(example for one in read for example in one)]
            return pool.submit(fitted, name, others, [one for n, one in enumerate(told) if n % FOLDS != without], labels, epochs)

        whole = fit("reader", None, arguments.epochs)
        parts = [fit(f"fold {n}", n, arguments.fold_epochs) for n in range(FOLDS)]
        folders = [Path(empty, str(fold)) for fold in range(FOLDS)]
        for part, folder in zip(parts, folders, strict=True):
            folder.mkdir()
            export(part.result(), list(labels), types, folder)
        unseen = [[*own[fold::FOLDS], *news[fold::FOLDS]] for fold in range(FOLDS)]
        pairs = list(pool.map(review.same, folders, unseen))
        joining = [review.trees(_others(pairs, fold), [QUESTION], pool) for fold in range(FOLDS)]
        for trees, folder in zip(joining, folders, strict=True):
            review.write(trees, folder)
        asked = list(pool.map(review.asked, folders, unseen))
        for fold, folder in enumerate(folders):
            review.write(joining[fold] | review.trees(_others(asked, fold), QUESTIONS, pool), folder)
        read = [pair for found in pool.map(review.predicted, folders, unseen) for pair in found]
        for name, group in (("NEREL train", news), ("factRuEval", facts), ("own texts", written)):
            inside = {text.article.doc_id for text in group}
            part = [pair for pair in read if pair[0].doc_id in inside]
            LOG.info("%s, read by what has not seen them:\n%s", name, review.report(part))
        reader = whole.result()
        for name, figure in figures(reader, held_back, labels).items():
            LOG.info("NEREL dev %-20s %s", name, figure)
        export(reader, list(labels), types, arguments.out)
        review.write(review.trees(_others([*pairs, *asked], None), [QUESTION, *QUESTIONS], pool), arguments.out)


def _others(found: Sequence[Sequence[review.Example | review.Typed]], fold: int | None) -> list[review.Example | review.Typed]:
    """The examples of all folds but one."""
    return [example for n, examples in enumerate(found) if n != fold for example in examples]


if __name__ == "__main__":
    main()
