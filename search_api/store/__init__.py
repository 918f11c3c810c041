"""Record store on SQLAlchemy: SQLite by default, PostgreSQL by a setting."""
