"""What is the matter with a record, and its badges, in a clerk's words; for every room alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from common.changes.merge import Fate
from common.changes.record import Values
from common.entities.registry import ENTITIES
from common.entities.schema import FieldType, Value
from common.rules.workflow import WAITING
from common.text.messages import _
from common.text.phrases import field_label, sentence
from common.text.sentences import ERRORS
from desktop.queries.own_work import OwnWork, own_work_on
from desktop.queries.paging import rows_at
from desktop.queries.records import Erased, RecordDetail, detail
from desktop.store.connection import Connection
from desktop.store.view import Row
from desktop.ui import words
from desktop.ui.style.tokens import Tone
from desktop.ui.widgets.badge import BadgeLook


@dataclass(frozen=True)
class Shown:
    """One record with all that its pane shows."""

    number: int
    detail: RecordDetail
    work: tuple[OwnWork, ...]

    @property
    def row(self) -> Row:
        """The record."""
        return self.detail.row

    @property
    def values(self) -> Values:
        """Its values."""
        return self.detail.row.values

    @property
    def disputed(self) -> tuple[str, ...]:
        """Its fields over which a conflict is open."""
        fields = (one.row.values.get("field") for one in self.detail.disputes)
        return tuple(words.text(name) for name in fields if name)

    @property
    def state(self) -> str:
        """Its state's code."""
        return words.text(self.values.get("state"))


def load_shown(connection: Connection, entity: str, number: int) -> Shown | None:
    """The record with this row number, or ``None`` where it is gone."""
    listed = rows_at(connection, entity, [number])
    found = detail(connection, entity, listed[0].row.id) if listed else None
    if found is None:
        return None
    return Shown(number, found, tuple(own_work_on(connection, entity, found.row.id)))


def badges_of(shown: Shown) -> list[BadgeLook]:
    """State, urgency, and the fate of own work over the record."""
    looks = [words.state_look(shown.state)]
    urgency = words.urgency_look(words.urgency(shown.values))
    if urgency:
        looks.append(urgency)
    fates = [one.fate for one in shown.work]
    fate = words.gravest(fates, in_conflict=bool(shown.detail.conflicts))
    look = words.fate_look(fate) if fate else None
    return [*looks, look] if look else looks


def trouble_of(shown: Shown) -> tuple[Tone, str]:
    """What a person must know of the record before all else; no text where all is well."""
    if shown.detail.conflicts:
        return "danger", _conflicts_told(shown.detail.conflicts)
    by_fate = {one.fate: one for one in shown.work}
    if Fate.PARKED in by_fate:
        return "danger", _("Bản vừa sửa trùng với bản của người khác. Cả hai đều được giữ.")
    if Fate.QUARANTINED in by_fate:
        return "danger", _refused(by_fate[Fate.QUARANTINED])
    if Fate.HELD in by_fate:
        return "warning", _("Việc này chờ một việc trước nó được giải quyết. Không có gì bị mất.")
    if shown.state == WAITING:
        return "warning", _waiting_told(shown)
    if shown.detail.erased:
        return "info", _erased_told(shown.detail.erased)
    return "neutral", ""


def _erased_told(orders: Sequence[Erased]) -> str:
    told = _("Nội dung của văn bản này đã bị xóa theo lệnh {orders}.")
    return told.format(orders="; ".join(one.order for one in orders))


def _refused(work: OwnWork) -> str:
    reason = sentence(ERRORS, work.code, work.params) if work.code else ""
    kept = _("Máy chủ chưa nhận việc này và giữ nguyên để quản trị xem.")
    return " ".join(filter(None, (kept, reason)))


def _waiting_told(shown: Shown) -> str:
    if shown.row.entity == "incoming_document":
        return _(
            "Đang chờ số đến: máy này không giữ sổ. Ngày giờ đến đã được ghi; "
            "số sẽ do máy giữ sổ cấp."
        )
    return _(
        "Đang chờ số: máy này không giữ sổ. Văn bản nhận số và ngày ban hành cùng lúc, "
        "từ máy giữ sổ."
    )


def _conflicts_told(conflicts: Sequence[Row]) -> str:
    told = [_conflict_told(row.values) for row in conflicts]
    kept = _("Có xung đột, mọi giá trị đều được giữ:")
    return "\n".join((kept, *told))


def _conflict_told(values: Values) -> str:
    entity, name = words.text(values.get("entity")), words.text(values.get("field"))
    found = values.get("candidates")
    candidates: list[Any] = found if isinstance(found, list) else []
    sides = [_value_told(entity, name, one) for one in candidates]
    if not sides:
        return field_label(name, entity)
    standing = _("{value} (đang dùng)").format(value=sides[0])
    return f"{field_label(name, entity)}: " + " · ".join([standing, *sides[1:]])


def _value_told(entity: str, name: str, candidate: Any) -> str:
    value: Value = candidate.get("value") if isinstance(candidate, dict) else None
    declared = ENTITIES[entity].by_name.get(name) if entity in ENTITIES else None
    if name == "state":
        return f"«{words.state_look(words.text(value)).text}»"
    if declared and declared.type is FieldType.DATE:
        return f"«{words.day(value)}»"
    return f"«{'' if value is None else value}»"


def label_of(entity: str, name: str) -> str:
    """What people call a field."""
    return _(ENTITIES[entity][name].label.vi)


def signer_of(values: Values) -> str:
    """``Nguyễn Hữu Phước, Phó Chủ tịch``."""
    parts = (words.text(values.get("full_name")), words.text(values.get("position")))
    return ", ".join(filter(None, parts))
