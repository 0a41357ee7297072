"""A PC of an office on which a clerk works, and how one is enrolled.

Each method is one action of a person: one changeset at the end of the PC's chain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from common.changes.changeset import Change, NumberClaim
from common.changes.heads import seen_by
from common.clock import to_millis
from common.crypto.signing import SigningKey
from common.entities.schema import Value
from common.ids import derived_id, new_id
from common.protocol.messages import EnrolRequest
from common.rules.actions import ACTIONS
from common.rules.numbering import book_id, number_id, series_id
from common.rules.settlement import Settlement, action_for, settlement_changes
from sync_server.hub.hub import Hub
from tests.helpers.pcs import START, Own, Pc, SteppedClock
from tests.helpers.seeded import SeededRandom

__all__ = ["START", "YEAR", "FakePc", "SteppedClock", "enrolled", "office_rows", "two_clerks"]

YEAR = 2026


@dataclass
class FakePc(Pc):
    """One enrolled device over one office's scope."""

    given: dict[str, int] = field(default_factory=dict)

    def register(self, subject: str = "Về việc kiểm tra", **values: Value) -> str:
        """Register an arrival with the next number; its id."""
        document_id = new_id(self.clock.now(), self.random)
        claim = self.claim("den", document_id)
        values = {
            "subject": subject,
            "state": "da_dang_ky",
            "arrival_number": claim.number,
            "arrival_date": claim.dated,
            **values,
        }
        self.do(
            "register_incoming", Change("incoming_document", document_id, values), numbers=[claim]
        )
        return document_id

    def register_under(self, epoch: int) -> Own:
        """Register an arrival with the next number of a lease's epoch."""
        document_id = new_id(self.clock.now(), self.random)
        claim = self.claim("den", document_id, epoch=epoch)
        values: dict[str, Value] = {
            "subject": "Về việc kiểm tra",
            "state": "da_dang_ky",
            "arrival_number": claim.number,
        }
        change = Change("incoming_document", document_id, values)
        return self.do("register_incoming", change, numbers=[claim])

    def edit(self, document_id: str, action: str = "edit_incoming", **values: Value) -> Own:
        """Edit a document, having seen what this PC sees now."""
        return self.do(action, self.change(ACTIONS[action].target, document_id, **values))

    def outgoing(self, subject: str = "Về việc báo cáo", **values: Value) -> str:
        """Prepare an outgoing document; its id."""
        document_id = new_id(self.clock.now(), self.random)
        made = {"subject": subject, "state": "du_thao", "type_name": "Quyết định", **values}
        self.do("create_outgoing", Change("outgoing_document", document_id, made))
        return document_id

    def issue(self, document_id: str, *, epoch: int = 1) -> Own:
        """Give an outgoing document number and date, as this PC sees it whole."""
        claim = self.claim("di", document_id, epoch=epoch)
        seen = self.seen("outgoing_document", document_id)
        values: dict[str, Value] = {
            "state": "da_phat_hanh",
            "code_number": f"{claim.number:02}",
            "issued_date": claim.dated,
            "series_id": claim.series_id,
        }
        change = Change("outgoing_document", document_id, values, dict(seen.heads if seen else {}))
        return self.do("issue_outgoing", change, numbers=[claim])

    def send(self, document_id: str, *to_offices: str) -> str:
        """Send an outgoing document; the dispatch's id."""
        dispatch_id = new_id(self.clock.now(), self.random)
        values: dict[str, Value] = {
            "document_id": document_id,
            "to_offices": list(to_offices),
            "sent_at": to_millis(self.clock.now()),
        }
        self.do(
            "send_outgoing",
            Change("dispatch", dispatch_id, values),
            guards=self._guards_of("outgoing_document", document_id, "send_outgoing"),
        )
        return dispatch_id

    def attach(self, document_id: str, sha256: str, *, size_bytes: int, ordinal: int = 1) -> str:
        """Attach a file to an outgoing document; the attachment's id."""
        attachment_id = derived_id("attachment", document_id, sha256, str(ordinal))
        values: dict[str, Value] = {
            "document_id": document_id,
            "document_entity": "outgoing_document",
            "name": "báo cáo.pdf",
            "size_bytes": size_bytes,
            "media_type": "application/pdf",
            "sha256": sha256,
            "ordinal": ordinal,
        }
        guards = self._guards_of("outgoing_document", document_id, "attach_files")
        self.do("attach_files", Change("attachment", attachment_id, values), guards=guards)
        return attachment_id

    def accept(self, delivery_id: str) -> Own:
        """Accept a delivery into the register of arrivals."""
        document_id = derived_id("incoming_document", delivery_id)
        claim = self.claim("den", document_id)
        arrival: dict[str, Value] = {
            "subject": self.values("delivery", delivery_id)["subject"],
            "delivery_id": delivery_id,
            "state": "da_dang_ky",
            "arrival_number": claim.number,
        }
        return self.do(
            "accept_delivery",
            self.change("delivery", delivery_id, state="da_tiep_nhan"),
            Change("incoming_document", document_id, arrival),
            numbers=[claim],
        )

    def settle(
        self,
        conflict_id: str,
        outcome: str = "first",
        why: str = "Theo bản giấy",
        *,
        side: int = 0,
        value: Value = None,
    ) -> Own:
        """Settle a conflict as this PC sees it."""
        conflict = self.seen("conflict", conflict_id)
        assert conflict, "not pulled"
        about = str(conflict.values["entity"]), str(conflict.values["record_id"])
        at_ms = to_millis(self.clock.now())
        settlement = Settlement(outcome, why, self.who.user_id, at_ms, side, value)
        changes, guards = settlement_changes(conflict, self.seen(*about), settlement)
        return self.do(action_for(conflict.values), *changes, guards=guards)

    def turn_back(self, delivery_id: str, reason: str = "Gửi nhầm nơi nhận") -> Own:
        """Return a delivery with a reason."""
        change = self.change("delivery", delivery_id, state="tu_choi", return_reason=reason)
        return self.do("return_delivery", change)

    def recall(self, document_id: str, reason: str = "Ban hành nhầm") -> Own:
        """Take an issued document back from all that this PC knows it was sent to."""
        at = to_millis(self.clock.now())
        changes = [
            self.change(
                "outgoing_document",
                document_id,
                state="da_thu_hoi",
                recalled_at=at,
                recalled_why=reason,
            )
        ]
        for dispatch_id in sorted(self._dispatches(document_id)):
            values: dict[str, Value] = {
                "document_id": document_id,
                "dispatch_id": dispatch_id,
                "reason": reason,
                "recalled_at": at,
            }
            changes.append(Change("recall", derived_id("recall", dispatch_id), values))
        return self.do("recall_outgoing", *changes)

    def answer_recall(self, delivery_id: str, *, agree: bool, reason: str = "") -> Own:
        """Agree to a recall, cancelling the arrival that this PC sees, or refuse it."""
        answered: dict[str, Value] = {
            "recall_answer": "agreed" if agree else "refused",
            "recall_answered_at": to_millis(self.clock.now()),
            "recall_answer_reason": reason,
        }
        if not agree:
            return self.do("answer_recall", self.change("delivery", delivery_id, **answered))
        changes = [self.change("delivery", delivery_id, state="da_huy_thu_hoi", **answered)]
        arrival_id = derived_id("incoming_document", delivery_id)
        arrival = self.seen("incoming_document", arrival_id)
        if arrival:
            changes.append(
                self.change("incoming_document", arrival_id, state="da_huy_thu_hoi", recalled_at=1)
            )
            number = arrival.values["arrival_number"]
            assert isinstance(number, int)
            row = number_id(series_id(self.office, "den"), YEAR, number, "")
            changes.append(self.change("number", row, state="cancelled", reason="Thu hồi"))
        return self.do("answer_recall", *changes)

    def _dispatches(self, document_id: str) -> set[str]:
        """Ids of the dispatches of a document, pulled or own."""
        own = (change for one in self.own for change in one.changes if change.entity == "dispatch")
        known = [(record.id, record.values) for record in self.all_of("dispatch")]
        known += [(change.id, change.set) for change in own]
        return {id_ for id_, values in known if values.get("document_id") == document_id}

    def open_file(self, title: str = "Dự toán năm 2026", **values: Value) -> str:
        """Open a case file; its id."""
        file_id = new_id(self.clock.now(), self.random)
        made = {"title": title, "file_notation": "01.TC", "file_catalog": YEAR, **values}
        self.do("open_case_file", Change("case_file", file_id, {**made, "state": "dang_mo"}))
        return file_id

    def file(self, file_id: str, document_id: str) -> Own:
        """Put an arrival into a case file."""
        item_id = derived_id("case_file_item", file_id, document_id)
        values: dict[str, Value] = {
            "case_file_id": file_id,
            "document_id": document_id,
            "document_entity": "incoming_document",
            "added_at": to_millis(self.clock.now()),
            "removed_at": None,
            "removed_why": None,
        }
        guards = self._guards_of("case_file", file_id, "add_to_case_file")
        item = self.seen("case_file_item", item_id)
        base = seen_by(item.heads, values) if item else {}
        change = Change("case_file_item", item_id, values, base)
        return self.do("add_to_case_file", change, guards=guards)

    def take_out(self, file_id: str, document_id: str, reason: str = "Nhầm hồ sơ") -> Own:
        """Take an arrival out of a case file."""
        item_id = derived_id("case_file_item", file_id, document_id)
        gone = self.change("case_file_item", item_id, removed_at=1, removed_why=reason)
        guards = self._guards_of("case_file", file_id, "remove_from_case_file")
        return self.do("remove_from_case_file", gone, guards=guards)

    def close_file(self, file_id: str, doc_total: int = 0) -> Own:
        """Close a case file."""
        change = self.change("case_file", file_id, state="da_dong", doc_total=doc_total)
        return self.do("close_case_file", change)

    def reopen_file(self, file_id: str) -> Own:
        """Open a closed case file again."""
        change = self.change("case_file", file_id, state="dang_mo", reopened_why="Còn văn bản")
        return self.do("reopen_case_file", change)

    def start_book(self, series: str = "den", last_number: int = 0) -> None:
        """Start this year's book of a series."""
        of_series = series_id(self.office, series)
        values: dict[str, Value] = {
            "series_id": of_series,
            "year": YEAR,
            "name": "Quyển số 01",
            "last_number": last_number,
            "last_date": "2026-09-01",
        }
        self.do("start_register", Change("register_book", book_id(of_series, YEAR), values))
        self.given[series] = last_number

    def release(self, series: str = "den") -> Own:
        """Give a series back."""
        return self.do(
            "release_series", self.change("series", series_id(self.office, series), held_by=0)
        )

    def claim(self, series: str, document_id: str, *, epoch: int = 1) -> NumberClaim:
        """The next number of a series."""
        self.given[series] = self.given.get(series, 0) + 1
        of_series = series_id(self.office, series)
        return NumberClaim(
            of_series, YEAR, epoch, self.given[series], "", document_id, "2026-09-14"
        )


OFFICES = (
    ("provincial_office", "Văn phòng UBND tỉnh", "vpubnd"),
    ("department", "Sở Tài chính", "stc"),
    ("district", "Nam Sách", "namsach"),
)


def office_rows(clerks: int = 2) -> list[dict[str, str | None]]:
    """Three offices, as lines of the CSV file."""
    return [
        {
            "kind": kind,
            "name": name,
            "code": code,
            "leaders": "1",
            "dept_heads": "1",
            "specialists": "2",
            "admins": "1",
            "clerks": str(clerks),
        }
        for kind, name, code in OFFICES
    ]


def enrolled(
    hub: Hub,
    office_code: str = "stc",
    login: str = "",
    *,
    roles: Iterable[str] | None = None,
    clock: SteppedClock | None = None,
    seed: int | None = None,
) -> FakePc:
    """A PC enrolled with a fresh code, that has pulled once."""
    seed = len(hub.devices()) + 1 if seed is None else seed
    random = SeededRandom(seed)
    code = hub.new_enrolment_code(office_code, list(roles) if roles else None)
    key = SigningKey.generate(random)
    login = login or f"vanthu{seed}.{office_code}"
    who = hub.enrol(EnrolRequest(code.secret, f"Máy {seed}", key.public, login))
    pc = FakePc(hub.device_api(who.device), who, key, clock or SteppedClock(), random)
    pc.sync()
    return pc


def two_clerks(hub: Hub, office_code: str = "stc") -> tuple[FakePc, FakePc]:
    """Two PCs of one office; the first holds all series."""
    return enrolled(hub, office_code), enrolled(hub, office_code)
