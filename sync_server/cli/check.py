"""`vanthu-server check`: prove that what the server keeps is sound, or say what is not."""

from __future__ import annotations

from typing import Any

from common.text.findings import finding_text
from common.text.messages import _
from sync_server.cli.main import DONE, FINDINGS, Call
from sync_server.cli.opening import opened
from sync_server.hub.inspection import CheckReport

_COUNTED = {
    "changesets": "{count} việc trong các chuỗi",
    "signatures": "{count} chữ ký",
    "log_entries": "{count} mục nhật ký chung",
    "records": "{count} bản ghi",
    "numbers": "{count} số trong sổ",
    "documents": "{count} văn bản",
    "files": "{count} tệp",
    "letters": "{count} lần chuyển văn bản",
}


def run(call: Call) -> int:
    """Look at everything, or at one office."""
    with opened(call) as hub:
        report = hub.check(call.options.office, deep=call.options.deep, progress=call.output.say)
    call.output.result(_document(report), _text(report))
    return DONE if report.is_sound else FINDINGS


def _document(report: CheckReport) -> dict[str, Any]:
    return {
        "sound": report.is_sound,
        "scopes": report.scopes,
        "checked": {name: report.counts.get(name, 0) for name in _COUNTED},
        "findings": [
            {
                "part": one.part,
                "code": one.code,
                "message": finding_text(one),
                "params": one.params,
            }
            for one in report.findings
        ],
        "left_out": report.left_out,
    }


def _text(report: CheckReport) -> str:
    counts = (
        _(pattern).format(count=report.counts.get(name, 0)) for name, pattern in _COUNTED.items()
    )
    looked = _("Đã xem {scopes} phạm vi: {counts}.").format(
        scopes=len(report.scopes), counts=", ".join(counts)
    )
    if report.is_sound:
        return f"{looked}\n{_('Dữ liệu máy chủ vẹn toàn.')}"
    count = len(report.findings) + sum(report.left_out.values())
    verdict = _("Có {count} điều sai:").format(count=count)
    more = [
        _("… và {count} điều nữa cùng loại «{code}»").format(count=left, code=code)
        for code, left in report.left_out.items()
    ]
    return "\n".join([looked, verdict, *map(finding_text, report.findings), *more])
