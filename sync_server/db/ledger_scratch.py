"""A ledger laid out for sorting: what records keep as bytes, in a private temporary database.

Records are not sorted by series and number, and a million of them shall not stand in memory; SQLite
sorts them on its own temporary file, which is gone when it is closed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from types import TracebackType

from common.rules.ledger import Carrier, LedgerRow

_CACHE_KIB = 16 * 1024
_TABLES = """
    CREATE TABLE numbers (id TEXT, series TEXT, year INT, number INT, suffix TEXT, state TEXT,
        document TEXT, dated TEXT, reason TEXT, also TEXT);
    CREATE TABLE documents (id TEXT, series TEXT, year INT, number INT, suffix TEXT);
    CREATE TABLE excused (id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_INDEXES = """
    CREATE INDEX by_place ON numbers (series, year, number, suffix);
    CREATE INDEX by_document ON numbers (document);
    CREATE INDEX by_id ON documents (id);
"""

Number = tuple[str, str, int, int, str, str, str, str, str, str]
"""(id, series, year, number, suffix, state, document, date, reason, further documents)."""

Document = tuple[str, str, int, int, str]
"""(id, series, year, number, suffix) of a document that carries a number."""


class LedgerScratch:
    """The ledger of one scope; a context, so that its file is given back."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._connection.executescript(_TABLES)

    def __enter__(self) -> LedgerScratch:
        self._connection.execute("BEGIN IMMEDIATE")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def add_numbers(self, numbers: Iterable[Number]) -> None:
        """Rows of the ledger."""
        self._connection.executemany("INSERT INTO numbers VALUES (?,?,?,?,?,?,?,?,?,?)", numbers)

    def add_documents(self, documents: Iterable[Document]) -> None:
        """Documents that carry a number."""
        self._connection.executemany("INSERT INTO documents VALUES (?,?,?,?,?)", documents)

    def excuse(self, ids: Iterable[str]) -> None:
        """Ledger rows and documents about which somebody has still to decide."""
        rows = ((one,) for one in ids)
        self._connection.executemany("INSERT OR IGNORE INTO excused VALUES (?)", rows)

    def complete(self) -> None:
        """All is in: make it quick to read."""
        for statement in _INDEXES.split(";"):
            self._connection.execute(statement)

    def rows(self) -> Iterator[LedgerRow]:
        """The ledger by series, year, number and suffix."""
        found = self._connection.execute(
            "SELECT series, year, number, suffix, state, document, dated, reason, EXISTS "
            "(SELECT 1 FROM excused e WHERE e.id IN (n.id, n.document)) OR (reason <> '' AND EXISTS"
            "(SELECT 1 FROM documents d WHERE d.id = n.document AND d.number <> n.number)), also "
            "FROM numbers n ORDER BY series, year, number, suffix"
        )
        for *place, state, document, dated, reason, excused, also in found:
            series, year, number, suffix = place
            yield LedgerRow(
                (series, year, number, suffix),
                state,
                document,
                dated,
                reason,
                bool(excused),
                tuple(also.split()),
            )

    def ends(self) -> Iterator[tuple[str, int, int]]:
        """(series, year, highest number) of every run."""
        yield from self._connection.execute(
            "SELECT series, year, max(number) FROM numbers GROUP BY series, year"
        )

    def carriers(self) -> Iterator[Carrier]:
        """The documents by the number that they carry; the ledger says in which book, where it
        knows the document by that number."""
        found = self._connection.execute(
            "SELECT coalesce(n.series, d.series), coalesce(n.year, d.year), d.number, d.suffix, "
            "d.id FROM documents d LEFT JOIN numbers n ON n.document = d.id "
            "AND n.number = d.number AND n.suffix = d.suffix ORDER BY 1, 2, 3, 4, 5"
        )
        for series, year, number, suffix, document in found:
            yield Carrier((series, year, number, suffix), document)
