"""`vanthu-server device list|revoke`: the PCs that have enrolled."""

from __future__ import annotations

from typing import Any

from common.text.messages import _
from sync_server.cli.main import DONE, Call
from sync_server.cli.opening import opened
from sync_server.cli.output import day, instant, table
from sync_server.db.devices import Device


def run(call: Call) -> int:
    """List or revoke."""
    return _revoke(call) if call.options.action == "revoke" else _list(call)


def _list(call: Call) -> int:
    with opened(call) as hub:
        devices = hub.devices()
    headings = (_("Số"), _("Tên"), _("Cơ quan"), _("Trạng thái"), _("Liên lạc cuối"))
    rows = [
        (one.device, one.name, one.office_code, one.state, day(one.last_seen_at)) for one in devices
    ]
    text = table(headings, rows, empty=_("Chưa có máy nào ghi danh."))
    call.output.result([_document(one) for one in devices], text)
    return DONE


def _revoke(call: Call) -> int:
    number = call.options.number
    with opened(call) as hub:
        hub.revoke_device(number, call.options.reason)
    text = _("Đã thu hồi máy số {number}.").format(number=number)
    call.output.result({"device": number, "state": "revoked"}, text)
    return DONE


def _document(device: Device) -> dict[str, Any]:
    return {
        "device": device.device,
        "name": device.name,
        "office": device.office_code,
        "user_id": device.user_id,
        "state": device.state,
        "reason": device.revoked_why,
        "enrolled_at": instant(device.enrolled_at),
        "last_seen_at": instant(device.last_seen_at),
    }
