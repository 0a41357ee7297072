"""Qt's own words in Vietnamese, which Qt itself does not ship: read from ``locale/qtbase_vi.ts``.

The file is Qt Linguist's, so that it can be given to Qt one day; it is small enough to be read as
it is, and nothing has to be compiled before the window opens.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

TEXTS = Path(__file__).parent / "locale" / "qtbase_vi.ts"

Key = tuple[str, str]
"""Context (a class of Qt) and English text."""


@cache
def qt_texts() -> dict[Key, str]:
    """Every text of the file."""
    found: dict[Key, str] = {}
    for context in ElementTree.parse(TEXTS).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            found[name, message.findtext("source", "")] = message.findtext("translation", "")
    return found


class VietnameseQt(QTranslator):
    """Answers Qt from the file; what it does not have stays as Qt has it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = qt_texts()

    def isEmpty(self) -> bool:
        """Never: Qt installs no empty translator."""
        return not self._texts

    def translate(
        self,
        context: str,
        sourceText: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        """The Vietnamese text, or nothing."""
        return self._texts.get((context, sourceText))


def speak_vietnamese(app: QCoreApplication) -> None:
    """Have Qt's own buttons, menus and dialogs in Vietnamese from now on."""
    app.installTranslator(VietnameseQt(app))
