"""Looking after a home: status, doctor, reindex, backup, export."""
