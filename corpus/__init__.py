"""What a judgment is: parsing, segmentation, legal facts.

The verbs for most uses; each is imported when first asked for, so that importing the package
costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.case_number import find_case_numbers, parse_case_number
    from corpus.courts import find_court
    from corpus.parse import parse_judgment

__all__ = ["find_case_numbers", "find_court", "parse_case_number", "parse_judgment"]

_HOMES = {
    "find_case_numbers": "corpus.case_number",
    "find_court": "corpus.courts",
    "parse_case_number": "corpus.case_number",
    "parse_judgment": "corpus.parse",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'corpus' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
