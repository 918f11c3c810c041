"""Measures any searcher, encoder or parser that is passed in."""
