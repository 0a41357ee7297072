"""Whether a server is what it says it is: looked at from its bytes alone, nothing changed (R13).

Each module yields findings, streams what it reads, and mends nothing: a repair that guesses would
hide what happened.
"""
