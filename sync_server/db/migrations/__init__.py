"""Alembic's scripts; run by :mod:`sync_server.db.schema` only."""
