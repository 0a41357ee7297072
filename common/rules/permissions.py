"""The role × action matrix: once, for the command and again for the server (domain §1.2).

Device 0 is the server itself; its own actions are not in the matrix because nobody else may do
them (:data:`SERVER_ACTIONS`).
"""

from __future__ import annotations

from collections.abc import Collection

from common.entities.offices import Role
from common.errors import NotAllowed

_CLERK = frozenset({Role.CLERK})
_CLERK_ADMIN = frozenset({Role.CLERK, Role.ADMIN})
_ADMIN = frozenset({Role.ADMIN})
_DRAFTERS = frozenset({Role.CLERK, Role.LEADER, Role.DEPT_HEAD, Role.SPECIALIST})

MATRIX: dict[str, frozenset[Role]] = {
    "register_incoming": _CLERK,
    "edit_incoming": _CLERK,
    "remove_incoming": _CLERK,
    "create_outgoing": _DRAFTERS,
    "edit_outgoing": _DRAFTERS,
    "remove_outgoing": _CLERK,
    "issue_outgoing": _CLERK,
    "send_outgoing": _CLERK,
    "attach_files": _DRAFTERS,
    "remove_attachment": _DRAFTERS,
    "accept_delivery": _CLERK,
    "return_delivery": _CLERK,
    "recall_outgoing": _CLERK,
    "answer_recall": _CLERK,
    "open_case_file": _DRAFTERS,
    "edit_case_file": _DRAFTERS,
    "add_to_case_file": _DRAFTERS,
    "remove_from_case_file": _DRAFTERS,
    "close_case_file": _DRAFTERS,
    "reopen_case_file": _DRAFTERS,
    "number_incoming": _CLERK,
    "number_outgoing": _CLERK,
    "correct_arrival_date": _CLERK,
    "correct_issued_date": _CLERK,
    "reserve_number": _CLERK,
    "cancel_number": _CLERK,
    "close_number": _ADMIN,
    "start_register": _ADMIN,
    "confirm_register": _CLERK,
    "close_year": _ADMIN,
    "configure_series": _ADMIN,
    "release_series": _CLERK_ADMIN,
    "settle_conflict": _DRAFTERS,
    "settle_number": _CLERK_ADMIN,
}

SERVER_ACTIONS = frozenset(
    {
        "import_office",
        "import_catalog",
        "invite_people",
        "enrol_person",
        "grant_lease",
        "revoke_lease",
        "book_numbers",
        "number_by_server",
        "deliver",
        "report_status",
        "note_recall",
        "ask_recall",
        "raise_conflict",
        "note_case",
        "redact",
    }
)


def may(roles: Collection[str], action: str) -> bool:
    """Whether a person with these roles may do ``action``."""
    return not MATRIX.get(action, frozenset()).isdisjoint(roles)


def require(roles: Collection[str], action: str) -> None:
    """Raise NotAllowed ``role_missing`` (params ``action``, ``roles``) unless :func:`may`."""
    if not may(roles, action):
        needed = sorted(str(role) for role in MATRIX.get(action, frozenset()))
        raise NotAllowed("role_missing", action=action, roles=needed)
