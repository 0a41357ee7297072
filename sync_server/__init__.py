"""Văn Thư's central server: sync and file API, the postman, `vanthu-server`."""
