"""What is not this device's changeset: no seq is used, nothing applied, the bytes are kept (R9)."""

from __future__ import annotations

import msgspec

from common.changes.changeset import Change, Changeset, Header, build, read_header
from common.crypto.signing import SigningKey
from common.protocol.messages import ScopeAnswer, Segment
from sync_server.db.changesets import EVIDENCE_ROWS_MAX
from sync_server.hub.hub import Hub
from tests.helpers.devices import FakePc, enrolled
from tests.helpers.hubs import cases_of, evidence_of, scope_row
from tests.helpers.seeded import SeededRandom


def refused(hub: Hub, pc: FakePc, segment: Segment) -> ScopeAnswer:
    """Push what must not be taken, and see that nothing moved."""
    before = scope_row(hub, pc.scope)
    answer = pc.exchange(segment)
    assert answer.results == []
    assert scope_row(hub, pc.scope) == before
    return answer


def test_a_segment_signed_with_another_key_is_evidence_only(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.register()
    pc.key = SigningKey.generate(SeededRandom(99))
    answer = refused(hub, pc, pc.segment())
    assert (answer.problem, answer.device_head.seq) == ("signature_invalid", 0)
    assert evidence_of(hub, pc) == 1


def test_an_altered_byte_breaks_the_signature(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.register()
    segment = pc.segment()
    one = segment.changesets[0]
    altered = Changeset(one.header, one.salt, one.payload[:-1] + b"\x00")
    answer = refused(hub, pc, Segment(1, [altered], segment.signature))
    assert answer.problem == "signature_invalid"


def test_changesets_in_another_order_break_the_signature(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.register()
    pc.register()
    segment = pc.segment()
    turned = Segment(1, segment.changesets[::-1], segment.signature)
    assert refused(hub, pc, turned).problem == "signature_invalid"


def test_a_gap_is_answered_with_the_seq_to_send_from(hub: Hub) -> None:
    pc = enrolled(hub)
    for _ in range(3):
        pc.register()
    answer = refused(hub, pc, pc.segment(2, 3))
    assert (answer.problem, answer.device_head.seq) == ("chain_broken", 0)


def test_a_segment_cut_in_two_is_taken_after_the_gap_is_filled(hub: Hub) -> None:
    pc = enrolled(hub)
    for _ in range(3):
        pc.register()
    refused(hub, pc, pc.segment(3, 3))
    pc.exchange(pc.segment(1, 2))
    answer = pc.exchange(pc.segment(3, 3))
    assert [result.fate for result in answer.results] == ["applied"]


def test_a_changeset_of_another_scope_is_not_taken_here(hub: Hub) -> None:
    pc, other = enrolled(hub, "stc"), enrolled(hub, "vpubnd")
    other.register()
    pc.append(other.own[0].changeset)
    assert refused(hub, pc, pc.segment()).problem == "chain_broken"


def test_a_copied_pc_that_did_other_work_has_forked(hub: Hub) -> None:
    pc = enrolled(hub)
    copy = FakePc(pc.api, pc.who, pc.key, random=SeededRandom(7))
    pc.register("bản gốc")
    pc.sync()
    copy.register("bản sao")
    answer = refused(hub, copy, copy.segment(1, 1))
    assert (answer.problem, answer.device_head.hash) == ("forked", pc.own[0].chain_hash)
    assert evidence_of(hub, pc) == 1


def test_evidence_does_not_grow_without_end(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.register()
    wrong = Segment(1, pc.segment().changesets, bytes(64))
    for _ in range(EVIDENCE_ROWS_MAX + 3):
        pc.exchange(wrong)
    assert evidence_of(hub, pc) == EVIDENCE_ROWS_MAX


def test_a_newer_header_is_left_with_the_client_and_what_came_before_is_taken(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.register()
    newer = msgspec.msgpack.encode([2, pc.scope, pc.device, 2, {"new": "form"}])
    pc.append(Changeset(newer, bytes(16), b""))
    pc.register()
    answer = pc.exchange(pc.segment())
    assert (answer.problem, answer.device_head.seq) == ("version_newer", 1)
    assert [result.fate for result in answer.results] == ["applied"]
    assert cases_of(hub, pc.scope) == []


def test_an_unreadable_payload_is_quarantined_and_the_chain_goes_on(hub: Hub) -> None:
    pc = enrolled(hub)
    own = pc.do("edit_incoming")
    pc.own.clear()
    pc.append(Changeset(own.changeset.header, bytes(16), b"\xc1"))
    pc.register()
    answer = pc.exchange(pc.segment())
    assert [result.fate for result in answer.results] == ["quarantined", "applied"]
    assert cases_of(hub, pc.scope) == [(1, "quarantined", "changeset_malformed")]


def test_an_unreadable_header_is_quarantined_too(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.append(Changeset(b"\xc1", bytes(16), b"\x90"))
    answer = pc.exchange(pc.segment())
    assert [result.code for result in answer.results] == ["changeset_malformed"]


def test_a_nul_in_an_id_is_quarantined_and_never_reaches_the_database(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.do("register_incoming", Change("incoming_document", "\0" * 36, {"subject": "x"}))
    pc.do("register_incoming", Change("incoming_document", "a" * 36, {"subject": "\0"}))
    pc.do("register_incoming", Change("incoming_document\0", "a" * 36, {"subject": "x"}))
    pc.do("register_incoming", Change("incoming_document", "a" * 36, {"subject\0": "x"}))
    answer = pc.exchange(pc.segment())
    assert [result.code for result in answer.results] == ["changeset_malformed"] * 4


def test_a_changeset_that_says_another_seq_breaks_the_chain(hub: Hub) -> None:
    pc = enrolled(hub)
    header = read_header(pc.do("edit_incoming").changeset)
    pc.own.clear()
    later = Header(*[getattr(header, name) for name in Header.__struct_fields__])
    later = msgspec.structs.replace(later, seq=2)
    pc.append(build(later, (), bytes(16)))
    assert refused(hub, pc, pc.segment()).problem == "chain_broken"
