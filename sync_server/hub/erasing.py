"""Removal by order at the console: what would go, carrying it out, and which PCs have (R6, I9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from common.changes.record import Key, Record
from common.errors import RuleViolation
from common.rules.redaction import chosen_fields, cleaned_order
from sync_server.db import admins, devices, erasures, records, scopes
from sync_server.db.devices import REVOKED
from sync_server.db.engine import forget_deleted
from sync_server.hub.core import Core
from sync_server.services.context import office_of, office_scope
from sync_server.services.erasing.carrying_out import Ordered, carry_out
from sync_server.services.erasing.reach import Reach, reach, sent_to, travelled
from sync_server.services.scope_work import ScopeWork, open_scope
from sync_server.services.working_set import as_record

_OFFICE = "office/"


@dataclass(frozen=True)
class Wish:
    """What is to be erased: fields of one record (all that hold words, where none is named)."""

    office: str
    entity: str
    record_id: str
    fields: tuple[str, ...] = ()
    with_files: bool = False


@dataclass(frozen=True)
class Going:
    """What goes in one office."""

    office: str
    records: tuple[tuple[str, str, tuple[str, ...]], ...]
    """(entity, id, fields) of those that exist."""
    changesets: tuple[str, ...]
    files: tuple[str, ...]
    letters: int


@dataclass(frozen=True)
class Redacted:
    """What was erased. ``is_clean`` is false where the database could not be written anew, since
    somebody else works in it: ask for the same order again."""

    offices: tuple[Going, ...]
    is_clean: bool


@dataclass(frozen=True)
class Confirmation:
    """One PC under an order; ``confirmed_at`` is ``None`` as long as it has not said so."""

    device: int
    name: str
    is_revoked: bool
    confirmed_at: int | None


@dataclass(frozen=True)
class OrderInfo:
    """One order in one office, for lists."""

    office: str
    id: str
    order: str
    reason: str
    ordered_at: int
    ordered_by: str
    entity: str
    record_id: str
    changesets: int
    files: int
    devices: tuple[Confirmation, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether every PC that can still be asked has carried it out."""
        return all(one.confirmed_at or one.is_revoked for one in self.devices)


class ErasureDesk:
    """The side of the hub that erases by order."""

    core: Core

    def what_goes(self, wish: Wish) -> list[Going]:
        """Everything that the order would take, the offices it was sent to included.

        Raises:
            RuleViolation: ``office_unknown``; ``redaction_entity_refused``,
                ``redaction_field_refused``; ``redaction_nothing``.
        """
        found = []
        for scope, key, fields in self._places(wish):
            with self.core.writing() as conn:
                work = open_scope(conn, self.core.server, scope)
                found.append(_going(reach(work, key, fields, with_files=wish.with_files)))
        if not any(one.records or one.changesets for one in found):
            raise RuleViolation("redaction_nothing")
        return found

    def redact(self, wish: Wish, order: str, reason: str, *, by: str = "") -> Redacted:
        """Carry the order out: one transaction for each office, the sender's first, so that no
        letter brings it anew. Done again it goes on where it was cut.

        Raises:
            RuleViolation: ``redaction_order_required``, ``reason_required``; as :meth:`what_goes`.
            EnvironmentFault: as :func:`sync_server.db.engine.writing`.
        """
        order, reason = cleaned_order(order, reason)
        done: list[Going] = []
        places = self._places(wish)
        while places:
            scope, key, fields = places.pop(0)
            ordered = Ordered(order, reason, by, key, fields)
            done.append(self._carry_out(scope, ordered, with_files=wish.with_files))
            if len(done) == 1:  # what left while this was waiting for the scope
                places = self._places(wish)[1:]
        return Redacted(tuple(done), forget_deleted(self.core.engine))

    def redactions(self, office_code: str | None = None) -> list[OrderInfo]:
        """Orders of all offices or of one, newest first, with the PCs that have carried them out.

        Raises:
            RuleViolation: ``office_unknown``.
        """
        with self.core.reading() as conn:
            found = [one for scope in _scopes(conn, office_code) for one in _orders_in(conn, scope)]
        return sorted(found, key=lambda one: (-one.ordered_at, one.office, one.id))

    def _places(self, wish: Wish) -> list[tuple[str, Key, frozenset[str]]]:
        """The record itself, then what it became in the offices that it was sent to."""
        fields = chosen_fields(wish.entity, wish.fields)
        scope, key = office_scope(wish.office), (wish.entity, wish.record_id)
        with self.core.writing() as conn:
            if scopes.read(conn, scope) is None:
                raise RuleViolation("office_unknown", field="office", office=wish.office)
            work = open_scope(conn, self.core.server, scope)
            sent = sent_to(work, wish.record_id) if wish.entity == "outgoing_document" else []
        there = travelled(fields)
        elsewhere = [(to, delivery, there) for to, delivery in sent if there or wish.with_files]
        return [(scope, key, fields), *elsewhere]

    def _carry_out(self, scope: str, ordered: Ordered, *, with_files: bool) -> Going:
        with self.core.scope(scope) as work:
            found = reach(work, ordered.key, ordered.fields, with_files=with_files)
            going = _going(found)
            unread = carry_out(work, ordered, found) if _is_something(work, found) else []
            unread += _left_before(work, ordered)
            _note(work, ordered, found)
        for sha256 in unread:
            self.core.blobs.remove(sha256)
        return going


def _left_before(work: ScopeWork, ordered: Ordered) -> list[str]:
    """Files of the same order, done before, that may still lie on the disk after a cut."""
    files: set[str] = set()
    for stored in records.of_entity(work.conn, work.scope, "redaction"):
        values = as_record(stored).values
        if values.get("order_ref") == ordered.order:
            files |= set(_texts(values.get("files")))
    return erasures.forget_unread(work.conn, files)


def _is_something(work: ScopeWork, found: Reach) -> bool:
    return bool(found.present or found.bodies or found.files)


def _note(work: ScopeWork, ordered: Ordered, found: Reach) -> None:
    params = {
        "office": office_of(work.scope),
        "order": ordered.order,
        "reason": ordered.reason,
        "record": "/".join(ordered.key),
        "changesets": str(len(found.bodies)),
        "files": str(len(found.files)),
    }
    admins.note(
        work.conn, at=work.now_ms, who=ordered.by or "console", what="redact", params=params
    )


def _going(found: Reach) -> Going:
    return Going(
        office=office_of(found.scope),
        records=tuple(
            (*key, tuple(sorted(fields)))
            for key, fields in sorted(found.targets.items())
            if key in found.present
        ),
        changesets=tuple(body.name for body in found.bodies),
        files=tuple(sorted(found.files)),
        letters=len(found.letters),
    )


def _scopes(conn: Connection, office_code: str | None) -> list[str]:
    if office_code is None:
        return [scope for scope in scopes.names(conn) if scope.startswith(_OFFICE)]
    if scopes.read(conn, office_scope(office_code)) is None:
        raise RuleViolation("office_unknown", field="office", office=office_code)
    return [office_scope(office_code)]


def _orders_in(conn: Connection, scope: str) -> Iterable[OrderInfo]:
    told = erasures.confirmed(conn, scope)
    machines = [one for one in devices.all_of(conn) if office_scope(one.office_code) == scope]
    for stored in records.of_entity(conn, scope, "redaction"):
        record = as_record(stored)
        yield _info(scope, record, machines, told.get(record.id, {}))


def _info(
    scope: str, record: Record, machines: Iterable[devices.Device], told: Mapping[int, int]
) -> OrderInfo:
    values = record.values
    at = values.get("ordered_at")
    ordered_at = at if isinstance(at, int) else 0
    return OrderInfo(
        office=office_of(scope),
        id=record.id,
        order=str(values.get("order_ref")),
        reason=str(values.get("reason")),
        ordered_at=ordered_at,
        ordered_by=str(values.get("ordered_by") or ""),
        entity=str(values.get("entity")),
        record_id=str(values.get("record_id")),
        changesets=len(_texts(values.get("changesets"))),
        files=len(_texts(values.get("files"))),
        devices=tuple(
            Confirmation(one.device, one.name, one.state == REVOKED, told.get(one.device))
            for one in machines
        ),
    )


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
