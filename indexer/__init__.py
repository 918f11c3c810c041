"""Write and read side of the case index."""
