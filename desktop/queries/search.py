"""Search in everything, as design §12 orders it.

First the documents in which every word typed *with* marks stands with those marks, newest first;
then those that match only without marks, newest first. A word typed without marks matches any. An
arrival number alone (``1245``, ``1245/2026``) jumps to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from common.text.fold import exact, fold, has_marks, search_words
from desktop.store import search_index, view
from desktop.store.connection import Connection

_ARRIVAL = re.compile(r"\s*(\d{1,9})(?:\s*/\s*(\d{4}))?\s*")


@dataclass(frozen=True)
class Found:
    """Hits in order. The first ``jumps`` are the arrival number itself; ``exact`` more match with
    marks; the rest only without. ``not_indexed`` records were too new to be searched."""

    hits: tuple[view.Row, ...]
    jumps: int
    exact: int
    not_indexed: int


def search(connection: Connection, query: str, *, limit: int = 50) -> Found:
    """Up to ``limit`` documents for what was typed."""
    words = search_words(query)
    jumps = _arrivals(connection, query)
    with_marks = _keys(connection, _match(words, marks=True), limit) if words else []
    without = []
    if len(with_marks) < limit and any(has_marks(word) for word in words):
        without = _keys(connection, _match(words, marks=False), limit)
    first = [key for key in dict.fromkeys(with_marks) if key not in jumps]
    second = [key for key in dict.fromkeys(without) if key not in jumps and key not in first]
    keys = (jumps + first + second)[:limit]
    hits = tuple(row for key in keys if (row := view.get(connection, *key)))
    return Found(hits, len(jumps), len(first), search_index.waiting(connection))


def _match(words: list[str], *, marks: bool) -> str:
    """The FTS5 query: all words, the last as a prefix; marked words in the column with marks."""
    terms = []
    for position, word in enumerate(words):
        column = "exact" if marks and has_marks(word) else "folded"
        text = exact(word) if column == "exact" else fold(word)
        prefix = " *" if position == len(words) - 1 else ""
        terms.append(f'{column} : "{text}"{prefix}')
    return " AND ".join(terms)


def _keys(connection: Connection, match: str, limit: int) -> list[tuple[str, str]]:
    rows = connection.execute(
        "SELECT e.entity, e.id FROM (SELECT rowid AS r FROM search_index WHERE search_index "
        "MATCH ? ORDER BY rowid DESC LIMIT ?) AS hits JOIN search_entries e "
        "ON e.sort_key = hits.r ORDER BY hits.r DESC",
        (match, limit),
    )
    return [(entity, record_id) for entity, record_id in rows]


def _arrivals(connection: Connection, query: str) -> list[tuple[str, str]]:
    typed = _ARRIVAL.fullmatch(query)
    if not typed:
        return []
    number, year = int(typed[1]), typed[2]
    rows = connection.execute(
        "SELECT id FROM incoming_document WHERE arrival_number = ? AND removed_at IS NULL "
        "AND (? IS NULL OR substr(arrival_date, 1, 4) = ?) ORDER BY arrival_date DESC",
        (number, year, year),
    )
    return [("incoming_document", record_id) for (record_id,) in rows]
