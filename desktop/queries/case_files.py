"""A case file with its documents in order, and the files that a document is in."""

from __future__ import annotations

from dataclasses import dataclass

from common.text.file_code import compose_file_code
from desktop.store import lookups, view
from desktop.store.connection import Connection
from desktop.store.lookups import CaseFileTotal


@dataclass(frozen=True)
class FileItem:
    """One document in a file. ``ordinal`` counts from 1 in the order of the documents' dates."""

    ordinal: int
    item: view.Row
    document: view.Row | None
    """``None`` while the document has not been pulled."""


@dataclass(frozen=True)
class CaseFileDetail:
    """A file as people see it."""

    row: view.Row
    code: str
    items: tuple[FileItem, ...]
    total: CaseFileTotal
    """What it holds now; the record's own totals are what was counted when it was closed."""


def case_file(connection: Connection, file_id: str) -> CaseFileDetail | None:
    """The file, or ``None``."""
    row = view.get(connection, "case_file", file_id)
    if row is None:
        return None
    total = lookups.case_file_totals(connection, file_id)
    return CaseFileDetail(row, file_code(row), tuple(items(connection, file_id)), total)


def items(connection: Connection, file_id: str) -> list[FileItem]:
    """Its documents in order of time, as the list of a file's content asks (NĐ 30/2020 PL VI)."""
    found = [
        (item, view.get(connection, str(item.values["document_entity"]), _document_id(item)))
        for item in lookups.case_file_items(connection, file_id)
    ]
    found.sort(key=lambda pair: (_day(pair[1]), pair[0].values.get("added_at") or 0, pair[0].id))
    return [FileItem(at, item, document) for at, (item, document) in enumerate(found, start=1)]


def files_of(connection: Connection, document_id: str) -> list[view.Row]:
    """The files that a document is in, newest first."""
    return view.find(
        connection,
        "case_file",
        "WHERE removed_at IS NULL AND id IN (SELECT case_file_id FROM case_file_item "
        "WHERE document_id = ? AND removed_at IS NULL) ORDER BY file_catalog DESC, rowid DESC",
        (document_id,),
    )


def file_code(row: view.Row) -> str:
    """The file's code as it is shown."""
    year = row.values.get("file_catalog")
    return compose_file_code(
        str(row.values.get("organ_id") or ""),
        year if isinstance(year, int) else None,
        str(row.values.get("file_notation") or ""),
    )


def _document_id(item: view.Row) -> str:
    return str(item.values["document_id"])


def _day(document: view.Row | None) -> str:
    """The document's date; without one it stands last."""
    values = document.values if document else {}
    return str(values.get("issued_date") or values.get("arrival_date") or "9999")
