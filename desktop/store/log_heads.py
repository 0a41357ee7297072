"""The heads of the server's logs that this PC has seen, each with the server's signature.

Whoever keeps one can show later that another history was put in its place: the server has signed
both (design §10, `vanthu verify`).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from common.protocol.messages import Cursor
from desktop.store import meta
from desktop.store.connection import Connection

KEPT_MAX = 8
"""Heads of a scope that are kept: the first, the newest, and some between them."""

_HEADS = "log_heads:"
_PROVED = "log_proved:"


class SignedHead(msgspec.Struct, frozen=True):
    """A place in a scope's log, and the server's signature over it.

    ``ended``: the log did not go on from here, but was begun anew.
    """

    cursor: Cursor
    signature: bytes
    ended: bool = False


_encode = msgspec.json.encode
_decode_heads = msgspec.json.Decoder(list[SignedHead]).decode
_decode_cursor = msgspec.json.Decoder(Cursor).decode


def kept(connection: Connection, scope: str) -> list[SignedHead]:
    """The heads of a scope, oldest first; none before its first pull."""
    text = meta.read(connection, _HEADS + scope)
    return _decode_heads(text) if text else []


def keep(connection: Connection, scope: str, head: SignedHead, *, continues: bool) -> None:
    """Keep the head to which a pull has come; ``continues`` where the log went on from the last.

    Older ones stay, thinned out with their age: each is a witness of what stood before it.
    """
    heads = kept(connection, scope)
    if heads and not continues:
        heads[-1] = msgspec.structs.replace(heads[-1], ended=True)
    heads.append(head)
    while len(heads) > KEPT_MAX:
        del heads[_least_missed(heads)]
    meta.write(connection, _HEADS + scope, _encode(heads).decode())


def _least_missed(heads: Sequence[SignedHead]) -> int:
    """The place of the one between whose neighbours the log grew least; where a log ended is kept
    as long as there is another."""
    between = range(1, len(heads) - 1)
    going_on = [place for place in between if not heads[place].ended] or list(between)
    return min(going_on, key=lambda at: heads[at + 1].cursor.seq - heads[at - 1].cursor.seq)


def proved(connection: Connection, scope: str) -> Cursor | None:
    """How far the log was counted and own work found in it; ``None`` where it never was."""
    text = meta.read(connection, _PROVED + scope)
    return _decode_cursor(text) if text else None


def save_proved(connection: Connection, scope: str, cursor: Cursor) -> None:
    """Note it: the next proof begins there."""
    meta.write(connection, _PROVED + scope, _encode(cursor).decode())


def contradictions(heads: Sequence[SignedHead]) -> list[SignedHead]:
    """Heads that a later one of the same log denies by itself: it is not behind them (R3)."""
    return [
        one
        for place, one in enumerate(heads)
        if any(_denies(later.cursor, one.cursor) for later in heads[place + 1 :])
    ]


def _denies(later: Cursor, earlier: Cursor) -> bool:
    if later.incarnation != earlier.incarnation:
        return False
    return later.seq < earlier.seq or (later.seq == earlier.seq and later.hash != earlier.hash)
