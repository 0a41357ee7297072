"""What people do: weighted random real commands, each counted by its outcome."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from common.entities.schema import Value
from desktop.commands.attachments import AttachFiles, RemoveAttachment
from desktop.commands.exchange import AcceptDelivery, ReturnDelivery
from desktop.commands.incoming import EditIncoming, RegisterIncoming, RemoveIncoming
from desktop.commands.outgoing import (
    CreateOutgoing,
    EditOutgoing,
    IssueOutgoing,
    RemoveOutgoing,
    SendOutgoing,
)
from desktop.commands.registers import ReleaseSeries
from desktop.commands.runner import Command
from desktop.queries.listing import Listing, rows
from desktop.store import view
from tests.simulation.world import Pc, World

Maker = Callable[[World, Pc], Command | None]
WORDS = ("kế hoạch", "báo cáo", "dự toán", "hoà giải", "quyết định", "tuyển dụng")


def subject(random: Random) -> str:
    """A short subject; few different ones, so that people often type the same."""
    return f"Về việc {random.choice(WORDS)} {random.randrange(9)}"


def _register(world: World, pc: Pc) -> Command:
    files = (world.new_file(),) if world.random.random() < 0.2 else ()
    return RegisterIncoming({"subject": subject(world.random), "organ_name": "Sở Nội vụ"}, files)


def _edit_incoming(world: World, pc: Pc) -> Command | None:
    row = pick(world, pc, "incoming_document")
    return EditIncoming(row.id, _some_fields(world.random), row.heads) if row else None


def _remove_incoming(world: World, pc: Pc) -> Command | None:
    row = pick(world, pc, "incoming_document")
    return RemoveIncoming(row.id, "Đăng ký nhầm") if row else None


def _create_outgoing(world: World, pc: Pc) -> Command:
    files = (world.new_file(),) if world.random.random() < 0.4 else ()
    fields: dict[str, Value] = {"type_name": "Quyết định", "subject": subject(world.random)}
    return CreateOutgoing(fields, files)


def _edit_outgoing(world: World, pc: Pc) -> Command | None:
    row = pick(world, pc, "outgoing_document", state="du_thao")
    return EditOutgoing(row.id, _some_fields(world.random), row.heads) if row else None


def _remove_outgoing(world: World, pc: Pc) -> Command | None:
    row = pick(world, pc, "outgoing_document", state="du_thao")
    return RemoveOutgoing(row.id, "Không ban hành") if row else None


def _issue(world: World, pc: Pc) -> Command | None:
    row = pick(world, pc, "outgoing_document", state="du_thao")
    return IssueOutgoing(row.id) if row else None


def _send(world: World, pc: Pc) -> Command | None:
    row = pick(world, pc, "outgoing_document", state="da_phat_hanh")
    others = [code for code in world.office_codes if code != pc.office_code]
    return SendOutgoing(row.id, (world.random.choice(others),)) if row else None


def _accept(world: World, pc: Pc) -> Command | None:
    row = pick(world, pc, "delivery", state="cho_tiep_nhan")
    return AcceptDelivery(row.id) if row else None


def _return(world: World, pc: Pc) -> Command | None:
    row = pick(world, pc, "delivery", state="cho_tiep_nhan")
    return ReturnDelivery(row.id, "Gửi nhầm") if row else None


def _attach(world: World, pc: Pc) -> Command | None:
    entity = world.random.choice(("incoming_document", "outgoing_document"))
    row = pick(world, pc, entity)
    return AttachFiles(entity, row.id, (world.new_file(),)) if row else None


def _detach(world: World, pc: Pc) -> Command | None:
    row = pick(world, pc, "attachment")
    return RemoveAttachment(row.id, "Nhầm tệp") if row else None


def _release(world: World, pc: Pc) -> Command:
    return ReleaseSeries(world.random.choice(("den", "di")))


COMMANDS: dict[str, tuple[int, Maker]] = {
    "register_incoming": (30, _register),
    "edit_incoming": (22, _edit_incoming),
    "remove_incoming": (3, _remove_incoming),
    "create_outgoing": (14, _create_outgoing),
    "edit_outgoing": (10, _edit_outgoing),
    "remove_outgoing": (2, _remove_outgoing),
    "issue_outgoing": (12, _issue),
    "send_outgoing": (10, _send),
    "accept_delivery": (10, _accept),
    "return_delivery": (4, _return),
    "attach_files": (5, _attach),
    "remove_attachment": (2, _detach),
    "release_series": (2, _release),
}


def next_command(world: World, pc: Pc) -> tuple[str, Command | None]:
    """A weighted choice; ``None`` where there is nothing that it could be done to."""
    names = list(COMMANDS)
    weights = [COMMANDS[name][0] for name in names]
    (name,) = world.random.choices(names, weights)
    return name, COMMANDS[name][1](world, pc)


def pick(world: World, pc: Pc, entity: str, **filters: str) -> view.Row | None:
    """One of the newest records of an entity, as this PC sees them."""
    with pc.office.read() as connection:
        found = rows(connection, Listing(entity, filters), limit=8)
    return world.random.choice(found) if found else None


def _some_fields(random: Random) -> dict[str, Value]:
    fields: dict[str, Value] = {"subject": subject(random)}
    if random.random() < 0.4:
        fields["description"] = random.choice(WORDS)
    if random.random() < 0.2:
        fields["urgency"] = random.randrange(4)
    return fields
