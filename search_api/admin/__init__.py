"""Looking after a home: status, doctor, reindex, backup and restore, export."""

from search_api.admin.contract import Application
from search_api.admin.status import Status, status
from search_api.admin.version import program_version

__all__ = ["Application", "Status", "program_version", "status"]
