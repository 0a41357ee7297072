"""A refusal made on the server reaches the person as if it had been made on the PC."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import (
    EnvironmentFault,
    NotAllowed,
    ProtocolFault,
    RuleViolation,
    TransportFault,
    VanThuError,
)
from common.protocol.problems import error_of, read_problem, write_problem

names = st.text("abcdefghijk_", min_size=1, max_size=12).filter(str.isidentifier)
values = st.text(max_size=30) | st.integers(-(2**53), 2**53) | st.lists(st.text(max_size=5))


def returned(error: VanThuError, status: int = 409) -> VanThuError:
    body = write_problem(error, status=status, title="Không được.")
    return error_of(read_problem(body), retry_after_s=7)


@given(st.sampled_from([NotAllowed, ProtocolFault, RuleViolation]), st.dictionaries(names, values))
def test_family_code_and_parameters_travel(family: type[VanThuError], params: dict) -> None:
    params.pop("field", None)
    error = returned(family("some_code", **params))
    assert (type(error), error.code, error.params) == (family, "some_code", params)


def test_the_field_to_blame_travels() -> None:
    error = returned(RuleViolation("login_taken", field="login"))
    assert isinstance(error, RuleViolation)
    assert error.field == "login"


def test_what_json_does_not_know_travels_as_text() -> None:
    assert returned(NotAllowed("x", dated=date(2026, 11, 23))).params == {"dated": "2026-11-23"}


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (EnvironmentFault("disk_full"), 503, "server_busy"),
        (TransportFault("server_fault", incident="ab12"), 500, "server_fault"),
        (VanThuError("of_a_newer_server"), 429, "server_busy"),
    ],
)
def test_the_servers_own_troubles_are_troubles_of_transport(
    error: VanThuError, status: int, code: str
) -> None:
    told = returned(error, status)
    assert isinstance(told, TransportFault)
    assert (told.code, told.params) == (code, {"reason": error.code, "retry_after_s": 7})


def test_a_parameter_of_a_newer_server_does_not_break_us() -> None:
    body = (
        b'{"type":"t","title":"t","status":403,"code":"x","family":"NotAllowed",'
        b'"params":{"code":"y","field":"z","self":1,"device":3},"new":true}'
    )
    error = error_of(read_problem(body), retry_after_s=0)
    assert (error.code, error.params) == ("x", {"device": 3})


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"type":"t"}', b'{"status":"x"}'])
def test_what_is_no_problem_is_malformed(body: bytes) -> None:
    with pytest.raises(ProtocolFault, match="answer_malformed"):
        read_problem(body)
