"""Bringing a store and the server to the same state: the engine, and `SyncApi` over HTTP.

Knows no window. The engine talks to any `SyncApi`; only the `http_*` modules know that there is a
network.
"""
