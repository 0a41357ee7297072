"""A form says what a field is, what helps, and what is wrong, to eyes and to screen readers."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.style.tokens import SIZE
from desktop.ui.widgets.field_row import FieldRow
from desktop.ui.widgets.form_grid import FormGrid


@pytest.fixture
def form(qtbot: QtBot) -> FormGrid:
    """Two fields beside one another, a third below."""
    grid = FormGrid()
    grid.add_row("number", FieldRow("Số", QLineEdit()), span=4)
    grid.add_row("day", FieldRow("Ngày", QLineEdit(), required=True), span=8)
    grid.add_row("subject", FieldRow("Trích yếu", QLineEdit(), help_text="Một câu"))
    qtbot.addWidget(grid)
    with qtbot.waitExposed(grid):
        grid.show()
    return grid


def test_label_and_need_are_read_out(form: FormGrid) -> None:
    assert form.row("number").editor.accessibleName() == "Số"
    assert form.row("day").editor.accessibleName() == "Ngày (bắt buộc)"


def test_help_is_read_out_and_gives_way_to_an_error(form: FormGrid) -> None:
    row = form.row("subject")
    assert row.editor.accessibleDescription() == "Một câu"
    row.set_error("Hãy gõ trích yếu.")
    assert row.editor.accessibleDescription() == "Hãy gõ trích yếu. Một câu"
    row.set_error("")
    assert (row.error, row.editor.property("invalid")) == ("", "false")


def test_an_error_does_not_move_a_field_that_has_help(form: FormGrid) -> None:
    before = form.heightForWidth(600)
    form.row("subject").set_error("Hãy gõ trích yếu.")
    assert form.heightForWidth(600) == before


def test_a_form_asks_for_a_width_that_can_be_read(form: FormGrid) -> None:
    assert form.sizeHint().width() >= SIZE.dialog_text


def test_an_error_does_not_push_its_neighbour(form: FormGrid) -> None:
    neighbour = form.row("number").editor
    before = neighbour.mapTo(form, neighbour.rect().topLeft())
    form.row("day").set_error("Không hiểu ngày.")
    form.layout().activate()
    assert neighbour.mapTo(form, neighbour.rect().topLeft()) == before


def test_the_first_wrong_field_takes_the_keyboard(form: FormGrid) -> None:
    left = form.show_problems({"subject": "Thiếu.", "day": "Sai.", "elsewhere": "Trùng số."})
    assert form.row("day").editor.hasFocus()
    assert left == {"elsewhere": "Trùng số."}


def test_mended_fields_lose_their_error(form: FormGrid) -> None:
    form.show_problems({"day": "Sai."})
    form.show_problems({})
    assert [row.error for _name, row in form] == ["", "", ""]


def test_tab_goes_in_reading_order(form: FormGrid) -> None:
    fields = [row.editor for _name, row in form]
    fields[0].setFocus()
    visited: list[QWidget] = [fields[0]]
    for _ in fields[1:]:
        form.focusNextPrevChild(True)
        visited.append(form.focusWidget())
    assert visited == fields


def test_a_field_of_the_same_name_is_refused(form: FormGrid) -> None:
    with pytest.raises(ValueError, match="number"):
        form.add_row("number", FieldRow("Số", QLineEdit()))


@pytest.mark.parametrize("span", [0, 13])
def test_a_field_wider_than_the_form_is_refused(form: FormGrid, span: int) -> None:
    with pytest.raises(ValueError, match=str(span)):
        form.add_row("new", FieldRow("Mới", QLineEdit()), span=span)


def test_labels_beside_their_fields_are_equally_wide(qtbot: QtBot) -> None:
    grid = FormGrid()
    qtbot.addWidget(grid)
    for name, label in (("a", "Số"), ("b", "Trích yếu nội dung")):
        grid.add_row(name, FieldRow(label, QLineEdit(), label_position="beside"))
    grid.align_headings()
    with qtbot.waitExposed(grid):
        grid.show()
    lefts = {row.editor.x() for _name, row in grid}
    assert len(lefts) == 1
