"""The first tables.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_COUNTED = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make all tables of an empty database."""
    _log_tables()
    _record_tables()
    _device_tables()
    _number_tables()
    _exchange_tables()


def _log_tables() -> None:
    op.create_table(
        "scopes",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("incarnation", _NAME, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("entry_hash", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name="pk_scopes"),
    )
    op.create_table(
        "changesets",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("fate", _NAME, nullable=False),
        sa.Column("applied_seq", sa.BigInteger(), nullable=False),
        sa.Column("code", _NAME, nullable=False),
        sa.Column("params", sa.LargeBinary(), nullable=False),
        sa.Column("parked", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "device", "seq", name="pk_changesets"),
    )
    op.create_table(
        "log",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("device_seq", sa.BigInteger(), nullable=False),
        sa.Column("entry_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "seq", name="pk_log"),
    )
    op.create_table(
        "segments",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "device", "last_seq", name="pk_segments"),
    )
    op.create_table(
        "evidence",
        sa.Column("place", _COUNTED, autoincrement=True, nullable=False),
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("problem", _NAME, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_evidence"),
    )
    op.create_index("ix_evidence_scope_device", "evidence", ["scope", "device"], unique=False)
    op.create_table(
        "cases",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("state", _NAME, nullable=False),
        sa.Column("code", _NAME, nullable=False),
        sa.Column("params", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "device", "seq", name="pk_cases"),
    )


def _record_tables() -> None:
    op.create_table(
        "records",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("entity", _NAME, nullable=False),
        sa.Column("id", _NAME, nullable=False),
        sa.Column("values", sa.LargeBinary(), nullable=False),
        sa.Column("heads", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "entity", "id", name="pk_records"),
    )
    op.create_index(
        "ix_records_scope_seq_entity_id", "records", ["scope", "seq", "entity", "id"], unique=False
    )
    op.create_table(
        "open_conflicts",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("entity", _NAME, nullable=False),
        sa.Column("record_id", _NAME, nullable=False),
        sa.Column("field", _NAME, nullable=False),
        sa.Column("conflict_id", _NAME, nullable=False),
        sa.PrimaryKeyConstraint("scope", "entity", "record_id", "field", name="pk_open_conflicts"),
    )
    op.create_table(
        "attached",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("document_id", _NAME, nullable=False),
        sa.Column("attachment_id", _NAME, nullable=False),
        sa.PrimaryKeyConstraint("scope", "document_id", "attachment_id", name="pk_attached"),
    )
    op.create_table(
        "cursors",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "device", name="pk_cursors"),
    )
    op.create_table(
        "device_heads",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "device", name="pk_device_heads"),
    )


def _device_tables() -> None:
    op.create_table(
        "devices",
        sa.Column("device", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("office_code", _NAME, nullable=False),
        sa.Column("signing_public", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", _NAME, nullable=False),
        sa.Column("state", _NAME, nullable=False),
        sa.Column("revoked_why", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", name="pk_devices"),
        sa.UniqueConstraint("signing_public", name="uq_devices_signing_public"),
    )
    op.create_table(
        "memberships",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("state", _NAME, nullable=False),
        sa.Column("may_write", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("device", "scope", name="pk_memberships"),
    )
    op.create_table(
        "leases",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("series_id", _NAME, nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("state", _NAME, nullable=False),
        sa.PrimaryKeyConstraint("scope", "series_id", name="pk_leases"),
    )
    op.create_index("ix_leases_device", "leases", ["device"], unique=False)
    op.create_table(
        "enrolment_codes",
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("office_code", _NAME, nullable=False),
        sa.Column("roles", _NAME, nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("secret_hash", name="pk_enrolment_codes"),
    )
    op.create_table(
        "counters",
        sa.Column("name", _NAME, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )


def _number_tables() -> None:
    op.create_table(
        "past_epochs",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("series_id", _NAME, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("ending", _NAME, nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("known_last", sa.BigInteger(), nullable=False),
        sa.Column("stated_last", sa.BigInteger(), nullable=False),
        sa.Column("stated_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "series_id", "epoch", name="pk_past_epochs"),
    )
    op.create_table(
        "runs",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("series_id", _NAME, nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.Column("dated_number", sa.BigInteger(), nullable=False),
        sa.Column("last_date", _NAME, nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "series_id", "year", name="pk_runs"),
    )
    op.create_table(
        "waiting_documents",
        sa.Column("place", _COUNTED, autoincrement=True, nullable=False),
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("document_id", _NAME, nullable=False),
        sa.Column("entity", _NAME, nullable=False),
        sa.Column("series_id", _NAME, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_waiting_documents"),
        sa.UniqueConstraint("scope", "document_id", name="uq_waiting_documents_scope_document_id"),
    )


def _exchange_tables() -> None:
    op.create_table(
        "postbox",
        sa.Column("place", _COUNTED, autoincrement=True, nullable=False),
        sa.Column("dispatch_id", _NAME, nullable=False),
        sa.Column("recipient", _NAME, nullable=False),
        sa.Column("kind", _NAME, nullable=False),
        sa.Column("from_scope", _NAME, nullable=False),
        sa.Column("to_scope", _NAME, nullable=False),
        sa.Column("document_id", _NAME, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", _NAME, nullable=False),
        sa.Column("held_why", _NAME, nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_postbox"),
        sa.UniqueConstraint(
            "dispatch_id", "recipient", "kind", name="uq_postbox_dispatch_id_recipient_kind"
        ),
    )
    op.create_index("ix_postbox_state_from_scope", "postbox", ["state", "from_scope"], unique=False)
    op.create_index(
        "ix_postbox_from_scope_document_id", "postbox", ["from_scope", "document_id"], unique=False
    )
    op.create_table(
        "blobs",
        sa.Column("sha256", _NAME, nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_blobs"),
    )
    op.create_table(
        "grants",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("sha256", _NAME, nullable=False),
        sa.PrimaryKeyConstraint("scope", "sha256", name="pk_grants"),
    )
    op.create_table(
        "passed_on",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("sha256", _NAME, nullable=False),
        sa.Column("from_scope", _NAME, nullable=False),
        sa.PrimaryKeyConstraint("scope", "sha256", "from_scope", name="pk_passed_on"),
    )
    op.create_table(
        "erasures",
        sa.Column("scope", _NAME, nullable=False),
        sa.Column("redaction_id", _NAME, nullable=False),
        sa.Column("device", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "redaction_id", "device", name="pk_erasures"),
    )
    op.create_table(
        "admins",
        sa.Column("login", _NAME, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("params", sa.LargeBinary(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("login", name="pk_admins"),
    )
    op.create_table(
        "audit",
        sa.Column("place", _COUNTED, autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", _NAME, nullable=False),
        sa.Column("params", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("place", name="pk_audit"),
    )
