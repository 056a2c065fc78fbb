"""The command `extract`: one file per command. Heavy imports happen inside the functions, so that `--help` answers at once."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from typing import TextIO

from extract.cli import evaluate, inspect, merge, report, run, serve
from extract.cli.common import COLLECTED, CallError, Command, fail

COMMANDS = (run, report, serve, merge, evaluate, inspect)
"""The files that add commands, in the order of `--help`."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; the exit status is 0, 1 when a document failed or a score is too low, 2 for a wrong call."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the models' matrices are small: threads would only wait for each other
    gc.set_threshold(*COLLECTED)
    _unfailing(sys.stdout)
    _unfailing(sys.stderr)
    try:
        status = int(options.function(options))
        sys.stdout.flush()
    except CallError as error:
        fail(error)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left in the buffer goes nowhere
        return 1
    except KeyboardInterrupt:
        fail("interrupted")
        return 130
    return status


def _unfailing(stream: TextIO) -> None:
    """Makes a stream escape what its encoding lacks (a terminal in KOI8-R, a «—» in ASCII)."""
    if reconfigure := getattr(stream, "reconfigure", None):
        reconfigure(errors="backslashreplace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="extract", description="Events from Russian news text: one row per event, grounded in its words.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function: Command, about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about, description=about)
        added.set_defaults(function=function)
        return added

    for file in COMMANDS:
        file.add(command)
    return parser
