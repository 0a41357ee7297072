"""The server's HTTP: bytes in, bytes out; no rule and no SQL.

A route reads its request, asks the hub, and packs the answer; what is refused becomes problem
details in one place (`errors`). Called by `sync_server.app` only.
"""
