"""The guided tour: a story that is played in a scratch folder with real git, real hooks and the real command line.

A story is data (``story``, ``pushes``, ``uploads``), the ``player`` tells and runs it, ``scratch`` keeps it away from
the machine, and ``hub`` is the Hub that it uploads to.
"""
