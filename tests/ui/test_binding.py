"""The Python binding of Qt in use counts references rightly.

PySide6 6.12.0 gives ``None`` back from every Qt method without counting it. Below Python 3.12,
where ``None`` is counted, a window that has painted for some minutes ends with «deallocating None».
"""

from __future__ import annotations

import sys

from PySide6.QtGui import QPainter, QPixmap
from pytestqt.qtbot import QtBot

CALLS = 400


def test_calling_qt_does_not_use_up_none(qtbot: QtBot) -> None:
    picture = QPixmap(8, 8)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    lost = before - sys.getrefcount(None)
    painter.end()
    assert lost < CALLS // 2
