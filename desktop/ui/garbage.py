"""Collects Python's garbage on the GUI thread only.

Python collects cycles on whatever thread happens to allocate; where a widget is among them, Qt's
object would be destroyed on a worker's thread, and the program with it.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

PAUSE_MS = 2_000


class GuiGarbage(QObject):
    """Takes the collecting over from Python, until it is stopped."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(PAUSE_MS)

    @Slot()
    def collect(self) -> None:
        """Collect what Python itself would by now: the young often, the old seldom."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [at for at, count in enumerate(counts) if count > thresholds[at] > 0]
        if due:
            gc.collect(max(due))

    def stop(self) -> None:
        """Leave it to Python again, when no other thread runs any more."""
        self._timer.stop()
        gc.enable()
