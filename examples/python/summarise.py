"""Summarises the readings of each sensor. Needs nothing but Python's standard library."""
