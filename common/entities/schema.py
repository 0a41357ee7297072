"""The language in which entities are declared: fields, types, labels, codes, merge policies.

From one declaration come the local typed table, the validation, the form labels, the columns of a
register, the export headings and the server's checks; adding a field is a change in one place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any

Value = str | int | bool | None | list[Any] | dict[str, Any]
"""What a field holds: text, whole number, truth, nothing, or (JSON fields) a structure of these.

Dates are ISO ``yyyy-mm-dd`` text; instants are whole milliseconds since 1970 UTC.
"""


class FieldType(Enum):
    """How a field's value is typed, stored and edited."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    REFERENCE = "reference"
    TEXT_LIST = "text_list"
    JSON = "json"


class MergePolicy(Enum):
    """What happens when two people write one field without seeing each other (design §5.4)."""

    CLASH = "clash"
    """What came first stays, the other is parked as a conflict."""
    UNION = "union"
    """Elements are added and removed; one both added and removed stays."""
    LAST = "last"
    """The later in the scope's log stays; never decided by a clock."""


class ScopeKind(Enum):
    """Which kind of scope holds records of an entity."""

    OFFICE = "office"
    CATALOG = "catalog"


@dataclass(frozen=True)
class Label:
    """What people read: Vietnamese first."""

    vi: str
    en: str


@dataclass(frozen=True)
class Field:
    """One field of an entity.

    ``code`` is the standard's name (NĐ 30/2020 PL VI); ``length_max`` the standard's interchange
    limit in characters: longer text is kept and warned of (domain §5.4). ``choices`` closes the
    values; ``refers_to`` names the entity of a reference.
    """

    name: str
    type: FieldType
    label: Label
    code: str = ""
    required: bool = False
    length_max: int | None = None
    merge: MergePolicy = MergePolicy.CLASH
    refers_to: str | None = None
    choices: tuple[str | int, ...] = ()
    indexed: bool = False

    def accepts(self, value: Value) -> bool:
        """Whether ``value`` has this field's type; ``None`` always has."""
        return value is None or (
            self._has_type(value) and (not self.choices or value in self.choices)
        )

    @cached_property
    def _has_type(self) -> Callable[[Value], bool]:
        """Looked up once: it runs over every value that a device pushes."""
        return _HAS_TYPE[self.type]


_YEAR_10000_MS = 253_402_300_800_000


def _is_date(value: Value) -> bool:
    if not isinstance(value, str) or len(value) != 10:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_integer(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63


def _is_instant(value: Value) -> bool:
    """From 1970 to the end of the year 9999: what a calendar can show."""
    return _is_integer(value) and isinstance(value, int) and 0 <= value < _YEAR_10000_MS


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _is_text_list(value: Value) -> bool:
    return isinstance(value, list) and all(isinstance(element, str) for element in value)


def _is_boolean(value: Value) -> bool:
    return isinstance(value, bool)


def _is_structure(value: Value) -> bool:
    return isinstance(value, list | dict)


_HAS_TYPE: dict[FieldType, Callable[[Value], bool]] = {
    FieldType.TEXT: _is_text,
    FieldType.LONG_TEXT: _is_text,
    FieldType.REFERENCE: _is_text,
    FieldType.INTEGER: _is_integer,
    FieldType.INSTANT: _is_instant,
    FieldType.BOOLEAN: _is_boolean,
    FieldType.DATE: _is_date,
    FieldType.TEXT_LIST: _is_text_list,
    FieldType.JSON: _is_structure,
}


REMOVED_AT = Field("removed_at", FieldType.INSTANT, Label("Gỡ bỏ lúc", "Removed at"))
REMOVED_WHY = Field("removed_why", FieldType.TEXT, Label("Lý do gỡ bỏ", "Why removed"))


@dataclass(frozen=True)
class Entity:
    """One kind of record. Every entity also has ``removed_at`` and ``removed_why``."""

    name: str
    label: Label
    scope: ScopeKind
    own_fields: tuple[Field, ...]
    append_only: bool = False
    """Records are written once and never edited, so they cannot clash."""

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Own fields, then removal's."""
        return (*self.own_fields, REMOVED_AT, REMOVED_WHY)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by their name."""
        return {field.name: field for field in self.fields}

    def __getitem__(self, name: str) -> Field:
        return self.by_name[name]
