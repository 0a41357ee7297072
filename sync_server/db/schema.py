"""Bringing a database to this version's tables, and refusing one of another version.

The migrations are Alembic's, numbered, beside this module; nothing is ever migrated silently at
start.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from common.errors import EnvironmentFault
from sync_server.db.engine import writing

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Make or migrate the tables, in one transaction.

    Raises:
        EnvironmentFault: ``database_newer`` for one that a newer version wrote, and as
            :func:`sync_server.db.engine.writing`.
    """
    with writing(engine) as conn:
        _require_known(conn)
        config = Config()
        config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
        config.attributes["connection"] = conn
        command.upgrade(config, "head")


def require_current(conn: Connection) -> None:
    """Raise EnvironmentFault unless the tables are this version's.

    ``database_newer`` was written by a newer version, ``database_older`` waits for `upgrade`,
    ``database_empty`` was never made.
    """
    _require_known(conn)
    present = _revision(conn)
    if present is None:
        raise EnvironmentFault("database_empty")
    if present != _scripts().get_current_head():
        raise EnvironmentFault("database_older")


def _require_known(conn: Connection) -> None:
    present = _revision(conn)
    known = {script.revision for script in _scripts().walk_revisions()}
    if present is not None and present not in known:
        raise EnvironmentFault("database_newer")


def _revision(conn: Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_SCRIPTS))
