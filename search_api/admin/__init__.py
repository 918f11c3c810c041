"""Looking after a home: status, doctor, backup and restore, export, reindex."""

from search_api.admin.backup import BackupReport, backup, restore
from search_api.admin.contract import Application
from search_api.admin.doctor import Check, doctor
from search_api.admin.export import ExportReport, export_csv, export_docx, export_jsonl
from search_api.admin.ingest import ingest_into
from search_api.admin.reindex import reindex, rollback
from search_api.admin.status import Status, status
from search_api.admin.version import program_version

__all__ = [
    "Application",
    "BackupReport",
    "Check",
    "ExportReport",
    "Status",
    "backup",
    "doctor",
    "export_csv",
    "export_docx",
    "export_jsonl",
    "ingest_into",
    "program_version",
    "reindex",
    "restore",
    "rollback",
    "status",
]
