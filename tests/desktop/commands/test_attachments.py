"""Files on a document: added, taken off, and added again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desktop.commands.attachments import AttachFiles, RemoveAttachment
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.registers import StartRegister
from desktop.commands.runner import NewFile
from desktop.queries import records
from tests.helpers.offices import new_office


def test_a_file_that_was_taken_off_may_be_attached_again(tmp_path: Path) -> None:
    office = new_office(tmp_path / "store")
    office.run(StartRegister("den", 1, date(2026, 9, 11), "Quyển 1"))
    paper = tmp_path / "công văn.txt"
    paper.write_text("Nội dung", encoding="utf-8")
    files = (NewFile(paper, paper.name),)
    fields = {"subject": "Về việc kế hoạch", "organ_name": "Sở Nội vụ"}
    made = office.run(RegisterIncoming(fields, files))
    with office.read() as connection:
        (first,) = records.attached(connection, office.who.office_scope, made.id)
    office.run(RemoveAttachment(first.id, "Nhầm tệp"))
    office.run(AttachFiles("incoming_document", made.id, files))
    with office.read() as connection:
        (again,) = records.attached(connection, office.who.office_scope, made.id)
    assert (again.sha256, again.id == first.id) == (first.sha256, False)
    office.close()
