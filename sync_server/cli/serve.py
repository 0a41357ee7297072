"""`vanthu-server serve`: listen until told to stop, then finish what was begun."""

from __future__ import annotations

import gc
import ipaddress
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from filelock import FileLock, Timeout

from common.errors import EnvironmentFault
from common.text.messages import _
from sync_server.app import create_app
from sync_server.cli.main import DONE, Call
from sync_server.cli.opening import opened
from sync_server.logs import start_logging
from sync_server.settings import Settings
from sync_server.tls import tls_files

LOCK_FILE = "serve.lock"
LOG_FOLDER = "logs"
KEEP_ALIVE_S = 75
"""Longer than the minute between two exchanges of an idle PC: its connection serves again."""
COLLECT_EVERY = 50_000
"""New objects (some 10 MB) between two looks for garbage; Python's own pace is 700."""


def run(call: Call) -> int:
    """Serve until SIGTERM or Ctrl-C.

    Raises:
        EnvironmentFault: ``server_running`` where another server uses this data folder,
            ``address_unusable`` (params ``address``, ``reason``), and what opening raises.
    """
    settings = call.settings
    with opened(call) as hub, _only_one(settings), _listener(settings) as listener:
        _start_logging(settings)
        config = _config(create_app(hub, settings, clock=call.clock), settings)
        server = Server(config, lambda: _announce(call, listener))
        _collect_seldom()
        _stop_quietly()
        server.run(sockets=[listener])
    call.output.say(_("Văn Thư đã dừng."))
    return DONE


class Server(uvicorn.Server):
    """Tells when it listens; and when it stops, does not wait for those who ask nothing."""

    def __init__(self, config: uvicorn.Config, when_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._when_ready = when_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._when_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """An idle TLS connection would be given half a minute to say goodbye."""
        for connection in list(self.server_state.connections):
            cycle = getattr(connection, "cycle", None)
            transport = getattr(connection, "transport", None)
            idle = cycle is None or cycle.response_complete
            if idle and transport is not None and not transport.get_write_buffer_size():
                transport.abort()
        await super().shutdown(sockets)


def _collect_seldom() -> None:
    """Look for garbage in cycles less often: a push makes tens of thousands of objects that all
    live until its end, and at Python's own pace looking through them takes a fifth of it."""
    gc.collect()
    gc.freeze()  # what serving needs stays for good
    gc.set_threshold(COLLECT_EVERY)


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    """One server at a time on an SQLite file; PostgreSQL serves as many as one likes."""
    if settings.database is not None:
        yield
        return
    try:
        lock = FileLock(settings.data / LOCK_FILE, timeout=0).acquire()
    except Timeout as error:
        raise EnvironmentFault("server_running") from error
    except OSError as error:
        raise EnvironmentFault("data_unusable", reason=type(error).__name__) from error
    with lock:
        yield


@contextmanager
def _listener(settings: Settings) -> Iterator[socket.socket]:
    address = (settings.host, settings.port)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server(address, family=family)
        # asyncio sets it only on sockets made with a protocol number; without it an answer's second
        # packet waits for the client's delayed acknowledgement: 40 ms for each request.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except (OSError, OverflowError) as error:
        told = f"{settings.host}:{settings.port}"
        reason = type(error).__name__
        raise EnvironmentFault("address_unusable", address=told, reason=reason) from error
    with listener:
        yield listener


def _config(app: object, settings: Settings) -> uvicorn.Config:
    files = tls_files(settings.data)
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=settings.shutdown_wait_s,
        ssl_certfile=files.certificate if files.are_there() else None,
    )


def _announce(call: Call, listener: socket.socket) -> None:
    secure = tls_files(call.settings.data).are_there()
    host, port = call.settings.host, listener.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    address = f"{'https' if secure else 'http'}://{shown}:{port}"
    if not secure and not _is_loopback(host):
        call.output.say(
            _(
                "Cảnh báo: chưa có TLS, ai ở giữa cũng đọc được. Chạy «vanthu-server tls init», "
                "hoặc để sau một máy chủ trung gian có TLS."
            )
        )
    call.output.result(
        {"address": address}, _("Văn Thư nghe tại {address}").format(address=address)
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _start_logging(settings: Settings) -> None:
    folder: Path = settings.data / LOG_FOLDER
    try:
        start_logging(
            folder,
            level=settings.log_level,
            bytes_max=settings.log_bytes_max,
            files_max=settings.log_files_max,
        )
    except OSError as error:
        raise EnvironmentFault("data_unusable", reason=type(error).__name__) from error
    logging.getLogger(__name__).info("serving")


def _stop_quietly() -> None:
    """uvicorn raises the signal again that stopped it; by then everything is done."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
