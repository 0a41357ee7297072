"""Qt's own texts are Vietnamese, and each of them is one that Qt really asks for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.ui.qt_texts import VietnameseQt, qt_texts

LANGUAGES = ("de", "fr", "ja", "ru", "pl")
"""Languages that Qt ships complete enough to know the texts by."""


@pytest.fixture
def vietnamese(qapp: QApplication) -> VietnameseQt:
    return VietnameseQt(qapp)


def test_every_text_is_one_that_qt_asks_for(qapp: QApplication) -> None:
    shipped = []
    for language in LANGUAGES:
        translator = QTranslator(qapp)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        assert translator.load(f"qtbase_{language}", folder)
        shipped.append(translator)
    unknown = [key for key in qt_texts() if not any(one.translate(*key) for one in shipped)]
    assert unknown == []


def test_places_and_lines_of_a_text_are_kept() -> None:
    def places(text: str) -> tuple[int, int]:
        return text.count("%1"), text.count("\n")

    assert [key for key, text in qt_texts().items() if places(key[1]) != places(text)] == []


def test_standard_buttons_are_vietnamese(
    qapp: QApplication, vietnamese: VietnameseQt, qtbot: QtBot
) -> None:
    assert qapp.installTranslator(vietnamese)
    kinds = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(kinds.Ok | kinds.Cancel | kinds.Yes)
    qtbot.addWidget(box)
    assert {box.button(kind).text().replace("&", "") for kind in (kinds.Ok, kinds.Cancel)} == {
        "Đồng ý",
        "Hủy",
    }
    question = QMessageBox(QMessageBox.Icon.Question, "", "", QMessageBox.StandardButton.Retry)
    qtbot.addWidget(question)
    assert question.button(QMessageBox.StandardButton.Retry).text() == "Thử lại"
    qapp.removeTranslator(vietnamese)


def test_the_menu_of_a_line_is_vietnamese(
    qapp: QApplication, vietnamese: VietnameseQt, qtbot: QtBot
) -> None:
    assert qapp.installTranslator(vietnamese)
    line = QLineEdit()
    qtbot.addWidget(line)
    words = [action.text().split("\t")[0] for action in line.createStandardContextMenu().actions()]
    assert [word for word in words if word][:3] == ["&Hoàn tác", "&Làm lại", "Cắ&t"]
    qapp.removeTranslator(vietnamese)


def test_what_is_not_in_the_file_stays_as_it_is(vietnamese: VietnameseQt) -> None:
    assert vietnamese.translate("QLineEdit", "No such text") is None
