"""Turns facts into a decision: pure rules, one catalogue of codes, and the one function that weighs them."""
