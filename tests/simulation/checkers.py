"""The invariants, as components that look at the whole world (sync rules I1–I7)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from common.changes.changeset import read_header
from common.changes.merge import Fate
from common.protocol.messages import PROTOCOL_VERSION, ScopeAsk, SyncRequest
from desktop.queries.listing import Listing, rows
from desktop.store import base, layers, pending, view
from tests.simulation.world import Pc, World

START = 100


class Violated(AssertionError):
    """An invariant does not hold; the seed replays it."""

    def __init__(self, seed: int, what: str, trace: list[str]) -> None:
        tail = "\n".join(trace[-40:])
        super().__init__(f"seed {seed}: {what}\n… last steps:\n{tail}")
        self.seed = seed


def check_pc(world: World, pc: Pc) -> None:
    """I4: what a person typed stands in their view, at any moment."""
    with pc.office.read() as connection:
        wrong = layers.differences(connection, pc.office.who.office_scope)
    assert not wrong, f"I4: view of {pc.name} is not base ∘ pending for {wrong}"


def check_all(world: World) -> None:
    """Everything that must hold after healing."""
    for pc in world.pcs:
        check_pc(world, pc)
        _check_own_work(world, pc)
        _check_equal_to_server(world, pc)
    for code in world.office_codes:
        first = next(pc for pc in world.pcs if pc.office_code == code)
        _check_numbers(first)
        _check_conflicts(world, code)
    _check_deliveries(world)


def _check_own_work(world: World, pc: Pc) -> None:
    """I1: every changeset is at the server under the same hash, with a fate."""
    scope, device = pc.office.who.office_scope, pc.office.who.device
    answer = world.hub.device_api(device).sync(SyncRequest(PROTOCOL_VERSION, [ScopeAsk(scope)]))
    with pc.office.read() as connection:
        end = pending.chain_end(connection, scope, device)
        fates = pending.count_by_fate(connection)
    head = answer.scopes[0].device_head
    held = end.hash if head.seq else b""
    assert (head.seq, head.hash) == (end.seq, held), f"I1: chain of {pc.name} differs"
    assert not fates.get(Fate.PENDING), f"I1: work of {pc.name} has no fate"
    for fate, count in fates.items():
        world.counts[f"fate: {fate}"] += count


def _check_equal_to_server(world: World, pc: Pc) -> None:
    """I3 and I7: the base is the server's records, byte for byte, and so is the digest."""
    for scope in pc.office.who.scopes:
        ask = SyncRequest(PROTOCOL_VERSION, [ScopeAsk(scope)], rows_bytes_max=10**9)
        answer = world.hub.device_api(pc.office.who.device).sync(ask).scopes[0]
        with pc.office.read() as connection:
            ours = {(r.entity, r.id): r for r in base.rows(connection, scope)}
            digest = base.scope_state(connection, scope).digest
        theirs = {(r.entity, r.id): r for r in answer.page.rows}
        assert ours == theirs, f"I3: base of {pc.name} differs in {scope}"
        assert digest == answer.digest, f"I3: digest of {pc.name} differs in {scope}"


def _check_numbers(pc: Pc) -> None:
    """I5: unique, without an unexplained gap, dates never falling."""
    with pc.office.read() as connection:
        ledger = view.find(connection, "number")
    runs: dict[tuple[str, int], list[view.Row]] = defaultdict(list)
    for row in ledger:
        runs[str(row.values["series_id"]), int(str(row.values["year"]))].append(row)
    for (series, year), given in runs.items():
        given.sort(key=lambda row: int(str(row.values["number"])))
        numbers = [int(str(row.values["number"])) for row in given]
        assert numbers == list(range(START + 1, START + 1 + len(numbers))), (
            f"I5: {pc.office_code} {series} {year}: {numbers}"
        )
        dates = [date.fromisoformat(str(row.values["dated"])) for row in given]
        assert dates == sorted(dates), f"I5: dates fall in {pc.office_code} {series}"
        documents = [row.values["document_id"] for row in given]
        assert len(set(documents)) == len(documents), "I5: one document has two numbers"


def _check_conflicts(world: World, code: str) -> None:
    """I2: every parked value stands in exactly one open conflict that its author can see."""
    for pc in (one for one in world.pcs if one.office_code == code):
        with pc.office.read() as connection:
            parked = pending.with_fate(connection, [Fate.PARKED])
            conflicts = rows(connection, Listing("conflict"), limit=10_000)
        named = {(str(row.values["record_id"]), str(row.values["field"])): row for row in conflicts}
        world.counts["conflict kinds: " + "field"] += len(named)
        assert len(named) == len(conflicts), "I2: two open conflicts on one field"
        for own in parked:
            name = f"{read_header(own.changeset).device}.{own.seq}"
            for _, record_id, field in own.parked:
                row = named.get((record_id, field))
                assert row is not None, f"I2: parked {field} of {name} is in no conflict"
                candidates = row.values["candidates"]
                assert isinstance(candidates, list)
                assert any(one["head"] == name for one in candidates), (
                    f"I2: {name} is no candidate of {field}"
                )


def _check_deliveries(world: World) -> None:
    """Each recipient of a sent document has it once, and its status came back."""
    for pc in world.pcs[:: len(world.pcs) // len(world.office_codes)]:
        with pc.office.read() as connection:
            sent = rows(connection, Listing("dispatch"), limit=10_000)
            statuses = {
                (row.values["dispatch_id"], row.values["office_code"], row.values["status"])
                for row in rows(connection, Listing("dispatch_status"), limit=10_000)
            }
        for dispatch in sent:
            for code in dispatch.values["to_offices"]:  # type: ignore[union-attr]
                receiver = next(one for one in world.pcs if one.office_code == code)
                with receiver.office.read() as connection:
                    found = rows(connection, Listing("delivery", {"dispatch_id": dispatch.id}))
                if len(found) == 1:
                    world.counts["delivered"] += 1
                    assert (dispatch.id, code, "01") in statuses, "a delivery without status 01"
                assert len(found) <= 1, "a dispatch delivered twice"
