"""A scope's log as a chain of entries, and its head signed by the server.

An entry's hash covers the one before it and a changeset's hash, so whoever keeps a head and is
given what came after can tell by counting whether the log was only continued (R3).
"""

from __future__ import annotations

import hashlib

from common.crypto.signing import verify

HEAD_DOMAIN = "log-head/1"


def genesis(scope: str, incarnation: str) -> bytes:
    """The hash before the first entry of a log."""
    return hashlib.sha256(f"vanthu/log/1\0{scope}\0{incarnation}".encode()).digest()


def next_entry(previous: bytes, changeset_hash: bytes) -> bytes:
    """The hash of the entry that takes a changeset into the log."""
    return hashlib.sha256(previous + changeset_hash).digest()


def head_message(scope: str, incarnation: str, seq: int, entry_hash: bytes) -> bytes:
    """The exact bytes that the server's identity key signs for a head."""
    return f"{scope}\0{incarnation}\0{seq}\0".encode() + entry_hash


def head_is_signed(
    public: bytes, *, scope: str, incarnation: str, seq: int, entry_hash: bytes, signature: bytes
) -> bool:
    """Whether ``signature`` is the server's over this head of the scope's log."""
    message = head_message(scope, incarnation, seq, entry_hash)
    return verify(public, HEAD_DOMAIN, message, signature)
