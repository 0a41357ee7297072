"""Settling conflicts with no network: what may be chosen, by whom, and what is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from common.changes.changeset import read_header
from common.changes.record import Record
from common.entities.offices import Role
from common.errors import NotAllowed, RuleViolation
from common.protocol.messages import Cursor
from desktop.commands.attachments import AttachFiles
from desktop.commands.conflicts import SettleConflict, SettleNumber, settling
from desktop.commands.incoming import EditIncoming, RegisterIncoming
from desktop.commands.outgoing import CreateOutgoing, EditOutgoing
from desktop.commands.registers import StartRegister
from desktop.commands.runner import NewFile
from desktop.office import Office
from desktop.store import layers, pending, view
from tests.helpers.offices import identity, new_office, rows_of

ME = identity().user_id
OTHER = "01999999-0000-7000-8000-0000000000aa"
DOCUMENT = "01999999-0000-7000-8000-0000000000bb"
CONFLICT = "01999999-0000-7000-8000-0000000000cc"
ENTITY = "incoming_document"


def side(value: Any, head: str, actor: str = OTHER) -> dict[str, Any]:
    return {"value": value, "head": head, "actor": actor, "device": 9, "at": 1}


def records(name: str, *sides: dict[str, Any], **more: Any) -> list[Record]:
    """An arrival on which the first side stands, and the conflict over its field."""
    document = {"subject": "cũ", "state": "da_dang_ky", "arrival_date": "2026-09-14"}
    document |= {name: sides[0]["value"]}
    conflict = {"kind": "field_clash", "entity": ENTITY, "record_id": DOCUMENT, "field": name}
    conflict |= {"candidates": list(sides), "state": "open", "opened_at": 1_789_000_000_000, **more}
    heads = {"*": "9.1", name: sides[0]["head"]}
    return [
        Record(ENTITY, DOCUMENT, document, heads),
        Record("conflict", CONFLICT, conflict, {"*": "0.2"}),
    ]


def pulled(office: Office, found: list[Record], seq: int = 2) -> None:
    """The office pulls these records."""
    cursor = Cursor("a" * 32, seq, bytes([seq]) * 32)
    with office.store.write() as connection:
        layers.promote(connection, office.who.office_scope, rows_of(found, seq), cursor)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = new_office(tmp_path / "store")
    pulled(opened, records("subject", side("một", "9.5"), side("hai", "8.3")))
    yield opened
    opened.close()


def shown(office: Office, entity: str, record_id: str) -> dict[str, Any]:
    with office.read() as connection:
        row = view.get(connection, entity, record_id)
    assert row
    return row.values


def last_own(office: Office) -> pending.OwnChangeset:
    with office.read() as connection:
        return pending.after(connection, office.who.office_scope, 0, 100)[-1]


def test_keeping_what_stands_settles_and_writes_nothing_else(office: Office) -> None:
    office.run(SettleConflict(CONFLICT, "first", "Theo bản giấy"))
    told = shown(office, "conflict", CONFLICT)
    assert (told["state"], told["outcome"], told["settled_by"]) == ("settled", "first", ME)
    assert [change.entity for change in last_own(office).changes] == ["conflict"]


def test_taking_the_other_writes_its_value_at_once(office: Office) -> None:
    office.run(SettleConflict(CONFLICT, "other", "Theo bản giấy"))
    assert shown(office, ENTITY, DOCUMENT)["subject"] == "hai"


def test_a_settlement_guards_the_sides_that_were_seen(office: Office) -> None:
    office.run(SettleConflict(CONFLICT, "first", "Theo bản giấy"))
    (guard,) = read_header(last_own(office).changeset).guards
    assert (guard.entity, guard.id, guard.field, guard.head) == (
        "conflict",
        CONFLICT,
        "candidates",
        "0.2",
    )


def test_a_third_value_is_kept_as_an_edit_keeps_it(office: Office) -> None:
    office.run(SettleConflict(CONFLICT, "value", "Theo bản giấy", value="  ba\u0301o  cáo "))
    assert shown(office, ENTITY, DOCUMENT)["subject"] == "báo  cáo"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("subject", "  ", "field_required"),
        ("subject", 7, "field_type"),
        ("confidentiality", 2, "secret_refused"),
        ("due_date", "không phải ngày", "date_invalid"),
        ("due_date", "2026-01-01", "due_before_arrival"),
    ],
)
def test_a_third_value_is_refused_as_an_edit_is(
    office: Office, field: str, value: Any, code: str
) -> None:
    present = {"subject": "x", "confidentiality": 0, "due_date": "2026-12-01"}[field]
    pulled(office, records(field, side(present, "9.5"), side(present, "8.3")), seq=3)
    with pytest.raises(RuleViolation, match=code):
        office.run(SettleConflict(CONFLICT, "value", "Theo bản giấy", value=value))


def test_a_reason_is_part_of_it(office: Office) -> None:
    with pytest.raises(RuleViolation, match="reason_required"):
        office.run(SettleConflict(CONFLICT, "first", " "))


def test_a_settled_conflict_is_settled(office: Office) -> None:
    office.run(SettleConflict(CONFLICT, "first", "Theo bản giấy"))
    with pytest.raises(RuleViolation, match="conflict_settled"):
        office.run(SettleConflict(CONFLICT, "other", "Nghĩ lại"))


def test_among_several_others_one_is_chosen_by_its_place(office: Office) -> None:
    three = records("subject", side("một", "9.5"), side("hai", "8.3"), side("ba", "7.3"))
    pulled(office, three, seq=3)
    with pytest.raises(RuleViolation, match="side_not_chosen"):
        office.run(SettleConflict(CONFLICT, "other", "x"))
    with pytest.raises(RuleViolation, match="side_unknown"):
        office.run(SettleConflict(CONFLICT, "other", "x", side=4))
    office.run(SettleConflict(CONFLICT, "other", "x", side=3))
    assert shown(office, ENTITY, DOCUMENT)["subject"] == "ba"


def test_a_value_that_did_not_travel_cannot_be_taken(office: Office) -> None:
    pulled(office, records("subject", side("một", "9.5"), side(None, "8.3") | {"in_log": True}), 3)
    with pytest.raises(RuleViolation, match="side_in_log"):
        office.run(SettleConflict(CONFLICT, "other", "x"))


def test_a_side_that_came_while_the_form_was_open_is_never_settled_unseen(office: Office) -> None:
    _, seen = records("subject", side("một", "9.5"), side("hai", "8.3"))
    document, conflict = records("subject", side("một", "9.5"), side("hai nữa", "8.4"))
    newer = Record("conflict", CONFLICT, conflict.values, {"*": "0.2", "candidates": "0.9"})
    pulled(office, [document, newer], seq=3)
    with pytest.raises(RuleViolation, match="side_added"):
        office.run(settling(seen.values, CONFLICT, "other", "x", base=seen.heads))


def test_a_person_who_only_looks_on_may_not(tmp_path: Path) -> None:
    office = new_office(tmp_path / "store", roles=[Role.SPECIALIST])
    pulled(office, records("subject", side("một", "9.5"), side("hai", "8.3")))
    with pytest.raises(NotAllowed, match="settle_not_yours"):
        office.run(SettleConflict(CONFLICT, "first", "x"))
    office.close()


def test_whose_value_it_is_may(tmp_path: Path) -> None:
    office = new_office(tmp_path / "store", roles=[Role.SPECIALIST])
    pulled(office, records("subject", side("một", "9.5"), side("hai", "7.3", ME)))
    office.run(SettleConflict(CONFLICT, "other", "x"))
    assert shown(office, ENTITY, DOCUMENT)["subject"] == "hai"
    office.close()


def test_the_kind_decides_which_action_settles_it(office: Office) -> None:
    _, content = records("subject", side("một", "9.5"), side("hai", "8.3"))
    _, number = records("subject", side("x", "9.5"), side("y", "8.3"), kind="issued_twice")
    assert settling(content.values, CONFLICT, "first", "x").action == "settle_conflict"
    assert settling(number.values, CONFLICT, "first", "x").action == "settle_number"
    with pytest.raises(RuleViolation, match="settlement_malformed"):
        office.run(SettleNumber(CONFLICT, "first", "x"))


def test_a_whole_action_falls_or_is_taken_and_has_no_third_value(office: Office) -> None:
    more = {"changeset": "8.3", "action": "edit_incoming", "field": None}
    whole = records("subject", side("một", "9.5"), side([], "8.3"), **more)
    pulled(office, whole, seq=3)
    with pytest.raises(RuleViolation, match="outcome_not_possible"):
        office.run(SettleConflict(CONFLICT, "value", "x", value="ba"))
    with pytest.raises(RuleViolation, match="outcome_not_possible"):
        office.run(SettleConflict(CONFLICT, "both", "x"))


def test_an_unknown_conflict_is_not_found(office: Office) -> None:
    with pytest.raises(RuleViolation, match="record_not_found"):
        office.run(SettleConflict(DOCUMENT, "first", "x"))


# rules over several fields, and guards


def test_a_due_date_before_the_arrival_is_refused_at_entry_and_at_an_edit(office: Office) -> None:
    with pytest.raises(RuleViolation, match="due_before_arrival") as refusal:
        office.run(EditIncoming(DOCUMENT, {"due_date": "2026-09-13"}))
    assert refusal.value.field == "due_date"
    office.run(EditIncoming(DOCUMENT, {"due_date": "2026-09-14"}))
    office.run(StartRegister("den", 10, date(2026, 9, 11), "Quyển 1"))
    fields = {"subject": "x", "arrival_date": "2026-09-14", "due_date": "2026-09-01"}
    with pytest.raises(RuleViolation, match="due_before_arrival"):
        office.run(RegisterIncoming(fields))


def test_a_due_date_before_the_issue_date_is_refused(office: Office) -> None:
    fields = {"type_name": "Quyết định", "subject": "x", "issued_date": "2026-09-10"}
    with pytest.raises(RuleViolation, match="due_before_issue"):
        office.run(CreateOutgoing(fields | {"due_date": "2026-09-09"}))
    made = office.run(CreateOutgoing(fields))
    with pytest.raises(RuleViolation, match="due_before_issue"):
        office.run(EditOutgoing(made.id, {"due_date": "2026-09-09"}))


def test_attaching_relies_on_the_document_being_there(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "quyết định.txt"
    path.write_text("nội dung", encoding="utf-8")
    office.run(AttachFiles(ENTITY, DOCUMENT, (NewFile(path, path.name),)))
    guards = {
        (one.id, one.field, one.head) for one in read_header(last_own(office).changeset).guards
    }
    assert (DOCUMENT, "removed_at", "9.1") in guards
