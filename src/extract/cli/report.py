"""`extract report`: documents → one HTML page."""

import argparse
from pathlib import Path

from extract.cli.common import Adding, CallError, Reading, fail, inputs, whole


def add(command: Adding) -> None:
    """The command with its arguments."""
    report = command("report", _report, "Make one HTML page of documents: timeline, map, table, texts with every value highlighted.")
    inputs(report)
    report.add_argument("-o", "--output", type=Path, default=Path("report.html"), metavar="FILE", help="the page (default: report.html)")
    report.add_argument("--lang", choices=("ru", "en"), default="ru", help="language in which the page opens (default: ru)")
    report.add_argument(
        "--jobs", type=whole, default=1, metavar="N", help="processes to share the documents; 0: one for each core (default: 1)"
    )


def _report(options: argparse.Namespace) -> int:
    from extract import load, parallel
    from extract.report import page
    from extract.report.charts import MissingError, library
    from extract.table import complete

    try:
        library()
    except MissingError as error:
        raise CallError(f"report {error}") from None
    if options.output.is_dir():
        raise CallError(f"{options.output}: is a folder")
    reading = Reading(options)
    read, jobs = (load().read_document, 1) if options.jobs == 1 else (parallel.document, options.jobs or parallel.cores())
    documents = [document for _, document in reading.found(read, jobs)]
    if not documents:
        fail("no document could be read")
        return 1
    try:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        with complete(options.output) as part:
            part.write_text(page(documents, lang=options.lang), encoding="utf-8", newline="\n")
    except OSError as error:
        raise CallError(f"{options.output}: can't be written: {error.strerror}") from None
    print(f"{len(documents)} documents, {sum(len(document.events) for document in documents)} events → {options.output}")
    return reading.status
