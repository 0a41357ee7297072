"""What the numbers of an applied changeset make of the ledger, and what is done when people have
said which paper has left the house."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from common.changes.changeset import FORMAT_VERSION, At, Change, Header, NumberClaim
from common.changes.merge import Fate, Merged
from common.changes.record import Record, Values
from common.entities.schema import Value
from common.rules.numbering import ledger_changes, number_id, series_id
from sync_server.hub.hub import Hub
from sync_server.services.ledger import enter, second_issue, with_ledger
from sync_server.services.remedies import remedy
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act, difference
from tests.helpers.devices import YEAR, FakePc, enrolled

DEN, DI = series_id("stc", "den"), series_id("stc", "di")
FIRST = "01999999-0000-7000-8000-000000000001"
SECOND = "01999999-0000-7000-8000-000000000002"
NAME = "7.3"
DATED = "2026-09-14"


@pytest.fixture
def pc(hub: Hub) -> FakePc:
    return enrolled(hub)


@pytest.fixture
def work(hub: Hub, pc: FakePc) -> Iterator[ScopeWork]:
    """The office's scope, held."""
    with hub.core.scope(pc.scope) as work:
        yield work


def claim(document_id: str, number: int = 5, *, series: str = DEN, epoch: int = 1) -> NumberClaim:
    return NumberClaim(series, YEAR, epoch, number, "", document_id, DATED)


def header(*claims: NumberClaim) -> Header:
    at = At(0, 0, 0)
    return Header(FORMAT_VERSION, "office/stc", 7, 3, 0, at, "", "register_incoming", (), claims)


def row_key(number: int = 5, series: str = DEN) -> tuple[str, str]:
    return "number", number_id(series, YEAR, number, "")


def put(work: ScopeWork, **values: Value) -> Record:
    """A row of the ledger as something before left it."""
    of_row: Values = {"series_id": DEN, "year": YEAR, "number": 5, "suffix": "", **values}
    act(work, "book_numbers", [Change(*row_key(), of_row)])
    return present(work)


def present(work: ScopeWork, number: int = 5, series: str = DEN) -> Record:
    found = work.state.record(row_key(number, series))
    assert found
    return found


# ── the rows of an applied changeset ─────────────────────────────────────────


def test_a_new_row_is_the_one_that_the_pc_derives(work: ScopeWork) -> None:
    entered = enter(work, header(claim(FIRST)), NAME)
    (derived,) = ledger_changes((claim(FIRST),))
    assert entered.records == {row_key(): Record(*row_key(), derived.set, {"*": NAME})}
    assert entered.parked == ()


def test_nothing_is_written_by_asking(work: ScopeWork) -> None:
    enter(work, header(claim(FIRST)), NAME)
    assert work.state.record(row_key()) is None


@pytest.mark.parametrize(
    "stands",
    [
        {"state": "unaccounted", "reason": "thu hồi sổ"},
        {"state": "reserved", "reason": "giữ cho báo cáo"},
        {"state": "reserved", "document_id": FIRST},
        {"state": "cancelled", "document_id": FIRST, "reason": "không được ghi nhận"},
    ],
    ids=["unaccounted", "reserved", "reserved for it", "booked as cancelled"],
)
def test_a_row_that_no_other_document_has_is_given(work: ScopeWork, stands: Values) -> None:
    before = put(work, **stands)
    record = enter(work, header(claim(FIRST)), NAME).records[row_key()]
    assert (record.values["state"], record.values["document_id"]) == ("given", FIRST)
    assert (record.heads["*"], record.heads["state"]) == (before.heads["*"], NAME)


def test_a_reason_ends_with_the_cancellation_and_stays_with_a_blank_line(work: ScopeWork) -> None:
    put(work, state="unaccounted", reason="thu hồi sổ")
    filled = enter(work, header(claim(FIRST)), NAME).records[row_key()]
    assert filled.values["reason"] == "thu hồi sổ"
    act(work, "book_numbers", [difference_of(work, state="cancelled", document_id=FIRST)])
    assert enter(work, header(claim(FIRST)), NAME).records[row_key()].values["reason"] is None


def difference_of(work: ScopeWork, **values: Value) -> Change:
    change = difference(work, *row_key(), values)
    assert change
    return change


def test_a_number_booked_for_the_document_before_is_nothing_to_do(work: ScopeWork) -> None:
    put(work, state="given", document_id=FIRST, dated=DATED)
    assert enter(work, header(claim(FIRST)), NAME).records == {}


def test_a_number_of_another_document_keeps_it_and_is_disputed(work: ScopeWork) -> None:
    before = put(work, state="given", document_id=FIRST, dated="2026-09-13")
    entered = enter(work, header(claim(SECOND)), NAME)
    record, (parked,) = entered.records[row_key()], entered.parked
    assert (record.values["document_id"], record.values["dated"]) == (FIRST, "2026-09-13")
    assert (record.values["state"], record.values["also"]) == ("disputed", [SECOND])
    assert (parked.kind, parked.field) == ("disputed_number", "document_id")
    assert (parked.value, parked.head) == (SECOND, NAME)
    assert (parked.standing, parked.standing_head) == (FIRST, before.heads["*"])


def test_a_dispute_is_raised_once_for_each_document(work: ScopeWork) -> None:
    put(work, state="disputed", document_id=FIRST, also=[SECOND])
    again = enter(work, header(claim(SECOND)), NAME)
    assert (again.records, again.parked) == ({}, ())
    assert enter(work, header(claim(FIRST)), NAME).records == {}


def test_a_reserved_number_carries_what_the_body_says_of_it(work: ScopeWork) -> None:
    body = Record(*row_key(), {"reserved_for": "Báo cáo quý", "reason": "chờ ký"}, {"*": NAME})
    merged = Merged(Fate.APPLIED, {row_key(): body})
    (record,) = with_ledger(work, header(claim("")), NAME, merged).records.values()
    assert (record.values["state"], record.values["reserved_for"]) == ("reserved", "Báo cáo quý")
    assert record.heads == {"*": NAME}


def test_reserving_takes_no_number_from_a_document(work: ScopeWork) -> None:
    put(work, state="given", document_id=FIRST)
    entered = enter(work, header(claim("")), NAME)
    assert (entered.records, entered.parked) == ({}, ())


def test_a_reserved_number_used_for_two_documents_is_disputed(work: ScopeWork) -> None:
    stands = put(work, state="given", document_id=FIRST)
    used = {**stands.values, "document_id": SECOND}
    merged = Merged(Fate.APPLIED, {row_key(): Record(*row_key(), used, stands.heads)})
    laid = with_ledger(work, header(), NAME, merged)
    record, (parked,) = laid.records[row_key()], laid.parked
    assert (record.values["document_id"], record.values["state"]) == (FIRST, "disputed")
    assert (parked.kind, parked.value) == ("disputed_number", SECOND)


def test_the_second_number_of_a_document_is_booked_as_cancelled(work: ScopeWork) -> None:
    first = put(work, state="given", document_id=FIRST, dated=DATED)
    act(work, "book_numbers", second_issue(work, header(claim(FIRST, 6)), first))
    values = present(work, 6).values
    assert (values["state"], values["document_id"]) == ("cancelled", FIRST)
    assert values["reason"] == "Văn bản đã được cấp số 05 ở máy khác"


def test_the_same_number_twice_is_no_second_one(work: ScopeWork) -> None:
    first = put(work, state="given", document_id=FIRST, dated=DATED)
    assert second_issue(work, header(claim(FIRST)), first) == []


def test_a_second_number_that_another_document_has_stays_with_it(work: ScopeWork) -> None:
    first = Record(*row_key(4), {"number": 4, "suffix": ""})
    put(work, state="given", document_id=SECOND)
    assert second_issue(work, header(claim(FIRST)), first) == []


@pytest.mark.parametrize(
    "absurd",
    [
        NumberClaim(DEN, YEAR, 2**64 - 1, 5, "", FIRST, DATED),
        NumberClaim(DEN, YEAR, 1, 2**64 - 1, "", FIRST, DATED),
        NumberClaim(DEN, 2**64 - 1, 1, 5, "", FIRST, DATED),
    ],
    ids=["epoch", "number", "year"],
)
def test_a_claim_that_no_book_can_hold_stops_nothing(pc: FakePc, absurd: NumberClaim) -> None:
    values: Values = {"subject": "x", "state": "da_dang_ky"}
    own = pc.do("register_incoming", Change("incoming_document", FIRST, values), numbers=[absurd])
    after = pc.register()
    pc.sync()
    assert own.result
    assert own.result.code == "claim_invalid"
    assert pc.values("incoming_document", after)["arrival_number"] == 1


# ── after a dispute ──────────────────────────────────────────────────────────


def document(work: ScopeWork, record_id: str, entity: str, **values: Value) -> None:
    act(work, "deliver", [Change(entity, record_id, {"subject": "x", **values})])


def arrivals(work: ScopeWork) -> None:
    """Two arrivals that carry one number, which is in dispute."""
    for record_id in (FIRST, SECOND):
        values: Values = {"series_id": DEN, "arrival_number": 5, "state": "da_dang_ky"}
        document(work, record_id, "incoming_document", **values)
    put(work, state="disputed", document_id=FIRST, also=[SECOND], dated=DATED)


def issues(work: ScopeWork) -> None:
    """Two outgoing documents that carry one number, which is in dispute."""
    for record_id, dated in ((FIRST, DATED), (SECOND, "2026-09-16")):
        values: Values = {"series_id": DEN, "code_number": "05", "state": "da_phat_hanh"}
        document(work, record_id, "outgoing_document", issued_date=dated, **values)
    put(work, state="disputed", document_id=FIRST, also=[SECOND], dated=DATED)


def dispute(kind: str = "disputed_number", *sides: Value, record: tuple[str, str]) -> Record:
    candidates = [{"value": side, "head": "1.1"} for side in sides]
    entity, record_id = record
    return Record(
        "conflict",
        "c",
        {"kind": kind, "entity": entity, "record_id": record_id, "candidates": candidates},
    )


def settled(work: ScopeWork, outcome: str) -> None:
    """What follows from the settlement of the dispute."""
    conflict = dispute("disputed_number", FIRST, SECOND, record=row_key())
    act(work, "settle_number", remedy(work, conflict, outcome, ""))


def carried(work: ScopeWork, record_id: str) -> tuple[Value, Value]:
    """(state, number) of a document."""
    for entity, field in (
        ("incoming_document", "arrival_number"),
        ("outgoing_document", "code_number"),
    ):
        if found := work.state.record((entity, record_id)):
            return found.values["state"], found.values.get(field)
    raise AssertionError(record_id)


@pytest.mark.parametrize(
    ("outcome", "kept", "other"), [("first", FIRST, SECOND), ("other", SECOND, FIRST)]
)
def test_the_paper_that_has_not_left_waits_for_the_next_number(
    work: ScopeWork, outcome: str, kept: str, other: str
) -> None:
    arrivals(work)
    settled(work, outcome)
    values = present(work).values
    assert (values["state"], values["document_id"], values["also"]) == ("given", kept, None)
    assert carried(work, kept) == ("da_dang_ky", 5)
    assert carried(work, other) == ("cho_so", None)


def test_an_outgoing_document_that_waits_again_loses_its_date_too(work: ScopeWork) -> None:
    issues(work)
    settled(work, "other")
    first = work.state.record(("outgoing_document", FIRST))
    assert first
    assert (first.values["state"], first.values["issued_date"]) == ("cho_so", None)
    assert first.values["issue_asked_at"] == work.now_ms
    assert present(work).values["dated"] == "2026-09-16"


def test_when_both_have_left_both_keep_it_marked(work: ScopeWork) -> None:
    issues(work)
    settled(work, "both")
    values = present(work).values
    assert (values["state"], values["document_id"], values["also"]) == ("given", FIRST, [SECOND])
    assert "Trùng số" in str(values["reason"])
    for one in (FIRST, SECOND):
        assert carried(work, one) == ("da_phat_hanh", "05")
        found = work.state.record(("outgoing_document", one))
        assert found
        assert found.values["number_note"] == "trùng số"


def test_what_the_postman_has_brought_is_never_renumbered(hub: Hub, pc: FakePc) -> None:
    document_id = pc.outgoing()
    pc.issue(document_id)
    pc.send(document_id, "namsach")
    pc.sync()
    hub.deliver_post()
    with hub.core.scope(pc.scope) as work:
        document(work, SECOND, "outgoing_document", series_id=DI, code_number="01", state="x")
        conflict = dispute("disputed_number", document_id, SECOND, record=row_key(1, DI))
        act(work, "settle_number", remedy(work, conflict, "other", ""))
        assert carried(work, document_id) == ("da_phat_hanh", "01")
        assert present(work, 1, DI).values["also"] == [SECOND]


def test_another_settlement_gives_the_number_back(work: ScopeWork) -> None:
    issues(work)
    settled(work, "first")
    settled(work, "other")
    assert carried(work, FIRST) == ("cho_so", None)
    assert carried(work, SECOND) == ("da_phat_hanh", "05")
    assert present(work).values["document_id"] == SECOND


def test_a_document_with_a_new_number_keeps_that_one(work: ScopeWork) -> None:
    arrivals(work)
    settled(work, "first")
    later: Values = {"arrival_number": 6, "state": "da_dang_ky"}
    renumbered = difference(work, "incoming_document", SECOND, later)
    assert renumbered
    act(work, "number_by_server", [renumbered])
    settled(work, "other")
    assert carried(work, SECOND) == ("da_dang_ky", 6)
    assert (present(work).values["state"], carried(work, FIRST)) == ("cancelled", ("cho_so", None))


def test_a_document_that_is_not_here_is_not_looked_for(work: ScopeWork) -> None:
    put(work, state="disputed", document_id=FIRST, also=[SECOND], dated=DATED)
    settled(work, "other")
    assert present(work).values["document_id"] == SECOND


# ── after a document was issued twice ────────────────────────────────────────


def issued_twice(work: ScopeWork, outcome: str) -> None:
    """A document that carries 05, and to which another PC gave 06."""
    values: Values = {"series_id": DEN, "code_number": "05", "state": "da_phat_hanh"}
    document(work, FIRST, "outgoing_document", issued_date=DATED, **values)
    first = put(work, state="given", document_id=FIRST, dated=DATED)
    act(work, "book_numbers", second_issue(work, header(claim(FIRST, 6)), first))
    sides: list[Values] = [
        {"number": 5, "suffix": "", "series_id": DEN, "year": YEAR, "dated": DATED},
        {"number": 6, "suffix": "", "series_id": DEN, "year": YEAR, "dated": "2026-09-15"},
    ]
    conflict = dispute("issued_twice", *sides, record=("outgoing_document", FIRST))
    act(work, "settle_number", remedy(work, conflict, outcome, ""))


@pytest.mark.parametrize(
    ("outcome", "states", "number", "dated"),
    [
        ("first", ("given", "cancelled"), "05", DATED),
        ("other", ("cancelled", "given"), "06", "2026-09-15"),
        ("both", ("given", "given"), "05", DATED),
    ],
)
def test_one_document_keeps_the_number_of_the_paper_that_left(
    work: ScopeWork, outcome: str, states: tuple[str, str], number: str, dated: str
) -> None:
    issued_twice(work, outcome)
    found = work.state.record(("outgoing_document", FIRST))
    assert found
    assert (found.values["code_number"], found.values["issued_date"]) == (number, dated)
    assert tuple(present(work, one).values["state"] for one in (5, 6)) == states


@pytest.mark.parametrize(("outcome", "struck"), [("first", 6), ("other", 5), ("both", 6)])
def test_the_number_that_stands_beside_says_why(work: ScopeWork, outcome: str, struck: int) -> None:
    issued_twice(work, outcome)
    assert "quản trị trung tâm xác nhận" in str(present(work, struck).values["reason"])
