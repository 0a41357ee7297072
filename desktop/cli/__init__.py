"""The command line `vanthu …`: one module for each group of sub-commands.

A public interface (docs/cli.md): scripts of IT and acceptance tests stand on its options, exit
codes and JSON. Knows no window. What one command needs and others do not is imported by it alone.
"""
