"""The git gate: what a push brings, where it goes, and the hooks that stand in its way."""
