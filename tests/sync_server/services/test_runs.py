"""Where a run stands follows from the rows and books that were changed, in whatever order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from common.changes.changeset import Change
from common.entities.schema import Value
from common.rules.numbering import book_id, number_id, series_id
from sync_server.db.runs import Run
from sync_server.hub.hub import Hub
from sync_server.services import runs
from sync_server.services.server_acts import act, difference
from tests.helpers.databases import SqliteFiles
from tests.helpers.devices import YEAR
from tests.helpers.hubs import new_hub

DEN = series_id("stc", "den")
SCOPE = "office/stc"


@pytest.fixture
def hub(sqlite: SqliteFiles) -> Iterator[Hub]:
    with closing(new_hub(sqlite.filled())) as hub:
        yield hub


def write(hub: Hub, *changes: Change) -> None:
    """One transaction of the server's."""
    with hub.core.scope(SCOPE) as work:
        found = (difference(work, one.entity, one.id, one.set) for one in changes)
        act(work, "book_numbers", [one for one in found if one])


def number(of: int, dated: str | None = "2026-09-14", **values: Value) -> Change:
    """A row of the ledger, given unless said otherwise."""
    suffix = str(values.get("suffix", ""))
    made: dict[str, Value] = {"series_id": DEN, "year": YEAR, "number": of, "suffix": suffix}
    made |= {"state": "given", "dated": dated, **values}
    return Change("number", number_id(DEN, YEAR, of, suffix), made)


def book(year: int = YEAR, **values: Value) -> Change:
    made: dict[str, Value] = {"series_id": DEN, "year": year, "name": "Quyển số 01", **values}
    return Change("register_book", book_id(DEN, year), made)


def standing(hub: Hub, year: int = YEAR) -> tuple[int, str] | None:
    """(last number, the date that guards the next)."""
    with hub.core.reading() as conn:
        run = runs.of_year(conn, SCOPE, DEN, year)
    return (run.last_number, run.last_date) if run else None


def test_a_series_without_a_book_stands_nowhere(hub: Hub) -> None:
    assert standing(hub) is None


def test_the_last_number_and_its_date_guard_the_next(hub: Hub) -> None:
    write(hub, number(2, "2026-09-15"), number(1))
    assert standing(hub) == (2, "2026-09-15")


def test_a_book_begun_mid_year_is_where_the_run_goes_on(hub: Hub) -> None:
    write(hub, book(last_number=81, last_date="2026-09-01"))
    assert standing(hub) == (81, "2026-09-01")


def test_a_last_number_that_a_clerk_confirmed_counts(hub: Hub) -> None:
    write(hub, number(3), book(confirmed_number=5, confirmed_date="2026-09-20"))
    assert standing(hub) == (5, "2026-09-20")


@pytest.mark.parametrize(
    "change",
    [
        number(9, None, state="unaccounted", reason="thu hồi sổ"),
        number(9, None, state="reserved"),
        number(9, "2026-09-01", out_of_order=True, reason="thu hồi sổ"),
        number(9, "2026-08-28", reason="nhập muộn"),
    ],
    ids=["unaccounted", "reserved", "out of order", "late"],
)
def test_a_row_out_of_the_order_of_dates_moves_the_number_only(hub: Hub, change: Change) -> None:
    write(hub, number(3), change)
    assert standing(hub) == (9, "2026-09-14")


def test_a_letter_behind_a_number_moves_nothing(hub: Hub) -> None:
    write(hub, number(3), number(3, "2026-09-10", suffix="a"))
    assert standing(hub) == (3, "2026-09-14")


def test_a_wrong_date_that_is_put_right_no_longer_guards(hub: Hub) -> None:
    write(hub, number(3, "2027-09-14"))
    write(hub, number(3, "2026-09-14", reason="sửa ngày"))
    assert standing(hub) == (3, "2026-09-14")


def test_a_year_after_one_that_was_begun_starts_at_one(hub: Hub) -> None:
    write(hub, number(3))
    assert standing(hub, YEAR + 1) == (0, "")
    assert standing(hub, YEAR - 1) is None


def test_a_year_is_closed_with_its_book_and_stays_so(hub: Hub) -> None:
    write(hub, number(3), book(closed_at=1))
    write(hub, number(4))
    with hub.core.reading() as conn:
        assert runs.of_year(conn, SCOPE, DEN, YEAR) == Run(DEN, YEAR, 4, 4, "2026-09-14", True)
