"""Actions, moves and the matrix speak of the same things."""

from __future__ import annotations

import pytest

from common.entities.offices import Role
from common.entities.registry import ENTITIES
from common.errors import NotAllowed
from common.rules.actions import ACTIONS
from common.rules.permissions import MATRIX, SERVER_ACTIONS, may, require
from common.rules.workflow import MOVES, allows, require_move
from common.text.phrases import STATES


def test_every_action_has_a_declaration_and_somebody_who_may() -> None:
    """R8: an action without the declaration cannot exist."""
    assert set(ACTIONS) == set(MATRIX) | SERVER_ACTIONS
    assert all(MATRIX.values())
    assert not set(MATRIX) & SERVER_ACTIONS


def test_moves_name_declared_actions_entities_and_worded_states() -> None:
    for move in MOVES:
        assert ACTIONS[move.action].target == move.entity
        assert {*move.before, *move.after} <= set(STATES)


def test_plain_edits_are_the_only_ones_per_field() -> None:
    assert {name for name, action in ACTIONS.items() if action.per_field} == {
        "edit_incoming",
        "edit_outgoing",
        "edit_case_file",
    }


def test_guards_name_fields_of_the_target() -> None:
    for action in ACTIONS.values():
        assert all(name in ENTITIES[action.target].by_name for name in action.guards)


@pytest.mark.parametrize("role", [Role.LEADER, Role.DEPT_HEAD, Role.SPECIALIST, Role.ADMIN])
def test_only_the_clerk_gives_numbers_and_accepts(role: Role) -> None:
    """NĐ 30/2020 Đ.6: statutory tasks of the registry clerk."""
    for action in (
        *("register_incoming", "issue_outgoing", "send_outgoing", "accept_delivery"),
        *("number_incoming", "number_outgoing", "reserve_number", "cancel_number"),
        *("correct_arrival_date", "correct_issued_date", "confirm_register"),
    ):
        assert not may({role}, action)
        assert may({role, Role.CLERK}, action)


def test_only_the_admin_decides_over_books() -> None:
    for action in ("start_register", "configure_series", "close_number", "close_year"):
        assert may({Role.ADMIN}, action)
        assert not may(set(Role) - {Role.ADMIN}, action)


def test_an_unknown_action_is_nobody_s() -> None:
    assert not may(set(Role), "deliver")
    with pytest.raises(NotAllowed, match="role_missing"):
        require(set(Role), "deliver")


def test_a_state_forbids_what_the_table_does_not_allow() -> None:
    assert allows("issue_outgoing", "outgoing_document", "du_thao")
    with pytest.raises(NotAllowed, match="state_forbids"):
        require_move("issue_outgoing", "outgoing_document", "da_phat_hanh")
