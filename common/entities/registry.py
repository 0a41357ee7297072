"""All entities by name: the only lookup that others use."""

from __future__ import annotations

from common.entities import (
    case_files,
    cases,
    documents,
    exchange,
    numbers,
    offices,
    redactions,
)
from common.entities.schema import Entity

ENTITIES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        offices.OFFICE,
        offices.DIVISION,
        offices.USER,
        offices.ROLE_GRANT,
        offices.DOCUMENT_TYPE,
        offices.HOLIDAY,
        cases.CONFLICT,
        cases.CASE,
        numbers.SERIES,
        numbers.REGISTER_BOOK,
        numbers.NUMBER,
        documents.INCOMING_DOCUMENT,
        documents.OUTGOING_DOCUMENT,
        documents.ATTACHMENT,
        case_files.CASE_FILE,
        case_files.CASE_FILE_ITEM,
        exchange.DISPATCH,
        exchange.RECALL,
        exchange.DISPATCH_STATUS,
        exchange.DELIVERY,
        exchange.RECALL_REQUEST,
        exchange.CORRESPONDENT,
        redactions.REDACTION,
    )
}


def entity_named(name: str) -> Entity | None:
    """The declaration, or ``None`` for an entity that this version does not know (R12)."""
    return ENTITIES.get(name)
