"""What people do: weighted random real commands, each counted by its outcome."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from common.changes.record import Values
from common.clock import vietnam_date
from common.entities.schema import Value
from desktop.commands.attachments import AttachFiles, RemoveAttachment
from desktop.commands.case_files import (
    AddToCaseFile,
    CloseCaseFile,
    EditCaseFile,
    OpenCaseFile,
    RemoveFromCaseFile,
    ReopenCaseFile,
)
from desktop.commands.exchange import AcceptDelivery, ReturnDelivery
from desktop.commands.incoming import EditIncoming, RegisterIncoming, RemoveIncoming
from desktop.commands.outgoing import (
    CreateOutgoing,
    EditOutgoing,
    IssueOutgoing,
    RemoveOutgoing,
    SendOutgoing,
)
from desktop.commands.recalls import AnswerRecall, RecallOutgoing
from desktop.commands.registers import ReleaseSeries
from desktop.commands.runner import Command, Outcome
from desktop.queries.exchange import recalls_to_answer
from desktop.queries.listing import Listing, rows
from desktop.store import view
from tests.simulation.world import Pc, World

Made = tuple[Command, Values | None]
Maker = Callable[[World, Pc], Made | None]
WORDS = ("kế hoạch", "báo cáo", "dự toán", "hoà giải", "quyết định", "tuyển dụng")
EDITS = {"incoming_document": EditIncoming, "outgoing_document": EditOutgoing}
REMOVALS = {"incoming_document": RemoveIncoming, "outgoing_document": RemoveOutgoing}


def words(world: World) -> str:
    """A text that nobody else types; sometimes one that many do."""
    word = world.random.choice(WORDS)
    if world.random.random() < 0.1:
        return f"Về việc {word}"
    world.typed_count += 1
    return f"Về việc {word} số {world.typed_count}"


def _register(world: World, pc: Pc) -> Made:
    files = (world.new_file(),) if world.random.random() < 0.2 else ()
    return RegisterIncoming({"subject": words(world), "organ_name": "Sở Nội vụ"}, files), None


def _edit(entity: str, **filters: str) -> Maker:
    def make(world: World, pc: Pc) -> Made | None:
        row = _form(world, pc, entity) or pick(world, pc, entity, **filters)
        return edit_of(world, row) if row else None

    return make


def _form(world: World, pc: Pc, entity: str) -> view.Row | None:
    """One that was opened earlier and still stands open, if there is one."""
    opened = [row for row in pc.forms if row.entity == entity]
    if not opened or world.random.random() < 0.5:
        return None
    pc.forms.remove(opened[0])
    world.counts["a form was open meanwhile"] += 1
    return opened[0]


def edit_of(world: World, row: view.Row) -> Made:
    """An edit of what a form shows."""
    return EDITS[row.entity](row.id, _some_fields(world, row.entity), row.heads), row.values


def _remove(entity: str, **filters: str) -> Maker:
    def make(world: World, pc: Pc) -> Made | None:
        row = pick(world, pc, entity, **filters)
        return (REMOVALS[entity](row.id, words(world)), None) if row else None

    return make


def _create_outgoing(world: World, pc: Pc) -> Made:
    files = (world.new_file(),) if world.random.random() < 0.4 else ()
    fields: dict[str, Value] = {"type_name": "Quyết định", "subject": words(world)}
    return CreateOutgoing(fields, files), None


def _issue(world: World, pc: Pc) -> Made | None:
    row = pick(world, pc, "outgoing_document", state="du_thao")
    return (IssueOutgoing(row.id), None) if row else None


def _send(world: World, pc: Pc) -> Made | None:
    state = "da_phat_hanh" if world.random.random() < 0.9 else "cho_so"
    row = pick(world, pc, "outgoing_document", state=state)
    others = [code for code in world.office_codes if code != pc.office_code]
    return (SendOutgoing(row.id, (world.random.choice(others),)), None) if row else None


def _accept(world: World, pc: Pc) -> Made | None:
    row = pick(world, pc, "delivery", state="cho_tiep_nhan")
    return (AcceptDelivery(row.id), None) if row else None


def _return(world: World, pc: Pc) -> Made | None:
    row = pick(world, pc, "delivery", state="cho_tiep_nhan")
    return (ReturnDelivery(row.id, words(world)), None) if row else None


def _attach(world: World, pc: Pc) -> Made | None:
    entity = world.random.choice(("incoming_document", "outgoing_document"))
    row = pick(world, pc, entity)
    return (AttachFiles(entity, row.id, (world.new_file(),)), None) if row else None


def _detach(world: World, pc: Pc) -> Made | None:
    row = pick(world, pc, "attachment")
    return (RemoveAttachment(row.id, words(world)), None) if row else None


def _recall(world: World, pc: Pc) -> Made | None:
    row = pick(world, pc, "outgoing_document", state="da_phat_hanh")
    return (RecallOutgoing(row.id, words(world)), None) if row else None


def _answer(world: World, pc: Pc) -> Made | None:
    with pc.office.read() as connection:
        asked = recalls_to_answer(connection)
    if not asked:
        return None
    agree = world.random.random() < 0.6
    return AnswerRecall(world.random.choice(asked).id, agree=agree, reason=words(world)), None


def _open_file(world: World, pc: Pc) -> Made:
    fields: dict[str, Value] = {
        "title": words(world),
        "file_notation": f"{world.typed_count:02}.TC",
        "maintenance": "10 năm",
    }
    return OpenCaseFile(fields), None


def _edit_file(world: World, pc: Pc) -> Made | None:
    row = pick(world, pc, "case_file", state="dang_mo")
    return (EditCaseFile(row.id, {"title": words(world)}, row.heads), row.values) if row else None


def _add_to_file(world: World, pc: Pc) -> Made | None:
    row = pick(world, pc, "case_file", state="dang_mo")
    document = pick(world, pc, world.random.choice(("incoming_document", "outgoing_document")))
    return (AddToCaseFile(row.id, (document.id,)), None) if row and document else None


def _take_from_file(world: World, pc: Pc) -> Made | None:
    item = pick(world, pc, "case_file_item")
    if item is None:
        return None
    values = item.values
    command = RemoveFromCaseFile(
        str(values["case_file_id"]), str(values["document_id"]), words(world)
    )
    return command, None


def _close_file(world: World, pc: Pc) -> Made | None:
    row = pick(world, pc, "case_file", state="dang_mo")
    return (CloseCaseFile(row.id), None) if row else None


def _reopen_file(world: World, pc: Pc) -> Made | None:
    row = pick(world, pc, "case_file", state="da_dong")
    return (ReopenCaseFile(row.id, words(world)), None) if row else None


def _release(world: World, pc: Pc) -> Made:
    return ReleaseSeries(world.random.choice(("den", "di"))), None


COMMANDS: dict[str, tuple[int, Maker]] = {
    "register_incoming": (24, _register),
    "edit_incoming": (22, _edit("incoming_document")),
    "remove_incoming": (3, _remove("incoming_document")),
    "create_outgoing": (14, _create_outgoing),
    "edit_outgoing": (12, _edit("outgoing_document", state="du_thao")),
    "remove_outgoing": (2, _remove("outgoing_document", state="du_thao")),
    "issue_outgoing": (14, _issue),
    "send_outgoing": (14, _send),
    "accept_delivery": (10, _accept),
    "return_delivery": (3, _return),
    "attach_files": (5, _attach),
    "remove_attachment": (2, _detach),
    "release_series": (2, _release),
    "recall_outgoing": (2, _recall),
    "answer_recall": (4, _answer),
    "open_case_file": (3, _open_file),
    "edit_case_file": (2, _edit_file),
    "add_to_case_file": (5, _add_to_file),
    "remove_from_case_file": (1, _take_from_file),
    "close_case_file": (2, _close_file),
    "reopen_case_file": (1, _reopen_file),
}


def next_command(world: World, pc: Pc) -> None:
    """One by weight, where there is something that it can be done to."""
    names = list(COMMANDS)
    (name,) = world.random.choices(names, [COMMANDS[name][0] for name in names])
    made = COMMANDS[name][1](world, pc)
    if made is not None:
        world.do(pc, name, *made)


def run_named(world: World, pc: Pc, name: str) -> Outcome | None:
    """One of a given kind; what came of it."""
    made = COMMANDS[name][1](world, pc)
    return world.do(pc, name, *made) if made is not None else None


def open_form(world: World, pc: Pc) -> None:
    """The person opens a form and leaves it open."""
    entity = world.random.choice(tuple(EDITS))
    filters = {"state": "du_thao"} if entity == "outgoing_document" else {}
    row = pick(world, pc, entity, **filters)
    if row is not None:
        pc.forms.append(row)
        world.note(f"{pc.name} opens a form of {entity}")


def pick(world: World, pc: Pc, entity: str, **filters: str) -> view.Row | None:
    """One of the newest records of an entity, as this PC sees them."""
    with pc.office.read() as connection:
        found = rows(connection, Listing(entity, filters), limit=8)
    return world.random.choice(found) if found else None


def _some_fields(world: World, entity: str) -> dict[str, Value]:
    random = world.random
    fields: dict[str, Value] = {"subject": words(world)}
    if random.random() < 0.4:
        fields["description"] = words(world)
    if random.random() < 0.2:
        fields["urgency"] = random.randrange(4)
    if entity == "outgoing_document" and random.random() < 0.2:
        day = vietnam_date(world.clock.now()) - timedelta(days=random.randrange(30))
        fields["issued_date"] = day.isoformat()
    return fields
