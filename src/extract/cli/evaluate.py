"""`extract evaluate`: the extraction against hand-labelled gold."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from extract.cli.common import Adding, CallError, fail, progress

if TYPE_CHECKING:
    from extract.gold import GoldDocument
    from extract.record import Article, Event


def add(command: Adding) -> None:
    """The command with its arguments."""
    evaluate = command(
        "evaluate", _evaluate, "Score the extraction against hand-labelled gold (NAME.toml beside NAME.txt), or merging (groups.toml)."
    )
    about = "folder of texts with gold (default: corpus/dev); with a groups.toml, pairs of rows that report one happening are scored"
    evaluate.add_argument("folder", nargs="?", type=Path, default=Path("corpus/dev"), metavar="DIR", help=about)
    about = "rows to score (an events.jsonl) in place of those that would be extracted now"
    evaluate.add_argument("--events", type=Path, metavar="FILE", help=about)
    evaluate.add_argument("--errors", action="store_true", help="list every error with its sentence")
    evaluate.add_argument("--json", action="store_true", help="print the score as JSON")
    evaluate.add_argument("--fail-under", type=_share, metavar="F1", help="exit with 1 when the F1 of events (0 to 1) is lower")
    evaluate.add_argument("--no-baseline", action="store_true", help="leave out the baseline")


def _share(number: str) -> float:
    try:
        share = float(number)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"no number from 0 to 1: {number!r}")
    return share


def _evaluate(options: argparse.Namespace) -> int:
    paths = sorted(options.folder.glob("*.toml"))
    if [path.name for path in paths] == ["groups.toml"]:
        return _evaluate_merging(options)
    if not paths:
        raise CallError(f"{options.folder}: {'no gold (NAME.toml)' if options.folder.is_dir() else 'no such folder'}")
    from extract import load, score
    from extract.gold import labelled
    from extract.lexicon import event_types
    from extract.reading import Located
    from extract.values.morphology import lemma

    extractors: dict[str, Callable[[Article], list[Event]]] = {"extract": load().read if options.events is None else _given(options.events)}
    if not options.no_baseline:
        from extract import baseline

        extractors["baseline"] = baseline.events
    gold: list[GoldDocument] = []
    predicted: dict[str, dict[str, list[Event]]] = {name: {} for name in extractors}
    types = event_types()
    for path in progress(paths, "evaluating", len(paths)):
        try:
            article, document = labelled(path, types=types)
        except (ValueError, OSError) as error:
            fail(error)
            continue
        gold.append(document)
        for name, extract in extractors.items():
            try:
                predicted[name][document.doc_id] = extract(article)
            except Exception as error:  # it found nothing there
                fail(Located(str(path.with_suffix(".txt")), 1, article).failure(error))
    if not gold:
        return 1
    scores = {name: score.score(gold=gold, predicted=events, lemma=lemma) for name, events in predicted.items()}
    if options.json:
        print(json.dumps({name: score.as_json(result) for name, result in scores.items()}, ensure_ascii=False, indent=1))
    else:
        if options.errors:
            print(score.report_errors(scores["extract"]), end="\n\n")
        print(score.report(scores))
    f1 = scores["extract"].count("events").f1 or 0.0
    if options.fail_under is not None and f1 < options.fail_under:
        fail(f"F1 of events {f1:.3f} is under {options.fail_under}")
        return 1
    return 0 if all(len(events) == len(paths) for events in predicted.values()) else 1


def _evaluate_merging(options: argparse.Namespace) -> int:
    """Scores merging on the texts of a folder whose `groups.toml` says which rows report one happening."""
    from extract import happenings, load
    from extract.merging import grouped
    from extract.reading import Failure, documents

    try:
        gold = happenings.read(options.folder)
    except (ValueError, OSError) as error:
        fail(error)
        return 1
    extract = load().read if options.events is None else _given(options.events)
    texts = sorted(options.folder.glob("*.txt"))
    events: list[Event] = []
    failed = False
    for outcome in progress(documents(texts), "evaluating", len(texts)):
        if isinstance(outcome, Failure):
            fail(outcome)
            failed = True
            continue
        try:
            events += extract(outcome.article)
        except Exception as error:  # it found nothing there
            fail(outcome.failure(error))
            failed = True
    score = happenings.score(gold=gold, predicted=[[events[row] for row in group] for group in grouped(events)])
    if options.json:
        print(json.dumps(happenings.as_json(score), ensure_ascii=False, indent=1))
    else:
        if options.errors:
            print(happenings.report_errors(score), end="\n\n")
        print(happenings.report(score))
    f1 = score.end_to_end.f1 or 0.0
    if options.fail_under is not None and f1 < options.fail_under:
        fail(f"F1 of pairs {f1:.3f} is under {options.fail_under}")
        return 1
    return int(failed)


def _given(path: Path) -> "Callable[[Article], list[Event]]":
    """Article → its rows in an `events.jsonl`; CallError in one line for a file that is none."""
    from extract.table import TableError, read_jsonl

    rows: dict[str, list[Event]] = {}
    try:
        for event in read_jsonl(path):
            rows.setdefault(event.doc_id, []).append(event)
    except TableError as error:
        raise CallError(error) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(f"{path}: can't be read: {getattr(error, 'strerror', None) or error}") from None
    return lambda article: rows.get(article.doc_id, [])
