"""The web application, put together: routes, refusals, limits, and the lane that delivers the post.

There is no application at import: `create_app` takes everything that it needs.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from fastapi import FastAPI

from common.clock import Clock, SystemClock
from common.protocol.messages import PROTOCOL_VERSION
from sync_server.api import enrol, files, health, sync
from sync_server.api.answers import message_schemas
from sync_server.api.deps import Services
from sync_server.api.doors import HubDoor
from sync_server.api.errors import add_error_handlers, contained
from sync_server.api.pacing import Pace
from sync_server.settings import Settings

_DESCRIPTION = """\
Giao thức giữa máy của cơ quan và máy chủ của tỉnh. Thân yêu cầu và câu trả lời là msgpack nén bằng
zstd; mọi câu trả lời có `X-VanThu-Protocol`, và chỉ `200` với đúng kiểu nội dung và đúng
`Content-Digest` mới là lời của máy chủ. Từ chối theo RFC 9457, mã ổn định ở trường `code`.
"""


class PostLane:
    """The thread that carries what one office sent into the scopes of the others.

    It wakes when somebody pushed, and every ``interval_s`` for what was held or failed.
    """

    def __init__(self, hub: HubDoor, interval_s: float) -> None:
        self._hub = hub
        self._interval_s = interval_s
        self._bell = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="post")

    def start(self) -> None:
        """Begin, with what waits from before."""
        self._thread.start()

    def wake(self) -> None:
        """Look at the postbox now; several calls while it looks are one."""
        self._bell.set()

    def stop(self) -> None:
        """Finish the piece in hand, then return."""
        self._stopping.set()
        self._bell.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            contained(self._hub.deliver_post)
            self._bell.wait(self._interval_s)
            self._bell.clear()


class _App(FastAPI):
    """With the messages of our own protocol among the documented schemas."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            schema = super().openapi()
            components = schema.setdefault("components", {})
            components.setdefault("schemas", {}).update(message_schemas())
            self.openapi_schema = schema
        return self.openapi_schema


def create_app(hub: HubDoor, settings: Settings, *, clock: Clock | None = None) -> FastAPI:
    """The application that serves ``hub`` over HTTP."""
    post = PostLane(hub, settings.post_interval_s)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        post.start()
        try:
            yield
        finally:
            await anyio.to_thread.run_sync(post.stop)

    app = _App(
        title="Văn Thư",
        version=str(PROTOCOL_VERSION),
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # pages that load their scripts from elsewhere
        redoc_url=None,
    )
    app.state.services = Services(
        hub=hub,
        settings=settings,
        enrolments=Pace(settings.enrolments_per_minute, clock or SystemClock()),
        uploads=anyio.CapacityLimiter(settings.uploads_max),
        wake_post=post.wake,
    )
    for routes in (enrol, sync, files, health):
        app.include_router(routes.router)
    add_error_handlers(app)
    return app
