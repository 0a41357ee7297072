"""Where the server keeps the bytes of files, by their SHA-256.

Knows no scope, grant or database: who may read a file is decided above (R20). Called by `hub` and
`services`.
"""

from sync_server.blobs.disk import DiskBlobs

__all__ = ["DiskBlobs"]
