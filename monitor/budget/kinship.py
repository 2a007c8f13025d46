"""Kinds of links between two entries."""

IDENTITY = ("same", "renamed")
"""Of entries that state one measure, under one name or two."""

SPLIT, MERGE = "split", "merge"
"""Of a measure and a part of it: the newer was split off from the older, the older went into the newer."""
