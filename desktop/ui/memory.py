"""How a window was left: its place, panes, columns, theme. Beside the store, and never a document's
text: it is not encrypted.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

FILE_NAME = "window.ini"


class WindowMemory:
    """Small texts by key, in a file of the store's folder."""

    def __init__(self, folder: Path) -> None:
        self._settings = QSettings(str(folder / FILE_NAME), QSettings.Format.IniFormat)

    def get(self, key: str) -> str | None:
        """What was remembered, or ``None``."""
        value = self._settings.value(key)
        return value if isinstance(value, str) else None

    def set(self, key: str, value: str) -> None:
        """Remember ``value``."""
        self._settings.setValue(key, value)

    def save(self) -> None:
        """Write it out now; Qt does so by itself a little later."""
        self._settings.sync()
