"""The windows: login, enrolment of a PC, and the main window that holds the rooms.

Not here: what is done in a room, and the start of the program (`desktop.ui.app`).
"""
