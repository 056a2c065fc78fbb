"""Makes the models: `python -m train --nerel DIR [--corpus train/corpus] [--out src/extract/models] [--epochs N]`.

1. The reader is fitted on NEREL's train split (spans, links), on sentences with marked triggers (event types) and on the own corpus
   (event types, links), and exported.
2. Two more readers, each without one half of the own corpus, read the half that they have not seen; on their rows, which are as
   uncertain as those of a new text, the trees of the review are fitted and exported.

Seeded; under an hour on two cores, one fit on each. NEREL's texts stay where they are; only weights are written.
"""

import argparse
import logging
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import torch

from extract import models, pipeline
from extract.events.review import QUESTIONS
from extract.lexicon import event_types
from train import review
from train.data import Example, nerel_examples, own_examples, read_nerel, sentence_examples
from train.export import export
from train.fit import figures, fit
from train.model import Reader

LOG = logging.getLogger("train")
OWN = 2
"""How often an epoch sees the own corpus, which is small."""
FOLDS = 2


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nerel", type=Path, required=True, help="folder with train.jsonl and dev.jsonl")
    parser.add_argument("--corpus", type=Path, default=Path("train/corpus"), help="own texts with gold")
    parser.add_argument("--triggers", type=Path, default=Path("train/triggers.txt"), help="sentences with marked triggers")
    parser.add_argument("--out", type=Path, default=Path("src/extract/models"), help="folder for the weights")
    parser.add_argument("--epochs", type=int, default=13)
    parser.add_argument("--fold-epochs", type=int, default=6)
    parser.add_argument("--jobs", type=int, default=2, help="fits at the same time, one core each")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with tempfile.TemporaryDirectory() as empty:
        models.use(Path(empty))  # what is learned must not depend on what was learned before
        nlp = pipeline.build()
        nerel = [example for document in read_nerel(arguments.nerel / "train.jsonl") for example in nerel_examples(nlp, document)]
        held_back = [example for document in read_nerel(arguments.nerel / "dev.jsonl") for example in nerel_examples(nlp, document)]
        texts = list(review.documents(arguments.corpus))
        own = [own_examples(nlp, gold.text, gold, event_types()) for _, gold in texts]
        labels = {name: k for k, name in enumerate(["none", *sorted({label for e in nerel for _, _, label in e.spans})])}
        lines = arguments.triggers.read_text(encoding="utf-8").splitlines()
        nerel += [example for examples in sentence_examples(nlp, lines, event_types()) for example in examples]
        LOG.info("%d chunks of NEREL and single sentences, %d own texts", len(nerel), len(own))
        with ProcessPoolExecutor(arguments.jobs, mp_context=get_context("spawn")) as pool:
            whole = pool.submit(_fitted, "reader", nerel, own, labels, arguments.epochs)
            halves = [[one for k, one in enumerate(own) if k % FOLDS != fold] for fold in range(FOLDS)]
            parts = [pool.submit(_fitted, f"fold {n}", nerel, half, labels, arguments.fold_epochs) for n, half in enumerate(halves)]
            reader = whole.result()
            folds = [part.result() for part in parts]
        for name, line in figures(reader, held_back, labels).items():
            LOG.info("NEREL dev %-20s %s", name, line)
        export(reader, list(labels), event_types(), arguments.out)
        asked: list[review.Example] = []
        for fold, one in enumerate(folds):
            folder = Path(empty, str(fold))
            folder.mkdir()
            export(one, list(labels), event_types(), folder)
            models.use(folder)
            asked += [one for k, (article, gold) in enumerate(texts) if k % FOLDS == fold for one in review.examples(nlp, article, gold)]
        review.export(asked, QUESTIONS, arguments.out)
        models.use(None)


def _fitted(name: str, nerel: Sequence[Example], own: Sequence[Sequence[Example]], labels: dict[str, int], epochs: int) -> Reader:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(1)
    torch.manual_seed(1)
    reader = Reader(len(labels), len(event_types()) + 1)

    def report(epoch: int, means: dict[str, float]) -> None:
        LOG.info("%s, epoch %d: %s", name, epoch, " ".join(f"{name} {value:.3f}" for name, value in means.items()))

    told = [example for examples in own for example in examples]
    return fit(reader, [*nerel, *told * OWN], labels, epochs=epochs, report=report)


if __name__ == "__main__":
    main()
