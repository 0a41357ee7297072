"""Thin rules over the `cryptography` package: who signs what, how bytes are sealed, how a password
becomes a key.

No I/O and no randomness of its own: keys, nonces and salts come from the caller's ``Random``. Not
here: where keys are kept (`desktop.store.vault`). Anybody on either side may call.
"""
