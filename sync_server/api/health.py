"""For those who watch the server: is the process alive, can it serve."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import JSONResponse

from sync_server.api.answers import problem_answers
from sync_server.api.deps import TheServices

router = APIRouter(tags=["health"])

_OK: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Tốt.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["status"],
                    "properties": {"status": {"type": "string", "const": "ok"}},
                }
            }
        },
    }
}


@router.get(
    "/healthz",
    summary="Tiến trình còn sống",
    description="Trả lời ngay, không chạm tới cơ sở dữ liệu.",
    operation_id="healthz",
    responses={**_OK, **problem_answers()},
)
def healthz() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get(
    "/readyz",
    summary="Phục vụ được",
    description="Đọc thử cơ sở dữ liệu; 503 khi chưa dùng được.",
    operation_id="readyz",
    responses={**_OK, **problem_answers()},
)
def readyz(services: TheServices) -> JSONResponse:
    """The database answers."""
    services.hub.ready()
    return JSONResponse({"status": "ok"})
