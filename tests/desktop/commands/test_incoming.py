"""Registering, editing and removing arrivals, with no network at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from common.entities.offices import Role
from common.errors import NotAllowed, RuleViolation
from desktop.commands.incoming import EditIncoming, RegisterIncoming, RemoveIncoming
from desktop.commands.registers import StartRegister
from desktop.commands.runner import NewFile
from desktop.office import Office
from desktop.queries import records
from tests.helpers.offices import TickingClock, new_office

FIELDS = {
    "code_number": "2257",
    "code_notation": "QĐ-UBND",
    "issued_date": "2026-09-10",
    "organ_name": "UBND tỉnh Hải Dương",
    "type_name": "Quyết định",
    "subject": "Về việc phê duyệt kế hoạch ứng dụng công nghệ thông tin",
}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    opened = new_office(tmp_path / "store")
    opened.run(StartRegister("den", 1244, date(2026, 9, 11), "Quyển 2"))
    yield opened
    opened.close()


def test_numbers_go_on_from_the_running_book(office: Office) -> None:
    numbers = [office.run(RegisterIncoming(FIELDS)).values["arrival_number"] for _ in range(3)]
    assert numbers == [1245, 1246, 1247]


def test_an_arrival_before_any_book_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    office = new_office(tmp_path / "store")
    with pytest.raises(NotAllowed, match="book_not_started"):
        office.run(RegisterIncoming(FIELDS))
    assert office.status().unsent == 0
    office.close()


def test_without_the_lease_everything_but_the_number_is_registered(tmp_path: Path) -> None:
    office = new_office(tmp_path / "store", holds=())
    values = office.run(RegisterIncoming(FIELDS)).values
    assert values["state"] == "cho_so"
    assert "arrival_number" not in values
    office.close()


def test_a_required_field_is_asked_for(office: Office) -> None:
    with pytest.raises(RuleViolation, match="field_required") as refused:
        office.run(RegisterIncoming({**FIELDS, "subject": "  "}))
    assert refused.value.field == "subject"


def test_a_secret_document_is_refused_before_its_file_is_stored(
    office: Office, tmp_path: Path
) -> None:
    paper = tmp_path / "mat.txt"
    paper.write_text("nội dung mật", encoding="utf-8")
    command = RegisterIncoming({**FIELDS, "confidentiality": 1}, (NewFile(paper, "mat.txt"),))
    with pytest.raises(RuleViolation, match="secret_refused"):
        office.run(command)
    assert not list((tmp_path / "store" / "files").rglob("*.blob"))


def test_only_a_clerk_registers(tmp_path: Path) -> None:
    office = new_office(tmp_path / "store", roles=(Role.LEADER,))
    with pytest.raises(NotAllowed, match="role_missing"):
        office.run(RegisterIncoming(FIELDS))
    office.close()


def test_an_arrival_dated_before_the_last_number_is_refused(office: Office) -> None:
    office.run(RegisterIncoming({**FIELDS, "arrival_date": "2026-09-14"}))
    with pytest.raises(RuleViolation, match="date_before_last_number"):
        office.run(RegisterIncoming({**FIELDS, "arrival_date": "2026-09-12"}))


def test_a_date_far_ahead_asks_for_confirmation(office: Office) -> None:
    ahead = {**FIELDS, "arrival_date": "2026-09-20"}
    with pytest.raises(RuleViolation, match="date_ahead"):
        office.run(RegisterIncoming(ahead))
    assert office.run(RegisterIncoming(ahead, confirmed=True)).values["arrival_number"] == 1245


def test_a_repeated_number_notation_and_issuer_is_warned_of(office: Office) -> None:
    office.run(RegisterIncoming(FIELDS))
    again = office.run(RegisterIncoming(FIELDS))
    assert [warned.code for warned in again.warnings] == ["possible_duplicate"]


def test_the_same_number_of_another_year_is_no_duplicate(office: Office) -> None:
    office.run(RegisterIncoming(FIELDS))
    other = office.run(RegisterIncoming({**FIELDS, "issued_date": "2025-09-10"}))
    assert other.warnings == ()


def test_the_next_year_starts_at_one_under_the_same_lease(tmp_path: Path) -> None:
    clock = TickingClock()
    office = new_office(tmp_path / "store", clock=clock)
    office.run(StartRegister("den", 40, date(2026, 9, 11), "Quyển 1"))
    office.run(RegisterIncoming(FIELDS))
    clock.forward(days=120)
    first = office.run(RegisterIncoming(FIELDS, confirmed=True))
    assert first.values["arrival_number"] == 1
    assert office.run(RegisterIncoming(FIELDS)).values["arrival_number"] == 2
    office.close()


def test_files_are_kept_with_their_document(office: Office, tmp_path: Path) -> None:
    paper = tmp_path / "công văn.txt"
    paper.write_text("Kính gửi: Sở Tài chính", encoding="utf-8")
    made = office.run(RegisterIncoming(FIELDS, (NewFile(paper, "công văn.txt"),)))
    with office.read() as connection:
        (attached,) = records.attached(connection, office.who.office_scope, made.id)
    assert office.store.blobs.read(attached.sha256) == paper.read_bytes()


def test_an_edit_writes_only_what_differs(office: Office) -> None:
    made = office.run(RegisterIncoming(FIELDS))
    edited = office.run(EditIncoming(made.id, {**FIELDS, "subject": "Trích yếu đã sửa"}))
    assert edited.values["subject"] == "Trích yếu đã sửa"
    with pytest.raises(RuleViolation, match="nothing_changed"):
        office.run(EditIncoming(made.id, {"subject": "Trích yếu đã sửa"}))


def test_the_number_of_a_removed_arrival_is_never_given_again(office: Office) -> None:
    made = office.run(RegisterIncoming(FIELDS))
    office.run(RemoveIncoming(made.id, "Đăng ký nhầm"))
    assert office.run(RegisterIncoming(FIELDS)).values["arrival_number"] == 1246
    with pytest.raises(RuleViolation, match="record_not_found"):
        office.run(EditIncoming(made.id, {"subject": "x"}))


def test_typed_text_is_stored_in_nfc(office: Office) -> None:
    decomposed = "Quye\u0302\u0301t đi\u0323nh"
    assert office.run(RegisterIncoming({**FIELDS, "subject": decomposed})).values["subject"] == (
        "Quyết định"
    )
