"""The local store: encrypted database, journal and files of one PC, and who may write them.

Not here: what a person may do (`desktop.commands`) and how it travels (`desktop.sync`). Layers
above read through `desktop.queries` and write through `desktop.commands`, which stand on it.
"""
