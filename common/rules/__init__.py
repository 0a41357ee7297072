"""What is allowed and what follows: permissions, numbering, workflow, deadlines, secrecy.

Pure functions over values that are handed in; no storage, no clock, no words for people. Both sides
call the same rule, so what a PC accepts offline the server accepts too.
"""
