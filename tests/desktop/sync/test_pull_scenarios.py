"""Named scenarios of a pull over work under way: what is seen never flickers, tears or vanishes.

Each names the naive build on which it fails; docs/scenarios.md lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from common.changes.record import Values, decode_values
from common.entities.schema import Value
from common.protocol.messages import SyncAnswer, SyncRequest
from common.text.findings import Finding
from desktop.commands.exchange import AcceptDelivery
from desktop.commands.incoming import EditIncoming, RegisterIncoming, RemoveIncoming
from desktop.commands.outgoing import CreateOutgoing, EditOutgoing, IssueOutgoing, SendOutgoing
from desktop.commands.runner import NewFile
from desktop.office import Office
from desktop.queries import cases, records
from desktop.store import base, migrations, view
from desktop.store.store import Store
from desktop.store.verification import verify
from desktop.sync import engine
from desktop.sync.batching import Batching
from tests.helpers.devices import enrolled
from tests.helpers.province import Cable, Province, province
from tests.helpers.seeded import SeededRandom

INCOMING = "incoming_document"
ARRIVAL: Values = {"organ_name": "UBND tỉnh", "subject": "cũ", "code_number": "12"}
DECISION: Values = {"type_name": "Quyết định", "subject": "Về việc giao dự toán"}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Province]:
    with province(tmp_path) as made:
        yield made


class OneRowPages(Batching):
    """A line that bears one row at a time, and never more."""

    def __init__(self) -> None:
        super().__init__(size_bytes=1)

    def succeeded(self) -> None:
        """It stays as it is."""


class Pair:
    """Two PCs of one office; the second pulls one row at a time."""

    def __init__(self, world: Province) -> None:
        self.world = world
        self.first = world.office("stc", name="a")
        world.start_books(self.first, den=1)
        self.documents = [self.first.run(RegisterIncoming(ARRIVAL)).id for _ in range(6)]
        self.second = world.office("stc", name="b", roles=("clerk",))
        for office in (self.first, self.second):
            office.sync()
        self.second.engine._batching = OneRowPages()

    @property
    def cable(self) -> Cable:
        return self.world.cables["b"]

    def while_pulling(self, *doing: Callable[[], object]) -> None:
        """One thing after each answer, before the PC has it."""
        waiting = iter(doing)

        def told(answer: Any) -> Any:
            next(waiting, lambda: None)()
            return answer

        self.cable.told = told

    def look_while_pulling(self, look: Callable[[], object]) -> list[object]:
        """What is seen after each step of a sync, first to last."""
        seen: list[object] = []

        def told(answer: Any) -> Any:
            seen.append(look())
            return answer

        self.cable.told = told
        self.second.events.subscribe(lambda _: seen.append(look()))
        return seen


@pytest.fixture
def pair(world: Province) -> Pair:
    return Pair(world)


def shown(office: Office, record_id: str, entity: str = INCOMING) -> Values:
    """The record as people see it; empty while it is not there."""
    with office.read() as connection:
        row = view.get(connection, entity, record_id)
    return row.values if row else {}


def faults(world: Province) -> list[Finding]:
    """What is wrong with any PC's layers, chain and registers, or with the server's."""
    told = [verify(office.store, office.who).findings for office in world.offices]
    return [one for some in (*told, world.hub.check().findings) for one in some]


def test_ack_then_pull_flicker(pair: Pair) -> None:
    """Naive: the overlay is dropped at the acknowledgement, before the pull has passed it."""
    for document_id in pair.documents[1:]:
        pair.first.run(EditIncoming(document_id, {"subject": "của A"}))
    pair.first.sync()
    mine = pair.documents[0]
    pair.second.run(EditIncoming(mine, {"subject": "đã sửa"}))
    pair.second.run(EditIncoming(mine, {"to_places": "Phòng Ngân sách"}))
    seen = pair.look_while_pulling(
        lambda: tuple(shown(pair.second, mine).get(one) for one in ("subject", "to_places"))
    )
    pair.second.sync()
    assert len(seen) > len(pair.documents)
    assert set(seen) == {("đã sửa", "Phòng Ngân sách")}
    assert pair.second.status().by_fate == {"applied": 2}


def test_edit_during_pull(pair: Pair) -> None:
    """Naive: pulled rows are written over the view, with what was typed while they came."""
    for document_id in pair.documents:
        pair.first.run(EditIncoming(document_id, {"subject": "của A"}))
    pair.first.sync()
    other, same, gone = pair.documents[3:]
    pair.while_pulling(
        lambda: pair.second.run(EditIncoming(other, {"to_places": "một"})),
        lambda: pair.second.run(EditIncoming(other, {"to_places": "hai"})),
        lambda: pair.second.run(EditIncoming(same, {"subject": "của B"})),
        lambda: pair.second.run(RemoveIncoming(gone, "Nhập nhầm")),
    )
    pair.second.sync()
    now = shown(pair.second, other)
    assert (now["subject"], now["to_places"]) == ("của A", "hai")
    assert shown(pair.second, same)["subject"] == "của B"
    assert shown(pair.second, gone)["removed_why"] == "Nhập nhầm"
    pair.world.settle()
    assert shown(pair.first, other)["to_places"] == "hai"
    with pair.first.read() as connection:
        (conflict,) = records.open_conflicts(connection, same)
    assert [one["value"] for one in conflict.values["candidates"]] == ["của A", "của B"]
    assert shown(pair.second, same)["subject"] == "của B"
    assert faults(pair.world) == []


def test_a_form_saves_against_the_heads_that_it_opened_with(pair: Pair) -> None:
    """Naive: the form takes the heads at saving, and overwrites what came while it was open."""
    document_id = pair.documents[0]
    with pair.second.read() as connection:
        opened = view.get(connection, INCOMING, document_id)
    assert opened
    pair.first.run(EditIncoming(document_id, {"subject": "của A", "to_places": "Phòng A"}))
    pair.first.sync()
    pair.second.sync()
    assert shown(pair.second, document_id)["subject"] == "của A"
    command = EditIncoming(document_id, {"subject": "của B"}, base=opened.heads)
    pair.second.run(command)
    pair.world.settle()
    assert pair.second.status().by_fate == {"parked": 1}
    now = shown(pair.first, document_id)
    assert (now["subject"], now["to_places"]) == ("của A", "Phòng A")
    assert shown(pair.second, document_id)["subject"] == "của B"


def test_torn_action_across_pages(pair: Pair) -> None:
    """Naive: staging is promoted page by page, and half an action is seen (R11)."""
    sender = pair.world.office("vpubnd")
    pair.world.start_books(sender, di=88)
    draft = sender.run(CreateOutgoing(DECISION))
    sender.run(IssueOutgoing(draft.id))
    sender.run(SendOutgoing(draft.id, ("stc",)))
    pair.world.settle()
    with pair.first.read() as connection:
        (delivery,) = view.find(connection, "delivery")
    accepted = pair.first.run(AcceptDelivery(delivery.id))
    pair.first.sync()

    def look() -> tuple[Value, bool]:
        state = shown(pair.second, delivery.id, "delivery")["state"]
        return state, "arrival_number" in shown(pair.second, accepted.id)

    seen = pair.look_while_pulling(look)
    pair.second.sync()
    assert len(seen) > 3
    assert set(seen) == {("cho_tiep_nhan", False), ("da_tiep_nhan", True)}
    assert seen[-1] == ("da_tiep_nhan", True)


def test_child_before_parent_bootstrap(
    world: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Naive: foreign keys between pulled rows; a child whose parent comes later is dropped."""
    first = world.office("stc", name="a")
    paper = tmp_path / "tờ trình.txt"
    paper.write_text("TỜ TRÌNH", encoding="utf-8")
    made = first.run(CreateOutgoing(DECISION, (NewFile(paper, "tờ trình.txt"),)))
    first.sync()
    first.run(EditOutgoing(made.id, {"subject": "sửa sau khi đính kèm"}))
    first.sync()
    came: list[str] = []
    through = Cable.sync

    def noted(cable: Cable, request: SyncRequest) -> SyncAnswer:
        answer = through(cable, request)
        came.extend(row.entity for one in answer.scopes for row in one.page.rows)
        return answer

    monkeypatch.setattr(Cable, "sync", noted)
    monkeypatch.setattr(engine, "Batching", OneRowPages)
    second = world.office("stc", name="b", roles=("clerk",))
    assert came.index("attachment") < came.index("outgoing_document")
    with second.read() as connection:
        (file,) = records.attached(connection, second.who.office_scope, made.id)
    assert (file.name, file.here) == ("tờ trình.txt", True)
    assert shown(second, made.id, "outgoing_document")["subject"] == "sửa sau khi đính kèm"
    assert faults(world) == []


def test_unknown_field_round_trip(pair: Pair) -> None:
    """Naive: a record is written back whole, by the fields that this version knows (R12)."""
    newer = enrolled(pair.world.hub)
    document_id = pair.documents[0]
    newer.edit(document_id, ma_moi="từ bản sau")
    newer.sync()
    pair.second.sync()
    pair.second.run(EditIncoming(document_id, {"subject": "bản cũ sửa"}))
    pair.second.sync()
    newer.sync()
    now = newer.values(INCOMING, document_id)
    assert (now["subject"], now["ma_moi"]) == ("bản cũ sửa", "từ bản sau")
    with pair.second.read() as connection:
        kept = base.get(connection, (INCOMING, document_id))
    assert kept
    assert kept.values["ma_moi"] == "từ bản sau"
    assert pair.second.sync().differs == ()
    pair.first.sync()
    assert faults(pair.world) == []


def test_old_client_new_entity_then_upgrade(
    world: Province, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Naive: the cursor passes rows that were not understood and not kept; a newer version never
    sees them (R12)."""
    known, is_old = view.entity_named, [True]
    monkeypatch.setattr(
        view,
        "entity_named",
        lambda name: None if is_old[0] and name == "delivery" else known(name),
    )
    sender = world.office("vpubnd")
    world.start_books(sender, di=88)
    draft = sender.run(CreateOutgoing(DECISION))
    sender.run(IssueOutgoing(draft.id))
    sender.run(SendOutgoing(draft.id, ("stc",)))
    sender.sync()
    world.hub.deliver_post()
    assert pair.second.sync().healed == 0, "kept as it came, not brought by a comparison"
    assert pair.second.sync().pulled == 0
    with pair.second.read() as connection:
        rows = base.rows(connection, "office/stc")
        assert connection.execute("SELECT count(*) FROM delivery").fetchone() == (0,)
    (delivery,) = [row for row in rows if row.entity == "delivery"]
    assert decode_values(delivery.values)["subject"] == DECISION["subject"]
    is_old[0] = False
    steps = {**migrations.STEPS, 2: lambda _: None}
    with monkeypatch.context() as newer:
        newer.setattr(migrations, "STEPS", steps)
        office = reopened(pair)
        assert shown(office, delivery.id, "delivery")["subject"] == DECISION["subject"]
        assert office.sync().differs == ()
        assert faults(world) == []


def reopened(pair: Pair) -> Office:
    """The second PC's store, opened by another version of the program."""
    office = pair.second
    folder, keys = office.store.folder, office.store._keys
    office.close()
    store = Store(folder, keys, random=SeededRandom(7))
    opened = Office(store, office.who, pair.cable, clock=pair.world.clock, random=SeededRandom(8))
    pair.world.offices[pair.world.offices.index(office)] = opened
    return opened


def test_a_record_removed_elsewhere_keeps_what_was_typed_on_it(pair: Pair) -> None:
    """Naive: a pulled removal takes the record out of sight, with the edit that waits on it."""
    document_id = pair.documents[0]
    pair.first.run(RemoveIncoming(document_id, "Nhập nhầm"))
    pair.first.sync()
    pair.second.run(EditIncoming(document_id, {"subject": "của B"}))
    seen = pair.look_while_pulling(lambda: shown(pair.second, document_id)["subject"])
    pair.second.sync()
    pair.world.settle()
    assert set(seen) == {"của B"}
    assert pair.second.status().by_fate == {"parked": 1}
    with pair.second.read() as connection:
        (case,) = cases.cases_of(connection, document_id)
    assert case.row.values["state"] == "parked"
    assert faults(pair.world) == []
