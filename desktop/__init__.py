"""Văn Thư's desktop: the local store, the commands, the sync engine, `vanthu`, and the window.

Only `desktop.ui` knows Qt: everything that a person can do works without a window.
"""
