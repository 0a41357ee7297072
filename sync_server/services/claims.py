"""The numbers that a changeset says it gave: under a lease of its device, to its own document."""

from __future__ import annotations

from collections.abc import Mapping

from common.changes.changeset import Change, Header, NumberClaim, name_of
from common.changes.merge import Fate, Merged
from common.entities.numbers import NUMBER
from common.errors import NotAllowed, RuleViolation
from common.rules.numbering import claimed_id, ledger_changes
from sync_server.db.leases import HELD, LeaseRow
from sync_server.services.context import SERVER_DEVICE
from sync_server.services.ledger import place, place_cancelled
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act, raise_conflicts
from sync_server.services.wellformed import claim_is_well_formed

NUMBERED_BY_SERVER = "server"
"""A series' ``numbering``: the server gives its numbers, and no PC holds it."""
_YEARS = range(1945, 2200)
_NUMBERS = range(1, 10**9)
_EPOCHS = range(1, 2**31)
_CANCELLED_WHY = "Thao tác lấy số này không được ghi nhận: văn bản đã được xử lý ở máy khác"


def check_claims(
    header: Header, changes: tuple[Change, ...], leases: Mapping[str, LeaseRow], device: int
) -> None:
    """Whether the numbers of a changeset may stand (design §7).

    Numbers under a lease that was taken from this device may: they stand on paper, and what became
    of them meanwhile the ledger decides.

    Raises:
        RuleViolation: ``claim_invalid`` (no number, year or date);
            ``claim_without_document`` where the numbered document is not in the changeset.
        NotAllowed: ``lease_not_held``.
    """
    written = {change.id for change in changes}
    for claim in header.numbers:
        if not is_sound(claim):
            raise RuleViolation("claim_invalid", series=claim.series_id, number=claim.number)
        if claimed_id(claim) not in written:
            raise RuleViolation("claim_without_document", number=claim.number)
        lease = leases.get(claim.series_id)
        if lease is None or (device, claim.epoch) not in lease.revoked:
            require_lease(leases, claim.series_id, device, epoch=claim.epoch)


def check_numbering(change: Change, leases: Mapping[str, LeaseRow]) -> None:
    """Whether a series may be given to the server to number: no PC holds it.

    Raises:
        NotAllowed: ``series_held`` (param ``device``).
    """
    lease = leases.get(change.id)
    is_asked = change.entity == "series" and change.set.get("numbering") == NUMBERED_BY_SERVER
    if is_asked and lease and lease.state == HELD and lease.device != SERVER_DEVICE:
        raise NotAllowed("series_held", device=lease.device)


def require_lease(
    leases: Mapping[str, LeaseRow], series_id: str, device: int, *, epoch: int | None = None
) -> None:
    """Raise NotAllowed ``lease_not_held`` unless the device holds the series, in that epoch."""
    lease = leases.get(series_id)
    held = lease is not None and (lease.device, lease.state) == (device, HELD)
    if not held or (epoch is not None and lease is not None and lease.epoch != epoch):
        raise NotAllowed("lease_not_held", series=series_id, epoch=epoch or 0)


def book(work: ScopeWork, header: Header | None, *, cancelled: bool = False) -> None:
    """Enter the numbers of a changeset that is not applied into the ledger, at once (R9).

    One that another document has already is disputed, as if the changeset had been applied; not
    where the number was given for nothing (``cancelled``).
    """
    for claim in header.numbers if header else ():
        if is_sound(claim) and work.state.record(("series", claim.series_id)) is not None:
            assert header is not None, "claims stand in a header"
            _book(work, claim, name_of(header.device, header.seq), cancelled=cancelled)


def _book(work: ScopeWork, claim: NumberClaim, name: str, *, cancelled: bool) -> None:
    (row,) = ledger_changes((claim,))
    present = work.state.record((row.entity, row.id))
    if cancelled:
        placed = place_cancelled(present, row, _CANCELLED_WHY)
    else:
        placed = place(work, present, claim, row, name)
    if change := placed.change():
        act(work, "book_numbers", [change])
    if placed.parked:
        raise_conflicts(work, name, (), Merged(Fate.PARKED, parked=(placed.parked,)))


def is_sound(claim: NumberClaim) -> bool:
    """Whether a claim can be a row of the ledger at all."""
    is_dated = NUMBER["dated"].accepts(claim.dated)
    in_bounds = claim.number in _NUMBERS and claim.year in _YEARS and claim.epoch in _EPOCHS
    return is_dated and in_bounds and claim_is_well_formed(claim)
