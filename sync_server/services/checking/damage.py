"""What is known to be damaged already: one damage is told once, not by all that it touches."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

Tally = Counter[str]
"""How much of what was looked at: ``changesets``, ``records``, ``log_entries``…"""


@dataclass
class Damage:
    """Changesets and log entries of one scope that were told already."""

    _changesets: set[tuple[int, int]] = field(default_factory=set)
    _gaps: list[tuple[int, int, int]] = field(default_factory=list)
    _entries: set[int] = field(default_factory=set)
    _entry_gaps: list[tuple[int, int]] = field(default_factory=list)

    def changeset(self, device: int, seq: int) -> None:
        """A changeset is not what it was."""
        self._changesets.add((device, seq))

    def gap(self, device: int, first: int, last: int) -> None:
        """Changesets are not here."""
        self._gaps.append((device, first, last))

    def entry(self, seq: int) -> None:
        """An entry of the log is not what it was."""
        self._entries.add(seq)

    def entry_gap(self, first: int, last: int) -> None:
        """Entries of the log are not here."""
        self._entry_gaps.append((first, last))

    def has_changeset(self, device: int, seq: int) -> bool:
        """Whether this changeset was told."""
        if (device, seq) in self._changesets:
            return True
        return any(of == device and first <= seq <= last for of, first, last in self._gaps)

    def has_entry(self, seq: int) -> bool:
        """Whether this entry of the log was told."""
        return seq in self._entries or any(one <= seq <= last for one, last in self._entry_gaps)
