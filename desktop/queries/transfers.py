"""Files on their way: which still go up to the server, which still come down, and how large.

Shown by name, because a hash tells a clerk nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.store import files, view
from desktop.store.connection import Connection
from desktop.store.files import FileState


@dataclass(frozen=True)
class OnTheWay:
    """A file that is not yet on both sides. ``name`` is empty where no record names it any more;
    ``document`` is the entity and id of what it belongs to."""

    sha256: str
    name: str
    size_bytes: int
    goes_up: bool
    document: tuple[str, str] | None


def files_on_the_way(connection: Connection, limit: int) -> list[OnTheWay]:
    """In the order in which they are moved: up before down, small before large."""
    up, down = files.to_upload(connection), files.to_download(connection)
    found = [(one, True) for one in up] + [(one, False) for one in down]
    return [_named(connection, one, goes_up=goes_up) for one, goes_up in found[:limit]]


def _named(connection: Connection, one: FileState, *, goes_up: bool) -> OnTheWay:
    rows = view.find(connection, "attachment", "WHERE sha256 = ? LIMIT 1", (one.sha256,))
    if not rows:
        return OnTheWay(one.sha256, "", one.size_bytes, goes_up, None)
    values = rows[0].values
    document = str(values.get("document_entity")), str(values.get("document_id"))
    return OnTheWay(one.sha256, str(values.get("name") or ""), one.size_bytes, goes_up, document)
