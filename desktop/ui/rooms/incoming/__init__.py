"""Văn bản đến: the register of arrivals, registering, correcting, removing with a reason.

Not here: what reached the office through the network and waits (`rooms.deliveries`).
"""

from desktop.ui.rooms.incoming.view import IncomingRoom

__all__ = ["IncomingRoom"]
