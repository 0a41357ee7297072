"""A series taken from a PC that cannot be asked, and what that PC brings when it is back (R18)."""

from __future__ import annotations

import pytest

from common.changes.changeset import Change, NumberClaim
from common.changes.record import Values
from common.errors import NotAllowed, RuleViolation
from common.protocol.messages import ScopeAsk
from common.rules.numbering import book_id, number_id, series_id
from sync_server.db import admins
from sync_server.db.engine import reading
from sync_server.hub.hub import Hub
from sync_server.services.revocation import Revoked, Stated
from tests.helpers.devices import YEAR, FakePc, two_clerks
from tests.helpers.hubs import scope_row

DEN = series_id("stc", "den")
ID = "01999999-0000-7000-8000-000000000000"


def revoke(hub: Hub, last: int, *, to: int = 0, year: int = YEAR, yes: bool = False) -> Revoked:
    """The admin states what stands on paper."""
    stated = Stated(year, last, "Trần Thị Hoa", "Máy hỏng ổ đĩa", wide_gap_meant=yes)
    return hub.revoke_lease("stc", "den", stated, to_device=to)


def row(pc: FakePc, number: int, suffix: str = "", *, year: int = YEAR) -> Values:
    """A row of the ledger, as the PC was told of it."""
    return pc.values("number", number_id(DEN, year, number, suffix))


def states(pc: FakePc) -> dict[int, str]:
    """The ledger: state by number."""
    found = {one.values["number"]: one.values["state"] for one in pc.all_of("number")}
    return {int(str(number)): str(state) for number, state in sorted(found.items())}


def registered(pc: FakePc, count: int) -> list[str]:
    """Register arrivals with the next numbers; their ids."""
    return [pc.register() for _ in range(count)]


def taken_over(hub: Hub, last: int, *, known: int = 2) -> tuple[FakePc, FakePc]:
    """The first PC has brought ``known`` numbers; then its series was given to the second."""
    first, second = two_clerks(hub)
    registered(first, known)
    first.sync()
    revoke(hub, last, to=second.device)
    second.sync()
    second.given["den"] = last
    return first, second


def numbered_on(pc: FakePc, epoch: int = 2) -> str:
    """Register an arrival under the new lease; its document."""
    own = pc.register_under(epoch)
    pc.sync()
    assert pc.fate(own) == "applied"
    return own.changes[0].id


# ── taking it ────────────────────────────────────────────────────────────────


def test_the_numbers_that_only_the_paper_has_are_blank_lines_with_who_said_so(hub: Hub) -> None:
    _, second = taken_over(hub, 4)
    assert states(second) == {1: "given", 2: "given", 3: "unaccounted", 4: "unaccounted"}
    assert str(row(second, 4)["reason"]).startswith("Chưa rõ văn bản: thu hồi sổ từ máy 1; Trần")


def test_the_lease_goes_to_the_other_pc_under_the_next_epoch(hub: Hub) -> None:
    first, second = taken_over(hub, 2)
    leases = [pc.ask([ScopeAsk(pc.scope)]).leases or [] for pc in (first, second)]
    assert DEN not in {one.series_id for one in leases[0]}
    assert [(one.series_id, one.epoch) for one in leases[1]] == [(DEN, 2)]
    series = second.values("series", DEN)
    assert (series["held_by"], series["epoch"]) == (second.device, 2)


def test_a_free_series_is_taken_above_the_epoch_of_the_revocation(hub: Hub) -> None:
    _, second = two_clerks(hub)
    assert revoke(hub, 0).epoch == 2
    assert second.api.take_series(second.scope, DEN).epoch == 3


def test_a_run_of_which_nothing_is_known_goes_on_from_the_paper(hub: Hub) -> None:
    _, second = two_clerks(hub)
    assert revoke(hub, 812).blank_count == 0
    second.sync()
    assert second.values("register_book", book_id(DEN, YEAR))["last_number"] == 812
    assert second.all_of("number") == []


def test_what_the_admin_said_is_audited(hub: Hub) -> None:
    taken_over(hub, 3)
    with reading(hub.core.engine) as conn:
        params = admins.audited(conn)[-1].params
    assert (params["last_on_paper"], params["seen_by"]) == ("3", "Trần Thị Hoa")


def test_a_number_below_the_last_known_is_refused(hub: Hub) -> None:
    first, _ = two_clerks(hub)
    registered(first, 3)
    first.sync()
    before = scope_row(hub, first.scope)
    with pytest.raises(RuleViolation, match="stated_below_known") as refused:
        revoke(hub, 2)
    assert refused.value.params == {"stated": 2, "known": 3}
    assert scope_row(hub, first.scope) == before


def test_a_wide_gap_is_asked_for(hub: Hub) -> None:
    first, _ = two_clerks(hub)
    registered(first, 1)
    first.sync()
    with pytest.raises(RuleViolation, match="gap_wide"):
        revoke(hub, 502)
    assert revoke(hub, 502, yes=True).blank_count == 501


def test_what_no_pc_holds_is_not_taken_away(hub: Hub) -> None:
    first, _ = two_clerks(hub)
    first.release()
    first.sync()
    with pytest.raises(NotAllowed, match="lease_free"):
        revoke(hub, 0)


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        (Stated(YEAR, 0, "Hoa", " "), "reason_required"),
        (Stated(YEAR, 0, " ", "hỏng"), "seen_by_required"),
    ],
)
def test_a_revocation_says_who_and_why(hub: Hub, stated: Stated, code: str) -> None:
    two_clerks(hub)
    with pytest.raises(RuleViolation, match=code):
        hub.revoke_lease("stc", "den", stated)


def test_a_series_goes_to_no_pc_of_another_office_and_to_no_revoked_one(hub: Hub) -> None:
    _, second = two_clerks(hub)
    (stranger, _) = two_clerks(hub, "namsach")
    hub.revoke_device(second.device, "mất máy")
    for device in (stranger.device, second.device, 99):
        with pytest.raises(RuleViolation, match="device_not_of_office"):
            revoke(hub, 0, to=device)


def test_unknown_offices_and_series_are_told(hub: Hub) -> None:
    stated = Stated(YEAR, 0, "Hoa", "hỏng")
    with pytest.raises(RuleViolation, match="office_unknown"):
        hub.revoke_lease("hue", "den", stated)
    with pytest.raises(RuleViolation, match="series_unknown"):
        hub.revoke_lease("stc", "khong", stated)


def test_holders_and_last_numbers_are_listed(hub: Hub) -> None:
    first, second = taken_over(hub, 4)
    listed = {one.series: one for one in hub.leases("stc")}
    den, di = listed["den"], listed["di"]
    assert (den.device, den.epoch, den.last_number) == (second.device, 2, 4)
    assert (den.last_date, den.by_server) == ("2026-09-14", False)
    assert (di.device, di.epoch, di.last_number) == (first.device, 1, None)


# ── coming back ──────────────────────────────────────────────────────────────


def test_holder_dies_after_posting_letter(hub: Hub) -> None:
    """Naive: the new holder goes on from what the server knows, not from the paper (R18)."""
    first, second = two_clerks(hub)
    registered(first, 2)
    first.sync()
    posted = registered(first, 2)  # stamped 3 and 4 on paper, then the PC died
    revoke(hub, 4, to=second.device)
    second.sync()
    assert states(second) == {1: "given", 2: "given", 3: "unaccounted", 4: "unaccounted"}
    second.given["den"] = max(states(second))
    fifth = numbered_on(second)
    first.sync()  # its disk was saved after all
    second.sync()
    assert [first.fate(own) for own in first.own] == ["applied"] * 4
    assert [row(second, number)["document_id"] for number in (3, 4, 5)] == [*posted, fifth]
    assert states(second) == dict.fromkeys(range(1, 6), "given")
    assert second.all_of("conflict") == []


def test_a_number_above_what_was_stated_and_free_is_marked_out_of_order(hub: Hub) -> None:
    first, second = taken_over(hub, 3)
    registered(first, 2)
    first.sync()
    second.sync()
    assert row(second, 3).get("out_of_order") is None
    assert row(second, 4)["out_of_order"] is True
    assert "thu hồi" in str(row(second, 4)["reason"])


def test_a_number_of_another_year_is_outside_what_was_stated(hub: Hub) -> None:
    first, second = taken_over(hub, 9)
    claim = NumberClaim(DEN, YEAR + 1, 1, 3, "", ID, f"{YEAR + 1}-01-04")
    arrival: Values = {"subject": "x", "state": "da_dang_ky", "arrival_number": 3}
    change = Change("incoming_document", ID, arrival)
    own = first.do("register_incoming", change, numbers=[claim])
    first.sync()
    second.sync()
    assert first.fate(own) == "applied"
    assert row(second, 3, year=YEAR + 1)["out_of_order"] is True


def test_two_holders_one_series(hub: Hub) -> None:
    """Naive: of two documents with one number the later is dropped, or the earlier overwritten."""
    first, second = taken_over(hub, 2)
    new = numbered_on(second)
    (old,) = registered(first, 1)
    first.sync()
    second.sync()
    assert first.fate(first.own[-1]) == "applied"
    assert (row(second, 3)["state"], row(second, 3)["document_id"]) == ("disputed", new)
    assert row(second, 3)["also"] == [old]
    (conflict,) = second.all_of("conflict")
    assert (conflict.values["kind"], conflict.values["state"]) == ("disputed_number", "open")
    assert [one["value"] for one in conflict.values["candidates"]] == [new, old]
    assert second.values("incoming_document", old)["arrival_number"] == 3
    assert second.values("incoming_document", new)["arrival_number"] == 3


def test_a_released_series_numbered_on_is_still_quarantined_after_a_revocation(hub: Hub) -> None:
    first, second = two_clerks(hub)
    first.release()
    first.sync()
    second.api.take_series(second.scope, DEN)
    revoke(hub, 1)  # from the second
    registered(first, 1)
    first.sync()
    result = first.own[-1].result
    assert result
    assert result.code == "lease_not_held"


def test_the_release_of_a_lease_that_was_taken_comes_too_late_and_is_closed(hub: Hub) -> None:
    first, second = taken_over(hub, 2)
    own = first.release()
    first.sync()
    second.sync()
    assert own.result
    assert (own.result.fate, own.result.code) == ("discarded", "done_before")
    assert second.values("series", DEN)["held_by"] == second.device
