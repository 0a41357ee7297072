"""Whatever a clerk does on the PC that holds the series, in whatever order: no number twice, none
missing without a row, no date before the one before it (NĐ 30/2020 Đ.15, Đ.22)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from common.changes.record import Values
from common.errors import NotAllowed, RuleViolation
from desktop.commands.dates import CorrectArrivalDate, CorrectIssuedDate
from desktop.commands.incoming import RemoveIncoming
from desktop.commands.ledger_rows import CancelNumber, ReserveNumbers
from desktop.commands.registers import CloseYear
from desktop.office import Office
from desktop.queries import ledger
from desktop.queries.listing import Listing, rows
from desktop.store.connection import Connection
from tests.helpers.books import (
    DEN,
    DI,
    arrive,
    issue,
    office_with_books,
    with_leases,
    without_lease,
)
from tests.helpers.offices import TickingClock

START = 100
SERIES = {"den": DEN, "di": DI}


class Desk:
    """A clerk at one PC; each move is a command with what chance chose, or is refused."""

    def __init__(self, folder: Path) -> None:
        self.clock = TickingClock()
        self.office = office_with_books(folder, clock=self.clock, last=START)

    @property
    def today(self) -> date:
        return self.clock.now().date()

    def day(self, step: int) -> date:
        """Around today, mostly before it."""
        return self.today + timedelta(days=step % 12 - 9)

    def register(self, step: int) -> None:
        arrive(self.office, fields={"arrival_date": self.day(step).isoformat()}, confirmed=True)

    def register_now(self, step: int) -> None:
        arrive(self.office, confirmed=True)

    def issue(self, step: int) -> None:
        issue(self.office, self.day(step), confirmed=True)

    def issue_now(self, step: int) -> None:
        issue(self.office, confirmed=True)

    def reserve(self, step: int) -> None:
        series = ("den", "di")[step % 2]
        self.office.run(ReserveNumbers(series, "Ai", "Vì sao", 1 + step % 3, confirmed=True))

    def use_reserved(self, step: int) -> None:
        series, number, year = self.any_number(step, "reserved")
        if series == "den":
            fields: Values = {"arrival_date": date(year, 1 + step % 12, 5).isoformat()}
            arrive(self.office, fields=fields, reserved=number, confirmed=True)
        else:
            issue(self.office, self.day(step) if step % 3 else None, reserved=number)

    def cancel_reserved(self, step: int) -> None:
        series, number, year = self.any_number(step, "reserved")
        self.office.run(CancelNumber(series, year, number, "Thôi"))

    def add_letter(self, step: int) -> None:
        after = 1 + step % 3 + (START if self.today.year == 2026 else 0)
        issue(self.office, self.day(step) if step % 2 else None, after=after)

    def enter_late(self, step: int) -> None:
        day = self.today - timedelta(days=step % 150)
        arrive(self.office, fields={"arrival_date": day.isoformat()}, late="Sót")
        issue(self.office, day, late="Sót")

    def remove(self, step: int) -> None:
        document = self.any_document(step, "incoming_document")
        self.office.run(RemoveIncoming(document, "Nhầm"))

    def correct(self, step: int) -> None:
        entity = ("incoming_document", "outgoing_document")[step % 2]
        command = (CorrectArrivalDate, CorrectIssuedDate)[step % 2]
        self.office.run(command(self.any_document(step, entity), self.day(step), "Gõ nhầm"))

    def wait_for_lease(self, step: int) -> None:
        for series in SERIES:
            without_lease(self.office, series)
        with suppress(RuleViolation, NotAllowed):
            arrive(self.office, fields={"arrival_date": self.day(step).isoformat()})
            issue(self.office)
        self.clock.forward(days=step % 2)
        with_leases(self.office, *SERIES)
        self.office.number_waiting()

    def pass_days(self, step: int) -> None:
        self.clock.forward(days=1 + step % 4)

    def turn_year(self, step: int) -> None:
        self.clock.forward(days=(date(self.today.year + 1, 1, 2) - self.today).days)

    def close_year(self, step: int) -> None:
        self.office.run(CloseYear(("den", "di")[step % 2], self.today.year - 1))

    def any_number(self, step: int, state: str) -> tuple[str, int, int]:
        """(series code, number, year) of some row, refused where there is none."""
        with self.office.read() as connection:
            found = [
                (code, int(str(line.row.values["number"])), year)
                for code, series in SERIES.items()
                for year in (self.today.year, self.today.year - 1)
                for line in ledger.lines(connection, series, year, states=(state,))
            ]
        if not found:
            raise RuleViolation("number_unknown")
        return found[step % len(found)]

    def any_document(self, step: int, entity: str) -> str:
        with self.office.read() as connection:
            found = rows(connection, Listing(entity))
        if not found:
            raise RuleViolation("record_not_found")
        return found[step % len(found)].id


MOVES: tuple[Callable[[Desk, int], None], ...] = (
    Desk.register,
    Desk.register_now,
    Desk.issue,
    Desk.issue_now,
    Desk.reserve,
    Desk.use_reserved,
    Desk.cancel_reserved,
    Desk.add_letter,
    Desk.enter_late,
    Desk.remove,
    Desk.correct,
    Desk.wait_for_lease,
    Desk.pass_days,
    Desk.turn_year,
    Desk.close_year,
)


def check_run(connection: Connection, series: str, year: int) -> int:
    """The law over one book; how many numbers it has."""
    lines = [line.row.values for line in ledger.lines(connection, series, year)]
    places = [(int(str(one["number"])), str(one.get("suffix", ""))) for one in lines]
    assert len(set(places)) == len(places)
    start = START if year == 2026 else 0
    plain = [number for number, suffix in places if not suffix]
    assert plain == list(range(start + 1, start + 1 + len(plain)))
    dates = [str(one["dated"]) for one in lines if one.get("dated")]
    assert dates == sorted(dates)
    assert all(one.get("reason") for one in lines if one["state"] in ("cancelled", "reserved"))
    unexplained = [
        one for one in ledger.gaps(connection, series, year) if one.code == "unexplained"
    ]
    assert unexplained == []
    return len(lines)


def check_documents(connection: Connection) -> None:
    """Each numbered document stands in the ledger under its number, and nobody else does."""
    for entity, name in (
        ("incoming_document", "arrival_number"),
        ("outgoing_document", "code_number"),
    ):
        for row in rows(connection, Listing(entity), limit=10_000):
            booked = connection.execute(
                "SELECT number, suffix FROM number WHERE document_id = ? AND state = 'given'",
                (row.id,),
            ).fetchall()
            if row.values["state"] in ("da_dang_ky", "da_phat_hanh"):
                ((number, suffix),) = booked
                assert str(row.values[name]).lstrip("0") == f"{number}{suffix}"
            else:
                assert booked == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
@given(st.lists(st.tuples(st.sampled_from(MOVES), st.integers(0, 999)), min_size=8, max_size=40))
@example([(move, step) for step in (5, 8) for move in MOVES])
def test_a_book_is_lawful_whatever_the_clerk_does(
    moves: list[tuple[Callable[[Desk, int], None], int]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder) / "store")
        try:
            for move, step in moves:
                with suppress(RuleViolation, NotAllowed):
                    move(desk, step)
            check(desk.office, desk.today.year)
        finally:
            desk.office.close()


def check(office: Office, until: int) -> None:
    with office.read() as connection:
        for series in SERIES.values():
            for year in range(2026, until + 1):
                check_run(connection, series, year)
        check_documents(connection)
