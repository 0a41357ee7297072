"""Item models over the store: what a register shows of which record, and what completers offer.

Not here: widgets and layout (rooms), SQL (`desktop.queries`). Rooms and windows may import it.
"""
