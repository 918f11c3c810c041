"""Search for similar cases: analyse, retrieve, fuse, explain."""
