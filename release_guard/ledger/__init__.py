"""The ledger: what was decided about every attempt to show something above private, kept in a chain of digests.

``entry`` is one line of it, ``book`` the file, ``audit`` says whether the chain holds. No judgement reads the ledger.
"""
