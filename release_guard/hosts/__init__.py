"""Who can read a destination now: one module a kind of host, and the anonymous probe for all others."""
