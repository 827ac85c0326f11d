"""Suggesting: a local account -> accounts of the universal chart that it may mean, with the reasons. Never applied by itself."""
