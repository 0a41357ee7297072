"""Conflicts and cases for the pictures, as the server would have written them into the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from common.changes.record import Record, Values
from common.ids import derived_id
from common.rules.numbering import series_id

COLLEAGUE = "nam"
_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS


@dataclass(frozen=True)
class People:
    """Who worked where: this PC's clerk, and a colleague at another."""

    office: str
    clerk: str
    device: int
    now_ms: int

    @property
    def colleague(self) -> str:
        """The colleague's id."""
        return derived_id("user", self.office, COLLEAGUE)


def troubles(people: People, arrivals: list[Record]) -> list[Record]:
    """Records of device 0: what waits for a person in this office."""
    return [
        Record(
            "user",
            people.colleague,
            {"login": COLLEAGUE, "full_name": "Trần Văn Nam", "state": "active"},
            {"*": "0.1"},
        ),
        *_conflicts(people, arrivals),
        *_cases(people, arrivals),
    ]


def _conflicts(people: People, arrivals: list[Record]) -> list[Record]:
    due, subject, removed = arrivals[-9], arrivals[-14], arrivals[-21]
    words = str(subject.values["subject"])
    return [
        _field_clash(people, due, "due_date", "2026-09-18", ("2026-09-25", "2026-10-02"), 5),
        _field_clash(
            people,
            subject,
            "subject",
            words,
            (f"{words} (lần 2)", f"{words}, kèm phụ lục số 01"),
            1,
        ),
        _removed_and_edited(people, removed),
    ]


def _side(value: Any, head: str, actor: str, device: int, at_ms: int) -> dict[str, Any]:
    return {"value": value, "head": head, "actor": actor, "device": device, "at": at_ms}


def _field_clash(
    people: People,
    record: Record,
    field: str,
    before: str,
    values: tuple[str, str],
    days: int,
) -> Record:
    at_ms = people.now_ms - days * _DAY_MS
    record.values[field] = values[0]  # what stands, stands in the record too
    first = _side(values[0], "3.41", people.colleague, 3, at_ms - _HOUR_MS)
    other = _side(values[1], "7.12", people.clerk, people.device, at_ms - 2 * _HOUR_MS)
    return _conflict(
        record,
        field,
        {
            "kind": "field_clash",
            "field": field,
            "base_value": {"value": before},
            "candidates": [first, other],
            "opened_at": at_ms,
        },
    )


def _removed_and_edited(people: People, record: Record) -> Record:
    at_ms = people.now_ms - 2 * _HOUR_MS
    record.values.update(removed_at=at_ms - _HOUR_MS, removed_why="Nhập nhầm")

    def wrote(name: str, value: Any) -> dict[str, Any]:
        return {"entity": record.entity, "id": record.id, "field": name, "value": value}

    stands = [
        wrote("to_places", record.values.get("to_places")),
        wrote("description", None),
        wrote("removed_at", at_ms - _HOUR_MS),
    ]
    wanted = [
        wrote("to_places", "Phòng Tài chính hành chính sự nghiệp; Văn phòng Sở"),
        wrote("description", "Chuyển bản gốc cho bộ phận kế toán"),
        wrote("removed_at", None),
    ]
    first = _side(stands, "3.55", people.colleague, 3, at_ms - _HOUR_MS)
    other = _side(wanted, "7.20", people.clerk, people.device, at_ms)
    return _conflict(
        record,
        "7.20",
        {
            "kind": "edited_after_removal",
            "changeset": "7.20",
            "action": "edit_incoming",
            "candidates": [first, other],
            "opened_at": at_ms,
        },
    )


def _conflict(record: Record, name: str, values: Values) -> Record:
    about: Values = {"entity": record.entity, "record_id": record.id, "state": "open"}
    return Record("conflict", derived_id("conflict", record.id, name), about | values, {"*": "0.9"})


def _cases(people: People, arrivals: list[Record]) -> list[Record]:
    quarantined, held, unused = arrivals[-30], arrivals[-31], arrivals[-40]
    return [
        _case(
            people,
            quarantined,
            26,
            {
                "action": "register_incoming",
                "state": "quarantined",
                "code": "role_ended_since",
                "opened_at": people.now_ms - 3 * _HOUR_MS,
            },
        ),
        _case(
            people,
            held,
            27,
            {
                "action": "edit_incoming",
                "state": "held",
                "code": "needs_held",
                "params": {"name": "7.26"},
                "needs": "7.26",
                "opened_at": people.now_ms - 3 * _HOUR_MS,
            },
        ),
        _case(
            people,
            unused,
            9,
            {
                "action": "edit_incoming",
                "state": "discarded",
                "code": "discarded",
                "params": {"reason": "Trùng với bản đã nhập của Văn phòng"},
                "opened_at": people.now_ms - 9 * _DAY_MS,
                "closed_at": people.now_ms - 6 * _DAY_MS,
                "closed_why": "Trùng với bản đã nhập của Văn phòng",
                "closed_by": people.colleague,
            },
        ),
    ]


def _case(people: People, record: Record, seq: int, values: Values) -> Record:
    about: Values = {
        "changeset": f"{people.device}.{seq}",
        "device": people.device,
        "seq": seq,
        "actor": people.clerk,
        "made_at": people.now_ms - 4 * _HOUR_MS,
        "entity": record.entity,
        "record_id": record.id,
    }
    series = series_id(people.office, "den")
    case_id = derived_id("case", series, str(seq))
    return Record("case", case_id, about | values, {"*": "0.9"})
