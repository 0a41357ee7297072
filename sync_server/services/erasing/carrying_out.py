"""An order carried out in one scope, in one transaction: nothing of it is half done.

::

    cases of the bodies that go are closed ─▶ `redact` by device 0: the order, the fields emptied,
    conflicts closed ─▶ bodies, evidence, letters, grants and file rows taken out
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from common.changes.changeset import Change, name_of, read_changes
from common.changes.record import Record, Values
from common.entities.cases import FIRST, OPEN, SETTLED
from common.errors import ProtocolFault
from common.ids import derived_id
from common.protocol.messages import Segment
from common.rules.redaction import erased_values, erased_words, order_of
from sync_server.db import cases, erasures, postbox
from sync_server.services import deciding, letters
from sync_server.services.erasing.reach import CASE_VALUES, REDACT, Reach, Targets, touched
from sync_server.services.scope_work import ScopeWork
from sync_server.services.server_acts import act, difference

_NO_PARAMS = msgspec.msgpack.encode({})


@dataclass(frozen=True)
class Ordered:
    """The order itself, as it is kept; ``key`` is the record that it names."""

    order: str
    reason: str
    by: str
    key: tuple[str, str]
    fields: frozenset[str]

    @property
    def words(self) -> str:
        """What stands where something was erased."""
        return erased_words(self.order)

    def id_in(self, scope: str, *, with_files: bool, again: int = 0) -> str:
        """The same order over the same fields is one record in each scope, and one more for each
        time that it was given ``again`` and found what had come late."""
        fields = ",".join(sorted(self.fields))
        parts = (scope, self.order, *self.key, fields, str(with_files))
        return derived_id("redaction", *parts, *([str(again)] if again else []))


def carry_out(work: ScopeWork, ordered: Ordered, found: Reach) -> list[str]:
    """Take out what the order reaches here; the files that no scope reads any more.

    Done again it finishes what is missing and writes nothing new.
    """
    names = {body.name for body in found.bodies}
    for case in cases.of_scope(work.conn, work.scope):
        if name_of(case.device, case.seq) in names:
            deciding.fall_by_order(work, case, by=ordered.by, why=ordered.words)
    changes = [*_order(work, ordered, found), *_emptied(work, ordered, found)]
    changes += _told_no_more(work, ordered, found)
    act(work, REDACT, changes)
    for body in found.bodies:
        erasures.erase_body(
            work.conn, work.scope, body.device, body.seq, erased=body.erased, params=_NO_PARAMS
        )
    scrub_evidence(work, found.targets, with_files=found.with_files)
    _scrub_letters(work, ordered, found)
    erasures.revoke_files(work.conn, work.scope, found.files)
    return erasures.forget_unread(work.conn, found.files)


def scrubbed(segment: Segment, targets: Targets, *, with_files: bool) -> Segment:
    """A segment as it came, without the bodies that hold something of the targets."""
    kept = []
    for one in segment.changesets:
        try:
            changes = read_changes(one)
        except ProtocolFault:
            kept.append(one.erased())  # nobody can say what it holds
            continue
        holds = any(touched(change, targets, with_files=with_files) for change in changes)
        kept.append(one.erased() if holds else one)
    return Segment(segment.first_seq, kept, segment.signature)


def scrub_evidence(work: ScopeWork, targets: Targets, *, with_files: bool) -> None:
    """What was kept of segments that were not taken; one that cannot be read is emptied."""
    for one in erasures.evidence_of(work.conn, work.scope):
        try:
            segment = msgspec.msgpack.decode(one.bytes, type=Segment)
        except msgspec.MsgspecError:
            erasures.rewrite_evidence(work.conn, one.place, b"")
            continue
        clean = scrubbed(segment, targets, with_files=with_files)
        if clean != segment:
            erasures.rewrite_evidence(work.conn, one.place, msgspec.msgpack.encode(clean))


def _order(work: ScopeWork, ordered: Ordered, found: Reach) -> Iterator[Change]:
    names, files = {body.name for body in found.bodies}, set(found.files)
    again = 0
    while present := work.state.record(("redaction", _id(work, ordered, found, again))):
        stated = order_of(present, 0)
        names, files = names - stated.changesets, files - stated.files
        again += 1
    if again and not names and not files:
        return
    entity, id_ = ordered.key
    values: Values = {
        "order_ref": ordered.order,
        "reason": ordered.reason,
        "ordered_at": work.now_ms,
        "ordered_by": ordered.by or None,
        "entity": entity,
        "record_id": id_,
        "targets": [
            [*key, sorted(fields), sorted(_held(work, key, fields))]
            for key, fields in sorted({**found.targets, **found.telling}.items())
        ],
        "changesets": sorted(names),
        "files": sorted(files),
        "with_files": found.with_files,
    }
    yield Change("redaction", _id(work, ordered, found, again), values)


def _id(work: ScopeWork, ordered: Ordered, found: Reach, again: int) -> str:
    return ordered.id_in(work.scope, with_files=found.with_files, again=again)


def _held(work: ScopeWork, key: tuple[str, str], fields: frozenset[str]) -> set[str]:
    record = work.state.record(key)
    return {name for name in fields if record and record.values.get(name) is not None}


def _emptied(work: ScopeWork, ordered: Ordered, found: Reach) -> Iterator[Change]:
    for key, fields in sorted(found.targets.items()):
        record = work.state.record(key)
        if record is None:
            continue
        values = erased_values(key[0], fields, record.values, ordered.words)
        if key[0] == "attachment" and found.with_files and not record.values.get("removed_at"):
            values |= {"removed_at": work.now_ms, "removed_why": ordered.words}
        if values and (change := difference(work, *key, values)):
            yield change


def _told_no_more(work: ScopeWork, ordered: Ordered, found: Reach) -> Iterator[Change]:
    """Conflicts without their values, and closed; cases without what they told."""
    for key, fields in sorted(found.telling.items()):
        record = work.state.record(key)
        if record is None:
            continue
        if fields == CASE_VALUES:
            values: Values = {"params": {}} if record.values.get("params") else {}
        else:
            values = _blank_conflict(work, ordered, found, record)
        if values and (change := difference(work, *key, values)):
            yield change


def _blank_conflict(work: ScopeWork, ordered: Ordered, found: Reach, conflict: Record) -> Values:
    targets = None if conflict.values.get("field") else found.targets
    values: Values = {
        name: _blank(conflict.values[name], targets)
        for name in found.telling[conflict.key]
        if conflict.values.get(name) is not None
    }
    if conflict.values.get("state") == OPEN:
        values |= {"state": SETTLED, "outcome": FIRST, "settled_at": work.now_ms}
        values |= {"settled_why": ordered.words, "settled_by": ordered.by or None}
    return values


def _blank(found: Any, targets: Targets | None) -> Any:
    """A conflict's structure without its values; of a whole action (with ``targets``) only theirs
    are taken out of the values listed."""
    if isinstance(found, list):
        return [_blank(one, targets) for one in found]
    if not isinstance(found, dict):
        return found
    if targets is None:
        return {name: None if name == "value" else _blank(one, None) for name, one in found.items()}
    if found.get("field") in targets.get((str(found.get("entity")), str(found.get("id"))), ()):
        return {**found, "value": None}
    return {name: _blank(one, targets) for name, one in found.items()}


def _scrub_letters(work: ScopeWork, ordered: Ordered, found: Reach) -> None:
    fields = found.targets.get(ordered.key, frozenset())
    for letter in found.letters:
        if letter.kind == letters.DELIVERY:
            envelope = letters.decode_envelope(letter.body)
            kept = erased_values("outgoing_document", fields, envelope.fields, ordered.words)
            values = {**envelope.fields, **kept}
            files = [] if found.with_files else envelope.files
            body = letters.encode(
                letters.Envelope(
                    envelope.document_id,
                    envelope.sent_at,
                    {name: value for name, value in values.items() if value is not None},
                    files,
                )
            )
        elif letter.kind == letters.RECALL and "recalled_why" in fields:
            notice = letters.decode_recall(letter.body)
            body = letters.encode(letters.RecallNotice(notice.at, ordered.words))
        else:
            continue
        postbox.rewrite(work.conn, letter.place, body)
