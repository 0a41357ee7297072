"""`vanthu verify [--online]`: prove that this PC's store is sound, or say what is not; with the
server's help also that its log was only continued and holds this PC's work."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from common.errors import EnvironmentFault, TransportFault
from common.text.findings import Finding, finding_text
from common.text.phrases import sentence
from common.text.sentences import ERRORS
from desktop.cli import records, texts
from desktop.cli.exit_codes import DONE, OFFLINE, REFUSED
from desktop.cli.parser import CommandParser
from desktop.cli.session import Session
from desktop.office import Office
from desktop.store import repairs
from desktop.store.repairs import Problem, Repair
from desktop.store.verification import Verified, verify
from desktop.sync.proof import Proved

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
    parser.add_argument(
        "--online", action="store_true", help="hỏi cả máy chủ: nhật ký chung có bị sửa không"
    )
    parser.set_defaults(run=_verify)


@dataclass(frozen=True)
class _Looked:
    """What was found here, and what the server could prove; ``offline`` is why it was not asked."""

    here: Verified
    proved: Proved | None = None
    offline: str = ""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.here.findings + (self.proved.findings if self.proved else ())

    @property
    def left_out(self) -> dict[str, int]:
        return self.here.left_out | (self.proved.left_out if self.proved else {})


def _verify(session: Session) -> int:
    with session.office() as office:
        found = verify(office.store, office.who)
        if any(one.part in _MENDED_BY_SYNC for one in found.findings):
            _ask_for_recount(office)
        looked = _with_proof(office, found) if session.options.online else _Looked(found)
    session.output.result(_document(looked), _text(looked))
    if looked.findings:
        return REFUSED
    return OFFLINE if looked.offline else DONE


def _with_proof(office: Office, found: Verified) -> _Looked:
    try:
        return _Looked(found, office.prove())
    except TransportFault as fault:
        return _Looked(found, offline=fault.code)


def _ask_for_recount(office: Office) -> None:
    """Let the next sync count anew and heal; a store that cannot be written is told either way."""
    with suppress(EnvironmentFault), office.store.write() as connection:
        repairs.save_recounted_at_ms(connection, 0)


def _document(looked: _Looked) -> dict[str, Any]:
    found, proved = looked.here, looked.proved
    return {
        "sound": not looked.findings,
        "changesets": found.changesets,
        "journal_entries": found.journal_entries,
        "files": found.files,
        "files_to_come": found.files_to_come,
        "findings": [
            {"part": one.part, "code": one.code, "message": finding_text(one), "params": one.params}
            for one in looked.findings
        ],
        "left_out": looked.left_out,
        "proof": {"log_entries": proved.entries, "own": proved.own} if proved else None,
        "offline": looked.offline or None,
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


def _text(looked: _Looked) -> str:
    found, proved = looked.here, looked.proved
    told = [
        f"Đã xem {found.changesets} việc trong chuỗi, {found.journal_entries} mục nhật ký, "
        f"{found.files} tệp; {found.files_to_come} tệp chưa về."
    ]
    if proved:
        told.append(
            f"Đã tính lại {proved.entries} mục nhật ký chung của máy chủ, "
            f"gặp {proved.own} việc của máy này."
        )
    if looked.offline:
        told.append(f"Chưa hỏi được máy chủ: {sentence(ERRORS, looked.offline, {})}")
    wrong = [finding_text(one) for one in looked.findings]
    told.append(f"Có {len(wrong)} điều sai:" if wrong else "Kho dữ liệu vẹn toàn.")
    more = looked.left_out.items()
    wrong += [f"… và {count} điều nữa cùng loại «{code}»" for code, count in more]
    if any(one.part in _MENDED_BY_SYNC for one in found.findings):
        wrong.append("Lần đồng bộ tới sẽ đối chiếu với máy chủ và chữa bản ghi.")
    return "\n".join([*told, *wrong, *_healed_words(found.repaired)])


def _healed_words(repaired: tuple[Repair, ...]) -> list[str]:
    lines = [
        f"{texts.instant(one.found_at_ms)}: {one.entity} {one.id} {_PROBLEMS[one.problem]}".strip()
        for one in repaired
    ]
    return [f"Từng hỏng và đã chữa theo máy chủ: {len(lines)}", *lines] if lines else []
