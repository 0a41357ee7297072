"""Attached files are opened, offered and removed, by keyboard, mouse and drop."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QListWidget
from pytestqt.qtbot import QtBot

from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.widgets.file_row import file_icon, size_text
from desktop.ui.widgets.file_strip import FileLook, FileStrip

FILES = (FileLook("k1", "Quyết định.pdf", 245_000), FileLook("k2", "Phụ lục.docx", 9_000, "mới"))


@pytest.fixture
def strip(qtbot: QtBot) -> FileStrip:
    """Two files, the first of them current."""
    made = FileStrip()
    made.show_files(FILES)
    made.resize(500, 200)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    rows(made).setCurrentRow(0)
    return made


def rows(strip: FileStrip) -> QListWidget:
    """The list inside."""
    return strip.findChild(QListWidget)


def drop(strip: FileStrip, *paths: Path) -> None:
    """Let ``paths`` fall onto the strip."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    strip.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, left, none))


def test_enter_opens_the_current_file(qtbot: QtBot, strip: FileStrip) -> None:
    with qtbot.waitSignal(strip.open_requested) as caught:
        qtbot.keyClick(rows(strip), Qt.Key.Key_Return)
    assert caught.args == ["k1"]


def test_delete_asks_to_remove_the_current_file(qtbot: QtBot, strip: FileStrip) -> None:
    with qtbot.waitSignal(strip.remove_requested) as caught:
        qtbot.keyClick(rows(strip), Qt.Key.Key_Delete)
    assert caught.args == ["k1"]


def test_the_cross_asks_to_remove_its_file(qtbot: QtBot, strip: FileStrip) -> None:
    second = rows(strip).visualItemRect(rows(strip).item(1))
    cross = QPoint(second.right() - SPACE.md - SIZE.icon // 2, second.center().y())
    with qtbot.waitSignal(strip.remove_requested) as caught:
        qtbot.mouseClick(rows(strip).viewport(), Qt.MouseButton.LeftButton, pos=cross)
    assert caught.args == ["k2"]


def test_a_read_only_strip_removes_nothing(qtbot: QtBot, strip: FileStrip) -> None:
    strip.set_read_only(True)
    with qtbot.assertNotEmitted(strip.remove_requested):
        qtbot.keyClick(rows(strip), Qt.Key.Key_Delete)


def test_dropped_files_are_offered_and_folders_passed_over(
    qtbot: QtBot, strip: FileStrip, tmp_path: Path
) -> None:
    file = tmp_path / "Báo cáo.pdf"
    file.write_bytes(b"%PDF-1.7")
    with qtbot.waitSignal(strip.files_offered) as caught:
        drop(strip, file, tmp_path)
    assert caught.args == [[file]]


def test_a_dropped_folder_alone_is_not_offered(
    qtbot: QtBot, strip: FileStrip, tmp_path: Path
) -> None:
    with qtbot.assertNotEmitted(strip.files_offered):
        drop(strip, tmp_path)


def test_chosen_files_are_offered(
    qtbot: QtBot, strip: FileStrip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (["a.pdf", "b.docx"], ""))
    with qtbot.waitSignal(strip.files_offered) as caught:
        qtbot.keyClick(strip.focusProxy(), Qt.Key.Key_Space)
    assert caught.args == [[Path("a.pdf"), Path("b.docx")]]


def test_the_current_file_stays_current_when_the_list_changes(strip: FileStrip) -> None:
    rows(strip).setCurrentRow(1)
    strip.show_files((FileLook("k0", "Tờ trình.pdf", 1), *FILES))
    assert rows(strip).currentRow() == 2


def test_the_strip_says_how_many_files_it_has(strip: FileStrip) -> None:
    assert strip.accessibleName() == "Tệp đính kèm: 2"


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [(0, "0 byte"), (1023, "1023 byte"), (245_000, "239 KB"), (1_300_000, "1,2 MB")],
)
def test_sizes_are_written_in_vietnamese(size_bytes: int, text: str) -> None:
    assert size_text(size_bytes) == text


def test_the_icon_tells_the_kind_of_file() -> None:
    names = ("A.PDF", "b.docx", "c.jpeg", "không đuôi")
    assert [file_icon(name) for name in names] == [
        "file-type-pdf",
        "file-type-docx",
        "photo",
        "file",
    ]
