"""Offers what was typed before: «ubnd tinh» finds «UBND tỉnh Hải Dương», with or without marks.

Qt's completer compares letters; here words are compared folded, each typed word with the
beginning of a word, and what begins with the typed text comes first.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QStringListModel, Slot
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from common.text.fold import exact, fold, search_words

OFFERED_MAX = 8
LETTERS_LEAST = 2
"""Letters after which values are offered: after one, nearly everything would be."""


class Vocabulary:
    """Known values, those offered first standing first."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values = [_Known(value) for value in dict.fromkeys(values)]

    def matching(self, typed: str, count_max: int = OFFERED_MAX) -> list[str]:
        """Values in which every typed word begins a word; none before there are two letters.

        Those that begin with what was typed come first, and among them those whose marks fit too;
        otherwise in the order in which they were given.
        """
        folded = fold(typed)
        if len(folded) < LETTERS_LEAST:
            return []
        wanted = [fold(word) for word in search_words(typed)]
        found = [known for known in self._values if known.has_all(wanted)]
        found.sort(key=lambda known: known.distance(folded, exact(typed)))
        return [known.value for known in found[:count_max] if known.value != typed]


class _Known:
    def __init__(self, value: str) -> None:
        self.value = value
        self._folded, self._exact = fold(value), exact(value)
        self._words = [fold(word) for word in search_words(value)]

    def has_all(self, wanted: list[str]) -> bool:
        return all(any(word.startswith(one) for word in self._words) for one in wanted)

    def distance(self, folded: str, marked: str) -> int:
        if self._exact.startswith(marked):
            return 0
        return 1 if self._folded.startswith(folded) else 2


class FoldedCompleter(QCompleter):
    """Offers the values of a vocabulary below a line edit while it is typed in."""

    def __init__(self, edit: QLineEdit) -> None:
        super().__init__(edit)
        self._vocabulary = Vocabulary()
        self._offered = QStringListModel(self)
        self.setModel(self._offered)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(OFFERED_MAX)
        self._list = QListView()
        self._list.setProperty("part", "completer")
        self.setPopup(self._list)
        self.setWidget(edit)
        self._edit = edit
        edit.textEdited.connect(self._offer)
        self.activated.connect(self._take)

    def set_values(self, values: Iterable[str]) -> None:
        """Offer these from now on, the first first."""
        self._vocabulary = Vocabulary(values)

    @property
    def offered(self) -> list[str]:
        """What is offered now; empty while nothing is."""
        return self._offered.stringList() if self._list.isVisible() else []

    @Slot(str)
    def _offer(self, typed: str) -> None:
        found = self._vocabulary.matching(typed)
        self._offered.setStringList(found)
        if found:
            self.complete()
        else:
            self._list.hide()

    @Slot(str)
    def _take(self, value: str) -> None:
        self._edit.setText(value)
