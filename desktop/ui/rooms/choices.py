"""What forms offer: offices, types, register books, and what was typed into a field before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.queries.records import document_types, known_values, offices
from desktop.queries.registers import RegisterState, registers
from desktop.store.connection import Connection
from desktop.store.view import Row
from desktop.ui import words

_OFFICE_NAMES = ("full_name", "name")
_ORGAN_FIELDS = ("organ_name", "to_places")
"""Fields in which offices of the province stand."""


@dataclass(frozen=True)
class Choices:
    """Read once when a form opens."""

    offices: tuple[Row, ...]
    types: tuple[Row, ...]
    registers: tuple[RegisterState, ...]
    known: dict[str, tuple[str, ...]]
    """By field: most used first."""

    def registers_of(self, *kinds: str) -> list[RegisterState]:
        """The books of some kinds."""
        return [one for one in self.registers if one.kind in kinds]

    def type_names(self) -> list[str]:
        """Names of all types, each once."""
        return list(dict.fromkeys(words.text(row.values.get("name")) for row in self.types))

    def type_code_of(self, name: str, *, is_legal: bool) -> str | None:
        """The code of the type with this name; of two namesakes the legal one where it is meant."""
        named = [row for row in self.types if name and row.values.get("name") == name]
        named.sort(key=lambda row: (row.values.get("kind") == "legal") != is_legal)
        return words.text(named[0].values.get("code")) if named else None

    def type_of_abbreviation(self, abbreviation: str) -> str:
        """The only type whose part in a notation this is; empty for none or several."""
        found = {
            words.text(row.values.get("name"))
            for row in self.types
            if abbreviation and row.values.get("abbreviation") == abbreviation
        }
        return found.pop() if len(found) == 1 else ""


def load_choices(connection: Connection, entity: str, fields: Sequence[str], year: int) -> Choices:
    """What a form of ``entity`` offers for ``fields``, and the books of ``year``."""
    all_offices = tuple(offices(connection))
    known = {}
    for name in fields:
        values = known_values(connection, entity, name)
        if name in _ORGAN_FIELDS:
            values += [
                words.text(row.values.get(key)) for row in all_offices for key in _OFFICE_NAMES
            ]
        known[name] = tuple(dict.fromkeys(filter(None, values)))
    return Choices(
        all_offices,
        tuple(document_types(connection)),
        tuple(registers(connection, year)),
        known,
    )
