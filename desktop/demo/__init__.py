"""The guided demo: one document, two offices, no network, the whole way, for real.

It drives `vanthu` and `vanthu-server` as a person would, as processes, and believes nothing that it
has not read back. Called by `vanthu demo` and `python -m desktop.demo`.
"""
