"""Opening, filling and closing case files, with no network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from common.entities.offices import Role
from common.errors import NotAllowed, RuleViolation
from common.ids import derived_id
from desktop.commands.case_files import (
    AddToCaseFile,
    CloseCaseFile,
    EditCaseFile,
    OpenCaseFile,
    RemoveFromCaseFile,
    ReopenCaseFile,
)
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.outgoing import CreateOutgoing
from desktop.commands.registers import StartRegister
from desktop.office import Office
from desktop.queries import case_files
from tests.helpers.offices import new_office

FIELDS = {"file_notation": "01.TC", "title": "Dự toán năm 2026", "maintenance": "10 năm"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = new_office(tmp_path / "store")
    opened.run(StartRegister("den", 88, date(2026, 9, 11), "Quyển 1"))
    yield opened
    opened.close()


@pytest.fixture
def file_id(office: Office) -> str:
    return office.run(OpenCaseFile(FIELDS)).id


def arrival(office: Office, subject: str = "Về việc lập dự toán", **fields: object) -> str:
    return office.run(RegisterIncoming({"subject": subject, **fields})).id


def shown(office: Office, file_id: str) -> case_files.CaseFileDetail:
    with office.read() as connection:
        found = case_files.case_file(connection, file_id)
    assert found
    return found


def test_opening_gives_year_creator_language_and_start(office: Office) -> None:
    values = office.run(OpenCaseFile(FIELDS)).values
    assert (values["file_catalog"], values["creator"], values["language"]) == (
        2026,
        "Phạm Thị Hoa",
        "Tiếng Việt",
    )
    assert (values["start_date"], values["state"]) == ("2026-09-14", "dang_mo")


def test_what_was_stated_is_kept(office: Office) -> None:
    stated = {"file_catalog": 2025, "creator": "Trần Văn Nam", "start_date": "02/03/2025"}
    values = office.run(OpenCaseFile({**FIELDS, **stated})).values
    assert (values["file_catalog"], values["creator"], values["start_date"]) == (
        2025,
        "Trần Văn Nam",
        "2025-03-02",
    )


@pytest.mark.parametrize("name", ["file_notation", "title"])
def test_notation_and_title_are_asked_for(office: Office, name: str) -> None:
    with pytest.raises(RuleViolation, match="field_required") as refused:
        office.run(OpenCaseFile({**FIELDS, name: " "}))
    assert refused.value.field == name


@pytest.mark.parametrize("name", ["state", "doc_total", "creator_id"])
def test_what_the_system_gives_is_not_typed(office: Office, name: str) -> None:
    with pytest.raises(RuleViolation, match="field_not_writable"):
        office.run(OpenCaseFile({**FIELDS, name: "1"}))


def test_a_year_that_cannot_be_is_refused(office: Office) -> None:
    with pytest.raises(RuleViolation, match="year_invalid"):
        office.run(OpenCaseFile({**FIELDS, "file_catalog": 20260}))


def test_a_notation_that_the_year_has_already_is_warned_of(office: Office, file_id: str) -> None:
    again = office.run(OpenCaseFile(FIELDS))
    assert [warned.code for warned in again.warnings] == ["case_file_code_taken"]
    other = office.run(OpenCaseFile({**FIELDS, "file_catalog": 2025}))
    assert other.warnings == ()


def test_an_edit_warns_of_no_notation_but_another_s(office: Office, file_id: str) -> None:
    assert office.run(EditCaseFile(file_id, {"description": "Kèm bản giấy"})).warnings == ()


def test_documents_of_both_registers_are_listed_in_order_of_time(
    office: Office, file_id: str
) -> None:
    late = arrival(office, "Muộn", issued_date="2026-09-10")
    early = arrival(office, "Sớm", issued_date="2026-03-01")
    draft = office.run(CreateOutgoing({"type_name": "Báo cáo", "subject": "Chưa có ngày"})).id
    office.run(AddToCaseFile(file_id, (late, draft, early)))
    found = shown(office, file_id).items
    assert [(one.ordinal, one.item.values["document_id"]) for one in found] == [
        (1, early),
        (2, late),
        (3, draft),
    ]


def test_one_document_is_in_many_files(office: Office, file_id: str) -> None:
    other = office.run(OpenCaseFile({**FIELDS, "file_notation": "02.TC"})).id
    document_id = arrival(office)
    for one in (file_id, other):
        office.run(AddToCaseFile(one, (document_id,)))
    with office.read() as connection:
        assert {row.id for row in case_files.files_of(connection, document_id)} == {file_id, other}


def test_a_document_is_in_a_file_once(office: Office, file_id: str) -> None:
    document_id = arrival(office)
    office.run(AddToCaseFile(file_id, (document_id, document_id)))
    with pytest.raises(RuleViolation, match="nothing_changed"):
        office.run(AddToCaseFile(file_id, (document_id,)))


def test_what_is_not_here_is_not_added(office: Office, file_id: str) -> None:
    with pytest.raises(RuleViolation, match="record_not_found"):
        office.run(AddToCaseFile(file_id, (derived_id("x"),)))
    with pytest.raises(RuleViolation, match="no_documents"):
        office.run(AddToCaseFile(file_id, ()))


def test_a_document_is_taken_out_and_put_in_again(office: Office, file_id: str) -> None:
    document_id = arrival(office)
    office.run(AddToCaseFile(file_id, (document_id,)))
    office.run(RemoveFromCaseFile(file_id, document_id, "Nhầm hồ sơ"))
    assert shown(office, file_id).items == ()
    office.run(AddToCaseFile(file_id, (document_id,)))
    (item,) = shown(office, file_id).items
    assert "removed_why" not in item.item.values


def test_closing_counts_documents_and_pages(office: Office, file_id: str) -> None:
    documents = (arrival(office, page_amount=3), arrival(office, page_amount=4), arrival(office))
    office.run(AddToCaseFile(file_id, documents))
    values = office.run(CloseCaseFile(file_id)).values
    assert (values["doc_total"], values["page_total"], values["end_date"]) == (3, 7, "2026-09-14")


def test_a_file_without_a_retention_is_not_closed(office: Office) -> None:
    bare = office.run(OpenCaseFile({"file_notation": "01.TC", "title": "Dự toán"})).id
    with pytest.raises(RuleViolation, match="field_required") as refused:
        office.run(CloseCaseFile(bare))
    assert refused.value.field == "maintenance"


def test_a_file_does_not_end_before_it_begins(office: Office, file_id: str) -> None:
    with pytest.raises(RuleViolation, match="file_ends_before_start"):
        office.run(CloseCaseFile(file_id, date(2026, 9, 1)))
    with pytest.raises(RuleViolation, match="file_ends_before_start"):
        office.run(EditCaseFile(file_id, {"end_date": "2026-09-01"}))


def test_a_closed_file_stays_as_it_is_until_it_is_opened_again(
    office: Office, file_id: str
) -> None:
    document_id = arrival(office)
    office.run(CloseCaseFile(file_id))
    for command in (
        AddToCaseFile(file_id, (document_id,)),
        EditCaseFile(file_id, {"title": "Khác"}),
        CloseCaseFile(file_id),
    ):
        with pytest.raises(NotAllowed, match="state_forbids"):
            office.run(command)
    values = office.run(ReopenCaseFile(file_id, "Còn văn bản")).values
    assert (values["state"], values["reopened_why"]) == ("dang_mo", "Còn văn bản")
    assert "doc_total" not in values
    office.run(AddToCaseFile(file_id, (document_id,)))


def test_reopening_and_taking_out_need_a_reason(office: Office, file_id: str) -> None:
    for command in (ReopenCaseFile(file_id, " "), RemoveFromCaseFile(file_id, file_id, "")):
        with pytest.raises(RuleViolation, match="reason_required"):
            office.run(command)


@pytest.mark.parametrize("role", [Role.CLERK, Role.LEADER, Role.DEPT_HEAD, Role.SPECIALIST])
def test_whoever_does_the_work_opens_its_file(tmp_path: Path, role: Role) -> None:
    office = new_office(tmp_path / "store", roles=(role,))
    assert office.run(OpenCaseFile(FIELDS)).values["state"] == "dang_mo"
    office.close()


def test_an_admin_opens_none(tmp_path: Path) -> None:
    office = new_office(tmp_path / "store", roles=(Role.ADMIN,))
    with pytest.raises(NotAllowed, match="role_missing"):
        office.run(OpenCaseFile(FIELDS))
    office.close()
