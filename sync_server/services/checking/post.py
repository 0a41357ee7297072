"""The post: each dispatch has a letter for every recipient, each done letter what it brought."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from common.text.findings import Finding
from sync_server.db import postbox
from sync_server.db.inspection import exchange
from sync_server.db.inspection.records import present, records_of
from sync_server.services import letters
from sync_server.services.checking.damage import Tally
from sync_server.services.checking.indexes import values_of
from sync_server.services.letters import status_id
from sync_server.services.postman import delivery_id, recall_request_id

PART = "post"
_BATCH = 300
_STATUSES = (
    letters.ARRIVED,
    letters.RETURNED,
    letters.ACCEPTED,
    letters.RECALL_AGREED,
    letters.RECALL_REFUSED,
)

_RecordKey = tuple[str, str, str]


def check_dispatches(conn: Connection, scope: str) -> Iterator[Finding]:
    """Every dispatch of a scope was posted to all of its recipients."""
    for batch in _batches(records_of(conn, scope, "dispatch")):
        posted = exchange.letters_posted(conn, letters.DELIVERY, [one.id for one in batch])
        for stored in batch:
            recipients = values_of(stored).get("to_offices")
            for office in recipients if isinstance(recipients, list) else ():
                if (stored.id, office) not in posted:
                    params = {"scope": scope, "dispatch": stored.id, "office": office}
                    yield Finding(PART, "letter_missing", params)


def check_letters(conn: Connection, scope: str | None, tally: Tally) -> Iterator[Finding]:
    """Every letter that is marked done has its record at the receiver, of all or of one office."""
    for batch in _batches(exchange.letters_done(conn, postbox.DONE, scope)):
        tally["letters"] += len(batch)
        brought = [_brought(*letter) for letter in batch]
        here = present(conn, [key for keys in brought for key in keys])
        for (dispatch_id, recipient, kind, to_scope), keys in zip(batch, brought, strict=True):
            if not keys or here.intersection(keys):
                continue
            params = {"scope": to_scope, "dispatch": dispatch_id, "office": recipient}
            if kind == letters.DELIVERY:
                yield Finding(PART, "letter_without_delivery", params)
            elif kind == letters.RECALL:
                yield Finding(PART, "letter_without_request", params)
            else:
                status = kind.removeprefix(letters.STATUS)
                yield Finding(PART, "letter_without_status", params | {"status": status})


def _brought(dispatch_id: str, recipient: str, kind: str, to_scope: str) -> list[_RecordKey]:
    """The record that a letter brought; of a status also those after which it is not written.
    Nothing for a kind of letter that is not looked at."""
    if kind == letters.DELIVERY:
        return [(to_scope, "delivery", delivery_id(dispatch_id, recipient))]
    if kind == letters.RECALL:
        return [(to_scope, "recall_request", recall_request_id(dispatch_id, recipient))]
    if not kind.startswith(letters.STATUS):
        return []
    statuses = {kind.removeprefix(letters.STATUS), *_STATUSES}
    return [
        (to_scope, "dispatch_status", status_id(dispatch_id, recipient, status))
        for status in sorted(statuses)
    ]


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        yield batch
