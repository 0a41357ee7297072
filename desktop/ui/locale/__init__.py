"""Qt's own texts in Vietnamese: standard buttons, the menu of a line, file and print dialogs.

Our own texts are not here: they go through `common.text.messages`.
"""
