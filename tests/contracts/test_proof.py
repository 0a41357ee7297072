"""The log is shown to its members from any place of it, in pages, with a head that is signed."""

from __future__ import annotations

import pytest

from common.changes.log import genesis, head_is_signed, next_entry
from common.errors import NotAllowed, ProtocolFault
from common.protocol.messages import PROOF_ENTRIES_MAX, Cursor, ProofAnswer, ProofRequest
from sync_server.hub.hub import Hub
from tests.helpers.devices import FakePc, enrolled
from tests.helpers.hubs import SERVER_KEY, log_of, scope_row


@pytest.fixture
def pc(hub: Hub) -> FakePc:
    """A PC that has worked."""
    pc = enrolled(hub)
    for _ in range(5):
        pc.register()
    pc.sync()
    return pc


def begin(hub: Hub, scope: str) -> Cursor:
    incarnation = scope_row(hub, scope).incarnation
    return Cursor(incarnation, 0, genesis(scope, incarnation))


def ask(pc: FakePc, cursor: Cursor, entries_max: int = PROOF_ENTRIES_MAX) -> ProofAnswer:
    return pc.api.proof(ProofRequest(1, pc.scope, cursor, entries_max))


def test_entries_lead_from_the_genesis_to_the_signed_head(hub: Hub, pc: FakePc) -> None:
    place = begin(hub, pc.scope)
    answer = ask(pc, place)
    names = [f"{one.device}.{one.device_seq}" for one in answer.entries]
    assert names == [name for _, name in log_of(hub, pc.scope)]
    for entry in answer.entries:
        place = Cursor(place.incarnation, place.seq + 1, next_entry(place.hash, entry.hash))
    assert place == answer.head == pc.cursor
    assert head_is_signed(
        SERVER_KEY.public,
        scope=pc.scope,
        incarnation=place.incarnation,
        seq=place.seq,
        entry_hash=place.hash,
        signature=answer.signature,
    )


def test_pages_go_on_where_the_asker_has_come(hub: Hub, pc: FakePc) -> None:
    place, pages = begin(hub, pc.scope), 0
    while place != (answer := ask(pc, place, 2)).head:
        assert 0 < len(answer.entries) <= 2
        pages += 1
        for entry in answer.entries:
            place = Cursor(place.incarnation, place.seq + 1, next_entry(place.hash, entry.hash))
    assert (place, pages) == (pc.cursor, (place.seq + 1) // 2)


def test_at_the_head_there_is_nothing_more(pc: FakePc) -> None:
    assert pc.cursor
    answer = ask(pc, pc.cursor)
    assert (answer.entries, answer.unknown) == ([], False)


def test_a_place_of_another_history_is_unknown(hub: Hub, pc: FakePc) -> None:
    assert pc.cursor
    for other in (
        Cursor(pc.cursor.incarnation, pc.cursor.seq, bytes(32)),
        Cursor(pc.cursor.incarnation, pc.cursor.seq + 1, pc.cursor.hash),
        Cursor("another", pc.cursor.seq, pc.cursor.hash),
        Cursor(pc.cursor.incarnation, -1, pc.cursor.hash),
    ):
        answer = ask(pc, other)
        assert (answer.entries, answer.unknown) == ([], True)


@pytest.mark.parametrize("entries_max", [0, -1, PROOF_ENTRIES_MAX + 1])
def test_a_page_out_of_bounds_is_malformed(hub: Hub, pc: FakePc, entries_max: int) -> None:
    with pytest.raises(ProtocolFault, match="request_malformed"):
        ask(pc, begin(hub, pc.scope), entries_max)


def test_a_newer_question_is_not_answered(hub: Hub, pc: FakePc) -> None:
    with pytest.raises(ProtocolFault, match="version_newer"):
        pc.api.proof(ProofRequest(2, pc.scope, begin(hub, pc.scope)))


def test_only_members_are_shown_a_log(hub: Hub, pc: FakePc) -> None:
    with pytest.raises(NotAllowed, match="scope_closed"):
        pc.api.proof(ProofRequest(1, "office/vpubnd", begin(hub, "office/vpubnd")))
    hub.revoke_device(pc.device, "mất máy")
    with pytest.raises(NotAllowed, match="device_revoked"):
        ask(pc, begin(hub, pc.scope))
