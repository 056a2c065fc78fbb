"""Makes the models: `python -m train --nerel DIR [--corpus train/corpus] [--out src/extract/models] [--epochs N]`.

1. The reader is fitted on NEREL's train split (spans, links), on sentences with marked triggers (event types) and on the own corpus
   (event types, links), and exported.
2. Two more readers, each without one half of the own corpus, read the half that they have not seen. On their rows, which are as
   uncertain as those of a new text, trees are fitted and exported: first the one that joins rows of one happening (with NEREL's
   events that are names of one), then, on the joined rows, those of the review.

Seeded; under an hour on two cores, one fit on each. NEREL's texts stay where they are; only weights are written.
"""

import argparse
import logging
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from extract import models, pipeline
from extract.events.review import QUESTIONS
from extract.events.sameness import QUESTION
from extract.lexicon import event_types
from train import review
from train.data import nerel_examples, own_examples, read_nerel, sentence_examples
from train.export import export
from train.fit import figures, fitted

LOG = logging.getLogger("train")
FOLDS = 2


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nerel", type=Path, required=True, help="folder with train.jsonl and dev.jsonl")
    parser.add_argument("--corpus", type=Path, default=Path("train/corpus"), help="own texts with gold")
    parser.add_argument("--triggers", type=Path, default=Path("train/triggers.txt"), help="sentences with marked triggers")
    parser.add_argument("--out", type=Path, default=Path("src/extract/models"), help="folder for the weights")
    parser.add_argument("--epochs", type=int, default=13)
    parser.add_argument("--fold-epochs", type=int, default=11)
    parser.add_argument("--jobs", type=int, default=2, help="fits at the same time, one core each")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with tempfile.TemporaryDirectory() as empty:
        models.use(Path(empty))  # what is learned must not depend on what was learned before
        nlp = pipeline.build()
        documents = list(read_nerel(arguments.nerel / "train.jsonl"))
        nerel = [example for document in documents for example in nerel_examples(nlp, document)]
        held_back = [example for document in read_nerel(arguments.nerel / "dev.jsonl") for example in nerel_examples(nlp, document)]
        texts = list(review.documents(arguments.corpus))
        own = [own_examples(nlp, gold.text, gold, event_types()) for _, gold in texts]
        labels = {name: k for k, name in enumerate(["none", *sorted({label for e in nerel for _, _, label in e.spans})])}
        lines = arguments.triggers.read_text(encoding="utf-8").splitlines()
        nerel += [example for examples in sentence_examples(nlp, lines, event_types()) for example in examples]
        LOG.info("%d chunks of NEREL and single sentences, %d own texts", len(nerel), len(own))
        with ProcessPoolExecutor(arguments.jobs, mp_context=get_context("spawn")) as pool:
            whole = pool.submit(fitted, "reader", nerel, own, labels, arguments.epochs)
            others = [[one for k, one in enumerate(own) if k % FOLDS != fold] for fold in range(FOLDS)]
            parts = [pool.submit(fitted, f"fold {n}", nerel, seen, labels, arguments.fold_epochs) for n, seen in enumerate(others)]
            reader = whole.result()
            folds = [part.result() for part in parts]
        for name, line in figures(reader, held_back, labels).items():
            LOG.info("NEREL dev %-20s %s", name, line)
        export(reader, list(labels), event_types(), arguments.out)
        folders = [Path(empty, str(fold)) for fold in range(FOLDS)]
        halves = [[text for k, text in enumerate(texts) if k % FOLDS == fold] for fold in range(FOLDS)]
        pairs: list[review.Example] = []
        for fold, (one, folder) in enumerate(zip(folds, folders, strict=True)):
            folder.mkdir()
            export(one, list(labels), event_types(), folder)
            models.use(folder)
            pairs += [example for article, gold in halves[fold] for example in review.same_by_gold(nlp, article, gold)]
            pairs += [example for document in documents[fold::FOLDS] for example in review.same_by_nerel(nlp, document)]
        asked: list[review.Example] = []
        for half, folder in zip(halves, folders, strict=True):
            review.export(pairs, [QUESTION], folder)
            models.use(folder)
            asked += [example for article, gold in half for example in review.examples(nlp, article, gold)]
        review.export([*pairs, *asked], [QUESTION, *QUESTIONS], arguments.out)
        models.use(None)


if __name__ == "__main__":
    main()
