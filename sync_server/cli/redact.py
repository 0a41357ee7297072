"""`vanthu-server redact …`, `redact list`: erase by order, and see which PCs have done it."""

from __future__ import annotations

from dataclasses import asdict

from common.entities.registry import ENTITIES
from common.errors import NotAllowed, RuleViolation
from common.text.messages import _
from common.text.phrases import field_label, phrase
from sync_server.cli.main import DONE, REFUSED, Call
from sync_server.cli.opening import opened, operator
from sync_server.cli.output import day, instant, table
from sync_server.cli.parser import WrongUsage
from sync_server.hub.erasing import Confirmation, Going, OrderInfo, Redacted, Wish
from sync_server.hub.hub import Hub

_NEEDED = ("office", "record", "order", "reason")


def run(call: Call) -> int:
    """List the orders, or carry one out."""
    return _list(call) if call.options.action == "list" else _redact(call)


def _redact(call: Call) -> int:
    options = call.options
    missing = [f"--{name}" for name in _NEEDED if not getattr(options, name)]
    if missing:
        raise WrongUsage(f"{_('còn thiếu:')} {', '.join(missing)}", "")
    wish = _wish(call)
    with opened(call) as hub:
        going = hub.what_goes(wish)
        if not options.yes:
            return _refused(call, going)
        redacted = hub.redact(wish, options.order, options.reason, by=operator())
    call.output.result(_document(redacted), _told(redacted))
    return DONE


def _wish(call: Call) -> Wish:
    entity, _slash, record_id = call.options.record.partition("/")
    if not record_id:
        raise RuleViolation("record_not_found", entity=entity, id=record_id)
    return Wish(
        office=call.options.office,
        entity=entity,
        record_id=record_id,
        fields=tuple(call.options.field),
        with_files=call.options.with_files,
    )


def _refused(call: Call, going: list[Going]) -> int:
    """What would go, and the refusal: an order is never carried out unseen."""
    error = NotAllowed("redaction_unconfirmed", offices=[asdict(one) for one in going])
    if not call.output.as_json:
        call.output.say("\n".join(_lines(going)))
    call.output.fail(error.code, phrase(error), params=error.params)
    return REFUSED


def _told(redacted: Redacted) -> str:
    lines = [*_lines(list(redacted.offices)), _("Đã xóa theo lệnh trên máy chủ.")]
    if not redacted.is_clean:
        lines.append(_("Cơ sở dữ liệu đang bận nên chưa ghi lại được: hãy chạy lại đúng lệnh này."))
    lines.append(_("Các máy xóa ở lần đồng bộ tới: xem bằng «vanthu-server redact list»."))
    lines.append(_("Ngoài tầm: bản giấy, bản sao lưu, tệp đã lưu ra ngoài, bản in."))
    return "\n".join(lines)


def _lines(going: list[Going]) -> list[str]:
    lines = []
    for one in going:
        lines.append(
            _(
                "Cơ quan {office}: {records} bản ghi, {changesets} việc, {files} tệp, "
                "{letters} phiếu chuyển"
            ).format(
                office=one.office,
                records=len(one.records),
                changesets=len(one.changesets),
                files=len(one.files),
                letters=one.letters,
            )
        )
        lines += [f"  {_record_line(*record)}" for record in one.records]
        lines += [f"  {_('Việc')} {name}" for name in one.changesets]
        lines += [f"  {_('Tệp')} {sha256}" for sha256 in one.files]
    return lines


def _record_line(entity: str, record_id: str, fields: tuple[str, ...]) -> str:
    label = ENTITIES[entity].label.vi if entity in ENTITIES else entity
    names = ", ".join(field_label(name, entity) for name in fields)
    return f"{label} {record_id}: {names}"


def _document(redacted: Redacted) -> dict[str, object]:
    return {
        "is_clean": redacted.is_clean,
        "offices": [asdict(one) for one in redacted.offices],
    }


def _list(call: Call) -> int:
    with opened(call) as hub:
        found = _orders(hub, call)
    headings = (_("Cơ quan"), _("Ngày"), _("Lệnh"), _("Bản ghi"), _("Đã xóa"), _("Chưa xóa"))
    rows = [
        (
            one.office,
            day(one.ordered_at),
            one.order,
            f"{one.entity}/{one.record_id}",
            _machines(one, done=True),
            _machines(one, done=False),
        )
        for one in found
    ]
    text = table(headings, rows, empty=_("Chưa có lệnh xóa nào."))
    call.output.result([_order_document(one) for one in found], text)
    return DONE


def _orders(hub: Hub, call: Call) -> list[OrderInfo]:
    return hub.redactions(call.options.office)


def _machines(one: OrderInfo, *, done: bool) -> str:
    names = [_machine(pc) for pc in one.devices if (pc.confirmed_at is not None) == done]
    return ", ".join(names) or "–"


def _machine(pc: Confirmation) -> str:
    name = f"{pc.device} ({pc.name})"
    return f"{name}, {_('đã thu hồi')}" if pc.is_revoked else name


def _order_document(one: OrderInfo) -> dict[str, object]:
    document = asdict(one) | {
        "ordered_at": instant(one.ordered_at),
        "is_confirmed": one.is_confirmed,
        "devices": [
            asdict(pc) | {"confirmed_at": instant(pc.confirmed_at or 0)} for pc in one.devices
        ],
    }
    return document
