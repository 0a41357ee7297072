"""Forms built from an entity's declaration: editors by type, problems beside the field.

Not here: which fields a room asks for, and what is done with them (rooms). Knows no command.
"""
