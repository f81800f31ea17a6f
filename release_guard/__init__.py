"""release-guard holds every publishing channel to the widest visibility that a release's reviews allow."""

__version__ = "0.1.0"
