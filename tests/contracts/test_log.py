"""The log can be checked from its bytes alone: every chain, every signature, every entry's hash."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import select

from common.changes import chain
from sync_server.db import changesets, devices, tables
from sync_server.db.engine import reading
from sync_server.hub.hub import Hub
from sync_server.services.scope_work import log_genesis
from tests.helpers.devices import two_clerks
from tests.helpers.hubs import SERVER_KEY, scope_row


@pytest.fixture
def scope(hub: Hub) -> str:
    """A scope in which much has happened: edits, a clash, a case, pushes in pieces."""
    first, second = two_clerks(hub)
    document_id = first.register()
    first.sync()
    second.sync()
    first.edit(document_id, subject="một")
    second.edit(document_id, subject="hai")
    first.register(confidentiality=1)
    for pc in (first, second, first):
        pc.outgoing()
        pc.sync()
    return first.scope


def chains(hub: Hub, scope: str) -> dict[int, list[bytes]]:
    """The chain's hashes of each device, computed anew from what is kept."""
    found = {}
    with reading(hub.core.engine) as conn:
        for device in (0, 1, 2):
            kept = changesets.between(conn, scope, device, 1, 10_000)
            computed = list(
                chain.hashes(chain.genesis(scope, device), (one.changeset for one in kept))
            )
            assert [one.seq for one in kept] == list(range(1, len(kept) + 1))
            assert [one.hash for one in kept] == computed
            found[device] = computed
    return found


def test_every_chain_is_whole_and_ends_in_its_head(hub: Hub, scope: str) -> None:
    for device, hashes in chains(hub, scope).items():
        with reading(hub.core.engine) as conn:
            assert changesets.head(conn, scope, device) == (len(hashes), hashes[-1])


def test_every_head_of_a_push_is_signed_the_servers_own_too(hub: Hub, scope: str) -> None:
    table = tables.segments
    with reading(hub.core.engine) as conn:
        keys = {one.device: one.signing_public for one in devices.all_of(conn)}
        signed = conn.execute(select(table).where(table.c.scope == scope)).all()
    keys[0] = SERVER_KEY.public
    hashes = chains(hub, scope)
    assert {one.device for one in signed} == {0, 1, 2}
    assert all(hashes[one.device][one.last_seq - 1] == one.hash for one in signed)
    assert all(
        chain.segment_is_signed(
            keys[one.device],
            scope=scope,
            device=one.device,
            last_seq=one.last_seq,
            head=one.hash,
            signature=one.signature,
        )
        for one in signed
    )


def test_the_last_changeset_of_each_chain_is_under_a_signature(hub: Hub, scope: str) -> None:
    table = tables.segments
    with reading(hub.core.engine) as conn:
        signed = {
            (one.device, one.last_seq)
            for one in conn.execute(select(table).where(table.c.scope == scope))
        }
    ends = {(device, len(hashes)) for device, hashes in chains(hub, scope).items()}
    assert ends <= signed


def test_every_entry_covers_the_one_before(hub: Hub, scope: str) -> None:
    hashes = chains(hub, scope)
    row = scope_row(hub, scope)
    table = tables.log
    expected = log_genesis(scope, row.incarnation)
    query = select(table).where(table.c.scope == scope).order_by(table.c.seq)
    with reading(hub.core.engine) as conn:
        for entry in conn.execute(query):
            changeset = hashes[entry.device][entry.device_seq - 1]
            expected = hashlib.sha256(expected + changeset).digest()
            assert entry.entry_hash == expected
    assert row.entry_hash == expected
