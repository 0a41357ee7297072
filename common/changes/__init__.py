"""The life of a change: built, chained, merged, laid over the server's state.

Pure: no storage, no clock. Both sides run exactly this code, so both come to the same records.
"""
