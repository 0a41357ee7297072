"""`vanthu verify`: prove that this PC's store is sound, or say what is not."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from common.errors import EnvironmentFault
from common.text.phrases import sentence
from common.text.sentences import ERRORS
from desktop.cli import records, texts
from desktop.cli.exit_codes import DONE, REFUSED
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.office import Office
from desktop.store import repairs
from desktop.store.repairs import Problem, Repair
from desktop.store.verification import Finding, Verified, verify

_PARTS = {
    "pages": "Trang dữ liệu",
    "chain": "Chuỗi việc đã làm",
    "records": "Bản ghi",
    "view": "Bản ghi đang hiện",
    "journal": "Nhật ký dự phòng",
    "files": "Tệp",
}
_FINDINGS = {
    "page_damaged": "trang hỏng: {told}",
    "chain_differs": "việc số {seq} không khớp với chuỗi",
    "chain_end_differs": "cuối chuỗi không khớp với việc số {seq}",
    "record_altered": "bản ghi {entity} {id} không khớp với mã băm của nó",
    "digest_differs": "tổng các mã băm của bản ghi không khớp: có bản ghi bị thêm, bớt hoặc đổi",
    "view_differs": "bản ghi {entity} {id} khác với dữ liệu gốc",
    "journal_of_another": "là của máy số {device}",
    "journal_entry_missing": "thiếu việc số {seq}",
    "journal_entry_differs": "việc số {seq} khác với kho dữ liệu",
}
_PROBLEMS = {
    Problem.BYTES: "nội dung bị đổi",
    Problem.MISSING: "bị mất",
    Problem.SURPLUS: "thừa, máy chủ không có",
    Problem.HASH: "mã băm bị đổi",
    Problem.DIGEST: "tổng các mã băm bị đổi",
    Problem.VIEW: "hiện khác với dữ liệu gốc",
}
_MENDED_BY_SYNC = ("records", "view")


def add_to(groups: Any) -> None:
    """The sub-command."""
    parser: CommandParser = groups.add_parser("verify", help="kiểm tra kho dữ liệu có vẹn toàn")
    parser.set_defaults(run=_verify)


def _verify(session: Session) -> int:
    with session.office() as office:
        found = verify(office.store, office.who)
        if any(one.part in _MENDED_BY_SYNC for one in found.findings):
            _ask_for_recount(office)
    session.output.result(_document(found), _text(found))
    return REFUSED if found.findings else DONE


def _ask_for_recount(office: Office) -> None:
    """Let the next sync count anew and heal; a store that cannot be written is told either way."""
    with suppress(EnvironmentFault), office.store.write() as connection:
        repairs.save_recounted_at_ms(connection, 0)


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
        "repaired": [_repaired(one) for one in found.repaired],
    }


def _repaired(one: Repair) -> dict[str, Any]:
    """What was healed: the bytes that were here stay in the store, they may be confidential."""
    here = None if one.content is None else len(one.content)
    return {
        "found_at": records.instant(one.found_at_ms),
        "scope": one.scope,
        "entity": one.entity,
        "id": one.id,
        "problem": str(one.problem),
        "size_bytes": here,
        "expected_hash": one.expected.hex() or None,
    }


def _text(found: Verified) -> str:
    looked = (
        f"Đã xem {found.changesets} việc trong chuỗi, {found.journal_entries} mục nhật ký, "
        f"{found.files} tệp; {found.files_to_come} tệp chưa về."
    )
    wrong = [f"{_PARTS[one.part]}: {_words(one)}" for one in found.findings]
    verdict = f"Có {len(wrong)} điều sai:" if wrong else "Kho dữ liệu vẹn toàn."
    if any(one.part in _MENDED_BY_SYNC for one in found.findings):
        wrong.append("Lần đồng bộ tới sẽ đối chiếu với máy chủ và chữa bản ghi.")
    return "\n".join([looked, verdict, *wrong, *_healed_words(found.repaired)])


def _healed_words(repaired: tuple[Repair, ...]) -> list[str]:
    lines = [
        f"{texts.instant(one.found_at_ms)}: {one.entity} {one.id} {_PROBLEMS[one.problem]}".strip()
        for one in repaired
    ]
    return [f"Từng hỏng và đã chữa theo máy chủ: {len(lines)}", *lines] if lines else []


def _words(one: Finding) -> str:
    return sentence({**ERRORS, **_FINDINGS}, one.code, one.params)
