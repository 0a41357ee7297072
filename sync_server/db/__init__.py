"""All SQL of the server: tables, and functions from a connection to frozen values.

Not here: rules, and commits; a transaction is opened and closed by ``sync_server.hub`` alone.
Called by ``sync_server.services`` and ``sync_server.hub``.
"""
