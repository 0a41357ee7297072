"""Removal by order (R6): what an order reaches, taking it out, and holding it against what comes
later."""
