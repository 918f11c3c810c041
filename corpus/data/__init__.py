"""Facts of the legal system as data, and the builders that make them."""
