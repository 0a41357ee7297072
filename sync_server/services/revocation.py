"""Taking a series from a PC that cannot be asked: the paper book is (R18, design §7).

A lease that is taken cannot recall a letter that has left the house, so the last number on paper is
stated by a named person, and what lies between it and the last known stays blank in the book.
"""

from __future__ import annotations

from dataclasses import dataclass

from common.changes.changeset import Change
from common.changes.record import Record, Values
from common.errors import NotAllowed, RuleViolation
from common.rules.numbering import book_id, number_id
from sync_server.db import devices, leases
from sync_server.db.devices import ACTIVE
from sync_server.db.leases import HELD, RELEASED, REVOKED, LeaseRow, PastEpoch
from sync_server.services import runs
from sync_server.services.context import SERVER_DEVICE
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act, difference

WIDE_GAP = 500
"""Numbers on paper that the server does not know: more of them is rather a slip of the pen."""
_FIRST_BOOK = "Quyển số 01"
_UNACCOUNTED_WHY = (
    "Chưa rõ văn bản: thu hồi sổ từ máy {device}; "
    "{seen_by} thấy số cuối trên sổ là {last}. {reason}"
)


@dataclass(frozen=True)
class Stated:
    """What an admin says of the paper book when a series is taken from a PC (R18)."""

    year: int
    last_on_paper: int
    seen_by: str
    reason: str
    wide_gap_meant: bool = False


@dataclass(frozen=True)
class Revoked:
    """``epoch`` is the new one. The last ``blank_count`` numbers up to ``last``, which the paper
    has and the server did not know, are unaccounted."""

    device: int
    epoch: int
    known_last: int
    last: int
    blank_count: int
    to_device: int


def revoke(work: ScopeWork, series: Record, stated: Stated, to_device: int = 0) -> Revoked:
    """Take a series from the PC that holds it and cannot be asked (R18).

    The epoch rises; the numbers above the last known up to the last on paper become rows
    *unaccounted*, blank lines of the book, so the next holder starts above them. The series is
    free, or ``to_device`` holds it at once.

    Raises:
        NotAllowed: ``lease_free`` where no PC holds the series.
        RuleViolation: ``reason_required``, ``seen_by_required``; ``stated_below_known``
            (``stated``, ``known``); ``gap_wide`` (``count``, ``known``) unless it is meant;
            ``device_not_of_office`` (``device``).
    """
    present = leases.of_scope(work.conn, work.scope).get(series.id)
    if present is None or present.state != HELD or present.device == SERVER_DEVICE:
        raise NotAllowed("lease_free", series=str(series.values.get("code")))
    run = runs.of_year(work.conn, work.scope, series.id, stated.year)
    known = run.last_number if run else 0
    _check_stated(stated, known, begun=run is not None)
    if to_device:
        _require_device(work, to_device)
    lines = _blank_lines(work, series.id, present.device, stated, known) if run else []
    book = None if run else _first_book(work, series.id, stated)
    epoch = present.epoch + 1
    held = difference(work, "series", series.id, {"held_by": to_device, "epoch": epoch})
    act(work, "revoke_lease", [change for change in (held, book, *lines) if change])
    leases.end(work.conn, _ended(work, present, stated, known))
    state = HELD if to_device else RELEASED
    leases.save(
        work.conn, LeaseRow(work.scope, series.id, to_device or present.device, epoch, state)
    )
    return Revoked(present.device, epoch, known, stated.last_on_paper, len(lines), to_device)


def _check_stated(stated: Stated, known: int, *, begun: bool) -> None:
    if not stated.reason:
        raise RuleViolation("reason_required", field="reason")
    if not stated.seen_by:
        raise RuleViolation("seen_by_required", field="seen_by")
    if stated.last_on_paper < known:
        raise RuleViolation(
            "stated_below_known", field="last_on_paper", stated=stated.last_on_paper, known=known
        )
    count = stated.last_on_paper - known
    if begun and count > WIDE_GAP and not stated.wide_gap_meant:
        raise RuleViolation("gap_wide", field="last_on_paper", count=count, known=known)


def _require_device(work: ScopeWork, number: int) -> None:
    """Raise RuleViolation ``device_not_of_office`` unless it may write in this scope."""
    device = devices.read(work.conn, number)
    member = devices.memberships_of(work.conn, number).get(work.scope)
    if device is None or device.state != ACTIVE or member is None or not member.may_write:
        raise RuleViolation("device_not_of_office", field="to", device=number)


def _blank_lines(
    work: ScopeWork, series_id: str, device: int, stated: Stated, known: int
) -> list[Change]:
    reason = _UNACCOUNTED_WHY.format(
        device=device, seen_by=stated.seen_by, last=stated.last_on_paper, reason=stated.reason
    )
    made = []
    for number in range(known + 1, stated.last_on_paper + 1):
        values: Values = {
            "series_id": series_id,
            "year": stated.year,
            "number": number,
            "suffix": "",
            "state": "unaccounted",
            "reason": reason,
        }
        made.append(Change("number", number_id(series_id, stated.year, number, ""), values))
    return made


def _first_book(work: ScopeWork, series_id: str, stated: Stated) -> Change | None:
    """The book of a run of which the server knows nothing: it goes on from the paper."""
    values: Values = {
        "series_id": series_id,
        "year": stated.year,
        "name": _FIRST_BOOK,
        "last_number": stated.last_on_paper,
    }
    return difference(work, "register_book", book_id(series_id, stated.year), values)


def _ended(work: ScopeWork, lease: LeaseRow, stated: Stated, known: int) -> PastEpoch:
    return PastEpoch(
        lease.scope,
        lease.series_id,
        lease.epoch,
        lease.device,
        REVOKED,
        ended_at=work.now_ms,
        year=stated.year,
        known_last=known,
        stated_last=stated.last_on_paper,
        stated_by=stated.seen_by,
    )
