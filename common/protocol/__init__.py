"""What travels between an office's PC and the server: messages, codes, the `SyncApi` both speak."""
