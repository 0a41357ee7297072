"""Orders that stand, held against what a PC brings that did not know them (R6).

::

    new changeset ─▶ falls under an order? ──no──▶ judged and merged as ever
          │ yes
          ▼
    what the order reaches is taken out ─▶ the rest is judged and merged; the body is not kept
          └─▶ the rest is not acceptable ──▶ discarded: there is nothing to decide over later
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from common.changes.changeset import Change, Header, name_of
from common.changes.record import Values
from common.errors import NotAllowed
from common.protocol.messages import Segment
from common.rules.redaction import (
    Order,
    fields_under,
    order_of,
    without_erased,
    writes_something,
)
from sync_server.db import erasures, records
from sync_server.services.erasing.carrying_out import scrubbed
from sync_server.services.erasing.reach import Targets
from sync_server.services.working_set import as_record

REDACTED = "redacted"
BODY_ERASED = "body_erased"


@dataclass(frozen=True)
class Orders:
    """The orders of one scope."""

    all: tuple[Order, ...]

    def kept(self, header: Header, changes: tuple[Change, ...], now_ms: int) -> tuple[Change, ...]:
        """What stays of an action; the same tuple where no order reaches it."""
        if not self.all:
            return changes
        under = [fields_under(self.all, one, header.seen) for one in changes]
        if not any(under):
            return changes
        left = [
            _taken_off(without_erased(one, words), words, now_ms)
            for one, words in zip(changes, under, strict=True)
        ]
        return tuple(one for one in left if writes_something(one))

    def know(self, header: Header, device: int, seq: int) -> bool:
        """Whether a changeset that comes without its body may have lost it by one of them."""
        name = name_of(device, seq)
        return any(name in one.changesets or header.seen < one.seq for one in self.all)

    def without_bodies(self, segment: Segment) -> Segment:
        """A segment that is kept as evidence, without what an order reaches."""
        for one in self.all:
            targets: Targets = dict(one.targets)
            segment = scrubbed(segment, targets, with_files=one.with_files)
        return segment


def orders_of(conn: Connection, scope: str) -> Orders:
    """The orders that stand in a scope, oldest first."""
    found = records.of_entity(conn, scope, "redaction")
    orders = (order_of(as_record(one), one.seq) for one in found)
    return Orders(tuple(sorted(orders, key=lambda one: one.seq)))


def is_allowed(conn: Connection, scope: str, sha256: str) -> bool:
    """Whether no order of this scope has erased the file."""
    return not any(sha256 in one.files for one in orders_of(conn, scope).all)


def require_allowed(conn: Connection, scope: str, sha256: str) -> None:
    """Raise NotAllowed ``file_redacted`` for a file that was erased by order in this scope."""
    if not is_allowed(conn, scope, sha256):
        raise NotAllowed("file_redacted", sha256=sha256)


def confirm(
    conn: Connection, scope: str, device: int, redactions: Iterable[str], *, at: int
) -> None:
    """Note that a PC has carried out these orders of its scope; others are not noted."""
    known = {one.id for one in orders_of(conn, scope).all}
    erasures.confirm(conn, scope, device, known.intersection(redactions), at=at)


def _taken_off(change: Change, words: dict[str, str], now_ms: int) -> Change:
    """A file that comes under an order is attached no more."""
    if not words or change.entity != "attachment" or change.base:
        return change
    removal: Values = {"removed_at": now_ms, "removed_why": next(iter(words.values()))}
    return Change(change.entity, change.id, {**change.set, **removal})
