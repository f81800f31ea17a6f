"""Side-by-side timings for the targets of the design, each beside its peers in one run: ``python -m bench``.

A benchmark is not a test: nothing in the suite looks at a clock.
"""
