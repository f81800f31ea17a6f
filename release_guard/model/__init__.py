"""What people write and what is judged: immutable values, no I/O, no clock, no environment.

Values are ``typing.NamedTuple`` rather than dataclasses: they are as frozen and as typed, and the hook that runs
on every push imports them in a third of the time (see ``bench/``).
"""
