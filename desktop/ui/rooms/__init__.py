"""One package for each room of the main window: view, actions, forms of one kind of work.

A room shows what `desktop.queries` read and hands what a person does to `desktop.commands`, both
through the session. Rooms do not know each other or the window; they tell it by signals.
"""
