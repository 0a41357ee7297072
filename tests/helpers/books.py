"""An office with running books, and what a test reads in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from common.changes.record import Values
from common.rules.numbering import Lease, series_id
from desktop.commands.incoming import RegisterIncoming
from desktop.commands.outgoing import CreateOutgoing, IssueOutgoing
from desktop.commands.registers import StartRegister
from desktop.commands.runner import Outcome
from desktop.office import Office
from desktop.queries import ledger
from desktop.store import leases
from tests.helpers.offices import TickingClock, new_office

PAPER: Values = {"type_name": "Quyết định", "subject": "Về việc ban hành Quy chế"}
DEN = series_id("stc", "den")
DI = series_id("stc", "di")


def office_with_books(
    folder: Path, *, clock: TickingClock | None = None, last: int = 100
) -> Office:
    """Both books of `stc` at ``last``, of 11 September 2026; today is the 14th."""
    office = new_office(folder, clock=clock)
    for code in ("den", "di"):
        office.run(StartRegister(code, last, date(2026, 9, 11), f"Sổ {code} 2026"))
    return office


def arrive(office: Office, subject: str = "Một", **more: object) -> Outcome:
    """Register an arrival of now."""
    fields: Values = {"subject": subject, **more.pop("fields", {})}  # type: ignore[dict-item]
    return office.run(RegisterIncoming(fields, **more))  # type: ignore[arg-type]


def issue(office: Office, day: date | None = None, **more: object) -> Outcome:
    """Prepare a document and issue it."""
    draft = office.run(CreateOutgoing(PAPER))
    return office.run(IssueOutgoing(draft.id, day, **more))  # type: ignore[arg-type]


def without_lease(office: Office, code: str) -> None:
    """Another PC holds the series now."""
    with office.store.write() as connection:
        leases.give_up(connection, series_id(office.who.office_code, code))


def with_leases(office: Office, *codes: str) -> None:
    """This PC holds these series, as its last sync told it."""
    who = office.who
    with office.store.write() as connection:
        leases.save(
            connection,
            [
                Lease(who.office_scope, series_id(who.office_code, code), who.device, 2)
                for code in codes
            ],
        )


def book(office: Office, series: str = DEN, year: int = 2026) -> list[tuple[object, ...]]:
    """(number with suffix, state, date) of each row of a book, in order."""
    with office.read() as connection:
        return [
            (
                f"{line.row.values['number']}{line.row.values.get('suffix', '')}",
                line.row.values["state"],
                line.row.values.get("dated"),
            )
            for line in ledger.lines(connection, series, year)
        ]


def row(office: Office, number: int, series: str = DEN, year: int = 2026) -> Values:
    """The ledger's row of one number."""
    with office.read() as connection:
        (found,) = [
            line.row.values
            for line in ledger.lines(connection, series, year)
            if (line.row.values["number"], line.row.values.get("suffix", "")) == (number, "")
        ]
    return found
