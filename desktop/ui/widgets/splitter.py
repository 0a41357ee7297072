"""Panes side by side whose sizes the reader sets, and which are as they were the next time."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.ui.style.tokens import SIZE


class Memory(Protocol):
    """Where a window keeps how it was left; small texts by key."""

    def get(self, key: str) -> str | None:
        """What was remembered, or ``None``."""
        ...

    def set(self, key: str, value: str) -> None:
        """Remember ``value``."""
        ...


class RememberingSplitter(QSplitter):
    """A splitter that keeps the sizes of its panes in ``memory`` under ``key``."""

    def __init__(
        self,
        orientation: Qt.Orientation,
        key: str,
        memory: Memory,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(orientation, parent)
        self._key, self._memory = key, memory
        self.setHandleWidth(SIZE.splitter)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._remember)

    def restore(self, default: list[int]) -> None:
        """Set the sizes as remembered, else in the proportion of ``default``. Add all panes before.

        A memory that does not fit (another number of panes, not numbers) is passed over.
        """
        kept = self._read()
        self.setSizes(kept if len(kept) == self.count() else default)

    def _read(self) -> list[int]:
        words = (self._memory.get(self._key) or "").split(",")
        if not all(word.isascii() and word.isdigit() for word in words):
            return []
        sizes = [int(word) for word in words]
        return sizes if all(sizes) else []

    @Slot(int, int)
    def _remember(self, _position: int, _index: int) -> None:
        self._memory.set(self._key, ",".join(str(size) for size in self.sizes()))
