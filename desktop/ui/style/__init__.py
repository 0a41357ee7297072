"""The one visual language of the window: tokens, theme, fonts, icons; no room invents its own.

Not here: any widget. Whoever draws asks :func:`desktop.ui.style.active.colours` for its colours.
"""
