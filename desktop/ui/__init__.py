"""The window of Văn Thư, and the only place that imports Qt; the command line starts without it.

Rooms show what `desktop.queries` read and hand what a person does to `desktop.commands`; nothing
below this package may import it. `style` is how things look, `widgets` are pieces without entities.
"""
