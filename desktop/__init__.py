"""Văn Thư's desktop: the local store, the commands, the sync engine, `vanthu`, and the window (`desktop.ui`)."""
