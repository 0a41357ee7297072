"""Tìm kiếm: one box over everything; a result opens in its own room."""

from desktop.ui.rooms.search.view import SearchRoom

__all__ = ["SearchRoom"]
