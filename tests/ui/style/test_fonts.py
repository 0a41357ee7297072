"""The packaged font has every Vietnamese letter, and shows both marks of a capital whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QImage, QPainter, QRawFont
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from common.text.fold import VIETNAMESE_VOWELS
from desktop.ui.style.fonts import app_font
from desktop.ui.style.tokens import FONT_FAMILY
from desktop.ui.widgets.labels import text_label

WEIGHTS = (QFont.Weight.Normal, QFont.Weight.DemiBold, QFont.Weight.Bold)
STACKED = ("Ẳ", "Ẵ", "Ẫ", "Ẩ", "Ế", "Ễ", "Ỗ", "Ổ", "Ữ", "Ỹ")
LETTERS = VIETNAMESE_VOWELS.replace(" ", "") + "đ"


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_font_in_force_is_the_packaged_one(weight: QFont.Weight) -> None:
    found = QFontInfo(app_font(11, weight))
    assert (found.family(), found.weight()) == (FONT_FAMILY, weight)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_vietnamese_letter_is_in_it(weight: QFont.Weight) -> None:
    raw = QRawFont.fromFont(app_font(11, weight))
    missing = [
        letter for letter in LETTERS + LETTERS.upper() if not raw.supportsCharacter(ord(letter))
    ]
    assert missing == []


def ink_rows(image: QImage) -> list[int]:
    """Rows of ``image`` on which something dark was drawn."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return [
        y for y in range(grey.height()) if min(bytes(grey.constScanLine(y))[: grey.width()]) < 160
    ]


def drawn(font: QFont, letter: str, *, room: QRect) -> QImage:
    """``letter`` in black on white, its line in the middle of a tall picture, cut to ``room``."""
    image = QImage(120, 160, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setClipRect(room)
    painter.setFont(font)
    painter.drawText(20, 80, letter)
    painter.end()
    return image


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("points", [10, 11, 12, 12.5, 13, 14, 16, 18, 20.9, 24])
def test_no_mark_reaches_above_the_line(points: float, weight: QFont.Weight) -> None:
    """A widget is as high as its font says; what reaches above is cut off."""
    font = app_font(points, weight)
    metrics = QFontMetrics(font)
    line = QRect(0, 80 - metrics.ascent(), 120, metrics.height())
    everything = QRect(0, 0, 120, 160)
    cut = [
        each
        for each in STACKED
        if drawn(font, each, room=line) != drawn(font, each, room=everything)
    ]
    assert cut == []


@pytest.mark.parametrize("make", [text_label, QLineEdit])
def test_letters_that_differ_by_their_upper_mark_look_different(
    qtbot: QtBot, make: type[QWidget]
) -> None:
    widgets = [make(letter) for letter in ("Ă", "Ắ", "Ằ", "Ẳ", "Ẵ")]  # type: ignore[call-arg, arg-type]
    for widget in widgets:
        qtbot.addWidget(widget)
    pictures = [bytes(widget.grab().toImage().constBits()) for widget in widgets]
    assert len(set(pictures)) == len(pictures)


def test_titles_too_show_their_marks_whole(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    title = text_label("Ẳ", "display", page)
    title.resize(title.sizeHint().width(), 3 * title.sizeHint().height())
    roomy = len(ink_rows(page.grab().toImage()))
    title.resize(title.sizeHint())
    assert len(ink_rows(page.grab().toImage())) == roomy
