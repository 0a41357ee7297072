"""Small pieces of window that know no entity: they are told by methods and tell upwards by signals.

Not here: queries, commands, rules. Rooms and windows import them; they import `style` and texts.
"""
