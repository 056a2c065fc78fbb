"""What the review learns: rows of the narrative beside gold → examples → boosted trees, and a network for the types → ONNX."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from extract import gold as golds
from extract import models, pipeline, score
from extract.events import candidates, sameness, topics
from extract.events.dates import Dates
from extract.events.details import Detail
from extract.events.discourse import Narrative
from extract.events.happening import Dated, Happening
from extract.events.rows import rows
from extract.events.weighing import Features, classes_of, table
from extract.lexicon import event_types
from extract.marks import plain
from extract.record import Article, Event
from extract.values.morphology import lemma
from train.data import Named, nerel_gold, read_nerel, rows_of

REAL = 2.0
"""What an example from a text that we have not written counts: ours are more, and plainer."""

TREES: Final = {
    "max_iter": 500,
    "early_stopping": False,
    "learning_rate": 0.05,
    "max_leaf_nodes": 24,
    "min_samples_leaf": 15,
    "l2_regularization": 3.0,
    "max_features": 0.3,
    "random_state": 1,
}
"""How the trees of a question are fitted; smaller ones are right less often on texts that they have not seen."""


class Example(NamedTuple):
    """A question about a row or a candidate, its features, whether the answer is yes, and what the example counts."""

    question: str
    features: Features
    right: bool
    weight: float = 1.0


class Typed(NamedTuple):
    """A row of which gold knows the type: its numbers, the vectors of the words around it, and the types that are right."""

    features: Features
    words: NDArray[np.float32]
    right: frozenset[str]
    question: str = "types"


class Text(NamedTuple):
    """A text as the program reads it, with its gold rows and what NEREL says of it, if they are there."""

    article: Article
    gold: golds.GoldDocument | None = None
    document: dict[str, Any] | None = None
    named: Named = ()


def others(path: Path, labels: Path, mentions: Mapping[str, Named]) -> Iterator[Text]:
    """The texts of a file in NEREL's form (`{"doc_id", "text"}` a line), with the gold rows of those that have a line of labels."""
    rows = {line["doc_id"]: line for line in read_nerel(labels)}
    for document in read_nerel(path):
        line = rows.get(document["doc_id"])
        article = Article(doc_id=document["doc_id"], text=document["text"], published=line["published"] if line else None)
        gold = nerel_gold(line, article.text) if line else None
        yield Text(article, gold, document, mentions.get(article.doc_id, ()))


def texts(folder: Path, mentions: Mapping[str, Named]) -> Iterator[Text]:
    """The texts of a folder with their gold and the words of its rows."""
    for path in sorted(folder.glob("*.toml")):
        article, gold = golds.labelled(path, types=event_types())
        yield Text(pipeline.dated(article), gold, None, mentions.get(article.doc_id, ()))


def examples(nlp: Language, article: Article, gold: golds.GoldDocument) -> list[Example | Typed]:
    """What the review should have answered about the rows of a text."""
    doc = nlp(article.text)
    narrative = Narrative(Dates(doc, published=article.published, start=article.body, dateline=article.dateline))
    happenings = narrative.read()
    events = rows(doc, happenings, article)
    comparison = score.Comparison(lemma)
    told = list(gold.events)
    firm = [k for k, row in enumerate(told) if not row.optional]
    matched = {firm[k]: event for k, event in score.match([told[k] for k in firm], events, comparison, len(firm)).items()}
    rest = [k for k, row in enumerate(told) if row.optional]
    left = [k for k in range(len(events)) if k not in matched.values()]
    loose = {left[event] for event in score.match([told[k] for k in rest], [events[k] for k in left], comparison, len(rest)).values()}
    row_of = {event: told[row] for row, event in matched.items()}
    context_of = {id(happening): context for asked, context in narrative.contexts() for happening in asked}
    topical = not told or any(row.cells["topics"].scored for row in told)
    found: list[Example | Typed] = []

    def add(question: str, features: Features, right: bool) -> None:
        found.append(Example(question, features, right))

    for number, (happening, event) in enumerate(zip(happenings, events, strict=True)):
        context = context_of[id(happening)]
        row = row_of.get(number)
        if number not in loose:
            shape = candidates.row(happening, context)
            add("rows", shape, row is not None)
            add("confidence", shape, row is not None and _all_right(row, event, comparison))
        if topical and number not in loose:
            for candidate, fits in _topics(happening, context, row, comparison):
                add("topics", candidate.told(), fits)
        if row is None:
            continue
        kinds = frozenset({*row.cells["type"].firm, *row.cells["type"].accept})
        found.append(Typed(candidates.types(happening, context), context.wording.around(candidates.main(happening)), kinds))
        called = {*row.cells["status"].firm, *row.cells["status"].accept}
        for candidate in candidates.statuses(happening, context):
            add("statuses", candidate.told(), candidate.value in called)
        for question in ("participants", "places"):
            cell = row.cells[question]
            if not cell.scored:
                continue
            right, free = ({score.fold(v) for v in values} for values in (cell.firm, (*cell.optional, *cell.accept)))
            for candidate in getattr(candidates, question)(happening, context):
                value = score.fold(candidate.value.value)
                if value in right or value not in free:
                    add(question, candidate.told(), value in right)
        cell = row.cells["date"]
        if cell.scored:
            for candidate in candidates.dates(happening, context):
                edtf = candidate.value.value.edtf if isinstance(candidate.value, Dated) else None
                empty = not cell.firm or cell.empty
                add("dates", candidate.told(), empty if edtf is None else edtf in (*cell.firm, *cell.optional, *cell.accept))
    return found


def _topics(
    happening: Happening, context: candidates.Context, row: golds.GoldEvent | None, comparison: score.Comparison
) -> Iterator[tuple[candidates.Candidate, bool]]:
    """The candidates for the topics of a row, with whether gold has them; a row that is none has no topics."""
    cell = row.cells["topics"] if row is not None else golds.Cell()
    if not cell.scored or not happening.has_subject:
        return
    said = (*cell.firm, *cell.optional, *cell.accept)
    for candidate in topics.candidates(happening, context):
        if isinstance(candidate.value, Detail):
            value = topics.named(candidate.value).value
            yield candidate, any(comparison.likeness("topics", value, other) > 0 for other in said)


def pairs(nlp: Language, text: Text) -> Iterator[Example]:
    """Pairs of rows of a text, with whether the words that name them are of one gold row.

    A row of which gold knows nothing is another than one that it knows; of two such rows nothing is told.
    """
    article = text.article
    doc = nlp(article.text)
    dates = Dates(doc, published=article.published, start=article.body, dateline=article.dateline)
    happenings = Narrative(dates).read()
    home = rows_of(doc, text.named)
    rows_at = {id(h): {home[t.i] for m in h.mentions for t in (*m.words, *m.chain) if t.i in home} for h in happenings}
    asked = [pair for pair in sameness.pairs(happenings, dates.day) if any(rows_at[id(one)] for one in pair)]
    for (first, second), shape in zip(asked, sameness.compared(asked, plain.Doc(doc)), strict=True):
        yield Example(sameness.QUESTION, shape, bool(rows_at[id(first)] & rows_at[id(second)]))


def _all_right(row: golds.GoldEvent, event: Event, comparison: Any) -> bool:
    return all(comparison.cell(column, row, event).all_right for column in ("type", "status", "date"))


def same(models_at: Path, read: Sequence[Text]) -> list[Example]:
    """The pairs of rows of texts, read with the models of a folder; to be run in a process of its own."""
    models.use(models_at)
    nlp = pipeline.build()
    return [_weighed(example, text) for text in read for example in pairs(nlp, text)]


def asked(models_at: Path, read: Sequence[Text]) -> list[Example | Typed]:
    """What the review should have answered about texts, read with the models of a folder; to be run in a process of its own."""
    models.use(models_at)
    nlp = pipeline.build()
    found = ((text, example) for text in read if text.gold for example in examples(nlp, text.article, text.gold))
    return [example if isinstance(example, Typed) else _weighed(example, text) for text, example in found]


def _weighed(example: Example, text: Text) -> Example:
    """The example with what it counts; how often a row is right is told as it is."""
    return example if text.document is None or example.question == "confidence" else example._replace(weight=REAL)


def predicted(models_at: Path, found: Sequence[Text]) -> list[tuple[golds.GoldDocument, list[Event]]]:
    """The gold of texts beside what the models of a folder read in them; to be run in a process of its own."""
    models.use(models_at)
    nlp = pipeline.build()
    return [(text.gold, pipeline.events(nlp, text.article)) for text in found if text.gold]


def report(found: Sequence[tuple[golds.GoldDocument, list[Event]]]) -> str:
    """The score of texts that have been read, as a table."""
    result = score.score(gold=[gold for gold, _ in found], predicted={gold.doc_id: events for gold, events in found}, lemma=lemma)
    return score.report({"extract": result})


def columns(found: Sequence[Example | Typed], least: int = 3) -> list[str]:
    """The names of the features that occur often enough, sorted."""
    counts = Counter(name for example in found for name, value in example.features.items() if value)
    return sorted(name for name, count in counts.items() if count >= least)


def fit(found: Sequence[Example], names: Sequence[str]) -> Any:
    """Boosted trees of the examples of one question."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    numbers, right = table([(example.features, {}) for example in found], names), np.array([example.right for example in found])
    weights = np.array([example.weight for example in found])
    return HistGradientBoostingClassifier(**TREES).fit(numbers, right, sample_weight=weights)


def graph(fitted: Any, width: int) -> bytes:
    """Boosted trees as ONNX: `features` of `(rows, width)` → `score` of `(rows, 1)`, the probability."""
    from onnx import TensorProto, helper

    attributes: dict[str, Any] = {}

    def add(**values: Any) -> None:
        for name, value in values.items():
            attributes.setdefault(name, []).append(value)

    for tree, (predictor,) in enumerate(fitted._predictors):
        for number, node in enumerate(predictor.nodes):
            leaf = bool(node["is_leaf"])
            add(
                nodes_treeids=tree,
                nodes_nodeids=number,
                nodes_featureids=0 if leaf else int(node["feature_idx"]),
                nodes_values=0.0 if leaf else float(node["num_threshold"]),
                nodes_modes="LEAF" if leaf else "BRANCH_LEQ",
                nodes_truenodeids=0 if leaf else int(node["left"]),
                nodes_falsenodeids=0 if leaf else int(node["right"]),
            )
            if leaf:
                add(target_treeids=tree, target_nodeids=number, target_ids=0, target_weights=float(node["value"]))
    base = [float(np.ravel(fitted._baseline_prediction)[0])]
    nodes = [
        helper.make_node("TreeEnsembleRegressor", ["features"], ["sum"], domain="ai.onnx.ml", n_targets=1, base_values=base, **attributes),
        helper.make_node("Sigmoid", ["sum"], ["score"]),
    ]
    inputs = [helper.make_tensor_value_info("features", TensorProto.FLOAT, [None, width])]
    outputs = [helper.make_tensor_value_info("score", TensorProto.FLOAT, [None, 1])]
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)]
    whole = helper.make_model(helper.make_graph(nodes, "trees", inputs, outputs), opset_imports=opsets, ir_version=9)
    return bytes(whole.SerializeToString())


Trees = Mapping[str, tuple[list[str], bytes]]
"""For each question the names of its columns, and its trees or network as ONNX."""


def trees(found: Sequence[Example | Typed], questions: Sequence[str], pool: Executor) -> dict[str, tuple[list[str], bytes]]:
    """The trees of questions (`Trees`), each fitted in a process of its own."""
    mine = [[example for example in found if example.question == question] for question in questions]
    return dict(zip(questions, pool.map(fitted, mine), strict=True))


def write(made: Trees, folder: Path) -> None:
    """Writes trees into a folder, with the names of their columns in `review.json`."""
    for question, (_, graphs) in made.items():
        (folder / f"{question}.onnx").write_bytes(graphs)
    lists = {question: names for question, (names, _) in made.items()} | {classes_of("types"): list(event_types())}
    (folder / "review.json").write_text(json.dumps(lists, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def fitted(found: Sequence[Example | Typed]) -> tuple[list[str], bytes]:
    """The columns of the examples of one question, and the trees or the network fitted to them on one core, as ONNX."""
    from threadpoolctl import threadpool_limits

    names, typed = columns(found), [row for row in found if isinstance(row, Typed)]
    with threadpool_limits(1):
        if typed:
            from train import kinds

            return names, kinds.graph(kinds.fitted(typed, names), len(names))
        return names, graph(fit([example for example in found if isinstance(example, Example)], names), len(names))
