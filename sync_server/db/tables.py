"""The server's tables, for SQLite and PostgreSQL alike.

What belongs to a scope leads with it, so that the whole can be spread by scope (design §11). No
foreign keys between synced tables: a child may come before its parent (R11).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine


class Bytes(LargeBinary):
    """Bytes as they are: both drivers take them so, and wrapping each costs a sixth of a push."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:
        """Nothing is done to a value on its way in."""
        return None


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _name() -> TypeEngine[str]:
    """Codes and ids: compared byte by byte in both databases."""
    return Text().with_variant(Text(collation="C"), "postgresql")


def _counted() -> TypeEngine[int]:
    """A key that the database counts up itself."""
    return BigInteger().with_variant(Integer(), "sqlite")


scopes = Table(
    "scopes",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("incarnation", _name(), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("entry_hash", Bytes, nullable=False),
    Column("digest", Bytes, nullable=False),
    PrimaryKeyConstraint("scope"),
)

changesets = Table(
    "changesets",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("device", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("header", Bytes, nullable=False),
    Column("salt", Bytes, nullable=False),
    Column("payload", Bytes, nullable=False),
    Column("hash", Bytes, nullable=False),
    Column("fate", _name(), nullable=False),
    Column("applied_seq", BigInteger, nullable=False),
    Column("code", _name(), nullable=False),
    Column("params", Bytes, nullable=False),
    Column("parked", Bytes, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("scope", "device", "seq"),
)

log = Table(
    "log",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("device", BigInteger, nullable=False),
    Column("device_seq", BigInteger, nullable=False),
    Column("entry_hash", Bytes, nullable=False),
    PrimaryKeyConstraint("scope", "seq"),
)

segments = Table(
    "segments",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("device", BigInteger, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("hash", Bytes, nullable=False),
    Column("signature", Bytes, nullable=False),
    PrimaryKeyConstraint("scope", "device", "last_seq"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("place", _counted(), nullable=False, autoincrement=True),
    Column("scope", _name(), nullable=False),
    Column("device", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("problem", _name(), nullable=False),
    Column("bytes", Bytes, nullable=False),
    PrimaryKeyConstraint("place"),
    Index(None, "scope", "device"),
)

records = Table(
    "records",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("entity", _name(), nullable=False),
    Column("id", _name(), nullable=False),
    Column("values", Bytes, nullable=False),
    Column("heads", Bytes, nullable=False),
    Column("hash", Bytes, nullable=False),
    Column("seq", BigInteger, nullable=False),
    PrimaryKeyConstraint("scope", "entity", "id"),
    Index(None, "scope", "seq", "entity", "id"),
)

open_conflicts = Table(
    "open_conflicts",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("entity", _name(), nullable=False),
    Column("record_id", _name(), nullable=False),
    Column("field", _name(), nullable=False),
    Column("conflict_id", _name(), nullable=False),
    PrimaryKeyConstraint("scope", "entity", "record_id", "field"),
)
"""One field has at most one open conflict (design §5): where to find it."""

attached = Table(
    "attached",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("document_id", _name(), nullable=False),
    Column("attachment_id", _name(), nullable=False),
    PrimaryKeyConstraint("scope", "document_id", "attachment_id"),
)
"""Which attachment records a document has: a dispatch freezes them."""

devices = Table(
    "devices",
    metadata,
    Column("device", BigInteger, nullable=False, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("office_code", _name(), nullable=False),
    Column("signing_public", Bytes, nullable=False),
    Column("user_id", _name(), nullable=False),
    Column("state", _name(), nullable=False),
    Column("revoked_why", Text, nullable=False),
    Column("enrolled_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("device"),
    UniqueConstraint("signing_public"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("device", BigInteger, nullable=False),
    Column("state", _name(), nullable=False),
    Column("may_write", Boolean, nullable=False),
    PrimaryKeyConstraint("device", "scope"),
)

device_heads = Table(
    "device_heads",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("device", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Bytes, nullable=False),
    PrimaryKeyConstraint("scope", "device"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("device", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("scope", "device"),
)

erasures = Table(
    "erasures",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("redaction_id", _name(), nullable=False),
    Column("device", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("scope", "redaction_id", "device"),
)
"""Which PCs have said that an order is carried out on their disks."""

leases = Table(
    "leases",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("series_id", _name(), nullable=False),
    Column("device", BigInteger, nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("state", _name(), nullable=False),
    PrimaryKeyConstraint("scope", "series_id"),
    Index(None, "device"),
)

past_epochs = Table(
    "past_epochs",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("series_id", _name(), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("device", BigInteger, nullable=False),
    Column("ending", _name(), nullable=False),
    Column("ended_at", BigInteger, nullable=False),
    Column("year", BigInteger, nullable=False),
    Column("known_last", BigInteger, nullable=False),
    Column("stated_last", BigInteger, nullable=False),
    Column("stated_by", Text, nullable=False),
    PrimaryKeyConstraint("scope", "series_id", "epoch"),
)
"""Leases that have ended: what a PC brings under one is judged by how it ended (design §7)."""

runs = Table(
    "runs",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("series_id", _name(), nullable=False),
    Column("year", BigInteger, nullable=False),
    Column("last_number", BigInteger, nullable=False),
    Column("dated_number", BigInteger, nullable=False),
    Column("last_date", _name(), nullable=False),
    Column("closed", Boolean, nullable=False),
    PrimaryKeyConstraint("scope", "series_id", "year"),
)
"""Where each series stands in each year, so that no ledger is read through for its last number."""

waiting_documents = Table(
    "waiting_documents",
    metadata,
    Column("place", _counted(), nullable=False, autoincrement=True),
    Column("scope", _name(), nullable=False),
    Column("document_id", _name(), nullable=False),
    Column("entity", _name(), nullable=False),
    Column("series_id", _name(), nullable=False),
    Column("since", BigInteger, nullable=False),
    PrimaryKeyConstraint("place"),
    UniqueConstraint("scope", "document_id"),
)
"""Documents that wait for a number, oldest first by ``since`` and then by ``place``."""

cases = Table(
    "cases",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("device", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("state", _name(), nullable=False),
    Column("code", _name(), nullable=False),
    Column("params", Bytes, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("scope", "device", "seq"),
)

postbox = Table(
    "postbox",
    metadata,
    Column("place", _counted(), nullable=False, autoincrement=True),
    Column("dispatch_id", _name(), nullable=False),
    Column("recipient", _name(), nullable=False),
    Column("kind", _name(), nullable=False),
    Column("from_scope", _name(), nullable=False),
    Column("to_scope", _name(), nullable=False),
    Column("document_id", _name(), nullable=False),
    Column("body", Bytes, nullable=False),
    Column("state", _name(), nullable=False),
    Column("held_why", _name(), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("done_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("place"),
    UniqueConstraint("dispatch_id", "recipient", "kind"),
    Index(None, "state", "from_scope"),
    Index(None, "from_scope", "document_id"),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", _name(), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("sha256"),
)

grants = Table(
    "grants",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("sha256", _name(), nullable=False),
    PrimaryKeyConstraint("scope", "sha256"),
)

passed_on = Table(
    "passed_on",
    metadata,
    Column("scope", _name(), nullable=False),
    Column("sha256", _name(), nullable=False),
    Column("from_scope", _name(), nullable=False),
    PrimaryKeyConstraint("scope", "sha256", "from_scope"),
)
"""Files that were sent before they were here: readable once their sender has brought them."""

admins = Table(
    "admins",
    metadata,
    Column("login", _name(), nullable=False),
    Column("salt", Bytes, nullable=False),
    Column("params", Bytes, nullable=False),
    Column("verifier", Bytes, nullable=False),
    PrimaryKeyConstraint("login"),
)

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    Column("secret_hash", Bytes, nullable=False),
    Column("office_code", _name(), nullable=False),
    Column("roles", _name(), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_by", BigInteger, nullable=False),
    PrimaryKeyConstraint("secret_hash"),
)

counters = Table(
    "counters",
    metadata,
    Column("name", _name(), nullable=False),
    Column("value", BigInteger, nullable=False),
    PrimaryKeyConstraint("name"),
)
"""Numbers given without gaps: a device's number is taken in the transaction that makes it."""

audit = Table(
    "audit",
    metadata,
    Column("place", _counted(), nullable=False, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", _name(), nullable=False),
    Column("params", Bytes, nullable=False),
    PrimaryKeyConstraint("place"),
)
