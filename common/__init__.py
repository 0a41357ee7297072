"""What both sides must agree on: pure values in, pure values out; no I/O, no Qt, no web.

If a rule stands here, it holds on the office's PC and on the province's server alike.
"""
