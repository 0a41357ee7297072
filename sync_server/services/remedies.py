"""What the server writes when people have said which paper has left the house (design §7).

::

    disputed number ──only one has left──▶ the other document waits for a number again
            │ both have left
            ▼
    both keep it, marked; a corrigendum is theirs to write

    issued twice ──one has left──▶ its number stands, the other is struck through with the reason
            └─both have left──▶ the first stands on the document, the second stays given, with why

A number on paper is a fact: software never renumbers what has left. Nothing here is refused: a
paper that the postman has brought has left, whatever was said, and then both keep the number.
"""

from __future__ import annotations

from collections.abc import Iterable

from common.changes.changeset import Change
from common.changes.record import Record, Values
from common.entities.cases import BOTH, FIRST, ISSUED_TWICE
from common.entities.schema import Value
from common.rules.numbering import number_id
from common.rules.workflow import ISSUED, REGISTERED, WAITING
from common.text.notation import format_number
from sync_server.db import postbox
from sync_server.services.letters import DELIVERY
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import difference
from sync_server.services.wellformed import is_id

SAME_NUMBER_NOTE = "trùng số"
_BOTH_WHY = "Trùng số: các văn bản mang số này đều đã phát hành hoặc đóng dấu; {who} xác nhận"
_MOVED_WHY = "Văn bản được chọn cho số này đã mang số khác; {who} xác nhận"
_OTHER_STANDS_WHY = "Văn bản đã phát hành với số {number}; {who} xác nhận"
_TWICE_WHY = "Một văn bản đã phát hành với hai số, số kia là {number}; {who} xác nhận"

_INCOMING, _OUTGOING = "incoming_document", "outgoing_document"


def remedy(work: ScopeWork, conflict: Record, outcome: str, actor: str) -> list[Change]:
    """What follows from the settlement of a conflict over a number, to be written by the server.

    ``outcome`` is one of `common.entities.cases`; ``actor`` the id of the person who settled it, or
    the name of one of the centre.
    """
    who = _name(work, actor)
    sides = [_side(one) for one in _listed(conflict.values.get("candidates"))]
    if len(sides) < 2:
        return []
    if conflict.values.get("kind") == ISSUED_TWICE:
        return _after_issued_twice(work, conflict, sides, outcome, who)
    row = work.state.record((str(conflict.values["entity"]), str(conflict.values["record_id"])))
    documents = [side for side in sides if isinstance(side, str)]
    return _after_dispute(work, row, documents, outcome, who) if row and documents else []


def _after_dispute(
    work: ScopeWork, row: Record, documents: list[str], outcome: str, who: str
) -> list[Change]:
    kept = documents[0] if outcome in (FIRST, BOTH) else documents[-1]
    others = [one for one in dict.fromkeys(documents) if one != kept]
    if outcome == BOTH or any(_has_left(work, one) for one in others):
        return _shared(work, row, [documents[0], *(d for d in documents if d != documents[0])], who)
    taken_back = [_without_number(work, row, one) for one in others]
    holder = _document(work, kept)
    if holder and _carries_another(holder, row):
        values: Values = {"state": "cancelled", "reason": _MOVED_WHY.format(who=who)}
    else:
        values = {"state": "given", "dated": _dated(work, kept, row)}
        if row.values.get("state") == "given":
            values["reason"] = None
    values |= {"document_id": kept, "also": None}
    given = _with_number(work, row, kept) if values["state"] == "given" else None
    return _written([difference(work, *row.key, values), given, *taken_back])


def _shared(work: ScopeWork, row: Record, documents: list[str], who: str) -> list[Change]:
    """All keep the number, each marked; the row stays with the first and names the others.

    One that an earlier settlement sent back has the number again; one that carries another number
    since keeps that.
    """
    sharing = [one for one in dict.fromkeys(documents) if not _is_elsewhere(work, one, row)]
    first, *others = sharing or documents
    values: Values = {
        "state": "given",
        "document_id": first,
        "also": list(others) or None,
        "reason": _BOTH_WHY.format(who=who),
    }
    marks = (_with_number(work, row, one, note=SAME_NUMBER_NOTE) for one in sharing)
    return _written([difference(work, *row.key, values), *marks])


def _is_elsewhere(work: ScopeWork, document_id: str, row: Record) -> bool:
    document = _document(work, document_id)
    return document is not None and _carries_another(document, row)


def _after_issued_twice(
    work: ScopeWork, conflict: Record, sides: list[Value], outcome: str, who: str
) -> list[Change]:
    key = str(conflict.values["entity"]), str(conflict.values["record_id"])
    document = work.state.record(key)
    first, second = (side if isinstance(side, dict) else {} for side in (sides[0], sides[-1]))
    if document is None or not (_whole(first, "number") and _whole(second, "number")):
        return []
    if outcome == BOTH:
        why = _TWICE_WHY.format(number=_printed(first), who=who)
        return _written([_row_change(work, key[1], second, "given", why)])
    stands, struck = (first, second) if outcome == FIRST else (second, first)
    why = _OTHER_STANDS_WHY.format(number=_printed(stands), who=who)
    return _written(
        [
            _row_change(work, key[1], stands, "given", None),
            _row_change(work, key[1], struck, "cancelled", why),
            _carrying(work, document, stands),
        ]
    )


def _carrying(work: ScopeWork, document: Record, side: Values) -> Change | None:
    """The document with one of its two numbers; one that another document has since stays there."""
    row = work.state.record(("number", _row_id(side)))
    if row is None or row.values.get("document_id") != document.id:
        return None
    return difference(work, *document.key, _numbered(document.entity, side))


def _row_id(side: Values) -> str:
    return number_id(
        str(side.get("series_id")), _whole(side, "year"), _whole(side, "number"), _suffix(side)
    )


def _row_change(
    work: ScopeWork, document_id: str, side: Values, state: str, why: str | None
) -> Change | None:
    """The row of one of a document's two numbers; one that another document has stays with it."""
    row = work.state.record(("number", _row_id(side)))
    if row is None or row.values.get("document_id") != document_id:
        return None
    if row.values.get("state") == "disputed":
        return None
    return difference(work, *row.key, {"state": state, "reason": why})


def _without_number(work: ScopeWork, row: Record, document_id: str) -> Change | None:
    """A document that loses the number waits for the next, unless it was removed; one that does
    not carry it is left."""
    document = _document(work, document_id)
    if document is None or not _carries(document, row):
        return None
    values: Values = {"number_note": None}
    if not document.values.get("removed_at"):
        values["state"] = WAITING
    if document.entity == _INCOMING:
        values["arrival_number"] = None
    else:
        asked_at = document.values.get("issue_asked_at") or work.now_ms
        values |= {"code_number": None, "number_suffix": None, "issued_date": None}
        values["issue_asked_at"] = asked_at
    return difference(work, *document.key, values)


def _with_number(
    work: ScopeWork, row: Record, document_id: str, *, note: str | None = None
) -> Change | None:
    """The document that keeps the number; one that an earlier settlement sent back has it again."""
    document = _document(work, document_id)
    if document is None:
        return None
    values: Values = {"number_note": note}
    if document.values.get("state") == WAITING:
        values |= _numbered(
            document.entity, {**row.values, "dated": _dated(work, document_id, row)}
        )
    return difference(work, *document.key, values)


def _numbered(entity: str, side: Values) -> Values:
    """The fields of a document that carries a number."""
    if entity == _INCOMING:
        return {"arrival_number": _whole(side, "number"), "state": REGISTERED}
    return {
        "code_number": _printed(side),
        "number_suffix": _suffix(side) or None,
        "issued_date": side.get("dated"),
        "state": ISSUED,
    }


def _dated(work: ScopeWork, document_id: str, row: Record) -> Value:
    """The date under which a document claimed the number, where a changeset still says it."""
    if row.values.get("document_id") == document_id:
        return row.values.get("dated")
    document = _document(work, document_id)
    field = "issued_date" if document and document.entity == _OUTGOING else "arrival_date"
    carried = document.values.get(field) if document and _carries(document, row) else None
    return carried or row.values.get("dated")


def _carries(document: Record, row: Record) -> bool:
    values = document.values
    if values.get("series_id") not in (None, row.values.get("series_id")):
        return False
    if document.entity == _INCOMING:
        return values.get("arrival_number") == row.values.get("number")
    return values.get("code_number") == _printed(row.values)


def _carries_another(document: Record, row: Record) -> bool:
    field = "arrival_number" if document.entity == _INCOMING else "code_number"
    return document.values.get(field) is not None and not _carries(document, row)


def _document(work: ScopeWork, document_id: str) -> Record | None:
    return work.state.record((_INCOMING, document_id)) or work.state.record(
        (_OUTGOING, document_id)
    )


def _has_left(work: ScopeWork, document_id: str) -> bool:
    """Whether another office has received the document already."""
    sent = postbox.sending(work.conn, work.scope, document_id)
    return any(one.kind == DELIVERY and one.state == postbox.DONE for one in sent)


def _name(work: ScopeWork, actor: str) -> str:
    user = work.state.record(("user", actor)) if is_id(actor) else None
    return str(user.values.get("full_name")) if user else actor or "quản trị trung tâm"


def _printed(side: Values) -> str:
    number = _whole(side, "number")
    return format_number(number, _suffix(side)) if number >= 1 else ""


def _suffix(side: Values) -> str:
    value = side.get("suffix")
    return value if isinstance(value, str) else ""


def _whole(side: Values, name: str) -> int:
    value = side.get(name)
    return value if isinstance(value, int) else 0


def _side(candidate: Value) -> Value:
    return candidate.get("value") if isinstance(candidate, dict) else None


def _listed(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _written(changes: Iterable[Change | None]) -> list[Change]:
    return [change for change in changes if change]
