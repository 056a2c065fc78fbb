"""`extract serve`: an HTTP service over the extractor."""

import argparse
import logging
from pathlib import Path

from extract.cli.common import Adding, CallError, begin, broken_places, fail, whole

PACKAGES = frozenset(("fastapi", "fastapi_offline", "pebble", "pydantic", "starlette", "uvicorn"))


def add(command: Adding) -> None:
    """The command with its arguments."""
    serve = command("serve", _serve, "Serve the extraction over HTTP (docs/serve.md).")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen at (default: 127.0.0.1, for this machine alone)")
    serve.add_argument("--port", type=_port, default=8000, metavar="N", help="port to listen at; 0: any that is free (default: 8000)")
    about = "processes to share the texts between; 0: one for each core (default: 0)"
    serve.add_argument("--jobs", type=whole, default=0, metavar="N", help=about)
    serve.add_argument("--places", type=Path, metavar="FILE", help="table of places to go before the program's own (docs/places.md)")
    for name, default, about in (
        ("--max-bytes", 2_000_000, "bytes of a request"),
        ("--max-chars", 100_000, "characters of a text"),
        ("--max-documents", 100, "documents of a request"),
        ("--timeout", 60, "seconds for a request, the wait included"),
        ("--max-waiting", 100, "requests that wait beside those in work"),
        ("--grace", 30, "seconds for what is in work when the service is told to stop"),
    ):
        serve.add_argument(name, type=whole, default=default, metavar="N", help=f"{about} (default: {default:,})")


def _port(number: str) -> int:
    if not number.isdecimal() or int(number) > 65535:
        raise argparse.ArgumentTypeError(f"no port: {number!r}")
    return int(number)


def _serve(options: argparse.Namespace) -> int:
    try:
        from extract.serve.app import LOOPBACK, create_app
        from extract.serve.guard import Limits
        from extract.serve.server import bound, serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in PACKAGES:
            raise
        raise CallError(f"serve needs the package {error.name}: pip install 'extract-ru[serve]'") from None
    from functools import partial
    from ipaddress import ip_address

    from extract.parallel import cores
    from extract.serve.work import warm

    for line in broken_places(options.places):
        fail(line)
    try:
        at = bound(options.host, options.port)
    except OSError as error:
        raise CallError(f"can't listen at {options.host} port {options.port}: {error.strerror}") from None
    except UnicodeError:
        raise CallError(f"no host: {options.host!r}") from None
    address, port = at.getsockname()[:2]
    private = ip_address(address.partition("%")[0]).is_loopback
    if not private:
        fail(f"warning: whoever can reach {options.host} can use the service; it asks nobody for a password")
    logging.basicConfig(format="extract: %(message)s", level=logging.WARNING)
    app = create_app(
        limits=Limits(
            body=options.max_bytes,
            text=options.max_chars,
            documents=options.max_documents,
            seconds=options.timeout,
            waiting=options.max_waiting,
        ),
        jobs=options.jobs or cores(),
        begin=partial(warm, partial(begin, options.places)),
        hosts=(*LOOPBACK, options.host.lower(), address) if private else ("*",),
    )
    shown = f"[{address}]" if ":" in address else address
    try:
        serve(app, at, grace=options.grace, ready=lambda: fail(f"listening at http://{shown}:{port}, Ctrl+C stops"))
    except SystemExit:
        fail("the models could not be loaded")
        return 1
    finally:
        at.close()
    return 0
