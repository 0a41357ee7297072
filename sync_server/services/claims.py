"""The numbers that a changeset says it gave: under a lease of its device, to its own document."""

from __future__ import annotations

from collections.abc import Mapping

from common.changes.changeset import Change, Header, NumberClaim
from common.entities.numbers import NUMBER
from common.errors import NotAllowed, RuleViolation
from common.rules.numbering import ledger_changes
from sync_server.db.leases import HELD, LeaseRow
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act
from sync_server.services.wellformed import claim_is_well_formed

_YEARS = range(1945, 2200)
_CANCELLED_WHY = "Thao tác lấy số này không được ghi nhận: văn bản đã được xử lý ở máy khác"


def check_claims(
    header: Header, changes: tuple[Change, ...], leases: Mapping[str, LeaseRow], device: int
) -> None:
    """Whether the numbers of a changeset may stand (design §7).

    Raises:
        RuleViolation: ``claim_invalid`` (no number, year or date);
            ``claim_without_document`` where the numbered document is not in the changeset.
        NotAllowed: ``lease_not_held``.
    """
    written = {change.id for change in changes}
    for claim in header.numbers:
        if not is_sound(claim):
            raise RuleViolation("claim_invalid", series=claim.series_id, number=claim.number)
        if claim.document_id not in written:
            raise RuleViolation("claim_without_document", number=claim.number)
        require_lease(leases, claim.series_id, device, epoch=claim.epoch)


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

    One changeset of the server for each number: one that another document has already is then
    parked alone, as a conflict over that number.
    """
    for claim in header.numbers if header else ():
        if not is_sound(claim) or work.state.record(("series", claim.series_id)) is None:
            continue
        (row,) = ledger_changes((claim,))
        if cancelled:
            row.set.update(state="cancelled", reason=_CANCELLED_WHY)
        act(work, "book_numbers", [row])


def is_sound(claim: NumberClaim) -> bool:
    """Whether a claim can be a row of the ledger at all."""
    dated = NUMBER["dated"].accepts(claim.dated)
    return dated and claim.number >= 1 and claim.year in _YEARS and claim_is_well_formed(claim)
