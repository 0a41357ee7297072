"""`vanthu-server …`: a public interface; `docs/cli.md` is its contract.

One module per group of commands. `main` and `parser` import neither database nor web, so that help
and mistakes are answered at once; `sync_server.__main__` loads the group that was asked for.
"""
