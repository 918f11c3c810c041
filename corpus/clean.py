"""Raw text → the text that is stored, parsed and shown.

Cleaning removes what is no writing (control characters, zero-width characters, markup entities)
and unifies what is the same sign in two encodings (full-width digits and letters, the radicals
that PDF extraction yields). Punctuation, brackets and words are never changed, and no two pieces
are joined: every other step keeps offsets into this text.
"""

import re
import unicodedata
from typing import Final

__all__ = ["clean"]

# Horizontal space in all its widths becomes one plain space each.
_SPACES: Final = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
# Line ends of other systems, form feeds, Unicode's line and paragraph separators.
_LINE_ENDS: Final = "\r\u000b\u000c\u0085\u2028\u2029"
# Control characters, soft hyphen, zero-width and bidirectional marks, byte order mark.
_INVISIBLE: Final = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb"
)
# Full-width digits and letters; Kangxi and CJK radicals, compatibility ideographs (PDF fonts).
_COMPATIBLE: Final = "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u2e80-\u2fd5\uf900-\ufaff"
_SURROGATES: Final = "\ud800-\udfff"

_ODD = re.compile(f"[{_SPACES}{_LINE_ENDS}{_INVISIBLE}{_COMPATIBLE}{_SURROGATES}&]")
_ENTITY = re.compile(
    r"&(nbsp|ensp|emsp|thinsp|amp|lt|gt|quot|ldquo|rdquo|middot|times|#160|#xa0);?"
)
_ENTITIES: Final = {
    **dict.fromkeys(("nbsp", "ensp", "emsp", "thinsp", "#160", "#xa0"), " "),
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "quot": '"',
    "ldquo": "“",
    "rdquo": "”",
    "middot": "·",
    "times": "×",
}
_STEPS: Final = (
    (re.compile(f"[{_INVISIBLE}]+"), ""),
    (re.compile("\r\n?|[\u000b\u000c\u0085\u2028\u2029]"), "\n"),
    (re.compile(f"[{_SPACES}]"), " "),
    (re.compile(f"[{_SURROGATES}]"), "\ufffd"),
)
_COMPATIBLE_RUN = re.compile(f"[{_COMPATIBLE}]+")
_LINE_EDGE = re.compile(r" +(?=\n)|(?<=\n) +")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """Return the text without invisible characters, with one kind of space and line end.

    Idempotent. Spaces at line edges go, and more than one empty line becomes one; inside a line
    the number of spaces stays, since names are printed with them (审判长　张　三).
    """
    if _ODD.search(text):
        text = _unify(text)
    if " \n" in text or "\n " in text:
        text = _LINE_EDGE.sub("", text)
    if "\n\n\n" in text:
        text = _BLANK_LINES.sub("\n\n", text)
    return text.strip(" \n")


def _unify(text: str) -> str:
    if "&" in text:
        text = _without_entities(text)
    for pattern, replacement in _STEPS:
        text = pattern.sub(replacement, text)
    return _COMPATIBLE_RUN.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)


def _without_entities(text: str) -> str:
    while True:  # &amp;nbsp; is a twice-escaped space: go on until nothing changes
        replaced = _ENTITY.sub(lambda m: _ENTITIES[m.group(1)], text)
        if replaced == text:
            return text
        text = replaced
