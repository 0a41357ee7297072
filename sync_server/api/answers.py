"""Messages of the protocol as HTTP answers, and how both stand in the OpenAPI document.

An answer is only one with our content type, our header and the digest of its bytes (R21); the
header is added to every answer in :mod:`sync_server.api.errors`.
"""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

from common.protocol.messages import (
    MEDIA_TYPE,
    DigestAnswer,
    DigestRequest,
    EnrolAnswer,
    EnrolRequest,
    ProofAnswer,
    ProofRequest,
    ServerIdentity,
    SyncAnswer,
    SyncRequest,
    TokenAnswer,
    TokenRequest,
)
from common.protocol.problems import PROBLEM_TYPE, Problem
from common.protocol.wire import CODING, DIGEST_HEADER, PROTOCOL_HEADER, content_digest, pack
from common.rules.numbering import Lease

_REFERENCE = "#/components/schemas/{name}"
_MESSAGES = (
    ServerIdentity,
    EnrolRequest,
    EnrolAnswer,
    TokenRequest,
    TokenAnswer,
    SyncRequest,
    SyncAnswer,
    DigestRequest,
    DigestAnswer,
    ProofRequest,
    ProofAnswer,
    Lease,
)

# What each status tells, on whichever route it comes.
PROBLEMS = {
    401: "Không có mã truy cập, hoặc mã đã hết hạn (`token_invalid`): lấy mã mới.",
    403: "Không được phép: vai trò, phạm vi hay mã ghi danh không cho (`code` nói rõ).",
    404: "Không có đường dẫn hay bản ghi này.",
    408: "Dữ liệu của yêu cầu không đến nữa (`request_stalled`).",
    409: "Trái với trạng thái hiện có, hoặc phiên bản mới hơn máy chủ (`version_newer`).",
    410: "Máy này đã bị thu hồi quyền (`device_revoked`).",
    411: "Thiếu `Content-Length` (`length_missing`).",
    413: "Thân yêu cầu hoặc tệp lớn quá mức cho phép (`too_large`).",
    415: "Kiểu nội dung hay cách nén khác với quy định (`media_type_unknown`).",
    416: "Khoảng byte được hỏi nằm ngoài tệp (`range_unsatisfiable`).",
    422: "Yêu cầu không đọc được (`request_malformed`, `file_hash_differs`).",
    429: "Hỏi quá nhiều lần (`too_many_requests`): chờ số giây trong `Retry-After`.",
    500: "Lỗi của máy chủ (`server_fault`); chỉ số sự cố được trả về, chi tiết nằm trong nhật ký.",
    503: "Máy chủ chưa phục vụ được (cơ sở dữ liệu bận, đĩa đầy): chờ `Retry-After` rồi thử lại.",
}


def packed(message: Any, *, kept: bool = True) -> Response:
    """The answer that carries ``message``; not ``kept`` where nobody between may store it."""
    body = pack(message)
    headers = {"Content-Encoding": CODING, DIGEST_HEADER: content_digest(body)}
    if not kept:
        headers["Cache-Control"] = "no-store"
    return Response(body, headers=headers, media_type=MEDIA_TYPE)


def answers(kind: Any, description: str, *problems: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route that answers a message of ``kind``."""
    answer = {
        "description": description,
        "headers": {**_PROTOCOL, **_DIGEST, "Content-Encoding": _text("Luôn là `zstd`.")},
        "content": {MEDIA_TYPE: {"schema": schema_of(kind)}},
    }
    return {200: answer, **problem_answers(*problems)}


def problem_answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` for refusals; any route may fail with 500 and 503."""
    content = {PROBLEM_TYPE: {"schema": {"$ref": _REFERENCE.format(name="Problem")}}}
    waiting = {"Retry-After": _text("Số giây nên chờ.")}
    return {
        status: {
            "description": PROBLEMS[status],
            "headers": {**_PROTOCOL, **_DIGEST, **(waiting if status in (429, 503) else {})},
            "content": content,
        }
        for status in sorted({*statuses, 500, 503})
    }


def request_of(kind: Any, description: str) -> dict[str, Any]:
    """The ``openapi_extra`` of a route whose body is a message of ``kind``."""
    return {
        "requestBody": {
            "required": True,
            "description": f"{description} msgpack, nén bằng zstd (`Content-Encoding: zstd`).",
            "content": {MEDIA_TYPE: {"schema": schema_of(kind)}},
        }
    }


def schema_of(kind: Any) -> dict[str, Any]:
    """JSON Schema of a message; bytes, which msgpack carries raw, are shown as base64 text."""
    (schema,), _ = msgspec.json.schema_components([kind], ref_template=_REFERENCE)
    return schema


def message_schemas() -> dict[str, Any]:
    """The schemas that the others refer to."""
    _, schemas = msgspec.json.schema_components([*_MESSAGES, Problem], ref_template=_REFERENCE)
    return schemas


def _text(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


_PROTOCOL = {PROTOCOL_HEADER: _text("Phiên bản giao thức; thiếu nó thì không phải máy chủ này.")}
_DIGEST = {DIGEST_HEADER: _text("SHA-256 của thân như khi truyền (RFC 9530).")}
