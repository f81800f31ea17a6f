"""Reads and writes our TOML and JSON: bytes to model values and back, with every problem at its line."""
