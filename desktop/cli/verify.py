"""`vanthu verify`: prove that this PC's store is sound, or say what is not."""

from __future__ import annotations

from typing import Any

from common.text.phrases import sentence
from common.text.sentences import ERRORS
from desktop.cli.exit_codes import DONE, REFUSED
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.store.verification import Finding, Verified, verify

_PARTS = {
    "pages": "Trang dữ liệu",
    "chain": "Chuỗi việc đã làm",
    "view": "Bản ghi đang hiện",
    "journal": "Nhật ký dự phòng",
    "files": "Tệp",
}
_FINDINGS = {
    "page_damaged": "trang hỏng: {told}",
    "chain_differs": "việc số {seq} không khớp với chuỗi",
    "chain_end_differs": "cuối chuỗi không khớp với việc số {seq}",
    "view_differs": "bản ghi {entity} {id} khác với dữ liệu gốc",
    "journal_of_another": "là của máy số {device}",
    "journal_entry_missing": "thiếu việc số {seq}",
    "journal_entry_differs": "việc số {seq} khác với kho dữ liệu",
}


def add_to(groups: Any) -> None:
    """The sub-command."""
    parser: CommandParser = groups.add_parser("verify", help="kiểm tra kho dữ liệu có vẹn toàn")
    parser.set_defaults(run=_verify)


def _verify(session: Session) -> int:
    with session.office() as office:
        found = verify(office.store, office.who)
    session.output.result(_document(found), _text(found))
    return REFUSED if found.findings else DONE


def _document(found: Verified) -> dict[str, Any]:
    return {
        "sound": not found.findings,
        "changesets": found.changesets,
        "journal_entries": found.journal_entries,
        "files": found.files,
        "files_to_come": found.files_to_come,
        "findings": [
            {"part": one.part, "code": one.code, "message": _words(one), "params": one.params}
            for one in found.findings
        ],
    }


def _text(found: Verified) -> str:
    looked = (
        f"Đã xem {found.changesets} việc trong chuỗi, {found.journal_entries} mục nhật ký, "
        f"{found.files} tệp; {found.files_to_come} tệp chưa về."
    )
    wrong = [f"{_PARTS[one.part]}: {_words(one)}" for one in found.findings]
    verdict = f"Có {len(wrong)} điều sai:" if wrong else "Kho dữ liệu vẹn toàn."
    return "\n".join([looked, verdict, *wrong])


def _words(one: Finding) -> str:
    return sentence({**ERRORS, **_FINDINGS}, one.code, one.params)
