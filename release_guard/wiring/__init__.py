"""Puts the pieces together for each way in, without click or rich."""
