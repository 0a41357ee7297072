"""Refusals as they travel: RFC 9457 problem details, and back to the error that they tell of.

A refusal made on the server must reach the person as if it had been made on the PC: same family,
same code, same parameters.
"""

from __future__ import annotations

from typing import Any

import msgspec

from common.errors import NotAllowed, ProtocolFault, RuleViolation, TransportFault, VanThuError

PROBLEM_TYPE = "application/problem+json"
PROBLEM_URN = "urn:vanthu:problem:"

_FAMILIES: dict[str, type[VanThuError]] = {
    "NotAllowed": NotAllowed,
    "ProtocolFault": ProtocolFault,
    "RuleViolation": RuleViolation,
}


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Body of every answer that is not the one asked for.

    ``family`` is the class of :mod:`common.errors`; ``field`` names the entity's field that is to
    blame, where one is.
    """

    type: str
    title: str
    status: int
    code: str
    family: str = ""
    params: dict[str, Any] = {}
    field: str | None = None


_encode = msgspec.json.Encoder(enc_hook=str).encode
_decode = msgspec.json.Decoder(Problem).decode


def write_problem(error: VanThuError, *, status: int, title: str) -> bytes:
    """The body that tells of ``error``; parameters that JSON does not know become text."""
    problem = Problem(
        type=PROBLEM_URN + error.code,
        title=title,
        status=status,
        code=error.code,
        family=type(error).__name__,
        params=error.params,
        field=error.field if isinstance(error, RuleViolation) else None,
    )
    return _encode(problem)


def read_problem(body: bytes) -> Problem:
    """Decode a body. Raises ProtocolFault ``answer_malformed``."""
    try:
        return _decode(body)
    except msgspec.MsgspecError as error:
        raise ProtocolFault("answer_malformed", part="problem") from error


def error_of(problem: Problem, *, retry_after_s: int) -> VanThuError:
    """The error that the server met.

    What is the server's own trouble (a full disk, a database that is away, a bug) is for the PC
    one more way of not being served: TransportFault ``server_busy`` or ``server_fault``, with
    ``retry_after_s``; work is kept.
    """
    family = _FAMILIES.get(problem.family)
    if family is RuleViolation:
        return RuleViolation(problem.code, field=problem.field, **_as_words(problem.params))
    if family is not None:
        return family(problem.code, **_as_words(problem.params))
    code = "server_busy" if problem.status in (429, 503) else "server_fault"
    return TransportFault(code, reason=problem.code, retry_after_s=retry_after_s)


def _as_words(params: dict[str, Any]) -> dict[str, Any]:
    """Parameters under names that an error takes: what another version adds must not break us."""
    return {name: value for name, value in params.items() if name not in ("code", "field", "self")}
