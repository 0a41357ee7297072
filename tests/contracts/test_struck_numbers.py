"""A document that is removed by somebody who had not seen its number: the number says why."""

from __future__ import annotations

from common.changes.changeset import Change
from common.ids import new_id
from common.rules.numbering import number_id, series_id
from sync_server.hub.hub import Hub
from tests.helpers.devices import YEAR, FakePc, two_clerks
from tests.helpers.pcs import Own

DEN = series_id("stc", "den")


def register_waiting(pc: FakePc) -> str:
    """An arrival without a number yet; its id."""
    document_id = new_id(pc.clock.now(), pc.random)
    values = {
        "subject": "Về việc kiểm tra",
        "state": "cho_so",
        "series_id": DEN,
        "arrival_date": "2026-09-14",
    }
    pc.do("register_incoming", Change("incoming_document", document_id, values))
    return document_id


def number(pc: FakePc, document_id: str) -> Own:
    """Give it the next number, as this PC sees it whole."""
    seen = pc.seen("incoming_document", document_id)
    assert seen
    claim = pc.claim("den", document_id)
    values = {"state": "da_dang_ky", "arrival_number": claim.number}
    change = Change("incoming_document", document_id, values, dict(seen.heads))
    return pc.do("number_incoming", change, numbers=[claim])


def test_the_number_of_what_was_removed_unseen_is_struck_through_with_the_reason(hub: Hub) -> None:
    holder, other = two_clerks(hub)
    document_id = register_waiting(other)
    other.sync()
    holder.sync()
    numbered = number(holder, document_id)
    removal = other.edit(document_id, "remove_incoming", removed_at=1, removed_why="nhập nhầm")
    holder.sync()
    other.sync()
    assert (holder.fate(numbered), other.fate(removal)) == ("applied", "applied")
    row = other.values("number", number_id(DEN, YEAR, 1, ""))
    assert (row["state"], row["reason"]) == ("cancelled", "nhập nhầm")
