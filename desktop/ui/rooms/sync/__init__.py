"""Đồng bộ: how far this PC and the server are apart, what waits for whom, conflicts settled."""

from desktop.ui.rooms.sync.view import SyncRoom

__all__ = ["SyncRoom"]
