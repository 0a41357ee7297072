"""The server without HTTP: one method, one transaction, committed before it returns.

``opening.open_hub`` makes a :class:`~sync_server.hub.hub.Hub`; `sync_server.api`, the command line
and tests use it and nothing below it.
"""
