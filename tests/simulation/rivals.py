"""Two people of one office do different things to one record, neither seeing the other."""

from __future__ import annotations

from collections.abc import Callable

from desktop.commands.case_files import AddToCaseFile, CloseCaseFile
from desktop.commands.exchange import AcceptDelivery, ReturnDelivery
from desktop.commands.outgoing import IssueOutgoing
from desktop.commands.runner import Command
from desktop.queries.listing import Listing, rows
from desktop.store import view
from tests.simulation.workload import EDITS, REMOVALS, edit_of, pick, words
from tests.simulation.world import Pc, World


def rivals(world: World, pc: Pc) -> None:
    """Two people do different things to one record, neither seeing the other."""
    other = world.colleague(pc)
    entity, do_one, do_other = world.random.choice(_RIVALRIES)
    row = _seen_by_both(world, pc, other, entity)
    if row is None:
        return
    for one, make in ((pc, do_one), (other, do_other)):
        name, command, seen = make(world, row)
        world.do(one, name, command, seen)
    if world.random.random() < 0.5:
        name, command, seen = _edit(world, row)
        if entity in EDITS:
            world.do(other, name, command, seen)
    for one in (pc, other):
        world.sync(one)


def _seen_by_both(world: World, pc: Pc, other: Pc, entity: str) -> view.Row | None:
    filters = {
        "outgoing_document": {"state": "du_thao"},
        "delivery": {"state": "cho_tiep_nhan"},
        "case_file": {"state": "dang_mo"},
    }.get(entity, {})
    found = []
    for one in (pc, other):
        with one.office.read() as connection:
            found.append(rows(connection, Listing(entity, filters), limit=12))
    ids = {row.id for row in found[1]}
    common = [row for row in found[0] if row.id in ids]
    return world.random.choice(common) if common else None


Rival = Callable[[World, view.Row], tuple[str, Command, "dict[str, object] | None"]]


def _edit(world: World, row: view.Row) -> tuple[str, Command, None]:
    if row.entity not in EDITS:
        return "accept_delivery", AcceptDelivery(row.id), None
    fields, _ = edit_of(world, row)
    return f"edit_{row.entity.split('_')[0]}", EDITS[row.entity](row.id, fields.fields), None


def _same_edit(world: World, row: view.Row) -> tuple[str, Command, None]:
    fields = {"description": f"Như nhau {world.typed_count}"}
    return f"edit_{row.entity.split('_')[0]}", EDITS[row.entity](row.id, fields), None


def _remove(world: World, row: view.Row) -> tuple[str, Command, None]:
    command = REMOVALS[row.entity](row.id, words(world))
    return f"remove_{row.entity.split('_')[0]}", command, None


def _issue(world: World, row: view.Row) -> tuple[str, Command, None]:
    return "issue_outgoing", IssueOutgoing(row.id), None


def _redate(world: World, row: view.Row) -> tuple[str, Command, None]:
    day = f"2026-0{world.random.randrange(1, 9)}-1{world.random.randrange(9)}"
    return "edit_outgoing", EDITS[row.entity](row.id, {"issued_date": day}), None


def _due(world: World, row: view.Row) -> tuple[str, Command, None]:
    """A deadline that is sound with the date that this person sees."""
    return "edit_outgoing", EDITS[row.entity](row.id, {"due_date": "2026-03-05"}), None


def _close(world: World, row: view.Row) -> tuple[str, Command, None]:
    return "close_case_file", CloseCaseFile(row.id), None


def _add(world: World, row: view.Row) -> tuple[str, Command, None]:
    office = row.scope.removeprefix("office/")
    pc = next(one for one in world.pcs if one.office_code == office)
    document = pick(world, pc, "incoming_document")
    documents = (document.id,) if document else ()
    return "add_to_case_file", AddToCaseFile(row.id, documents), None


def _accept(world: World, row: view.Row) -> tuple[str, Command, None]:
    return "accept_delivery", AcceptDelivery(row.id), None


def _return(world: World, row: view.Row) -> tuple[str, Command, None]:
    return "return_delivery", ReturnDelivery(row.id, words(world)), None


_RIVALRIES = (
    ("incoming_document", _edit, _edit),
    ("incoming_document", _same_edit, _same_edit),
    ("incoming_document", _remove, _edit),
    ("incoming_document", _edit, _remove),
    ("outgoing_document", _edit, _edit),
    ("outgoing_document", _issue, _edit),
    ("outgoing_document", _issue, _remove),
    ("outgoing_document", _remove, _issue),
    ("outgoing_document", _redate, _issue),
    ("outgoing_document", _issue, _issue),
    ("outgoing_document", _redate, _due),
    ("case_file", _close, _add),
    ("delivery", _accept, _return),
    ("delivery", _return, _accept),
    ("delivery", _accept, _accept),
)
