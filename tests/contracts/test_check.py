"""`check` finds a province in which much happened sound, and each kind of damage by its name."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from common.changes.record import encode_values, record_hash
from common.errors import RuleViolation
from common.text.findings import FINDINGS, PARTS, TOLD_MAX, Finding, finding_text
from common.text.sentences import ERRORS
from sync_server.db import tables
from sync_server.db.engine import writing
from sync_server.hub.hub import Hub
from sync_server.services.checking.log import check_log
from tests.helpers.damage import (
    DEN,
    NUMBERS,
    SCOPE,
    damage,
    first_of,
    of_entity,
    province_at_work,
    rewrite,
)
from tests.helpers.devices import FakePc

c, g = tables.changesets.c, tables.log.c


@pytest.fixture(autouse=True)
def worked(hub: Hub) -> FakePc:
    """The clerk's PC of an office in which much happened."""
    return province_at_work(hub)


def codes(hub: Hub, **options: Any) -> list[str]:
    return [finding.code for finding in hub.check(**options).findings]


def test_a_province_with_work_is_sound(hub: Hub) -> None:
    report = hub.check(deep=True)
    assert report.findings == ()
    assert report.is_sound
    assert report.scopes == ("catalog", "office/namsach", "office/stc", "office/vpubnd")
    expected = {"changesets", "signatures", "log_entries", "records", "numbers", "documents"}
    assert {name for name, count in report.counts.items() if count} >= expected | {
        "files",
        "letters",
    }


def test_one_office_is_looked_at_alone(hub: Hub) -> None:
    told: list[str] = []
    report = hub.check("stc", progress=told.append)
    assert report.scopes == (SCOPE,)
    assert told == [SCOPE]
    assert report.counts["files"] == 1
    with pytest.raises(RuleViolation, match="office_unknown"):
        hub.check("chuaco")


def test_what_is_written_while_it_looks_is_not_half_seen(
    hub: Hub, worked: FakePc, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check_log_meanwhile(*asked: Any) -> Any:
        worked.register(series_id=DEN)
        worked.sync()
        return check_log(*asked)

    monkeypatch.setattr("sync_server.hub.inspection.check_log", check_log_meanwhile)
    assert codes(hub, office_code="stc") == []
    assert worked.fate(worked.own[-1]) == "applied"


BROKEN: dict[str, tuple[Any, ...]] = {
    "changeset_altered": (
        update(tables.changesets)
        .where(c.scope == SCOPE, c.device == 1, c.seq == 2)
        .values(salt=bytes(16)),
    ),
    "changesets_missing": (
        delete(tables.changesets).where(c.scope == SCOPE, c.device == 2, c.seq == 1),
    ),
    "segment_signature_wrong": (
        update(tables.segments)
        .where(tables.segments.c.scope == SCOPE, tables.segments.c.device == 2)
        .values(signature=bytes(64)),
    ),
    "segment_stray": (
        insert(tables.segments).values(
            scope=SCOPE, device=2, last_seq=99, hash=bytes(32), signature=bytes(64)
        ),
    ),
    "chain_unsigned": (
        delete(tables.segments).where(
            tables.segments.c.scope == SCOPE, tables.segments.c.device == 2
        ),
    ),
    "chain_head_differs": (
        update(tables.device_heads)
        .where(tables.device_heads.c.scope == SCOPE, tables.device_heads.c.device == 1)
        .values(hash=bytes(32)),
    ),
    "chain_of_unknown_device": (delete(tables.devices).where(tables.devices.c.device == 2),),
    "fate_wrong": (
        update(tables.changesets)
        .where(c.scope == SCOPE, c.device == 2, c.seq == 1)
        .values(fate="held"),
    ),
    "case_missing": (delete(tables.cases),),
    "case_stray": (
        insert(tables.cases).values(
            scope=SCOPE, device=1, seq=99, state="held", code="x", params=b"", opened_at=1
        ),
    ),
    "log_entries_missing": (delete(tables.log).where(g.scope == SCOPE, g.seq == 7),),
    "log_entry_altered": (
        update(tables.log).where(g.scope == SCOPE, g.seq == 7).values(entry_hash=bytes(32)),
    ),
    "log_entry_misplaced": (
        update(tables.changesets)
        .where(c.scope == SCOPE, c.device == 2, c.seq == 1)
        .values(applied_seq=3),
    ),
    "log_head_differs": (
        update(tables.scopes).where(tables.scopes.c.scope == SCOPE).values(entry_hash=bytes(32)),
    ),
    "record_altered": (
        update(tables.records)
        .where(tables.records.c.scope == SCOPE, tables.records.c.entity == "user")
        .values({"values": encode_values({"login": "ai.khac"})}),
    ),
    "digest_differs": (
        update(tables.scopes).where(tables.scopes.c.scope == SCOPE).values(digest=bytes(32)),
    ),
    "record_seq_wrong": (
        update(tables.records)
        .where(tables.records.c.scope == SCOPE, tables.records.c.id == NUMBERS[1])
        .values(seq=99_999),
    ),
    "conflict_not_indexed": (delete(tables.open_conflicts),),
    "conflict_index_stray": (
        insert(tables.open_conflicts).values(
            scope=SCOPE, entity="user", record_id="x", field="login", conflict_id="gone"
        ),
    ),
    "attachment_not_indexed": (delete(tables.attached).where(tables.attached.c.scope == SCOPE),),
    "attachment_index_stray": (
        insert(tables.attached).values(scope=SCOPE, document_id="x", attachment_id="gone"),
    ),
    "waiting_stray": (
        insert(tables.waiting_documents).values(
            scope=SCOPE, document_id="gone", entity="incoming_document", series_id=DEN, since=1
        ),
    ),
    "run_behind": (
        update(tables.runs)
        .where(tables.runs.c.scope == SCOPE, tables.runs.c.series_id == DEN)
        .values(last_number=2),
    ),
    "lease_differs": (
        update(tables.leases)
        .where(tables.leases.c.scope == SCOPE, tables.leases.c.series_id == DEN)
        .values(epoch=7),
    ),
    "grant_without_blob": (insert(tables.grants).values(scope=SCOPE, sha256="0" * 64),),
    "blob_size_differs": (update(tables.blobs).values(size_bytes=3),),
    "letter_missing": (delete(tables.postbox).where(tables.postbox.c.kind == "delivery"),),
}


@pytest.mark.parametrize("code", list(BROKEN))
def test_each_kind_of_damage_is_told_alone(hub: Hub, code: str) -> None:
    damage(hub, *BROKEN[code])
    assert set(codes(hub)) == {code}


def test_a_changeset_that_was_altered_is_named(hub: Hub) -> None:
    damage(hub, *BROKEN["changeset_altered"])
    (finding,) = hub.check().findings
    assert finding.params == {"scope": SCOPE, "device": 1, "seq": 2}
    assert finding_text(finding).startswith("Chuỗi việc đã làm, office/stc: việc 1.2 ")


def test_the_last_changeset_of_a_chain_that_is_gone_is_missed_alone(hub: Hub) -> None:
    head = first_of(
        hub,
        tables.device_heads,
        tables.device_heads.c.scope == SCOPE,
        tables.device_heads.c.device == 2,
    )
    damage(
        hub,
        delete(tables.changesets).where(c.scope == SCOPE, c.device == 2, c.seq == head.seq),
    )
    assert codes(hub) == ["changesets_missing"]


def test_a_chain_that_is_gone_as_a_whole_is_missed(hub: Hub) -> None:
    damage(hub, delete(tables.changesets).where(c.scope == SCOPE, c.device == 2))
    assert codes(hub) == ["changesets_missing"]


def test_a_hash_that_was_altered_is_told_once(hub: Hub) -> None:
    there = c.scope == SCOPE, c.device == 1, c.seq == 1
    damage(hub, update(tables.changesets).where(*there).values(hash=bytes(32)))
    assert codes(hub) == ["changeset_altered"]


def test_an_entry_that_names_another_changeset_is_told_once(hub: Hub) -> None:
    there = g.scope == SCOPE, g.device == 2, g.device_seq == 1
    damage(hub, update(tables.log).where(*there).values(device=1))
    assert codes(hub) == ["log_entry_altered"]


def test_an_entry_for_a_changeset_that_never_was_is_found(hub: Hub) -> None:
    scope = tables.scopes.c.scope == SCOPE
    seq = first_of(hub, tables.scopes, scope).seq + 1
    damage(
        hub,
        insert(tables.log).values(
            scope=SCOPE, seq=seq, device=1, device_seq=99, entry_hash=bytes(32)
        ),
        update(tables.scopes).where(scope).values(seq=seq, entry_hash=bytes(32)),
    )
    assert codes(hub) == ["log_entry_without_changeset"]


def test_entries_that_are_gone_at_the_end_are_missed(hub: Hub) -> None:
    end = first_of(hub, tables.scopes, tables.scopes.c.scope == SCOPE).seq
    damage(hub, delete(tables.log).where(g.scope == SCOPE, g.seq >= end - 1))
    (finding,) = hub.check().findings
    assert finding.params == {"scope": SCOPE, "first": end - 1, "last": end}


def test_a_changeset_that_says_it_stands_where_another_does_is_found(hub: Hub) -> None:
    waiting = c.scope == SCOPE, c.fate == "quarantined"
    damage(hub, update(tables.changesets).where(*waiting).values(applied_seq=2))
    assert set(codes(hub)) == {"fate_wrong", "changeset_not_in_log"}


def test_a_value_that_nobody_wrote_is_found_although_all_sums_are_right(hub: Hub) -> None:
    document_id = of_entity(hub, "incoming_document")
    rewrite(hub, "incoming_document", document_id, subject="Không ai viết")
    (finding,) = hub.check().findings
    assert (finding.code, finding.params["field"]) == ("record_head_wrong", "subject")


def test_a_record_that_cannot_be_read_is_found(hub: Hub) -> None:
    record_id = of_entity(hub, "dispatch", "office/vpubnd")
    unreadable = b"\xc1"
    r = tables.records.c
    there = r.scope == "office/vpubnd", r.id == record_id
    heads = first_of(hub, tables.records, *there).heads
    digest = record_hash("dispatch", record_id, unreadable, heads)
    damage(hub, update(tables.records).where(*there).values({"values": unreadable, "hash": digest}))
    assert codes(hub) == ["record_unreadable", "digest_differs"]


def test_a_head_that_names_no_changeset_is_found(hub: Hub) -> None:
    r = tables.records.c
    there = r.scope == SCOPE, r.id == NUMBERS[1]
    stored = first_of(hub, tables.records, *there)
    heads = b"\x81\xa1*\xa49.99"
    new_hash = record_hash("number", stored.id, stored.values, heads)
    damage(hub, update(tables.records).where(*there).values(heads=heads, hash=new_hash))
    assert codes(hub) == ["record_head_unknown", "digest_differs"]


def test_of_many_findings_of_a_kind_the_first_are_told_and_the_rest_counted(hub: Hub) -> None:
    number = tables.records.c.scope == SCOPE
    damage(hub, update(tables.records).where(number).values(hash=bytes(32)))
    report = hub.check("stc")
    assert [one.code for one in report.findings].count("record_altered") == TOLD_MAX
    assert report.left_out["record_altered"] == report.counts["records"] - TOLD_MAX


def test_every_finding_has_its_sentence_with_the_words_it_needs(hub: Hub) -> None:
    for statements in BROKEN.values():
        damage_softly(hub, statements)
    for finding in hub.check().findings:
        assert finding.code in FINDINGS or finding.code in ERRORS
        assert finding.part in PARTS
        assert_complete(finding)


def damage_softly(hub: Hub, statements: tuple[Any, ...]) -> None:
    with writing(hub.core.engine) as conn:
        for statement in statements:
            conn.execute(statement)


def assert_complete(finding: Finding) -> None:
    class Strict(dict[str, Any]):
        def __missing__(self, name: str) -> str:
            raise AssertionError(f"{finding.code} lacks {name}")

    FINDINGS.get(finding.code, "").format_map(Strict(finding.params))
