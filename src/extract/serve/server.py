"""The application behind a socket, until it is told to stop."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from extract.serve.shapes import Service


def bound(host: str, port: int) -> socket.socket:
    """A socket at the address, which nobody can connect to yet; OSError if the host is unknown or the port is taken."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    found = socket.socket(family, kind, protocol)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
    except OSError:
        found.close()
        raise
    return found


class _Server(uvicorn.Server):
    """Finishes what is in work at the first signal, and stops at once at the second."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True


def serve(app: Service, at: socket.socket, *, grace: int, ready: Callable[[], object]) -> None:
    """Serves until SIGINT or SIGTERM; then what is in work has `grace` seconds. `ready` is called when the service answers.

    SystemExit if the application does not start.
    """
    config = uvicorn.Config(app, log_config=None, log_level="critical", server_header=False, ws="none", timeout_graceful_shutdown=grace)
    _Server(config, ready).run([at])
