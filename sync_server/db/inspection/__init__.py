"""What a check of the whole server reads: long tables as streams, a few rows in memory at a time.

Every function sees what its connection's transaction sees; `vanthu-server check` opens one that
shows a single moment.
"""
