"""Authentic but not acceptable: kept in full, seq and numbers taken, the rest applies (R9)."""

from __future__ import annotations

import pytest

from common.changes.changeset import Change, NumberClaim
from common.rules.numbering import number_id, series_id
from sync_server.hub.hub import Hub
from sync_server.services.judging import grant_key
from sync_server.services.server_acts import act, difference
from tests.helpers.devices import YEAR, FakePc, enrolled, two_clerks
from tests.helpers.hubs import cases_of, log_of

ID = "01999999-0000-7000-8000-000000000000"


def fates(pc: FakePc) -> list[tuple[str, str]]:
    """Push everything; (fate, code) of each changeset."""
    pc.sync()
    return [(own.result.fate, own.result.code) for own in pc.own if own.result]


@pytest.fixture
def pc(hub: Hub) -> FakePc:
    """A clerk's PC that holds all series of its office."""
    return enrolled(hub)


def test_an_actor_without_the_role_is_quarantined(hub: Hub, pc: FakePc) -> None:
    specialist = hub.add_user("stc", "an.stc", "Lê Văn An", ["specialist"])
    change = Change("incoming_document", ID, {"subject": "x", "state": "da_dang_ky"})
    pc.do("register_incoming", change, actor=specialist.user_id)
    assert fates(pc) == [("quarantined", "role_missing")]


def test_an_unknown_actor_is_quarantined(pc: FakePc) -> None:
    change = Change("incoming_document", ID, {"subject": "x", "state": "da_dang_ky"})
    pc.do("register_incoming", change, actor=ID)
    assert fates(pc) == [("quarantined", "role_missing")]


def test_a_person_of_another_office_has_no_role_here(hub: Hub, pc: FakePc) -> None:
    other = enrolled(hub, "vpubnd")
    change = Change("incoming_document", ID, {"subject": "x", "state": "da_dang_ky"})
    pc.do("register_incoming", change, actor=other.who.user_id)
    assert fates(pc) == [("quarantined", "role_missing")]


def test_secret_content_is_quarantined(pc: FakePc) -> None:
    pc.register(confidentiality=1)
    assert fates(pc) == [("quarantined", "secret_refused")]


def test_the_case_takes_its_seq_and_the_rest_applies(hub: Hub, pc: FakePc) -> None:
    pc.register(confidentiality=2)
    after = pc.register("bình thường")
    assert [fate for fate, _ in fates(pc)] == ["quarantined", "applied"]
    assert pc.values("incoming_document", after)["subject"] == "bình thường"
    assert cases_of(hub, pc.scope) == [(1, "quarantined", "secret_refused")]
    assert pc.own[0].name not in [name for _, name in log_of(hub, pc.scope)]


def test_a_case_is_answered_the_same_each_time(pc: FakePc) -> None:
    pc.register(confidentiality=1)
    segment = pc.segment()
    first = pc.exchange(segment).results
    assert pc.exchange(segment).results == first
    assert first[0].params["field"] == "confidentiality"


def test_number_of_a_quarantined_changeset_is_booked_at_once(pc: FakePc) -> None:
    document_id = pc.register(confidentiality=1)
    pc.sync()
    row = pc.values("number", number_id(series_id("stc", "den"), YEAR, 1, ""))
    assert (row["state"], row["document_id"]) == ("given", document_id)


def test_numbers_of_a_malformed_payload_are_booked_from_the_header(pc: FakePc) -> None:
    claim = pc.claim("den", ID)
    pc.do("register_incoming", Change("incoming_document", ID, {"a\0": 1}), numbers=[claim])
    assert fates(pc) == [("quarantined", "changeset_malformed")]
    assert pc.values("number", number_id(series_id("stc", "den"), YEAR, 1, ""))["document_id"] == ID


def test_quarantined_parent_holds_children(hub: Hub, pc: FakePc) -> None:
    """Naive: what goes on from a quarantined changeset is judged alone (R9)."""
    document_id = pc.outgoing(confidentiality=1)
    pc.edit(document_id, "edit_outgoing", subject="sửa tiếp")
    pc.attach(document_id, "a" * 64, size_bytes=1)
    free = pc.outgoing("không liên quan")
    assert [fate for fate, _ in fates(pc)] == ["quarantined", "held", "held", "applied"]
    assert [(seq, state) for seq, state, _ in cases_of(hub, pc.scope)] == [
        (1, "quarantined"),
        (2, "held"),
        (3, "held"),
    ]
    assert [record.id for record in pc.all_of("outgoing_document")] == [free]


def test_children_that_come_in_a_later_push_are_held_too(pc: FakePc) -> None:
    document_id = pc.outgoing(confidentiality=1)
    pc.sync()
    pc.edit(document_id, "edit_outgoing", subject="sửa tiếp")
    pc.attach(document_id, "a" * 64, size_bytes=1)
    assert [fate for fate, _ in fates(pc)] == ["quarantined", "held", "held"]


def test_an_edit_of_a_quarantined_edit_is_held_though_the_record_exists(pc: FakePc) -> None:
    document_id = pc.register()
    pc.edit(document_id, confidentiality=1, to_places="phòng")
    pc.edit(document_id, to_places="phòng khác")
    assert [fate for fate, _ in fates(pc)] == ["applied", "quarantined", "held"]


def test_number_of_a_held_changeset_is_booked_too(pc: FakePc) -> None:
    document_id = pc.outgoing(confidentiality=1)
    pc.issue(document_id)
    assert [fate for fate, _ in fates(pc)] == ["quarantined", "held"]
    assert pc.values("number", number_id(series_id("stc", "di"), YEAR, 1, ""))["state"] == "given"


def test_a_number_without_the_lease_is_quarantined_and_booked(hub: Hub) -> None:
    _, other = two_clerks(hub)
    document_id = other.register()
    assert fates(other) == [("quarantined", "lease_not_held")]
    row = other.values("number", number_id(series_id("stc", "den"), YEAR, 1, ""))
    assert row["document_id"] == document_id


def test_a_number_under_another_epoch_is_quarantined(pc: FakePc) -> None:
    claim = pc.claim("den", ID, epoch=2)
    values = {"subject": "x", "state": "da_dang_ky", "arrival_number": 1}
    pc.do("register_incoming", Change("incoming_document", ID, values), numbers=[claim])
    assert fates(pc) == [("quarantined", "lease_not_held")]


def test_a_number_already_given_elsewhere_is_kept_as_a_conflict(hub: Hub) -> None:
    holder, other = two_clerks(hub)
    first = holder.register()
    holder.sync()
    second = other.register()  # number 1 again, without the lease
    assert fates(other) == [("quarantined", "lease_not_held")]
    (conflict,) = [one for one in other.all_of("conflict") if one.values["field"] == "document_id"]
    candidates = conflict.values["candidates"]
    assert isinstance(candidates, list)
    assert [candidate["value"] for candidate in candidates] == [first, second]


def test_a_number_for_a_document_outside_the_changeset_is_quarantined(pc: FakePc) -> None:
    claim = pc.claim("den", ID.replace("9", "8"))
    values = {"subject": "x", "state": "da_dang_ky"}
    pc.do("register_incoming", Change("incoming_document", ID, values), numbers=[claim])
    assert fates(pc) == [("quarantined", "claim_without_document")]


@pytest.mark.parametrize(
    ("number", "dated"), [(0, "2026-09-14"), (1, "14/9/2026"), (1, "2026-02-30")]
)
def test_a_claim_that_is_no_number_is_quarantined_and_not_booked(
    pc: FakePc, number: int, dated: str
) -> None:
    series = series_id("stc", "den")
    claim = NumberClaim(series, YEAR, 1, number, "", ID, dated)
    values = {"subject": "x", "state": "da_dang_ky"}
    pc.do("register_incoming", Change("incoming_document", ID, values), numbers=[claim])
    assert fates(pc) == [("quarantined", "claim_invalid")]
    assert pc.all_of("number") == []


def test_a_missing_required_field_is_quarantined(pc: FakePc) -> None:
    pc.do("register_incoming", Change("incoming_document", ID, {"state": "da_dang_ky"}))
    assert fates(pc) == [("quarantined", "field_required")]


def test_an_action_of_the_server_is_not_a_persons(pc: FakePc) -> None:
    pc.do("grant_lease", Change("series", series_id("stc", "den"), {"held_by": pc.device}))
    assert fates(pc) == [("quarantined", "action_unknown")]


def test_an_allowed_action_carries_no_change_of_roles(pc: FakePc) -> None:
    grant = Change("role_grant", ID, {"user_id": pc.who.user_id, "role": "leader"})
    pc.do("attach_files", grant)
    assert fates(pc) == [("quarantined", "entity_not_writable")]


def test_a_series_is_not_taken_by_its_own_word(hub: Hub) -> None:
    _, other = two_clerks(hub)
    other.do(
        "release_series", other.change("series", series_id("stc", "den"), held_by=other.device)
    )
    assert fates(other) == [("quarantined", "entity_not_writable")]


def test_only_the_holder_gives_a_series_back(hub: Hub) -> None:
    _, other = two_clerks(hub)
    other.release("den")
    assert fates(other) == [("quarantined", "lease_not_held")]


def test_an_edit_of_a_record_that_is_not_here_is_quarantined(pc: FakePc) -> None:
    pc.do("edit_incoming", Change("incoming_document", ID, {"subject": "x"}, {"*": "9.9"}))
    assert fates(pc) == [("quarantined", "record_unknown")]


def test_an_edit_sets_no_state(pc: FakePc) -> None:
    document_id = pc.outgoing()
    pc.edit(document_id, "edit_outgoing", state="da_phat_hanh")
    assert fates(pc)[1] == ("quarantined", "state_forbids")


def test_a_dispatch_is_written_once(pc: FakePc) -> None:
    document_id = pc.outgoing()
    pc.issue(document_id)
    dispatch_id = pc.send(document_id, "vpubnd")
    pc.sync()
    pc.do(
        "send_outgoing",
        Change(
            "dispatch",
            dispatch_id,
            {"document_id": document_id, "to_offices": ["namsach"], "sent_at": 1},
        ),
    )
    assert fates(pc)[-1] == ("quarantined", "append_only")


def test_a_role_that_ended_is_missed_at_once(hub: Hub, pc: FakePc) -> None:
    document_id = pc.register()
    pc.sync()
    with hub.core.scope(pc.scope) as work:
        ended = difference(work, *grant_key(pc.who.user_id, "clerk"), {"ended": True})
        assert ended
        act(work, "enrol_person", [ended])
    pc.edit(document_id, subject="sau khi thôi việc")
    assert fates(pc)[-1] == ("quarantined", "role_ended_since")


def test_a_role_that_had_ended_before_the_pc_last_pulled_is_missing(hub: Hub, pc: FakePc) -> None:
    document_id = pc.register()
    pc.sync()
    with hub.core.scope(pc.scope) as work:
        ended = difference(work, *grant_key(pc.who.user_id, "clerk"), {"ended": True})
        assert ended
        act(work, "enrol_person", [ended])
    pc.sync()
    pc.edit(document_id, subject="đã biết là thôi việc")
    assert fates(pc)[-1] == ("quarantined", "role_missing")


def test_a_person_who_left_has_no_role(hub: Hub, pc: FakePc) -> None:
    with hub.core.scope(pc.scope) as work:
        ended = difference(work, "user", pc.who.user_id, {"state": "ended"})
        assert ended
        act(work, "enrol_person", [ended])
    pc.register()
    assert fates(pc) == [("quarantined", "role_ended_since")]
