"""One step of a run: a weighted choice of what people, machines and lines do.

Each step draws from a randomness of its own (seed and index), so leaving one out leaves the others
nearly as they were: that is how a failing run is shrunk.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from common.entities.offices import Role
from common.errors import NotAllowed, RuleViolation, TransportFault
from desktop.commands.attachments import AttachFiles
from desktop.commands.registers import ConfigureSeries, ReleaseSeries
from sync_server.services.judging import grant_key
from sync_server.services.server_acts import act, difference
from tests.simulation import books, checkers, decisions
from tests.simulation.power import COMMAND_POINTS, SYNC_POINTS
from tests.simulation.rivals import rivals
from tests.simulation.workload import (
    next_command,
    open_form,
    run_named,
)
from tests.simulation.world import TINY_BYTES, Pc, World

Step = Callable[[World, Pc], None]
YEARS_10 = timedelta(days=3652)


def step(world: World, index: int) -> None:
    """Do the step ``index`` of the run."""
    world.random.seed(f"{world.seed}/{index}")
    pc = world.random.choice(world.pcs)
    world.clock.forward(seconds=world.random.randrange(1, 900))
    names = list(STEPS)
    (name,) = world.random.choices(names, [STEPS[name][0] for name in names])
    STEPS[name][1](world, pc)
    world.look(pc)
    if world.random.random() < 0.05:
        checkers.check_pc(world, pc)


def between(world: World, pc: Pc) -> None:
    """What others do, and the person at ``pc`` too, between two exchanges of its sync."""
    chance = world.random.random()
    world.counts["others work during a sync"] += 1
    if chance < 0.5:
        other = world.colleague(pc)
        next_command(world, other)
        world.sync(other)
    elif not pc.fuse.point:
        next_command(world, pc)


def _sync(world: World, pc: Pc) -> None:
    world.sync(pc)


def _post(world: World, pc: Pc) -> None:
    world.note(f"post {world.hub.deliver_post()}")


def _cable(world: World, pc: Pc) -> None:
    pc.line.cut = not pc.line.cut and world.random.random() < 0.5
    world.note(f"{pc.name} cable {'out' if pc.line.cut else 'in'}")


def _power(world: World, pc: Pc) -> None:
    """The power goes in the middle of a command, of a sync, or of nothing."""
    chance = world.random.random()
    if chance < 0.6:
        point = world.random.choice(COMMAND_POINTS)
        pc.fuse.arm(point)
        run_named(world, pc, world.random.choice(("register_incoming", "edit_incoming")))
    elif chance < 0.9:
        point = world.random.choice(SYNC_POINTS)
        pc.fuse.arm(point, world.random.randrange(1, 5))
        world.sync(pc)
    else:
        point = "idle"
        world.note(f"{pc.name} power")
        world.start_again(pc)
    if not pc.fuse.point:
        world.counts[f"fault: power {point}"] += 1
    pc.fuse.disarm()


def _server(world: World, pc: Pc) -> None:
    """The server dies just before one of its commits, or is only started again."""
    if world.random.random() < 0.7:
        world.crash_server_in(world.random.randrange(5))
        try:
            world.sync(pc)
            world.hub.deliver_post()
        except TransportFault:
            world.note("post crashed")
        world.crash_server_in(None)
    world.restart_server()


def _rebuild(world: World, pc: Pc) -> None:
    """The database is lost, often just after a series was taken from a colleague; then the clerk is
    in a hurry, on a thin line that breaks again and again in the pull."""
    if world.random.random() < 0.7:
        pc.line.cut = world.colleague(pc).line.cut = False
        _pass_on(world, world.colleague(pc))
    next_command(world, pc)
    usual, pc.size_bytes = pc.size_bytes, TINY_BYTES
    world.lose_database(pc)
    for exchanges in (1, 2, 3):
        run_named(world, pc, "register_incoming")
        pc.line.cut_after = exchanges
        world.sync(pc)
        pc.line.cut_after = None
    run_named(world, pc, "register_incoming")
    pc.size_bytes = usual


def _hurry(world: World, pc: Pc) -> None:
    """Many small things in a row, then a sync on a bad line."""
    for _ in range(4):
        next_command(world, pc)
    world.sync(pc)


def _take(world: World, pc: Pc) -> None:
    series = world.random.choice(("den", "di"))
    try:
        pc.office.take_series(series)
        world.counts["command: take_series"] += 1
        run_named(world, pc, "register_incoming" if series == "den" else "issue_outgoing")
    except (NotAllowed, RuleViolation, TransportFault) as refusal:
        world.counts[f"refused: {refusal.code}"] += 1
    world.note(f"{pc.name} take {series}")


def _pass_on(world: World, pc: Pc) -> None:
    """A series goes from one PC to the other, as two clerks would do it."""
    for name in ("release_series", "register_incoming", "issue_outgoing"):
        run_named(world, pc, name)
    if world.sync(pc):
        _take(world, world.colleague(pc))


def _clock(world: World, pc: Pc) -> None:
    """One PC's clock jumps, or is put right; the PC is started by it and knows no other time."""
    jumps = (timedelta(), timedelta(days=2), timedelta(days=-3), YEARS_10, -YEARS_10)
    for _ in range(2):
        pc.clock.skew = world.random.choice(jumps)
        ahead = pc.clock.skew > timedelta()
        behind = pc.clock.skew < timedelta()
        way = "ahead" if ahead else "behind" if behind else "put right"
        world.counts[f"fault: clock {way}"] += 1
        world.note(f"{pc.name} clock {pc.clock.skew}")
        world.start_again(pc)
        run_named(world, pc, "register_incoming")


def _days(world: World, pc: Pc) -> None:
    """Some days in which nobody works."""
    year = world.clock.now().year
    world.clock.forward(days=world.random.randrange(1, 9))
    if world.clock.now().year != year:
        world.counts["a new year"] += 1
    world.note(f"days pass, {world.clock.now():%Y-%m-%d}")


def _roles(world: World, pc: Pc) -> None:
    """The server ends a person's role; the PC works on until it hears of it; the role returns, and
    the person goes on with what is set aside."""
    _set_ended(world, pc, True)
    made = run_named(world, pc, "register_incoming")
    for _ in range(2):
        run_named(world, pc, world.random.choice(("register_incoming", "edit_incoming")))
    world.sync(pc)
    _set_ended(world, pc, False)
    world.sync(pc)
    if made is not None:
        command = AttachFiles(made.entity, made.id, (world.new_file(),))
        world.do(pc, "attach_files", command)
    run_named(world, pc, "edit_incoming")
    run_named(world, pc, "register_incoming")
    world.sync(pc)


def _set_ended(world: World, pc: Pc, ended: bool) -> None:
    who = pc.office.who
    with world.hub.core.scope(who.office_scope) as work:
        change = difference(work, *grant_key(who.user_id, Role.CLERK), {"ended": ended})
        act(work, "invite_people", [change] if change else [])
    world.note(f"{pc.name} role {'ended' if ended else 'given'}")


def _year_end(world: World, pc: Pc) -> None:
    """The days to the next January pass, and the books of the old year are closed."""
    now = world.clock.now()
    world.clock.forward(days=(date(now.year + 1, 1, 3) - now.date()).days)
    world.counts["a new year"] += 1
    world.note(f"a new year, {world.clock.now():%Y-%m-%d}")
    for one in world.pcs:
        world.sync(one)
        run_named(world, one, "register_incoming")
        books.number_waiting(world, one)
    for one in world.pcs:
        books.close_year(world, one)


def _recall(world: World, pc: Pc) -> None:
    """A document is sent, taken back, and whoever has it answers."""
    run_named(world, pc, "send_outgoing")
    world.sync(pc)
    _deliver(world)
    run_named(world, pc, "recall_outgoing")
    world.sync(pc)
    _deliver(world)
    for other in world.pcs:
        if other.office_code != pc.office_code:
            world.sync(other)
            run_named(world, other, "answer_recall")
            world.sync(other)


def _deliver(world: World) -> None:
    try:
        world.hub.deliver_post()
    except TransportFault:
        world.note("post crashed")


def _aside(world: World, pc: Pc) -> None:
    """Something becomes a conflict or a case, and people decide it soon."""
    rivals(world, pc)
    ways = (decisions.settle, decisions.settle_twice, decisions.give_way)
    world.random.choice(ways)(world, pc)


def _to_the_server(world: World, pc: Pc) -> None:
    """The office lets the server number a series; what waits gets its number there."""
    series = world.random.choice(books.SERIES)
    holder = next((one for one in world.pcs if one.office_code == pc.office_code), pc)
    for one in (holder, pc):
        world.do(one, "release_series", ReleaseSeries(series))
        world.sync(one)
    command = ConfigureSeries(series, numbering="server")
    if world.do(pc, "configure_series", command) and world.sync(pc):
        for one in (pc, world.colleague(pc)):
            run_named(world, one, "register_incoming" if series == "den" else "issue_outgoing")
            world.sync(one)
        world.do(pc, "configure_series", ConfigureSeries(series, numbering="holder"))
        world.sync(pc)


STEPS: dict[str, tuple[float, Step]] = {
    "command": (50, next_command),
    "open a form": (4, open_form),
    "sync": (20, _sync),
    "post": (4, _post),
    "cable": (2, _cable),
    "power": (4, _power),
    "server": (1.5, _server),
    "rebuild": (0.7, _rebuild),
    "hurry": (2, _hurry),
    "take": (1.5, _take),
    "pass on": (1.5, _pass_on),
    "clock": (1, _clock),
    "days": (1, _days),
    "roles": (0.8, _roles),
    "rivals": (6, rivals),
    "settle": (4, decisions.settle),
    "settle twice": (2, decisions.settle_twice),
    "settle at the centre": (1.5, decisions.settle_at_the_centre),
    "decide a case": (2, decisions.decide_case),
    "aside": (2, _aside),
    "recall": (1, _recall),
    "number what waits": (4, books.number_waiting),
    "number one": (3, books.number_one),
    "reserve": (1.5, books.reserve),
    "use reserved": (2.5, books.use_reserved),
    "close unaccounted": (1, books.close_unaccounted),
    "late": (1.5, books.late),
    "correct": (2, books.correct),
    "configure": (0.5, books.configure),
    "to the server": (0.5, _to_the_server),
    "put back": (0.7, books.put_back),
    "revoke": (0.7, books.revoke),
    "dead holder": (1.2, books.dead_holder),
    "year end": (0.3, _year_end),
}
