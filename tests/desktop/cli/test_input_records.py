"""JSON as people and programs hand it over: one object, an array, JSON Lines."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import RuleViolation
from desktop.cli.input_records import Shape, only_record, read_source
from desktop.cli.parser import UsageError

FIELDS = st.dictionaries(st.text(), st.text() | st.integers() | st.none(), min_size=1)


def read(text: str) -> tuple[Shape, list[tuple[int, dict[str, object], str]]]:
    shape, entries = read_source(io.StringIO(text))
    return shape, [
        (one.position, one.fields, one.fault.code if one.fault else "") for one in entries
    ]


@pytest.mark.parametrize("text", ['{"a": 1}', '\n {"a": 1}\n\n', '{\n  "a":\n 1\n}\n'])
def test_one_object_may_stand_on_any_lines(text: str) -> None:
    shape, entries = read(text)
    assert (shape, [fields for _, fields, _ in entries]) == (Shape.ONE, [{"a": 1}])


def test_an_array_is_told_apart_by_its_bracket() -> None:
    assert read('[{"a": 1},\n {"a": 2}]') == (
        Shape.ARRAY,
        [(1, {"a": 1}, ""), (2, {"a": 2}, "")],
    )


def test_json_lines_count_lines_as_an_editor_does() -> None:
    assert read('{"a": 1}\n\n{"a": 2}\n') == (Shape.LINES, [(1, {"a": 1}, ""), (3, {"a": 2}, "")])


def test_a_broken_line_is_that_lines_own_trouble() -> None:
    shape, entries = read('{"a": 1}\n{"a": \n7\n{"a": 2}\n')
    assert shape is Shape.LINES
    assert [(place, code) for place, _, code in entries] == [
        (1, ""),
        (2, "json_invalid"),
        (3, "record_not_object"),
        (4, ""),
    ]


@pytest.mark.parametrize("text", ["", "  \n", "[{", '{"a": ', "a", "[" * 100_000])
def test_what_is_no_json_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(RuleViolation, match="json_invalid"):
        read(text)


@given(FIELDS)
def test_every_object_comes_back_as_it_was_given(fields: dict[str, object]) -> None:
    for text in (json.dumps(fields), json.dumps(fields, indent=2, ensure_ascii=False)):
        assert only_record(io.StringIO(text)) == fields


@given(st.lists(FIELDS, min_size=2, max_size=5))
def test_lines_and_arrays_hold_the_same_records(records: list[dict[str, object]]) -> None:
    lines = "\n".join(json.dumps(one) for one in records)
    for text in (lines, json.dumps(records)):
        assert [fields for _, fields, _ in read(text)[1]] == records


def test_where_one_is_wanted_several_are_wrong_usage() -> None:
    with pytest.raises(UsageError, match="đúng một"):
        only_record(io.StringIO('{"a": 1}\n{"a": 2}'))
