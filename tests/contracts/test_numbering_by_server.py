"""An office that lets the server give its numbers: what waits is numbered once, oldest first."""

from __future__ import annotations

import pytest

from common.changes.changeset import Change
from common.changes.record import Values
from common.clock import to_millis
from common.entities.schema import Value
from common.errors import NotAllowed
from common.ids import new_id
from common.rules.numbering import book_id, number_id, series_id
from sync_server.hub.hub import Hub
from sync_server.services.revocation import Stated
from tests.helpers.devices import YEAR, FakePc, SteppedClock, enrolled, two_clerks
from tests.helpers.hubs import letters_of, log_of, scope_row

TODAY = "2026-09-14"


def of(series: str) -> str:
    """The id of a series of the office."""
    return series_id("stc", series)


def set_numbering(pc: FakePc, series: str, numbering: str) -> str:
    """Say who numbers a series; the fate of that."""
    own = pc.do("configure_series", pc.change("series", of(series), numbering=numbering))
    pc.sync()
    return own.result.code if own.result else ""


def by_server(pc: FakePc, *, last: int = 40) -> FakePc:
    """Both series are numbered by the server from now on, from where the paper stands."""
    for series in ("den", "di"):
        pc.start_book(series, last)
        pc.release(series)
        pc.sync()
        assert set_numbering(pc, series, "server") == ""
    return pc


def arrives(pc: FakePc, *, arrived: str = TODAY, **values: Value) -> str:
    """Register an arrival that waits for its number; its id."""
    document_id = new_id(pc.clock.now(), pc.random)
    waiting: Values = {
        "subject": "Về việc kiểm tra",
        "state": "cho_so",
        "series_id": of("den"),
        "arrival_date": arrived,
        "arrived_at": to_millis(pc.clock.now()),
        **values,
    }
    pc.do("register_incoming", Change("incoming_document", document_id, waiting))
    return document_id


def asked(pc: FakePc, document_id: str) -> str:
    """Ask for the number of an outgoing document; its id."""
    values: dict[str, Value] = {"state": "cho_so", "series_id": of("di")}
    values["issue_asked_at"] = to_millis(pc.clock.now())
    pc.do("issue_outgoing", pc.change("outgoing_document", document_id, **values))
    return document_id


def arrival(pc: FakePc, document_id: str) -> tuple[Value, Value]:
    """(state, number) of an arrival, as the PC was told of it."""
    values = pc.values("incoming_document", document_id)
    return values["state"], values.get("arrival_number")


def row(pc: FakePc, series: str, number: int, *, year: int = YEAR) -> Values:
    """A row of the ledger."""
    return pc.values("number", number_id(of(series), year, number, ""))


@pytest.fixture
def pc(hub: Hub, clock: SteppedClock) -> FakePc:
    """A PC of an office that the server numbers."""
    return by_server(enrolled(hub, clock=clock))


# ── the number ───────────────────────────────────────────────────────────────


def test_an_arrival_that_waits_gets_its_number_in_the_same_exchange(pc: FakePc) -> None:
    document_id = arrives(pc)
    pc.sync()
    assert arrival(pc, document_id) == ("da_dang_ky", 41)
    found = row(pc, "den", 41)
    assert (found["state"], found["document_id"], found["dated"]) == ("given", document_id, TODAY)


def test_an_outgoing_document_gets_its_date_with_its_number(pc: FakePc) -> None:
    document_id = asked(pc, pc.outgoing())
    pc.sync()
    values = pc.values("outgoing_document", document_id)
    assert (values["state"], values["code_number"], values["issued_date"]) == (
        "da_phat_hanh",
        "41",
        TODAY,
    )


def test_the_oldest_is_numbered_first_whoever_brings_it(hub: Hub, clock: SteppedClock) -> None:
    pc, other = two_clerks(hub)
    pc.clock = other.clock = clock
    early = arrives(other)
    clock.forward(minutes=5)
    late = arrives(pc)
    for one in (pc, other):  # both wait before the office chooses the server
        one.sync()
    by_server(pc)
    assert [arrival(pc, one)[1] for one in (early, late)] == [41, 42]


def test_a_document_is_numbered_once(hub: Hub, pc: FakePc) -> None:
    document_id = arrives(pc)
    pc.sync()
    before = log_of(hub, pc.scope)
    pc.exchange(pc.segment(first=len(pc.own)))  # the answer was lost
    pc.outgoing()
    pc.sync()
    assert arrival(pc, document_id) == ("da_dang_ky", 41)
    assert len(log_of(hub, pc.scope)) == len(before) + 1


def test_a_document_in_an_open_conflict_gets_its_number(hub: Hub, clock: SteppedClock) -> None:
    pc, other = two_clerks(hub)
    document_id = arrives(pc)
    pc.sync()
    other.sync()
    for one, subject in ((pc, "một"), (other, "hai")):
        one.edit(document_id, subject=subject)
        one.sync()
    by_server(pc)
    assert [one.values["state"] for one in pc.all_of("conflict")] == ["open"]
    assert arrival(pc, document_id) == ("da_dang_ky", 41)


def test_a_document_taken_back_waits_for_no_number(pc: FakePc) -> None:
    document_id = arrives(pc)
    pc.edit(document_id, "remove_incoming", removed_at=1, removed_why="nhầm")
    pc.sync()
    assert arrival(pc, document_id) == ("cho_so", None)
    assert pc.all_of("number") == []


def test_what_was_sent_without_a_number_goes_once_it_has_one(hub: Hub, pc: FakePc) -> None:
    document_id = asked(pc, pc.outgoing())
    pc.send(document_id, "namsach")
    pc.sync()
    assert letters_of(hub) == [("namsach", "delivery", "waiting", "")]


# ── its date ─────────────────────────────────────────────────────────────────


def test_an_arrival_of_an_earlier_day_is_dated_when_it_is_numbered(pc: FakePc) -> None:
    arrives(pc)
    late = arrives(pc, arrived="2026-09-10")
    pc.sync()
    assert (row(pc, "den", 42)["document_id"], row(pc, "den", 42)["dated"]) == (late, TODAY)
    assert pc.values("incoming_document", late)["arrival_date"] == "2026-09-10"


def test_a_run_dated_far_ahead_waits_for_a_person(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.release("den")
    values: Values = {"series_id": of("den"), "year": YEAR, "name": "01", "last_number": 7}
    values["last_date"] = "2026-12-30"
    pc.do("start_register", Change("register_book", book_id(of("den"), YEAR), values))
    pc.sync()
    set_numbering(pc, "den", "server")
    document_id = arrives(pc)
    pc.sync()
    assert arrival(pc, document_id) == ("cho_so", None)


def test_without_a_book_a_document_waits_until_it_is_begun(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.release("den")
    pc.sync()
    set_numbering(pc, "den", "server")
    document_id = arrives(pc)
    pc.sync()
    assert arrival(pc, document_id) == ("cho_so", None)
    pc.start_book("den", 11)
    pc.sync()
    assert arrival(pc, document_id) == ("da_dang_ky", 12)


def test_the_new_year_starts_at_one(pc: FakePc, clock: SteppedClock) -> None:
    arrives(pc)
    pc.sync()
    clock.forward(days=120)
    document_id = arrives(pc, arrived="2027-01-12")
    pc.sync()
    assert arrival(pc, document_id) == ("da_dang_ky", 1)
    assert row(pc, "den", 1, year=YEAR + 1)["dated"] == "2027-01-12"


def test_an_arrival_of_the_old_year_stands_in_its_book_while_that_is_open(
    pc: FakePc, clock: SteppedClock
) -> None:
    clock.forward(days=120)
    document_id = arrives(pc, arrived="2026-12-31")
    pc.sync()
    assert row(pc, "den", 41)["document_id"] == document_id
    assert row(pc, "den", 41)["dated"] == "2026-12-31"


def test_an_arrival_of_a_closed_year_stands_in_this_years_book(
    pc: FakePc, clock: SteppedClock
) -> None:
    clock.forward(days=120)
    book = pc.change("register_book", book_id(of("den"), YEAR), closed_at=1)
    pc.do("close_year", book)
    document_id = arrives(pc, arrived="2026-12-31")
    pc.sync()
    assert row(pc, "den", 1, year=YEAR + 1)["document_id"] == document_id


# ── whose it is ──────────────────────────────────────────────────────────────


def test_a_series_that_a_pc_holds_is_released_first(hub: Hub) -> None:
    pc = enrolled(hub)
    assert set_numbering(pc, "den", "server") == "series_held"
    assert pc.values("series", of("den")).get("numbering") is None


def test_no_pc_takes_a_series_of_the_servers(hub: Hub, pc: FakePc) -> None:
    before = scope_row(hub, pc.scope)
    with pytest.raises(NotAllowed, match="series_numbered_by_server"):
        pc.api.take_series(pc.scope, of("den"))
    assert scope_row(hub, pc.scope) == before


def test_a_number_that_a_pc_gives_meanwhile_is_quarantined(pc: FakePc) -> None:
    pc.given["den"] = 40
    own = pc.register_under(1)
    pc.sync()
    assert own.result
    assert own.result.code == "lease_not_held"


def test_a_series_given_back_to_the_pcs_is_taken_under_the_next_epoch(pc: FakePc) -> None:
    assert set_numbering(pc, "den", "holder") == ""
    assert pc.api.take_series(pc.scope, of("den")).epoch == 3
    document_id = arrives(pc)
    pc.sync()
    assert arrival(pc, document_id) == ("cho_so", None)


def test_a_series_of_the_servers_is_listed_and_not_revoked(hub: Hub, pc: FakePc) -> None:
    arrives(pc)
    pc.sync()
    (den,) = [one for one in hub.leases("stc") if one.series == "den"]
    assert (den.by_server, den.device, den.last_number, den.last_date) == (True, 0, 41, TODAY)
    with pytest.raises(NotAllowed, match="lease_free"):
        hub.revoke_lease("stc", "den", Stated(YEAR, 50, "Hoa", "nhầm"))
