"""Văn bản đi: prepare, correct, issue with number and date, send, and what became of it.

Drafting and approval come later; a document is prepared here when it is ready to be issued.
"""

from desktop.ui.rooms.outgoing.view import OutgoingRoom

__all__ = ["OutgoingRoom"]
