"""The id of a record: the same document gets the same id from every source.

``judgment-湘0102民初1234-2020-判决书`` is kind, case number (court code, type, serial, suffix,
year) and document type; an old-style number has the court's name before it, since its short
name is not unique, and so has a number with the code of another court: a slip of one court must
not replace the judgment of the other. A library entry is ``library-2023-03-1-167-004``, a guiding
case ``guiding-174``. Without a number the id is the content's hash: ``judgment-sha-3f2a…``. Only
letters, digits, Chinese characters, ``.`` and ``-`` occur, so that an id can be a file name and,
percent-encoded, a URL.
"""

import hashlib
import re

from corpus.case_number import is_old_style
from corpus.models import CaseNumber, Kind

__all__ = ["content_hash", "make_id"]

_PREFIXES = {
    Kind.JUDGMENT: "judgment",
    Kind.LIBRARY_ENTRY: "library",
    Kind.GUIDING_CASE: "guiding",
}
_UNSAFE = re.compile(r"[^0-9A-Za-z一-鿿.]+")


def content_hash(text: str) -> str:
    """Return the SHA-256 of the cleaned text, white space left out, as hexadecimal digits."""
    return hashlib.sha256("".join(text.split()).encode()).hexdigest()


def make_id(
    kind: Kind,
    *,
    text: str,
    court: str | None = None,
    court_code: str | None = None,
    number: CaseNumber | None = None,
    document_type: str = "",
    entry_number: str | None = None,
    guiding_number: int | None = None,
) -> str:
    """Return the record's id, of the strongest of its names.

    ``court`` is the canonical name where it is known, so that a printed name with and without
    its province gives one id; ``court_code`` is that court's 法院代字 by the court table.
    """
    prefix = _PREFIXES[kind]
    if kind is Kind.GUIDING_CASE and guiding_number is not None:
        return f"{prefix}-{guiding_number}"
    if kind is Kind.LIBRARY_ENTRY and entry_number:
        return f"{prefix}-{entry_number}"
    if kind is Kind.JUDGMENT and number is not None:
        parts = [number.court_code or "", number.type_code, _plain_serial(number)]
        name = "".join(parts) + (f"之{number.suffix}" if number.suffix else "")
        foreign = court_code is not None and court_code != number.court_code
        if is_old_style(number) or not number.court_code or foreign:
            name = f"{court or ''}.{name}"
        return _safe(f"{prefix}-{name}-{number.year}-{document_type}")
    return f"{prefix}-sha-{content_hash(text)[:20]}"


def _plain_serial(number: CaseNumber) -> str:
    return ".".join(part.lstrip("0") or "0" for part in number.serial.split("-"))


def _safe(name: str) -> str:
    return "-".join(_UNSAFE.sub(".", part).strip(".") for part in name.split("-"))
