"""Tilikartta: one universal chart of accounts for associations and foundations."""

__version__ = "0.1.0"
