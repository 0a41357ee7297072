"""The register's model under Qt's own tester: pages, changes, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.commands.incoming import EditIncoming, RegisterIncoming, RemoveIncoming
from desktop.office import Office
from desktop.queries.listing import Listing
from desktop.ui.models import columns
from desktop.ui.models.record_table import BLOCK, RecordTable
from desktop.ui.session import Session
from desktop.ui.widgets.badge import BADGE_ROLE, BadgeLook
from tests.helpers.arrivals import lay_arrivals
from tests.helpers.sessions import session_of, settle, started_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return started_office(tmp_path / "store")


@pytest.fixture
def session(office: Office, qtbot: QtBot) -> Iterator[Session]:
    with session_of(office) as made:
        yield made


@pytest.fixture
def shown(session: Session, qtbot: QtBot) -> Callable[[], RecordTable]:
    """Makes the table of arrivals, under the tester, listed."""

    def make() -> RecordTable:
        table = RecordTable(session, Listing("incoming_document"), columns.INCOMING, session)
        fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
        QAbstractItemModelTester(table, fatal, table)
        with qtbot.waitSignal(table.listed):
            table.set_active(True)
        return table

    return make


def text(table: RecordTable, row: int, name: str) -> object:
    column = [one.name for one in table.columns].index(name)
    return table.index(row, column).data()


def test_a_row_is_read_when_it_is_asked_for(
    office: Office, session: Session, shown: Callable[[], RecordTable], qtbot: QtBot
) -> None:
    office.run(RegisterIncoming({"subject": "Về việc nghỉ lễ", "type_name": "Công văn"}))
    table = shown()
    settle(session, qtbot)
    assert text(table, 0, "arrival_number") == "1246"
    assert text(table, 0, "subject") == "Công văn: Về việc nghỉ lễ"


def test_titles_are_those_of_the_official_book(shown: Callable[[], RecordTable]) -> None:
    table = shown()
    titles = [table.headerData(at, Qt.Orientation.Horizontal) for at in range(table.columnCount())]
    assert titles[:4] == ["Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu"]


def test_a_new_record_is_inserted_and_the_others_stay(
    office: Office, session: Session, shown: Callable[[], RecordTable], qtbot: QtBot
) -> None:
    office.run(RegisterIncoming({"subject": "Một"}))
    table = shown()
    with qtbot.waitSignal(table.rowsInserted) as inserted:
        office.run(RegisterIncoming({"subject": "Hai"}))
    assert inserted.args[1:] == [0, 0]
    settle(session, qtbot)
    assert [text(table, row, "subject") for row in (0, 1)] == ["Hai", "Một"]


def test_a_removed_record_leaves_the_list(
    office: Office, shown: Callable[[], RecordTable], qtbot: QtBot
) -> None:
    made = office.run(RegisterIncoming({"subject": "Một"}))
    table = shown()
    with qtbot.waitSignal(table.rowsRemoved):
        office.run(RemoveIncoming(made.id, "Nhập nhầm"))
    assert table.rowCount() == 0


def test_an_edited_record_is_read_again(
    office: Office, session: Session, shown: Callable[[], RecordTable], qtbot: QtBot
) -> None:
    made = office.run(RegisterIncoming({"subject": "Một"}))
    table = shown()
    settle(session, qtbot)
    assert text(table, 0, "subject") == "Một"
    with qtbot.waitSignal(table.dataChanged):
        office.run(EditIncoming(made.id, {"subject": "Hai"}))
    settle(session, qtbot)
    assert text(table, 0, "subject") == "Hai"


def test_a_table_nobody_sees_waits_until_it_is_seen(
    office: Office, session: Session, shown: Callable[[], RecordTable], qtbot: QtBot
) -> None:
    table = shown()
    table.set_active(False)
    office.run(RegisterIncoming({"subject": "Một"}))
    settle(session, qtbot)
    assert table.rowCount() == 0
    with qtbot.waitSignal(table.listed):
        table.set_active(True)
    assert table.rowCount() == 1


def test_own_work_that_waits_to_be_sent_is_marked(
    office: Office, session: Session, shown: Callable[[], RecordTable], qtbot: QtBot
) -> None:
    office.run(RegisterIncoming({"subject": "Một"}))
    table = shown()
    settle(session, qtbot)
    state = table.index(0, table.columnCount() - 1)
    assert state.data() is not None
    assert state.data(BADGE_ROLE) == BadgeLook("Đã đăng ký", "success", "cloud-upload")
    number = table.index(0, 1)
    assert number.data(Qt.ItemDataRole.ToolTipRole) == "1246 (Chờ gửi)"


def test_only_the_painted_blocks_of_a_long_register_are_read(
    office: Office, session: Session, shown: Callable[[], RecordTable], qtbot: QtBot
) -> None:
    lay_arrivals(office, 3 * BLOCK + 7)
    table = shown()
    settle(session, qtbot)
    assert table.rowCount() == 3 * BLOCK + 7
    far = 2 * BLOCK + 5
    assert table.listed_at(far) is None
    assert table.index(far, 1).data() is None
    with qtbot.waitSignal(table.dataChanged) as told:
        pass
    assert (told.args[0].row(), told.args[1].row()) == (2 * BLOCK, 3 * BLOCK - 1)
    assert table.index(far, 1).data() == str(3 * BLOCK + 7 - far)


def test_a_line_is_found_by_its_row_number(
    office: Office, session: Session, shown: Callable[[], RecordTable], qtbot: QtBot
) -> None:
    lay_arrivals(office, 250)
    table = shown()
    settle(session, qtbot)
    number = table.number_at(240)
    assert number is not None
    assert table.line_of(number) == 240
    assert table.line_of(-5) == -1
    assert table.number_at(250) is None


def test_nothing_stands_below_a_cell(shown: Callable[[], RecordTable]) -> None:
    table = shown()
    assert table.index(0, 0, QModelIndex()).isValid() is False
