"""How a PC becomes a device: a code of one use, a person with roles, scopes, and leases."""

from __future__ import annotations

import pytest

from common.crypto.signing import SigningKey
from common.errors import NotAllowed, ProtocolFault, RuleViolation
from common.protocol.messages import EnrolRequest, ScopeAsk
from common.rules.numbering import series_id
from sync_server.hub.hub import Hub
from tests.helpers.devices import SteppedClock, enrolled, two_clerks
from tests.helpers.hubs import SERVER_KEY, scope_row
from tests.helpers.seeded import SeededRandom


def request(hub: Hub, *, seed: int = 1, login: str = "hoa.stc", **more: str) -> EnrolRequest:
    """An enrolment with a fresh code for Sở Tài chính."""
    code = hub.new_enrolment_code("stc")
    key = SigningKey.generate(SeededRandom(seed))
    return EnrolRequest(code.secret, "Máy văn thư", key.public, login, **more)


def with_key(asked: EnrolRequest, seed: int) -> EnrolRequest:
    key = SigningKey.generate(SeededRandom(seed))
    return EnrolRequest(asked.code_secret, asked.device_name, key.public, asked.login)


def test_the_first_person_of_an_office_is_clerk_and_admin(hub: Hub) -> None:
    answer = hub.enrol(request(hub, full_name="Phạm Thị Hoa"))
    assert (answer.device, answer.office_code) == (1, "stc")
    assert answer.office_name == "Sở Tài chính"
    assert answer.roles == ["admin", "clerk"]
    assert answer.scopes == ["office/stc", "catalog"]
    (person,) = hub.users("stc")
    assert (person.full_name, person.state) == ("Phạm Thị Hoa", "active")


def test_the_next_person_is_a_clerk(hub: Hub) -> None:
    hub.enrol(request(hub))
    assert hub.enrol(request(hub, seed=2, login="lan.stc")).roles == ["clerk"]


def test_a_code_gives_the_roles_that_it_was_made_for(hub: Hub) -> None:
    pc = enrolled(hub, roles=["leader", "specialist"])
    assert pc.who.roles == ["leader", "specialist"]


def test_devices_are_numbered_without_gaps(hub: Hub) -> None:
    numbers = [enrolled(hub, office).device for office in ("stc", "vpubnd", "stc")]
    assert numbers == [1, 2, 3]


def test_a_refused_enrolment_takes_no_number(hub: Hub) -> None:
    enrolled(hub, "vpubnd", "hoa.stc")
    with pytest.raises(RuleViolation, match="login_taken"):
        hub.enrol(request(hub, seed=9, login="hoa.stc"))
    assert enrolled(hub).device == 2


def test_an_enrolment_whose_answer_was_lost_is_answered_the_same(hub: Hub) -> None:
    asked = request(hub)
    first = hub.enrol(asked)
    before = scope_row(hub, "office/stc")
    assert hub.enrol(asked) == first
    assert scope_row(hub, "office/stc") == before
    assert len(hub.devices()) == 1


def test_the_same_answer_comes_after_the_codes_end_too(hub: Hub, clock: SteppedClock) -> None:
    asked = request(hub)
    first = hub.enrol(asked)
    clock.forward(days=8)
    assert hub.enrol(asked).device == first.device


def test_a_code_is_used_by_one_pc_only(hub: Hub) -> None:
    asked = request(hub)
    hub.enrol(asked)
    with pytest.raises(NotAllowed, match="enrolment_code_refused"):
        hub.enrol(with_key(asked, 2))


def test_a_code_ends_after_seven_days(hub: Hub, clock: SteppedClock) -> None:
    asked = request(hub)
    clock.forward(days=7, seconds=1)
    with pytest.raises(NotAllowed, match="enrolment_code_refused"):
        hub.enrol(asked)


def test_a_secret_that_was_never_handed_out_is_refused(hub: Hub) -> None:
    asked = request(hub)
    wrong = EnrolRequest(bytes(7), asked.device_name, asked.signing_public, asked.login)
    with pytest.raises(NotAllowed, match="enrolment_code_refused"):
        hub.enrol(wrong)


def test_one_pc_is_one_device(hub: Hub) -> None:
    hub.enrol(request(hub))
    with pytest.raises(NotAllowed, match="enrolment_code_refused"):
        hub.enrol(request(hub))  # another code, the same key


def test_what_is_no_key_is_refused(hub: Hub) -> None:
    asked = request(hub)
    with pytest.raises(ProtocolFault, match="request_malformed"):
        hub.enrol(EnrolRequest(asked.code_secret, "Máy", b"short", "hoa.stc"))


@pytest.mark.parametrize(("login", "code"), [("  ", "login_empty"), ("hoà stc", "login_invalid")])
def test_a_login_has_no_marks_and_no_spaces(hub: Hub, login: str, code: str) -> None:
    with pytest.raises(RuleViolation, match=code):
        hub.enrol(request(hub, login=login))


def test_a_login_is_one_whatever_its_case(hub: Hub) -> None:
    enrolled(hub, login="Hoa.STC")
    enrolled(hub, login=" hoa.stc ")
    assert [person.login for person in hub.users("stc")] == ["hoa.stc"]


def test_an_invited_person_is_claimed_with_the_roles_they_had(hub: Hub) -> None:
    hub.add_user("stc", "lan.stc", "Trần Thị Lan", ["leader"])
    pc = enrolled(hub, login="lan.stc")
    (person,) = hub.users("stc")
    assert (person.full_name, person.state) == ("Trần Thị Lan", "active")
    assert person.roles == ("admin", "clerk", "leader")
    assert pc.who.user_id == person.user_id


def test_the_first_clerks_pc_gets_all_series_and_the_next_none(hub: Hub) -> None:
    first, second = two_clerks(hub)
    held = first.ask([ScopeAsk(first.scope)]).leases
    assert {lease.series_id for lease in held} == {
        series_id("stc", code) for code in ("den", "di", "sao")
    }
    assert all(lease.is_signed_by(SERVER_KEY.public) and lease.epoch == 1 for lease in held)
    assert second.ask([ScopeAsk(second.scope)]).leases == []


def test_a_pc_without_a_clerk_gets_no_series(hub: Hub) -> None:
    leader = enrolled(hub, roles=["leader"])
    clerk = enrolled(hub)
    assert leader.ask([ScopeAsk(leader.scope)]).leases == []
    assert len(clerk.ask([ScopeAsk(clerk.scope)]).leases) == 3


def test_everybody_sees_who_holds_a_series(hub: Hub) -> None:
    first, second = two_clerks(hub)
    assert {record.values["held_by"] for record in second.all_of("series")} == {first.device}


def test_a_pc_is_closed_out_of_other_offices(hub: Hub) -> None:
    pc = enrolled(hub)
    for scope in ("office/vpubnd", "office/chuaco", "\0"):
        with pytest.raises(NotAllowed, match="scope_closed"):
            pc.ask([ScopeAsk(scope)])


def test_the_catalog_is_read_only(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.register()
    with pytest.raises(NotAllowed, match="scope_read_only"):
        pc.ask([ScopeAsk("catalog", segment=pc.segment())])


def test_a_request_that_fails_in_one_scope_takes_nothing_of_another(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.register()
    before = scope_row(hub, pc.scope)
    with pytest.raises(NotAllowed, match="scope_closed"):
        pc.ask([ScopeAsk(pc.scope, segment=pc.segment()), ScopeAsk("office/vpubnd")])
    assert scope_row(hub, pc.scope) == before


def test_a_scope_is_asked_once_in_a_request(hub: Hub) -> None:
    pc = enrolled(hub)
    with pytest.raises(ProtocolFault, match="request_malformed"):
        pc.ask([ScopeAsk(pc.scope), ScopeAsk(pc.scope)])


def test_a_revoked_device_neither_pushes_nor_pulls(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.register()
    hub.revoke_device(pc.device, "mất máy")
    with pytest.raises(NotAllowed, match="device_revoked"):
        pc.sync()
    with pytest.raises(NotAllowed, match="device_revoked"):
        pc.ask([ScopeAsk("catalog")])
    with pytest.raises(NotAllowed, match="device_revoked"):
        pc.api.take_series(pc.scope, series_id("stc", "den"))
    (device,) = hub.devices()
    assert (device.state, device.revoked_why) == ("revoked", "mất máy")


def test_a_code_is_for_an_office_and_roles_that_exist(hub: Hub) -> None:
    with pytest.raises(RuleViolation, match="office_unknown"):
        hub.new_enrolment_code("chuaco")
    with pytest.raises(RuleViolation, match="role_unknown"):
        hub.new_enrolment_code("stc", ["king"])


def test_a_code_carries_the_check_of_the_servers_key(hub: Hub) -> None:
    assert hub.new_enrolment_code("stc").matches_key(SERVER_KEY.public)
