"""The whole path of a change: made on a PC, pushed, merged, logged, pulled by another."""

from __future__ import annotations

from sync_server.hub.hub import Hub
from tests.helpers.devices import enrolled, two_clerks


def test_a_registration_reaches_the_colleague(hub: Hub) -> None:
    first, second = two_clerks(hub)
    document_id = first.register("Về việc kiểm tra ngân sách")
    first.sync()
    second.sync()
    assert (
        second.values("incoming_document", document_id)["subject"] == "Về việc kiểm tra ngân sách"
    )


def test_both_bases_have_the_servers_digest(hub: Hub) -> None:
    first, second = two_clerks(hub)
    first.register()
    first.sync()
    answer = second.sync()
    assert first.digest() == second.digest() == answer.digest


def test_the_number_given_stands_in_the_ledger(hub: Hub) -> None:
    pc = enrolled(hub)
    document_id = pc.register()
    pc.sync()
    (row,) = pc.all_of("number")
    assert (row.values["number"], row.values["document_id"]) == (1, document_id)
