"""Lets ``python -m release_guard`` stand for ``release-guard``."""

from release_guard.cli.main import main

main()
