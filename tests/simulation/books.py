"""What people do with the registers: number what waits, reserve, enter late, correct, close."""

from __future__ import annotations

from datetime import date, timedelta

from common.clock import vietnam_date
from common.errors import NotAllowed, RuleViolation, TransportFault
from desktop.commands.dates import CorrectArrivalDate, CorrectIssuedDate
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.ledger_rows import CancelNumber, CloseNumber, ReserveNumbers
from desktop.commands.outgoing import IssueOutgoing
from desktop.commands.registers import CloseYear, ConfigureSeries, ConfirmRegister
from desktop.commands.waiting import NumberIncoming, NumberOutgoing
from desktop.queries.listing import Listing, rows
from desktop.store import meta, view
from sync_server.services.revocation import Stated
from tests.simulation import truth
from tests.simulation.oracle import START, START_YEAR
from tests.simulation.power import PowerCut
from tests.simulation.workload import run_named
from tests.simulation.world import Pc, World

SERIES = ("den", "di")


def number_waiting(world: World, pc: Pc) -> None:
    """What the window does after each sync: number what waits here."""
    world.show_waiting(pc)
    try:
        numbered = pc.office.number_waiting()
    except PowerCut:
        world.note(f"{pc.name} number ⚡")
        world.start_again(pc)
        return
    for outcome in numbered:
        kind = "incoming" if outcome.entity == "incoming_document" else "outgoing"
        world.counts[f"command: number_{kind}"] += 1
        world.note(f"{pc.name} number_{kind} → {outcome.changeset}")


def number_one(world: World, pc: Pc) -> None:
    """One that waits, chosen by hand, an outgoing one sometimes behind another number."""
    entity = world.random.choice(("incoming_document", "outgoing_document"))
    row = _pick(world, pc, entity, state="cho_so")
    if row is None:
        return
    if entity == "incoming_document":
        world.do(pc, "number_incoming", NumberIncoming(row.id))
        return
    after = None
    if world.random.random() < 0.5:
        with pc.office.read() as connection:
            given = view.find(
                connection,
                "number",
                "WHERE state = 'given' AND series_id = ? ORDER BY number DESC LIMIT 3",
                (row.values.get("series_id"),),
            )
        numbers = [one.values["number"] for one in given if not one.values.get("suffix")]
        after = int(str(world.random.choice(numbers))) if numbers else None
    if world.do(pc, "number_outgoing", NumberOutgoing(row.id, after=after)) and after:
        world.counts["number: with a suffix"] += 1


def reserve(world: World, pc: Pc) -> None:
    """Keep a number or two; somebody uses one, another is struck through."""
    series = world.random.choice(SERIES)
    command = ReserveNumbers(series, "Phó Chủ tịch", "chờ ký", world.random.randrange(1, 3))
    if world.do(pc, "reserve_number", command) and world.random.random() < 0.7:
        use_reserved(world, pc)


def use_reserved(world: World, pc: Pc) -> None:
    """A number that was kept is given to a document, or struck through."""
    row = _number(world, pc, "reserved")
    if row is None:
        return
    number, year = int(str(row.values["number"])), int(str(row.values["year"]))
    series = _code(pc, str(row.values["series_id"]))
    if world.random.random() < 0.3:
        world.do(pc, "cancel_number", CancelNumber(series, year, number, "không dùng nữa"))
    elif series == "den":
        world.typed_count += 1
        fields = {"subject": f"Vào sổ trang in sẵn {world.typed_count}", "organ_name": "Sở Y tế"}
        command = RegisterIncoming(fields, reserved=number, late="mất điện")
        if world.do(pc, "register_incoming", command):
            world.counts["number: reserved, then given"] += 1
    else:
        draft = _pick(world, pc, "outgoing_document", state="du_thao")
        if draft and world.do(pc, "issue_outgoing", IssueOutgoing(draft.id, reserved=number)):
            world.counts["number: reserved, then given"] += 1


def close_unaccounted(world: World, pc: Pc) -> None:
    """A named person closes a number of which nobody knows what became."""
    row = _number(world, pc, "unaccounted")
    if row is not None:
        series = _code(pc, str(row.values["series_id"]))
        number, year = int(str(row.values["number"])), int(str(row.values["year"]))
        world.do(pc, "close_number", CloseNumber(series, year, number, "đã hỏi, không có"))


def late(world: World, pc: Pc) -> None:
    """Entered after an outage, with the day on which it came."""
    day = vietnam_date(world.clock.now()) - timedelta(days=world.random.randrange(1, 6))
    world.typed_count += 1
    fields = {
        "subject": f"Vào sổ muộn {world.typed_count}",
        "organ_name": "Sở Nội vụ",
        "arrival_date": day.isoformat(),
    }
    outcome = world.do(pc, "register_incoming", RegisterIncoming(fields, late="mất mạng"))
    world.counts["entered late"] += outcome is not None


def correct(world: World, pc: Pc) -> None:
    """A wrong date is put right."""
    entity = world.random.choice(("incoming_document", "outgoing_document"))
    state = "da_dang_ky" if entity == "incoming_document" else "da_phat_hanh"
    row = _pick(world, pc, entity, state=state)
    if row is None:
        return
    shown = row.values.get("arrival_date" if entity == "incoming_document" else "issued_date")
    day = date.fromisoformat(str(shown)) + timedelta(days=world.random.choice((-1, 1)))
    if entity == "incoming_document":
        command: object = CorrectArrivalDate(row.id, day, "ghi nhầm ngày")
        world.do(pc, "correct_arrival_date", command)  # type: ignore[arg-type]
    else:
        world.do(pc, "correct_issued_date", CorrectIssuedDate(row.id, day, "ghi nhầm ngày"))


def configure(world: World, pc: Pc) -> None:
    """The office wants to be asked, or not; or it lets the server number a series for a while."""
    series = world.random.choice(SERIES)
    if world.random.random() < 0.5:
        ask = world.random.random() < 0.3
        world.do(pc, "configure_series", ConfigureSeries(series, ask_first=ask))
    else:
        numbering = world.random.choice(("server", "holder", "holder"))
        world.do(pc, "configure_series", ConfigureSeries(series, numbering=numbering))


def close_year(world: World, pc: Pc) -> None:
    """After the turn of the year the old book is closed."""
    year = vietnam_date(world.clock.now()).year - 1
    world.do(pc, "close_year", CloseYear(world.random.choice(SERIES), year))


def confirm(world: World, pc: Pc, series: str) -> None:
    """The clerk of a rebuilt store reads the last number in the paper book and types it."""
    found = [one for one in _series_rows(pc) if one.values.get("code") == series]
    year = vietnam_date(world.clock.now()).year
    run = world.oracle.offices[pc.office_code].run(found[0].id, year) if found else None
    if run is not None and run.dated is not None:
        world.do(pc, "confirm_register", ConfirmRegister(series, run.number, run.dated))


def put_back(world: World, pc: Pc) -> None:
    """The store was put back from a copy: it gives no number before it has synced, or somebody has
    typed the last one in the book."""
    series = world.random.choice(SERIES)
    with pc.office.store.write() as connection:
        meta.mark_restored(connection, True)
    register = "register_incoming" if series == "den" else "issue_outgoing"
    world.note(f"{pc.name} put back")
    run_named(world, pc, register)
    confirm(world, pc, series)
    run_named(world, pc, register)


def dead_holder(world: World, pc: Pc) -> None:
    """The holder goes on giving numbers on paper, without a line; its series is taken from it by
    what the server knows; the next holder gives the same numbers, perhaps to the same draft."""
    series = world.random.choice(SERIES)
    memory = world.oracle.offices[pc.office_code]
    series_id = next((one.id for one in _series_rows(pc) if one.values.get("code") == series), "")
    holder = next((one for one in world.pcs if one.name == memory.holder(series_id)), None)
    if holder is None:
        return
    other = world.colleague(holder)
    for one in (holder, other):
        one.line.cut = False
        world.sync(one)
    drafts = [run_named(world, holder, "create_outgoing")] if series == "di" else []
    world.sync(holder)
    world.sync(other)
    holder.line.cut = True
    for made in drafts:
        if made is not None:
            world.do(holder, "issue_outgoing", IssueOutgoing(made.id))
    run_named(world, holder, "register_incoming" if series == "den" else "issue_outgoing")
    revoke(world, holder, series, known=True)
    for made in drafts:
        another = run_named(world, other, "create_outgoing")
        for one in (another, made) if world.random.random() < 0.7 else (made,):
            if one is not None:
                world.do(other, "issue_outgoing", IssueOutgoing(one.id))
    run_named(world, other, "register_incoming" if series == "den" else "issue_outgoing")
    holder.line.cut = False
    for one in (other, holder):
        world.sync(one)


def revoke(world: World, pc: Pc, series: str = "", *, known: bool = False) -> None:
    """The admin takes a series from a PC that cannot be asked; who read the book may err, or says
    only what the server knows."""
    series = series or world.random.choice(SERIES)
    office = pc.office_code
    series_id = next((one.id for one in _series_rows(pc) if one.values.get("code") == series), "")
    year = vietnam_date(world.clock.now()).year
    memory = world.oracle.offices[office]
    run = memory.run(series_id, year)
    begun = START if year == START_YEAR else 0
    read = run.number + world.random.choice((0, 0, 0, 1, -2, 3)) if run else begun
    if known:
        read = max(_known_at_the_server(world, office, series_id, year), default=begun)
    stated = Stated(year, max(read, begun), "Bà Hoa", "máy hỏng")
    holder = memory.holder(series_id)
    try:
        revoked = world.hub.revoke_lease(office, series, stated)
    except (NotAllowed, RuleViolation) as refusal:
        world.counts[f"refused: {refusal.code}"] += 1
        return
    world.counts["server: revoke_lease"] += 1
    world.oracle.revoked(office, series_id, holder, revoked.last)
    world.note(f"{office} revoke {series} at {revoked.last}")
    other = world.colleague(pc)
    try:
        other.office.take_series(series)
        world.counts["command: take_series"] += 1
    except (NotAllowed, RuleViolation, TransportFault) as refusal:
        world.counts[f"refused: {refusal.code}"] += 1


def _known_at_the_server(world: World, office: str, series_id: str, year: int) -> list[int]:
    held = truth.read(world.hub, f"office/{office}")
    return [
        int(str(row.values["number"]))
        for row in held.of("number")
        if (row.values["series_id"], row.values["year"]) == (series_id, year)
    ]


def _number(world: World, pc: Pc, state: str) -> view.Row | None:
    with pc.office.read() as connection:
        found = view.find(
            connection, "number", "WHERE state = ? ORDER BY number DESC LIMIT 6", (state,)
        )
    return world.random.choice(found) if found else None


def _pick(world: World, pc: Pc, entity: str, **filters: str) -> view.Row | None:
    with pc.office.read() as connection:
        found = rows(connection, Listing(entity, filters), limit=8)
    return world.random.choice(found) if found else None


def _series_rows(pc: Pc) -> list[view.Row]:
    with pc.office.read() as connection:
        return view.find(connection, "series")


def _code(pc: Pc, series_id: str) -> str:
    return next(str(one.values["code"]) for one in _series_rows(pc) if one.id == series_id)
