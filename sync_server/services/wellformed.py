"""The shape of what a device sends, checked before any of it reaches the database.

An authentic changeset of a wrong shape is quarantined like any other that cannot be read; without
this a NUL in an id would be an error of the database, again at each attempt, and stop the PC for
ever (R9).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from common.changes.changeset import Change, Header, NumberClaim
from common.entities.registry import ENTITIES
from common.entities.schema import Value

_DECLARED = frozenset(ENTITIES).union(*(entity.by_name for entity in ENTITIES.values()))
_ID = re.compile(r"[0-9a-f-]{36}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


def is_id(text: str) -> bool:
    """Whether ``text`` has the form of an id: 36 characters of a UUID."""
    return _ID.fullmatch(text) is not None


def claim_is_well_formed(claim: NumberClaim) -> bool:
    """Whether the ids of a number's claim are ids; a reserved number has no document."""
    return is_id(claim.series_id) and (not claim.document_id or is_id(claim.document_id))


def is_name(text: str) -> bool:
    """Whether ``text`` may be the name of an entity or a field, also of one not known here."""
    return text in _DECLARED or _NAME.fullmatch(text) is not None


def is_well_formed(header: Header, changes: tuple[Change, ...]) -> bool:
    """Whether ids are ids, names are names, and no text holds a NUL."""
    return (
        is_id(header.actor)
        and all(is_id(guard.id) and is_name(guard.entity) for guard in header.guards)
        and all(claim_is_well_formed(claim) for claim in header.numbers)
        and all(_change_is_well_formed(change) for change in changes)
    )


def _change_is_well_formed(change: Change) -> bool:
    fields = (*change.set, *change.add, *change.remove)
    return (
        is_id(change.id)
        and is_name(change.entity)
        and (_DECLARED.issuperset(fields) or all(map(is_name, fields)))
        and not _holds_nul(change.set.values())
        and not any(map(_holds_nul, (*change.add.values(), *change.remove.values())))
    )


def _holds_nul(values: Iterable[Value]) -> bool:
    """Whether a text, or one in a list, holds a NUL; a plain loop: it runs over every value."""
    for value in values:
        if isinstance(value, str):
            if "\0" in value:
                return True
        elif isinstance(value, list) and any(
            isinstance(element, str) and "\0" in element for element in value
        ):
            return True
    return False
