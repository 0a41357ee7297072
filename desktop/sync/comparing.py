"""The questions by which a device finds which of its records are not the server's (R13).

::

    256 top sums ─▶ 256 sums below each that differs ─▶ the records of each bucket that differs

One damaged record costs three questions and comes alone: with the last one the device tells the
hashes that it holds there, about 15 in a scope of 1,000,000 records.
"""

from __future__ import annotations

from dataclasses import dataclass

from common.changes.digest import FANOUT, SIZE_BYTES, bucket_of, split
from common.changes.record import Key, record_hash
from common.errors import ProtocolFault
from common.protocol.api import SyncApi
from common.protocol.messages import (
    PROTOCOL_VERSION,
    Cursor,
    DigestAnswer,
    DigestLevel,
    DigestRequest,
    DigestRow,
    Row,
)
from desktop.jobs.cancel import Cancel


class HeadMoved(Exception):
    """The server's log has gone on: pull first, and compare at the next head."""


@dataclass(frozen=True)
class Told:
    """What the server says of some buckets.

    ``rows`` are its records of which the device did not hold the bytes, ``damaged`` those whose
    bytes do not have the hash that the server sums: it has the record, but not whole. ``unknown``
    are the hashes held that no record of the server has.
    """

    rows: tuple[Row, ...]
    damaged: frozenset[Key]
    unknown: frozenset[bytes]


class Comparison:
    """The questions of one scope, all at one head. Each raises :class:`HeadMoved`, and as
    :meth:`common.protocol.api.SyncApi.digest`."""

    def __init__(
        self, api: SyncApi, scope: str, cursor: Cursor, *, rows_bytes_max: int, cancel: Cancel
    ) -> None:
        self._api = api
        self._scope = scope
        self._cursor = cursor
        self._rows_bytes_max = rows_bytes_max
        self._cancel = cancel

    def tops(self) -> bytes:
        """The server's 256 top sums."""
        return _sums(self._ask(DigestLevel.TOPS, []), 1)[0]

    def below(self, tops: list[int]) -> list[bytes]:
        """256 sums below each of the top buckets."""
        return _sums(self._ask(DigestLevel.BELOW, tops), len(tops))

    def rows(self, buckets: list[int], held: list[bytes]) -> Told:
        """The server's records of these buckets whose hash is not held here, however many.

        Raises:
            ProtocolFault: ``answer_malformed`` where they do not end, or are of other buckets.
        """
        known = set(held)
        told: list[DigestRow] = []
        while True:
            answer = self._ask(DigestLevel.ROWS, buckets, b"".join(sorted(known)))
            new = [one for one in answer.rows if one.hash not in known]
            known.update(one.hash for one in new)
            told += new
            if not answer.more:
                break
            if not new:
                raise ProtocolFault("answer_malformed")
        if not {bucket_of(one.row.id) for one in told} <= set(buckets):
            raise ProtocolFault("answer_malformed")
        return Told(
            tuple(one.row for one in told if _is_whole(one)),
            frozenset((one.row.entity, one.row.id) for one in told if not _is_whole(one)),
            frozenset(split(answer.unknown)).intersection(held),
        )

    def _ask(self, level: DigestLevel, buckets: list[int], held: bytes = b"") -> DigestAnswer:
        self._cancel.check()
        answer = self._api.digest(
            DigestRequest(
                PROTOCOL_VERSION,
                self._scope,
                self._cursor,
                int(level),
                buckets,
                held,
                self._rows_bytes_max,
            )
        )
        if answer.moved:
            raise HeadMoved
        return answer


def _sums(answer: DigestAnswer, count: int) -> list[bytes]:
    if [len(one) for one in answer.sums] != [FANOUT * SIZE_BYTES] * count:
        raise ProtocolFault("answer_malformed")
    return answer.sums


def _is_whole(one: DigestRow) -> bool:
    row = one.row
    return record_hash(row.entity, row.id, row.values, row.heads) == one.hash
