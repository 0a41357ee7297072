"""What a person can do: one frozen class per action, stating the outcome that is wanted.

A command changes and says what it made; screens hear `Changed` and ask again. Everything that a
window does is done here, so the command line and the simulator are two more users of one door.
"""
