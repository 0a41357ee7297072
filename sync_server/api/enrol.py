"""Who the server is, how a PC joins, and how a device gets its short-lived token."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from common.protocol.messages import (
    EnrolAnswer,
    EnrolRequest,
    ServerIdentity,
    TokenAnswer,
    TokenRequest,
)
from sync_server.api.answers import answers, packed, request_of
from sync_server.api.deps import ThePackedBody, TheServices

router = APIRouter(tags=["enrolment"], default_response_class=Response)

Nonce = Annotated[
    str,
    Query(
        pattern="^(?:[0-9a-f]{2}){16,64}$",
        description="16–64 byte ngẫu nhiên của người hỏi, dạng hex: bằng chứng được ký trên đó.",
    ),
]


@router.get(
    "/identity",
    summary="Máy chủ là ai",
    description=(
        "Khóa định danh (Ed25519) của máy chủ và chứng chỉ CA riêng của nó, ký trên nonce và PEM. "
        "Người hỏi so khóa với mã ghi danh trước khi nói phần bí mật của mã."
    ),
    operation_id="identity",
    responses=answers(ServerIdentity, "Danh tính có bằng chứng.", 422),
)
def identity(services: TheServices, nonce: Nonce) -> Response:
    """Prove the identity key over the caller's nonce."""
    return packed(services.hub.identity(bytes.fromhex(nonce)), kept=False)


@router.post(
    "/enrol",
    summary="Ghi danh một máy",
    description=(
        "Đổi mã ghi danh lấy số máy. Gửi lại cùng mã và cùng khóa thì nhận cùng câu trả lời. "
        "Số lần hỏi từ một địa chỉ có giới hạn."
    ),
    operation_id="enrol",
    openapi_extra=request_of(EnrolRequest, "Yêu cầu ghi danh."),
    responses=answers(
        EnrolAnswer, "Máy đã là thiết bị của cơ quan.", 403, 408, 409, 413, 415, 422, 429
    ),
)
def enrol(request: Request, services: TheServices, body: ThePackedBody) -> Response:
    """Let a PC join."""
    services.enrolments.take(request.client.host if request.client else "")
    return packed(services.hub.enrol(services.unpacked(body, EnrolRequest)))


@router.get(
    "/token/challenge",
    summary="Lời thách để lấy mã truy cập",
    description="Chuỗi byte mà thiết bị phải ký bằng khóa của mình; dùng được trong 2 phút.",
    operation_id="tokenChallenge",
    responses=answers(bytes, "Lời thách."),
)
def challenge(services: TheServices) -> Response:
    """What the device signs."""
    return packed(services.hub.challenge(), kept=False)


@router.post(
    "/token",
    summary="Mã truy cập ngắn hạn",
    description=(
        "Thiết bị chứng minh khóa của mình trên lời thách; máy chủ trả mã truy cập và chứng minh "
        "khóa định danh trên nonce của thiết bị."
    ),
    operation_id="token",
    openapi_extra=request_of(TokenRequest, "Bằng chứng của thiết bị."),
    responses=answers(TokenAnswer, "Mã truy cập.", 401, 403, 408, 410, 413, 415, 422),
)
def token(services: TheServices, body: ThePackedBody) -> Response:
    """Give a token against a proof."""
    return packed(services.hub.token(services.unpacked(body, TokenRequest)))
