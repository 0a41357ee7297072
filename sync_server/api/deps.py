"""What a route is handed: the hub, the device that asks, and a body that is bounded and whole."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

import anyio
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from common.errors import NotAllowed, ProtocolFault, TransportFault
from common.protocol.messages import MEDIA_TYPE
from common.protocol.wire import CODING, unpack
from sync_server.api.doors import DeviceDoor, HubDoor
from sync_server.api.pacing import Pace
from sync_server.settings import Settings

_Message = TypeVar("_Message")


@dataclass(frozen=True)
class Services:
    """What all routes share."""

    hub: HubDoor
    settings: Settings
    enrolments: Pace
    uploads: anyio.CapacityLimiter
    wake_post: Callable[[], None]

    def unpacked(self, body: bytes, kind: type[_Message]) -> _Message:
        """The message in a request's body. Raises ProtocolFault."""
        size = self.settings.decoded_bytes_max
        return unpack(body, kind, size_bytes_max=size, malformed="request_malformed")


def services_of(request: Request) -> Services:
    """What :func:`sync_server.app.create_app` put together."""
    services: Services = request.app.state.services
    return services


TheServices = Annotated[Services, Depends(services_of)]

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="Mã truy cập ngắn hạn lấy ở `POST /token`.",
)


def asking_device(
    services: TheServices,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> DeviceDoor:
    """The door of the device whose token came with the request.

    Raises:
        NotAllowed: ``token_invalid``, ``device_revoked``.
    """
    if credentials is None:
        raise NotAllowed("token_invalid")
    return services.hub.device_api(services.hub.device_of(credentials.credentials))


TheDevice = Annotated[DeviceDoor, Depends(asking_device)]


async def packed_body(request: Request, services: TheServices) -> bytes:
    """The whole body of a request that carries a message, still packed.

    Read here, on the event loop, so that a slow line holds no thread.

    Raises:
        ProtocolFault: ``media_type_unknown``, ``too_large``.
        TransportFault: ``request_stalled``.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    coding = request.headers.get("content-encoding", "").strip().lower()
    if (media_type, coding) != (MEDIA_TYPE, CODING):
        raise ProtocolFault("media_type_unknown", expected=f"{MEDIA_TYPE}, {CODING}")
    return await bounded(
        request, services.settings.body_bytes_max, wait_s=services.settings.body_wait_s
    )


ThePackedBody = Annotated[bytes, Depends(packed_body)]


async def bounded(request: Request, size_bytes_max: int, *, wait_s: float) -> bytes:
    """At most so many bytes of body, each piece within ``wait_s``.

    Raises:
        ProtocolFault: ``too_large``; TransportFault: ``request_stalled``.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > size_bytes_max:
        raise ProtocolFault("too_large", size_bytes_max=size_bytes_max)
    body = bytearray()
    pieces = request.stream()
    while piece := await next_piece(pieces, wait_s):
        body += piece
        if len(body) > size_bytes_max:
            raise ProtocolFault("too_large", size_bytes_max=size_bytes_max)
    return bytes(body)


async def next_piece(pieces: AsyncIterator[bytes], wait_s: float) -> bytes:
    """The next bytes of a body, empty at its end.

    Raises:
        TransportFault: ``request_stalled`` after ``wait_s`` without a byte.
    """
    try:
        with anyio.fail_after(wait_s):
            async for piece in pieces:
                if piece:
                    return piece
    except TimeoutError as error:
        raise TransportFault("request_stalled") from error
    return b""
