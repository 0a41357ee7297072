"""Heads: which changeset last wrote each field of a record (R7).

A head is a changeset's *name*, never a counter: with counters a stacked offline edit matches by
accident and overwrites. One default head (``*``) stands for a record, exceptions are listed.
"""

from __future__ import annotations

from collections.abc import Iterable

Heads = dict[str, str]
DEFAULT = "*"


def head_of(heads: Heads, field: str) -> str | None:
    """The head of ``field``, or ``None`` where the record does not exist."""
    return heads.get(field) or heads.get(DEFAULT)


def with_written(heads: Heads, fields: Iterable[str], name: str) -> Heads:
    """The heads after changeset ``name`` wrote ``fields``; its first writer is the default."""
    if not heads:
        return {DEFAULT: name}
    written = dict(heads)
    default = heads[DEFAULT]
    for field in fields:
        if name == default:
            written.pop(field, None)
        else:
            written[field] = name
    return written


def seen_by(heads: Heads, fields: Iterable[str]) -> Heads:
    """The ``base`` of an edit: the heads seen for ``fields``, in the compact form."""
    if not heads:
        return {}
    default = heads[DEFAULT]
    exceptions = {f: heads[f] for f in fields if f in heads and heads[f] != default}
    return {DEFAULT: default, **exceptions}
