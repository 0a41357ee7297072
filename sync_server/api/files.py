"""Whole files up and down; the hash in the address decides, the grant in the scope allows (R20)."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Annotated, Any, BinaryIO, cast

import anyio
from fastapi import APIRouter, Path, Request
from starlette.responses import Response, StreamingResponse

from common.errors import EnvironmentFault, ProtocolFault
from common.protocol.wire import BYTES_TYPE
from sync_server.api.answers import answers, packed, problem_answers
from sync_server.api.deps import TheDevice, TheServices, next_piece
from sync_server.api.sync import Scope

PIECE_SIZE_BYTES = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")

router = APIRouter(tags=["files"], default_response_class=Response)

Sha256 = Annotated[
    str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 của nội dung, hex chữ thường.")
]

_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[str, Any] = {
    "description": "Toàn bộ tệp.",
    "content": {BYTES_TYPE: _BYTES},
    "headers": {
        "ETag": {"description": "SHA-256 của tệp.", "schema": {"type": "string"}},
        "Repr-Digest": {
            "description": "SHA-256 của toàn bộ tệp (RFC 9530).",
            "schema": {"type": "string"},
        },
    },
}


@router.put(
    "/files/{sha256}",
    summary="Gửi một tệp",
    description=(
        "Gửi toàn bộ nội dung; máy chủ so SHA-256 rồi mới cấp quyền đọc trong phạm vi. Cần "
        "`Content-Length`. Gửi lại tệp đã có là bình thường: quyền đọc chỉ cấp cho ai có nội dung."
    ),
    operation_id="putFile",
    openapi_extra={"requestBody": {"required": True, "content": {BYTES_TYPE: _BYTES}}},
    responses=answers(
        str,
        "SHA-256 của tệp đã lưu bền vững.",
        *(401, 403, 408, 410, 411, 413, 415, 422),
    ),
)
async def put_file(
    request: Request, device: TheDevice, services: TheServices, sha256: Sha256, scope: Scope
) -> Response:
    """Keep a file, written to the disk as it comes.

    One thread serves one upload for as long as the sender's line takes: they have their own
    threads, so that slow lines never keep the exchanges waiting.
    """
    size_bytes = announced_size(request, services.settings.file_bytes_max)
    content = IncomingFile(request.stream(), services.settings.body_wait_s)
    if services.uploads.available_tokens < 1:
        raise EnvironmentFault("server_busy")
    store = partial(device.upload, scope, sha256, size_bytes, cast(BinaryIO, content))
    await anyio.to_thread.run_sync(store, limiter=services.uploads)
    services.wake_post()
    return packed(sha256)


@router.get(
    "/files/{sha256}",
    summary="Nhận một tệp",
    description=(
        "Nội dung của tệp mà phạm vi này được đọc; hỗ trợ một khoảng `Range`. Không có quyền và "
        "không có tệp là cùng một câu trả lời."
    ),
    operation_id="getFile",
    responses={
        **problem_answers(401, 403, 410, 416, 422),
        200: _FILE,
        206: {**_FILE, "description": "Khoảng được hỏi."},
    },
)
def get_file(request: Request, device: TheDevice, sha256: Sha256, scope: Scope) -> Response:
    """Read a file, or a range of it."""
    content, size_bytes = device.open_file(scope, sha256)
    try:
        first, last = asked_range(request.headers.get("range", ""), size_bytes)
    except ProtocolFault:
        content.close()
        raise
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-store",
        "Content-Length": str(last - first + 1),
        "ETag": f'"{sha256}"',
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:",
        "X-Content-Type-Options": "nosniff",
    }
    whole = (first, last) == (0, size_bytes - 1)
    if not whole:
        headers["Content-Range"] = f"bytes {first}-{last}/{size_bytes}"
    pieces = pieces_of(content, first, last - first + 1)
    return StreamingResponse(pieces, 200 if whole else 206, headers, BYTES_TYPE)


def announced_size(request: Request, size_bytes_max: int) -> int:
    """What `Content-Length` says.

    Raises:
        ProtocolFault: ``length_missing``, ``too_large``, ``media_type_unknown`` (packed bytes have
            another hash than the file).
    """
    if "content-encoding" in request.headers:
        raise ProtocolFault("media_type_unknown", expected=BYTES_TYPE)
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise ProtocolFault("length_missing")
    if int(length) > size_bytes_max:
        raise ProtocolFault("too_large", size_bytes_max=size_bytes_max)
    return int(length)


def asked_range(header: str, size_bytes: int) -> tuple[int, int]:
    """First and last byte that a `Range` header asks for; all where it asks for none.

    Several ranges, and other units than bytes, are answered with the whole file, as RFC 9110
    §14.2 allows.

    Raises:
        ProtocolFault: ``range_unsatisfiable`` (param ``size_bytes``).
    """
    asked = _RANGE.fullmatch(header.replace(" ", ""))
    if asked is None or asked.groups() == ("", ""):
        return 0, size_bytes - 1
    begin, end = asked.groups()
    if not begin:
        first, last = max(size_bytes - int(end), 0), size_bytes - 1
    else:
        first, last = int(begin), min(int(end or size_bytes), size_bytes - 1)
        if end and int(end) < first:
            return 0, size_bytes - 1
    if first > last:
        raise ProtocolFault("range_unsatisfiable", size_bytes=size_bytes)
    return first, last


def pieces_of(content: BinaryIO, first: int, count: int) -> Iterator[bytes]:
    """So many bytes of ``content`` from ``first`` on; closes it at the end."""
    with content:
        content.seek(first)
        while count > 0 and (piece := content.read(min(PIECE_SIZE_BYTES, count))):
            count -= len(piece)
            yield piece


class IncomingFile(io.RawIOBase):
    """The body of a request as a file, read from a worker thread while it arrives."""

    def __init__(self, pieces: AsyncIterator[bytes], wait_s: float) -> None:
        self._pieces = pieces
        self._wait_s = wait_s
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with what has come. Raises TransportFault ``request_stalled``."""
        if not self._rest:
            piece = anyio.from_thread.run(next_piece, self._pieces, self._wait_s)
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
