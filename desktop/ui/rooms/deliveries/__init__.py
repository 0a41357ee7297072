"""Đã nhận: what other offices sent, to be accepted into the register or returned with a reason."""

from desktop.ui.rooms.deliveries.view import DeliveriesRoom

__all__ = ["DeliveriesRoom"]
