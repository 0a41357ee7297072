"""Stable codes that both sides know; their sentences stand in :mod:`common.text.phrases`."""

from __future__ import annotations

CHAIN_BROKEN = "chain_broken"
"""The segment does not continue the head that the server holds: send again from ``device_head``."""

SIGNATURE_INVALID = "signature_invalid"
"""The segment is not this device's: nothing was taken, the bytes are kept as evidence (R9)."""

CURSOR_UNKNOWN = "cursor_unknown"
"""The log has another incarnation or the entry another hash: pull again from the start (R3)."""

FORKED = "forked"
"""The server holds changesets of this device that it does not know (R16)."""

DEVICE_REVOKED = "device_revoked"
"""This device's number was revoked at a known sequence (R17)."""
