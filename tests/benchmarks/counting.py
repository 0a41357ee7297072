"""A TCP proxy on loopback that counts what passes: bytes both ways, headers included."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

_PIECE = 64 * 1024


class Counter:
    """Bytes from the client and from the server since the last reset."""

    def __init__(self) -> None:
        self.up = 0
        self.down = 0

    def reset(self) -> None:
        self.up = self.down = 0


@contextmanager
def counted(url: str) -> Iterator[tuple[str, Counter]]:
    """An address that leads to ``url``, and the counter of what passes."""
    target = urlsplit(url)
    counter = Counter()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.create_connection((target.hostname, target.port))
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for source, sink, name in ((client, server, "up"), (server, client, "down")):
                threading.Thread(
                    target=_pump, args=(source, sink, counter, name), daemon=True
                ).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", counter
    finally:
        listener.close()


def _pump(source: socket.socket, sink: socket.socket, counter: Counter, name: str) -> None:
    try:
        while piece := source.recv(_PIECE):
            setattr(counter, name, getattr(counter, name) + len(piece))
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass
