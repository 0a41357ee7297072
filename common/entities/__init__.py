"""One declaration per entity: its fields, codes, labels and merge policies, and the fixed catalogs.

No rule about actions stands here (that is ``common.rules``) and no storage. Others look entities
up in ``common.entities.registry``.
"""
