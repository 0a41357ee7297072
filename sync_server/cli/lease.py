"""`vanthu-server lease list|revoke`: who gives the numbers of which series."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from common.text.dates import format_date
from common.text.messages import _
from sync_server.cli.main import DONE, Call
from sync_server.cli.opening import opened
from sync_server.cli.output import table
from sync_server.hub.lease_desk import LeaseInfo
from sync_server.services.revocation import Revoked, Stated


def run(call: Call) -> int:
    """List or revoke."""
    return _revoke(call) if call.options.action == "revoke" else _list(call)


def _list(call: Call) -> int:
    with opened(call) as hub:
        found = hub.leases(call.options.office)
    headings = (_("Cơ quan"), _("Sổ"), _("Tên sổ"), _("Giữ bởi"), _("Lần"), _("Số cuối"))
    rows = [
        (one.office, one.series, one.name, _holder(one), one.epoch or "", _last(one))
        for one in found
    ]
    text = table(headings, rows, empty=_("Chưa có sổ nào."))
    call.output.result([asdict(one) for one in found], text)
    return DONE


def _revoke(call: Call) -> int:
    options = call.options
    stated = Stated(
        year=options.year or 0,
        last_on_paper=options.last_on_paper,
        seen_by=options.seen_by,
        reason=options.reason,
        wide_gap_meant=options.yes,
    )
    with opened(call) as hub:
        revoked = hub.revoke_lease(
            options.office, options.series, stated, to_device=options.to or 0
        )
    document = {"office": options.office, "series": options.series, **asdict(revoked)}
    call.output.result(document, _told(options.series, revoked))
    return DONE


def _told(series: str, revoked: Revoked) -> str:
    lines = [
        _("Đã thu hồi sổ «{series}» từ máy số {device}; lần giữ sổ mới là {epoch}.").format(
            series=series, device=revoked.device, epoch=revoked.epoch
        )
    ]
    if revoked.blank_count:
        first = revoked.last - revoked.blank_count + 1
        lines.append(
            _("Các số {first} đến {last} còn để trống trong sổ, chờ làm rõ.").format(
                first=first, last=revoked.last
            )
        )
    holder = _("Máy số {device} giữ sổ từ đây.").format(device=revoked.to_device)
    lines.append(holder if revoked.to_device else _("Chưa máy nào giữ sổ này."))
    return "\n".join(lines)


def _holder(one: LeaseInfo) -> str:
    if one.by_server:
        return _("máy chủ")
    return f"{one.device} {one.device_name}" if one.device else "–"


def _last(one: LeaseInfo) -> str:
    if one.last_number is None:
        return _("chưa mở sổ")
    dated = f", {format_date(date.fromisoformat(one.last_date))}" if one.last_date else ""
    return f"{one.last_number}/{one.year}{dated}"
