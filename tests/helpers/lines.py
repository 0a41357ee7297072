"""A line between client and server that counts what passes, and can be cut after so many bytes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

PIECE_SIZE_BYTES = 16 * 1024


class Line:
    """Forwards every connection to ``target``.

    ``down_max`` bytes come back, then it is cut. ``on_up`` is called after each piece went to the
    server, ``on_down`` before each piece goes back.
    """

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname or "", parts.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self.address = f"{parts.scheme}://127.0.0.1:{self._listener.getsockname()[1]}"
        self.down_max: int | None = None
        self.on_up: Callable[[], None] | None = None
        self.on_down: Callable[[], None] | None = None
        self.up = 0
        self.down = 0
        self.connections = 0

    def start(self) -> None:
        """Begin to accept."""
        self._threads[0].start()

    def stop(self) -> None:
        """Cut everything and wait for the threads."""
        for end in (self._listener, *self._open):
            _shut(end)
        for thread in self._threads:
            thread.join()
        for end in (self._listener, *self._open):
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self._target)
            except OSError:
                near.close()
                continue
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open += [near, far]
            self.connections += 1
            for work in (self._carry_up, self._carry_down):
                thread = threading.Thread(target=work, args=(near, far))
                self._threads.append(thread)
                thread.start()

    def _carry_up(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            for piece in _pieces(near):
                self.up += len(piece)
                far.sendall(piece)
                _tell(self.on_up)
        _shut(far)

    def _carry_down(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(OSError):
            for piece in _pieces(far):
                _tell(self.on_down)
                allowed = len(piece) if self.down_max is None else self.down_max - self.down
                self.down += len(piece)  # before the other end can see it, and ask for the count
                near.sendall(piece[: max(allowed, 0)])
                if allowed < len(piece):
                    break
        _shut(near)
        _shut(far)


@contextmanager
def line_to(target: str) -> Iterator[Line]:
    """A line to an address such as ``http://127.0.0.1:8080``."""
    line = Line(target)
    line.start()
    try:
        yield line
    finally:
        line.stop()


def _pieces(end: socket.socket) -> Iterator[bytes]:
    try:
        while piece := end.recv(PIECE_SIZE_BYTES):
            yield piece
    except OSError:
        return


def _tell(listener: Callable[[], None] | None) -> None:
    if listener is not None:
        listener()


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
