"""A deterministic world of offices, PCs, a server and faults: one seed replays one run.

Real commands against real stores and the real hub; only the network, the clock, randomness and the
power are simulated. First safety under faults, then healing and liveness in a bounded number of
rounds; `checkers.py` holds the invariants (sync rules I1–I7).
"""
