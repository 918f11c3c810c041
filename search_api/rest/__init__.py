"""REST under /api/v1."""

from search_api.rest.app import create_app

__all__ = ["create_app"]
