"""Record store on SQLAlchemy: SQLite by default, PostgreSQL by a setting."""

from search_api.store.records import SqlRecordStore
from search_api.store.types import Counts, Run, Version

__all__ = ["Counts", "Run", "SqlRecordStore", "Version"]
