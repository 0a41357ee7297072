"""Two clerks of one office whose work does not go together, and what a test asks of them."""

from __future__ import annotations

from typing import Any

from common.changes.changeset import Change
from common.changes.record import Record
from common.entities.schema import Value
from common.ids import new_id
from common.rules.numbering import number_id, series_id
from sync_server.hub.hub import Hub
from sync_server.services.people import Person
from tests.helpers.devices import YEAR, FakePc, two_clerks
from tests.helpers.pcs import Own

ARRIVAL = "incoming_document"
PAPER = "outgoing_document"
Pair = tuple[FakePc, FakePc]


def two_who_see(hub: Hub) -> Pair:
    """Two clerks who both see one arrival and one draft."""
    first, second = two_clerks(hub)
    first.register("cũ", series_id=series_id("stc", "den"))
    first.outgoing("cũ")
    together(first, second)
    return first, second


def clashing(pair: Pair) -> Pair:
    """The same, after both changed the arrival's subject: the first's stands."""
    early, late = pair
    early.edit(arrival(early), subject="của người trước")
    late.edit(arrival(late), subject="của người sau")
    together(early, late)
    return pair


def removing(pair: Pair) -> Pair:
    """One removed the arrival; the other, unseen, edited it and went on from that."""
    early, late = pair
    remove(early)
    late.edit(arrival(late), subject="sửa", to_places="Phòng Ngân sách")
    late.edit(arrival(late), subject="sửa tiếp")
    together(early, late)
    return pair


def arrival(pc: FakePc) -> str:
    """The id of the only arrival."""
    return pc.all_of(ARRIVAL)[0].id


def paper(pc: FakePc) -> str:
    """The id of the only outgoing document."""
    return pc.all_of(PAPER)[0].id


def together(*pcs: FakePc) -> None:
    """Everybody pushes in this order, then everybody pulls."""
    for pc in (*pcs, *pcs):
        pc.sync()


def conflict(pc: FakePc) -> Record:
    """The only conflict."""
    (found,) = pc.all_of("conflict")
    return found


def values_of(pc: FakePc) -> list[Value]:
    """The values of its sides."""
    candidates = conflict(pc).values["candidates"]
    assert isinstance(candidates, list)
    return [candidate["value"] for candidate in candidates]


def subject(pc: FakePc) -> Value:
    """What the server says the arrival is about."""
    return pc.values(ARRIVAL, arrival(pc))["subject"]


ROW = number_id(series_id("stc", "den"), YEAR, 1, "")


def remove(pc: FakePc) -> None:
    """Take the arrival out of the register; its number is cancelled."""
    gone: dict[str, Value] = {"removed_at": 1, "removed_why": "Nhập nhầm"}
    row = pc.change("number", ROW, state="cancelled", reason="Nhập nhầm")
    pc.do("remove_incoming", pc.change(ARRIVAL, arrival(pc), **gone), row)


def case(pc: FakePc, name: str) -> dict[str, Any]:
    """The case of a changeset."""
    (found,) = [one for one in pc.all_of("case") if one.values["changeset"] == name]
    return found.values


def rebuilt(pc: FakePc) -> FakePc:
    """The same PC after its store was made anew from its own work: it knows no answer."""
    pc.base.clear()
    pc.cursor, pc.server_seq = None, 0
    for own in pc.own:
        own.result = None
    pc.sync()
    return pc


def lies_nothing(*pcs: FakePc) -> bool:
    """Whether each PC shows just what the server told it, and all are told the same."""
    shown = ((pc.seen(*key), pc.values(*key)) for pc in pcs for key in pc.base)
    return all(seen and seen.values == told for seen, told in shown) and all(
        pc.base == pcs[0].base for pc in pcs
    )


def fate(own: Own) -> tuple[str, str]:
    """What became of a changeset, and why."""
    assert own.result
    return str(own.result.fate), own.result.code


def row(pc: FakePc, number: int, series: str = "den") -> dict[str, Any]:
    """The ledger's row of a number."""
    return pc.values("number", number_id(series_id(pc.office, series), YEAR, number, ""))


def not_allowed(pc: FakePc, an: Person, subject: str = "Về việc kiểm tra") -> Own:
    """An arrival registered by somebody who may not, with the next number."""
    document_id = new_id(pc.clock.now(), pc.random)
    claim = pc.claim("den", document_id)
    values: dict[str, Value] = {
        "subject": subject,
        "state": "da_dang_ky",
        "arrival_number": claim.number,
        "arrival_date": claim.dated,
        "series_id": claim.series_id,
    }
    change = Change(ARRIVAL, document_id, values)
    return pc.do("register_incoming", change, numbers=[claim], actor=an.user_id)


def document_of(own: Own) -> str:
    """The record that a changeset is about."""
    return own.changes[0].id


def may_now(hub: Hub, an: Person) -> None:
    """The reason of the quarantine is put right."""
    hub.add_user("stc", an.login, an.full_name, ["clerk"])


def shown(pc: FakePc, entity: str, record_id: str) -> dict[str, Value]:
    """The record as the PC shows it; empty for none."""
    seen = pc.seen(entity, record_id)
    return seen.values if seen else {}
