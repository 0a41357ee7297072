"""Where Alembic runs a migration: on the connection that it is given, in its transaction."""

from __future__ import annotations

from alembic import context

from sync_server.db.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
