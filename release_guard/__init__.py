"""release-guard holds every publishing channel to the widest visibility that a release's reviews allow."""

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """The exceptions that a guarded program may want to catch, imported when they are asked for (PEP 562)."""
    if name in ("ReleaseBlocked", "CommandBlocked"):
        from importlib import import_module

        found: object = getattr(import_module("release_guard.hub.outgoing"), name)
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
