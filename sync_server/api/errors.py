"""Refusals and faults as problem details (RFC 9457), and the edge at which everything is caught.

The one place that knows which error has which HTTP status. What nobody foresaw is a bug of ours:
it is logged in full under an incident number, and only that number is told.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable

import anyio
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.errors import (
    EnvironmentFault,
    NotAllowed,
    ProtocolFault,
    RuleViolation,
    TransportFault,
    VanThuError,
)
from common.protocol.messages import PROTOCOL_VERSION
from common.protocol.problems import PROBLEM_TYPE, write_problem
from common.protocol.wire import DIGEST_HEADER, PROTOCOL_HEADER, content_digest
from common.text.phrases import phrase

RETRY_AFTER_S = 15
DRAIN_BYTES_MAX = 1024 * 1024
DRAIN_WAIT_S = 2.0
_ASKED_BY_WATCHERS = ("/healthz", "/readyz")

_STATUS_OF_CODE = {
    "token_invalid": 401,
    "device_revoked": 410,
    "series_held": 409,
    "series_unknown": 404,
    "route_unknown": 404,
    "method_unknown": 405,
    "request_stalled": 408,
    "version_newer": 409,
    "length_missing": 411,
    "too_large": 413,
    "media_type_unknown": 415,
    "range_unsatisfiable": 416,
    "too_many_requests": 429,
    "server_fault": 500,
}
_STATUS_OF_FAMILY: tuple[tuple[type[VanThuError], int], ...] = (
    (NotAllowed, 403),
    (RuleViolation, 409),
    (ProtocolFault, 422),
    (TransportFault, 503),
    (EnvironmentFault, 503),
)

log = logging.getLogger(__name__)


def status_of(error: VanThuError) -> int:
    """The HTTP status of an error: by its code, else by its family."""
    if error.code in _STATUS_OF_CODE:
        return _STATUS_OF_CODE[error.code]
    return next((status for family, status in _STATUS_OF_FAMILY if isinstance(error, family)), 500)


def problem(error: VanThuError) -> Response:
    """The answer that tells of ``error``."""
    status = status_of(error)
    body = write_problem(error, status=status, title=phrase(error))
    headers = {DIGEST_HEADER: content_digest(body)}
    if status in (429, 503):
        headers["Retry-After"] = str(error.params.get("retry_after_s", RETRY_AFTER_S))
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return Response(body, status, headers, PROBLEM_TYPE)


def add_error_handlers(app: FastAPI) -> None:
    """Let every refusal of a route leave as problem details."""
    app.add_exception_handler(VanThuError, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _unrouted)
    app.add_middleware(Edge)


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, VanThuError)
    if isinstance(error, EnvironmentFault):
        log.warning("refused: %s", error.code)
    return problem(error)


def _malformed(_request: Request, error: Exception) -> Response:
    """A parameter that is missing or of another form; which one, but not what was sent."""
    assert isinstance(error, RequestValidationError)
    names = sorted({str(one["loc"][-1]) for one in error.errors()})
    return problem(ProtocolFault("request_malformed", part=", ".join(names)))


def _unrouted(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        return problem(ProtocolFault("method_unknown"))
    return problem(ProtocolFault("route_unknown"))


class Edge:
    """Around all routes: our header on every answer, a line in the log, and nothing falls through.

    An answer that comes before its request was read would be lost: a closed socket with unread
    bytes resets the line. So a refusal waits for the rest of a small request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(receive, send)
        started_s = time.monotonic()
        try:
            await self._app(scope, exchange.receive, exchange.send)
        except ClientDisconnect:
            log.info("%s %s: client left", scope["method"], _route(scope))
        except Exception as error:
            answer = problem(TransportFault("server_fault", incident=incident(error)))
            if not exchange.status:
                await answer(scope, exchange.receive, exchange.send)
        if _route(scope) not in _ASKED_BY_WATCHERS:
            took_ms = round((time.monotonic() - started_s) * 1000)
            log.info("%s %s: %d in %d ms", scope["method"], _route(scope), exchange.status, took_ms)


class _Exchange:
    """One request and its answer, as they pass."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._read_whole = False
        self.status = 0

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            self._read_whole = True
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            header = (PROTOCOL_HEADER.lower().encode(), str(PROTOCOL_VERSION).encode())
            message = {**message, "headers": [*message.get("headers", ()), header]}
            if self.status >= 400:
                await self._finish_reading()
        await self._send(message)

    async def _finish_reading(self) -> None:
        left = DRAIN_BYTES_MAX
        with anyio.move_on_after(DRAIN_WAIT_S):
            while left > 0 and not self._read_whole:
                message = await self.receive()
                left -= len(message.get("body", b""))


def incident(error: BaseException) -> str:
    """Log a fault that nobody foresaw, with its stack; returns the number to tell people."""
    number = secrets.token_hex(4)
    log.error("incident %s", number, exc_info=error)
    return number


def contained(work: Callable[[], object]) -> None:
    """Do ``work`` at the top of a lane: what goes wrong is logged, and the lane goes on."""
    try:
        work()
    except EnvironmentFault as fault:
        log.warning("put off: %s", fault.code)
    except Exception as error:
        incident(error)


def _route(scope: Scope) -> str:
    """The route's pattern: an address itself may name a file."""
    return str(getattr(scope.get("route"), "path", "-"))
