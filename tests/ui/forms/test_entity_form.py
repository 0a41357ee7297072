"""Forms built from an entity's declaration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from common.entities.documents import INCOMING_DOCUMENT
from desktop.ui.forms.editors import ChoiceEditor, TextEditor
from desktop.ui.forms.entity_form import Asked, EntityForm
from desktop.ui.widgets.date_edit import DateEdit
from desktop.ui.widgets.number_edit import NumberEdit
from tests.helpers.keyboard import press, type_text
from tests.helpers.sessions import shown

TODAY = date(2026, 9, 14)
FIELDS = [
    Asked("organ_name"),
    Asked("issued_date"),
    Asked("subject", lines=3),
    Asked("urgency"),
    Asked("page_amount"),
    Asked("to_places", label="Nơi nhận", editor=TextEditor),
]


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[EntityForm]:
    with shown(EntityForm(INCOMING_DOCUMENT, FIELDS, lambda: TODAY), qtbot) as made:
        yield made


def test_labels_and_required_marks_come_from_the_entity(form: EntityForm) -> None:
    labels = {name: row.label for name, row in form}
    assert labels["organ_name"] == "Cơ quan ban hành"
    assert labels["to_places"] == "Nơi nhận"
    assert [name for name, row in form if row.required] == ["subject"]


def test_each_type_of_field_has_its_editor(form: EntityForm) -> None:
    kinds = [type(form.editor(asked.name).widget) for asked in FIELDS]
    assert kinds == [QLineEdit, DateEdit, QPlainTextEdit, QComboBox, NumberEdit, QLineEdit]


def test_values_are_as_records_hold_them(form: EntityForm) -> None:
    form.editor("organ_name").widget.setFocus()
    type_text("  Sở   Nội vụ ")
    press("Tab")
    type_text("8/10")
    press("Tab")
    type_text("Về việc\nnghỉ lễ ")
    press("Tab", "Down", "Tab")
    type_text("3")
    assert form.values() == {
        "organ_name": "Sở Nội vụ",
        "issued_date": "2026-10-08",
        "subject": "Về việc\nnghỉ lễ",
        "urgency": 1,
        "page_amount": 3,
        "to_places": None,
    }


def test_text_in_parts_is_composed(form: EntityForm) -> None:
    form.editor("organ_name").set_value("So\u031b\u0309 No\u0302\u0323i vu\u0323")
    assert form.values()["organ_name"] == "Sở Nội vụ"


def test_what_is_wrong_is_shown_all_at_once(form: EntityForm) -> None:
    line = form.editor("issued_date").widget
    assert isinstance(line, DateEdit)
    line.setText("32/13")
    assert not form.check()
    assert {name for name, row in form if row.error} == {"issued_date", "subject"}
    form.editor("subject").set_value("Một")
    line.setText("8/10")
    assert form.check()
    assert [row.error for _name, row in form if row.error] == []


def test_only_what_was_changed_is_dirty(form: EntityForm) -> None:
    form.set_values({"subject": "Một", "urgency": 2, "issued_date": "2026-09-01"})
    assert not form.is_dirty
    form.editor("urgency").set_value(0)
    assert form.changed_values() == {"urgency": 0}
    form.editor("urgency").set_value(2)
    assert not form.is_dirty


def test_a_date_that_cannot_be_read_is_not_lost_silently(form: EntityForm) -> None:
    line = form.editor("issued_date").widget
    assert isinstance(line, DateEdit)
    line.setText("mai mốt")
    assert form.is_dirty


def test_an_emptied_field_is_a_change_to_nothing(form: EntityForm) -> None:
    form.set_values({"subject": "Một", "page_amount": 3})
    form.editor("page_amount").set_value(None)
    assert form.changed_values() == {"page_amount": None}


def test_filling_in_is_not_editing(form: EntityForm, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(form.edited):
        form.set_values({"subject": "Một"})
    with qtbot.waitSignal(form.edited):
        form.editor("subject").set_value("Hai")


def test_a_choice_that_is_not_offered_yet_is_kept(qtbot: QtBot) -> None:
    editor = ChoiceEditor([(None, "Chọn")])
    qtbot.addWidget(editor.widget)
    editor.set_value("quyet_dinh")
    assert editor.value == "quyet_dinh"
    editor.set_choices([(None, "Chọn"), ("cong_van", "Công văn"), ("quyet_dinh", "Quyết định")])
    assert editor.value == "quyet_dinh"
    assert isinstance(editor.widget, QComboBox)
    assert editor.widget.currentText() == "Quyết định"
    editor.widget.setCurrentIndex(1)
    assert editor.value == "cong_van"
