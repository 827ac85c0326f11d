"""Checks of a ledger: one function per check, registered in plain lists, each explained in its own docstring."""
