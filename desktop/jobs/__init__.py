"""Background work without Qt: how a long task is cancelled and says how far it is."""
