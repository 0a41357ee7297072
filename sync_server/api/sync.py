"""The one exchange that carries push, pull and hello (R14), the comparison, and taking a series."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query
from starlette.responses import Response

from common.errors import ProtocolFault
from common.protocol.messages import (
    PROTOCOL_VERSION,
    DigestAnswer,
    DigestRequest,
    ProofAnswer,
    ProofRequest,
    SyncAnswer,
    SyncRequest,
)
from common.protocol.rows import bare
from common.rules.numbering import Lease
from sync_server.api.answers import answers, packed, request_of
from sync_server.api.deps import TheDevice, ThePackedBody, TheServices

SCOPES_MAX = 64

router = APIRouter(tags=["sync"], default_response_class=Response)

Scope = Annotated[
    str, Query(max_length=200, description="Phạm vi, chẳng hạn `office/stc` hoặc `catalog`.")
]
Series = Annotated[str, Query(min_length=36, max_length=36, description="Mã định danh của sổ.")]


@router.post(
    "/sync",
    summary="Một lần đồng bộ",
    description=(
        "Gửi việc đã làm, nhận việc của người khác, cho mọi phạm vi của thiết bị trong một lần. "
        "Gửi lại cùng nội dung thì nhận cùng kết quả; câu trả lời chỉ đi sau khi đã ghi bền vững."
    ),
    operation_id="sync",
    openapi_extra=request_of(SyncRequest, "Việc gửi lên và vị trí đã đọc tới."),
    responses=answers(
        SyncAnswer,
        "Kết quả từng việc, trang dữ liệu mới, quyền giữ sổ.",
        *(401, 403, 408, 409, 410, 413, 415, 422),
    ),
)
def sync(device: TheDevice, services: TheServices, body: ThePackedBody) -> Response:
    """Push, pull and hello."""
    request = services.unpacked(body, SyncRequest)
    if request.v > PROTOCOL_VERSION:
        raise ProtocolFault("version_newer", version=request.v)
    if len(request.scopes) > SCOPES_MAX:
        raise ProtocolFault("request_malformed", part="scopes")
    page_bytes = min(max(request.rows_bytes_max, 1), services.settings.page_bytes_max)
    answer = device.sync(msgspec.structs.replace(request, rows_bytes_max=page_bytes))
    services.wake_post()
    return packed(bare(answer))


@router.post(
    "/digest",
    summary="So lại dữ liệu của một phạm vi",
    description=(
        "Chỉ hỏi khi mã băm tổng của hai bên khác nhau: tổng theo nhóm, rồi những bản ghi khác. "
        "Nhật ký đã đi tiếp thì trả lời `moved`: kéo dữ liệu trước rồi mới so lại."
    ),
    operation_id="digest",
    openapi_extra=request_of(DigestRequest, "Phạm vi, vị trí đã đọc tới và các nhóm cần so."),
    responses=answers(
        DigestAnswer,
        "Tổng theo nhóm, hoặc các bản ghi mà máy hỏi không có đúng.",
        *(401, 403, 408, 409, 410, 413, 415, 422),
    ),
)
def digest(device: TheDevice, services: TheServices, body: ThePackedBody) -> Response:
    """Compare a scope's records."""
    request = services.unpacked(body, DigestRequest)
    rows_bytes = min(max(request.rows_bytes_max, 1), services.settings.page_bytes_max)
    return packed(device.digest(msgspec.structs.replace(request, rows_bytes_max=rows_bytes)))


@router.post(
    "/proof",
    summary="Chứng minh nhật ký chung chỉ được ghi tiếp",
    description=(
        "Trả về các mục sau vị trí được hỏi và cuối nhật ký có chữ ký của máy chủ; máy hỏi tự tính "
        "lại mã băm từng mục rồi hỏi tiếp từ đó, cho đến cuối."
    ),
    operation_id="proof",
    openapi_extra=request_of(ProofRequest, "Phạm vi và vị trí mà máy hỏi đã biết."),
    responses=answers(
        ProofAnswer,
        "Các mục tiếp theo và cuối nhật ký, có chữ ký của máy chủ.",
        *(401, 403, 408, 409, 410, 413, 415, 422),
    ),
)
def proof(device: TheDevice, services: TheServices, body: ThePackedBody) -> Response:
    """Show the log again."""
    return packed(device.proof(services.unpacked(body, ProofRequest)))


@router.post(
    "/series/take",
    summary="Nhận một sổ đã được trả",
    description="Giao quyền cấp số của sổ cho thiết bị này nếu không máy nào đang giữ.",
    operation_id="takeSeries",
    responses=answers(Lease, "Quyền giữ sổ, có chữ ký của máy chủ.", 401, 403, 404, 409, 410, 422),
)
def take_series(device: TheDevice, scope: Scope, series: Series) -> Response:
    """Grant the lease of a series."""
    return packed(device.take_series(scope, series))
