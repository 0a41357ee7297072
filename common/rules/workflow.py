"""States of documents and deliveries, and the moves between them, as one table.

Domain §3.6 and §4; statuses as QĐ 28/2018/QĐ-TTg where they are sent back. A move whose ``before``
is empty makes the record; one whose ``after`` is empty leaves the state as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from common.errors import NotAllowed

WAITING = "cho_so"
"""Everything but the number is registered (design §7)."""
REGISTERED = "da_dang_ky"
DRAFT = "du_thao"
ISSUED = "da_phat_hanh"
ARRIVED = "cho_tiep_nhan"
ACCEPTED = "da_tiep_nhan"
RETURNED = "tu_choi"
RECALLED = "da_thu_hoi"
CANCELLED = "da_huy_thu_hoi"
"""The sender recalled it and we agreed."""
FROZEN = frozenset({RECALLED, CANCELLED})
"""What has been taken back stays as it is, with all that hangs on it (domain §4.5)."""

OPENED = "dang_mo"
CLOSED = "da_dong"


@dataclass(frozen=True)
class Move:
    """What ``action`` may do to a record of ``entity`` in a state ``before``."""

    action: str
    entity: str
    before: tuple[str, ...]
    after: tuple[str, ...]


MOVES: tuple[Move, ...] = (
    #     action               entity               before              after
    Move("register_incoming", "incoming_document", (), (REGISTERED, WAITING)),
    Move("edit_incoming", "incoming_document", (REGISTERED, WAITING), ()),
    Move("remove_incoming", "incoming_document", (REGISTERED, WAITING), ()),
    Move("create_outgoing", "outgoing_document", (), (DRAFT,)),
    Move("edit_outgoing", "outgoing_document", (DRAFT, WAITING), ()),
    Move("remove_outgoing", "outgoing_document", (DRAFT, WAITING), ()),
    Move("issue_outgoing", "outgoing_document", (DRAFT,), (ISSUED, WAITING)),
    Move("send_outgoing", "outgoing_document", (ISSUED, WAITING), ()),
    Move("number_incoming", "incoming_document", (WAITING,), (REGISTERED,)),
    Move("number_outgoing", "outgoing_document", (WAITING,), (ISSUED,)),
    Move("correct_arrival_date", "incoming_document", (REGISTERED, WAITING), ()),
    Move("correct_issued_date", "outgoing_document", (ISSUED,), ()),
    Move("accept_delivery", "delivery", (ARRIVED,), (ACCEPTED,)),
    Move("return_delivery", "delivery", (ARRIVED,), (RETURNED,)),
    Move("recall_outgoing", "outgoing_document", (ISSUED,), (RECALLED,)),
    Move("answer_recall", "delivery", (ARRIVED, ACCEPTED, RETURNED), (CANCELLED,)),
    Move("open_case_file", "case_file", (), (OPENED,)),
    Move("edit_case_file", "case_file", (OPENED,), ()),
    Move("add_to_case_file", "case_file", (OPENED,), ()),
    Move("remove_from_case_file", "case_file", (OPENED,), ()),
    Move("close_case_file", "case_file", (OPENED,), (CLOSED,)),
    Move("reopen_case_file", "case_file", (CLOSED,), (OPENED,)),
)

_BY_ACTION = {(move.action, move.entity): move for move in MOVES}


def move_of(action: str, entity: str) -> Move | None:
    """The move of ``action`` on ``entity``, or ``None`` where it does not touch a state."""
    return _BY_ACTION.get((action, entity))


def allows(action: str, entity: str, state: str | None) -> bool:
    """Whether ``action`` may be done to a record of ``entity`` that stands in ``state``."""
    move = move_of(action, entity)
    return move is None or (state in move.before if move.before else state is None)


def require_move(action: str, entity: str, state: str | None) -> None:
    """Raise NotAllowed ``state_forbids`` (``action``, ``entity``, ``state``) unless allowed."""
    if not allows(action, entity, state):
        raise NotAllowed("state_forbids", action=action, entity=entity, state=state)
