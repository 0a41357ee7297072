"""The whole path of a change: made on a PC, pushed, merged, logged, pulled by another."""

from __future__ import annotations

from common.protocol.messages import ScopeAsk
from sync_server.hub.hub import Hub
from tests.helpers.devices import enrolled, two_clerks
from tests.helpers.hubs import log_of, scope_row, server_rows


def test_a_registration_reaches_the_colleague(hub: Hub) -> None:
    first, second = two_clerks(hub)
    document_id = first.register("Về việc kiểm tra ngân sách")
    first.sync()
    second.sync()
    seen = second.values("incoming_document", document_id)
    assert seen["subject"] == "Về việc kiểm tra ngân sách"


def test_both_bases_are_the_servers_bytes_and_digest(hub: Hub) -> None:
    first, second = two_clerks(hub)
    first.edit(first.register(), subject="Về việc khác")
    first.sync()
    answer = second.sync()
    assert first.base == second.base == server_rows(hub, first.scope)
    assert first.digest() == second.digest() == answer.digest


def test_the_number_given_stands_in_the_ledger(hub: Hub) -> None:
    pc = enrolled(hub)
    document_id = pc.register()
    pc.sync()
    (row,) = pc.all_of("number")
    assert (row.values["number"], row.values["document_id"]) == (1, document_id)


def test_the_log_has_no_gaps_and_names_every_changeset(hub: Hub) -> None:
    pc = enrolled(hub)
    for _ in range(3):
        pc.register()
    pc.sync()
    log = log_of(hub, pc.scope)
    assert [seq for seq, _ in log] == list(range(1, len(log) + 1))
    assert [name for _, name in log][-3:] == [own.name for own in pc.own]


def test_the_result_names_the_seq_at_which_it_was_applied(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.register()
    answer = pc.sync()
    (result,) = answer.results
    assert (result.fate, result.applied_seq) == ("applied", scope_row(hub, pc.scope).seq)


def test_the_same_push_twice_has_the_same_results(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.register()
    pc.edit(pc.register(), subject="Về việc khác")
    segment = pc.segment()
    first = pc.exchange(segment)
    before = scope_row(hub, pc.scope)
    assert pc.exchange(segment).results == first.results
    assert scope_row(hub, pc.scope) == before


def test_after_a_lost_answer_the_device_head_says_from_where_to_go_on(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.register()
    pc.exchange(pc.segment())
    pc.server_seq = 0  # the answer never came
    pc.register()
    answer = pc.sync()
    assert [result.seq for result in answer.results] == [1, 2]
    assert answer.device_head.seq == 2


def test_a_chain_pushed_in_pieces_is_one_chain(hub: Hub) -> None:
    pc = enrolled(hub)
    for _ in range(5):
        pc.register()
    pc.exchange(pc.segment(1, 2))
    pc.exchange(pc.segment(2, 4))  # overlaps what is known
    answer = pc.exchange(pc.segment(5, 5))
    assert answer.device_head.hash == pc.own[-1].chain_hash


def test_an_empty_exchange_writes_nothing(hub: Hub) -> None:
    pc = enrolled(hub)
    pc.sync()
    before = scope_row(hub, pc.scope)
    answer = pc.sync()
    assert (answer.page.rows, scope_row(hub, pc.scope)) == ([], before)


def test_each_scope_of_one_request_is_answered(hub: Hub) -> None:
    pc = enrolled(hub)
    answer = pc.ask([ScopeAsk(pc.scope), ScopeAsk("catalog")])
    office, catalog = answer.scopes
    assert {row.entity for row in office.page.rows} == {"series", "user", "role_grant"}
    assert {row.entity for row in catalog.page.rows} == {"office", "document_type", "holiday"}


def test_a_record_changed_twice_is_pulled_once_as_it_is_now(hub: Hub) -> None:
    first, second = two_clerks(hub)
    document_id = first.register("một")
    first.edit(document_id, subject="hai")
    first.edit(document_id, subject="ba")
    first.sync()
    answer = second.sync()
    rows = [row for row in answer.page.rows if row.id == document_id]
    assert len(rows) == 1
    assert second.values("incoming_document", document_id)["subject"] == "ba"
