"""Records given as JSON: one object, an array, or JSON Lines, told apart by looking.

JSON Lines are read as they come, so that a long import begins at once and a broken line is that
line's own trouble.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from common.errors import RuleViolation
from desktop.cli.parser import UsageError


class Shape(Enum):
    """How the records are given; results are told in the same shape."""

    ONE = "one"
    ARRAY = "array"
    LINES = "lines"


@dataclass(frozen=True)
class Entry:
    """One record as given: its line or place from 1, and its fields or what is wrong with it."""

    position: int
    fields: dict[str, Any]
    fault: RuleViolation | None = None


Source = tuple[Shape, Iterator[Entry]]


@contextmanager
def opened(name: str) -> Iterator[TextIO]:
    """The text of the file ``name``, ``-`` for standard input; UTF-8, with or without a mark.

    Raises:
        UsageError: ``input_unreadable``, also where the bytes are no UTF-8.
    """
    try:
        if name == "-":
            buffer = getattr(sys.stdin, "buffer", None)
            yield io.TextIOWrapper(buffer, encoding="utf-8-sig") if buffer else sys.stdin
        else:
            with Path(name).open(encoding="utf-8-sig") as stream:
                yield stream
    except UnicodeDecodeError as error:
        raise UsageError("input_unreadable", f"Tệp «{name}» không phải văn bản UTF-8.") from error
    except OSError as error:
        if error.filename is None or str(error.filename) != name:
            raise
        raise UsageError("input_unreadable", f"Không đọc được tệp «{name}».") from error


def read_source(stream: TextIO) -> Source:
    """The records of ``stream``.

    Raises:
        RuleViolation: ``json_invalid`` (``line``, ``problem``) where the whole cannot be read;
            ``record_not_object``.
    """
    lines = enumerate(stream, start=1)
    first = next(_told(lines), None)
    if first is None:
        raise RuleViolation("json_invalid", line=1, problem="empty")
    number, text = first
    if not text.lstrip().startswith("["):
        second = next(_told(lines), None)
        if _is_object(text):
            return _by_lines(first, second, lines)
        text += second[1] if second else ""
    text = "\n" * (number - 1) + text + "".join(line for _, line in lines)
    return _whole(_parsed(text))


def only_record(stream: TextIO) -> dict[str, Any]:
    """The fields of the one object in ``stream``. Raises as :func:`read_source`, and UsageError
    ``one_record_wanted``."""
    shape, entries = read_source(stream)
    if shape is not Shape.ONE:
        raise UsageError("one_record_wanted", "Lệnh này nhận đúng một đối tượng JSON.")
    entry = next(entries)
    if entry.fault:
        raise entry.fault
    return entry.fields


def _told(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    return (one for one in lines if one[1].strip())


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _by_lines(
    first: tuple[int, str], second: tuple[int, str] | None, lines: Iterator[tuple[int, str]]
) -> Source:
    if second is None:
        return Shape.ONE, iter([_line(*first)])
    told = chain([first, second], _told(lines))
    return Shape.LINES, (_line(number, text) for number, text in told)


def _line(number: int, text: str) -> Entry:
    try:
        return _entry(number, _parsed(text, line=number))
    except RuleViolation as fault:
        return Entry(number, {}, fault)


def _whole(parsed: Any) -> Source:
    if isinstance(parsed, list):
        return Shape.ARRAY, (_entry(place, one) for place, one in enumerate(parsed, start=1))
    return Shape.ONE, iter([_entry(1, parsed)])


def _entry(position: int, parsed: Any) -> Entry:
    if not isinstance(parsed, dict):
        return Entry(position, {}, RuleViolation("record_not_object", position=position))
    return Entry(position, parsed)


def _parsed(text: str, *, line: int = 0) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise RuleViolation("json_invalid", line=line or error.lineno, problem=error.msg) from error
    except RecursionError as error:
        raise RuleViolation("json_invalid", line=line or 1, problem="too deep") from error
