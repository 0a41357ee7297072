"""What the server does, as functions over an open connection.

Nobody here opens or commits a transaction (that is ``sync_server.hub``) or writes SQL (that is
``sync_server.db``). Called by ``sync_server.hub`` alone.
"""
