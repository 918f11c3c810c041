"""Text → vectors → nearest neighbours."""
