"""The errors that Văn Thư raises on purpose; words for people are made at the edge.

Every error carries a stable ``code`` and the ``params`` that its sentence needs; the sentence
stands in :mod:`common.text.phrases`, once for the window, the command line and the web pages.

::

    VanThuError
    ├── RuleViolation       what a person typed is against a rule (field, code)
    ├── NotAllowed          this person may not do this
    ├── EnvironmentFault    disk full, store locked, damaged, read-only: not the person's doing
    ├── TransportFault      the server cannot be reached, or what answered is not our server
    └── ProtocolFault       bytes that are newer than we understand, forked or malformed
"""

from __future__ import annotations

from typing import Any


class VanThuError(Exception):
    """Base of all. ``code`` is stable; ``params`` fill the ``{names}`` of its sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({shown})"


class RuleViolation(VanThuError):
    """What was typed breaks a rule. ``field`` names the entity's field where one is to blame."""

    def __init__(self, code: str, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code, **params)
        self.field = field


class NotAllowed(VanThuError):
    """The person's roles, or the state of the record, do not allow the action."""


class EnvironmentFault(VanThuError):
    """The machine's fault, told in words with what to do; never a crash report."""


class TransportFault(VanThuError):
    """The server could not be reached or did not answer as our server does. Work is kept."""


class ProtocolFault(VanThuError):
    """Bytes that this version cannot accept: newer, forked, or malformed."""
