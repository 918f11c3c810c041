"""Backends of the case index: one file or folder an engine."""
