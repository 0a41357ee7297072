"""An application served by uvicorn on a free port of this machine, in a thread of the test."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from sync_server.cli.serve import Server

START_WAIT_S = 30


@contextmanager
def served(app: FastAPI, *, certificate: Path | None = None) -> Iterator[str]:
    """The address of ``app``; over TLS with a ``certificate`` (PEM of key and certificate)."""
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, ssl_certfile=certificate
    )
    listening = threading.Event()
    server = Server(config, listening.set)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as `serve` does
        thread = threading.Thread(target=server.run, args=([listener],), name="served")
        thread.start()
        try:
            assert listening.wait(START_WAIT_S), "the server did not start"
            scheme = "https" if certificate else "http"
            yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
