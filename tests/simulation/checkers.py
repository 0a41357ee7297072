"""The invariants of a healed world (sync rules I1–I7, I10): what is where, and equal to what."""

from __future__ import annotations

from collections import Counter

from common.changes.digest import EMPTY, moved
from common.changes.record import record_hash
from common.protocol.messages import PROTOCOL_VERSION, ScopeAsk, SyncRequest
from common.rules.settlement import has_side_of
from desktop.queries.listing import Listing, rows
from desktop.store import base, files, layers, pending, repairs
from tests.simulation import ledgers, truth, values
from tests.simulation.oracle import UNDECIDED
from tests.simulation.truth import Truth
from tests.simulation.world import Pc, World

IDLE_BYTES_MAX = 1_000


def check_pc(world: World, pc: Pc) -> None:
    """At any moment: the view is base ∘ pending, the digest is that of the stored bytes."""
    scope = pc.office.who.office_scope
    with pc.office.read() as connection:
        wrong = layers.differences(connection, scope)
        hashes = [
            record_hash(r.entity, r.id, r.values, r.heads) for r in base.rows(connection, scope)
        ]
        digest = base.scope_state(connection, scope).digest
        healed, differing = repairs.count(connection), repairs.differing_scopes(connection)
    assert not wrong, f"I4: view of {pc.name} is not base ∘ pending for {wrong}"
    assert moved(EMPTY, [], hashes) == digest, f"I3: digest of {pc.name} is not that of its base"
    assert (healed, differing) == (0, []), f"R13: {pc.name} healed what nothing had damaged"


def check_all(world: World) -> None:
    """Everything that must hold after healing."""
    for pc in world.pcs:
        check_pc(world, pc)
        world.look(pc)
        _check_equal_to_server(world, pc)
        _check_files(pc)
        _check_idle(world, pc)
    for code in world.office_codes:
        pcs = [pc for pc in world.pcs if pc.office_code == code]
        held = truth.read(world.hub, pcs[0].office.who.office_scope)
        for pc in pcs:
            _check_own_work(world, pc, held)
        _check_log(held)
        _check_held(held)
        ledgers.check(world, code, held)
        values.check(world, code, held)
    _check_deliveries(world)
    _check_by_the_servers_own_check(world)


def _check_by_the_servers_own_check(world: World) -> None:
    """What `vanthu-server check` says of all this."""
    report = world.hub.check(deep=True)
    assert report.is_sound, f"check: {[(one.code, one.params) for one in report.findings][:5]}"
    world.counts["checked by the server itself"] += 1


def _check_own_work(world: World, pc: Pc, held: Truth) -> None:
    """I1: every changeset is at the server under the same hash, with the fate that was told."""
    scope, device = pc.office.who.office_scope, pc.office.who.device
    with pc.office.read() as connection:
        own = pending.after(connection, scope, 0, 100_000)
    theirs = [one for one in held.kept.values() if one.device == device]
    assert len(theirs) == len(own), f"I1: {pc.name} made {len(own)}, the server has {len(theirs)}"
    for one in own:
        kept = held.kept[f"{device}.{one.seq}"]
        assert kept.hash == one.hash, f"I1: {kept.name} of {pc.name} differs"
        is_settled = kept.fate == "parked" and kept.applied_seq > 0 and one.fate == "applied"
        assert str(one.fate) == kept.fate or is_settled, (
            f"I1: {kept.name} is {kept.fate}, {pc.name} says {one.fate}"
        )
        assert kept.is_aside == (kept.name in held.cases), f"I1: case of {kept.name}"
        if kept.fate == "parked" and kept.applied_seq and one.fate == "parked":
            over = [at for at in one.parked if not _is_disputed(held, at, device, one.seq)]
            assert not over, f"I4: {pc.name} still shows {over} of {kept.name}, which is settled"
        world.counts["fate: settled"] += is_settled
        world.counts[f"fate: {kept.fate}"] += 1
        world.counts[f"why: {kept.code}"] += bool(kept.code)
    for seq, fate in world.oracle.pcs[pc.name].told.items():
        now = held.kept[f"{device}.{seq}"].fate
        assert now == fate or fate in UNDECIDED, f"I1: fate of {seq} of {pc.name} changed"


def _is_disputed(held: Truth, place: tuple[str, str, str], device: int, seq: int) -> bool:
    """Whether an open conflict over the field shows the value of a changeset."""
    return any(
        has_side_of(one.values, device, seq)
        for one in held.of("conflict")
        if (one.values["entity"], one.values["record_id"], one.values.get("field")) == place
    )


def _check_held(held: Truth) -> None:
    """R9: what is held waits for a case that is still open."""
    for one in held.of("case"):
        if one.values["state"] == "held":
            needed = one.values["params"]["name"]  # type: ignore[index,call-overload]
            assert needed in held.cases, (
                f"R9: {one.values['changeset']} is held for {needed}, which is decided"
            )


def _check_log(held: Truth) -> None:
    """The log has no gaps, and holds what was merged, once."""
    assert [seq for seq, _ in held.log] == list(range(1, len(held.log) + 1)), "I7: gap in the log"
    merged = {
        one.name
        for one in held.kept.values()
        if one.fate == "applied" or (one.fate == "parked" and one.applied_seq)
    }
    logged = Counter(name for _, name in held.log)
    odd = sorted((logged - Counter(merged)) + (Counter(merged) - logged))
    assert not odd, f"I1: log and chains differ: {odd}"


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


def _check_files(pc: Pc) -> None:
    """Every file that the records name is here, and up there."""
    with pc.office.read() as connection:
        missing = files.to_download(connection), files.to_upload(connection)
    assert missing == ([], []), f"I8: files of {pc.name} have not moved: {missing}"


def _check_idle(world: World, pc: Pc) -> None:
    """I10: nothing to say is one small request."""
    before = pc.line.requests
    pc.office.sync()
    assert pc.line.requests == before + 1, f"I10: idle sync of {pc.name} is not one request"
    size = pc.line.last_size_bytes
    assert size < IDLE_BYTES_MAX, f"I10: idle sync of {pc.name} takes {size} bytes"
    world.counts["idle: one request"] += 1


def _check_deliveries(world: World) -> None:
    """Each recipient of a sent document has it once, and its status came back."""
    first = {pc.office_code: pc for pc in reversed(world.pcs)}
    for pc in first.values():
        with pc.office.read() as connection:
            sent = rows(connection, Listing("dispatch"), limit=10_000)
            reported = rows(connection, Listing("dispatch_status"), limit=10_000)
        statuses = [
            (row.values["dispatch_id"], row.values["office_code"], row.values["status"])
            for row in reported
        ]
        assert len(set(statuses)) == len(statuses), "a status reported twice"
        for dispatch in sent:
            for code in dispatch.values["to_offices"]:  # type: ignore[union-attr]
                with first[str(code)].office.read() as connection:
                    found = rows(connection, Listing("delivery", {"dispatch_id": dispatch.id}))
                assert len(found) <= 1, "a dispatch delivered twice"
                if found:
                    world.counts["delivered"] += 1
                    arrived = any(one[:2] == (dispatch.id, code) for one in statuses)
                    assert arrived, f"no status of {code} came back for {dispatch.id}"
