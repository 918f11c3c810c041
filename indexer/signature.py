"""Near-duplicates by signature: 64 minima of hashed 5-character shingles of what was found.

Two judgments on one template differ in names, dates and figures, so these are masked first. Equal
places of two signatures estimate the Jaccard similarity of their shingles (Broder 1997), with a
standard error of at most .06. One hash and 64 bins stand in for 64 hashes, an empty bin takes the
value of the next full one (Shrivastava and Li, ICML 2014).
"""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.models import Judgment
from embeddings.views import facts_of, view_of

__all__ = ["PLACES", "likeness", "matrix", "series_keys", "signature"]

PLACES = 64
_SHINGLE = 5
_SHORTEST = 120  # characters after masking: less is a formula that many strangers share
_LONGEST = 8_000
_BIN_BITS = np.uint64(58)  # the upper 6 bits say which of the 64 bins
_KEY_BYTES = 8
_MOST_KEYS = 6
_NAME = 4  # characters: longer names of persons are none
_PROSECUTION = "检察院"

# 张某某, 李××, 王某甲: how names are hidden; what is hidden is no part of the story.
_HIDDEN = re.compile(r"[一-鿿]?[某×xX*＊Ｘ]{1,3}[甲乙丙丁戊己庚辛一二三四五六七八九十]?")
_KEPT = re.compile(r"[一-鿿]+")

Signatures = NDArray[np.uint16]


def signature(judgment: Judgment) -> bytes | None:
    """Return 64 little-endian 16-bit values; None where the facts are too short to tell."""
    text = _masked(judgment)
    if len(text) < _SHORTEST:
        return None
    characters = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    hashes = np.zeros(len(characters) - _SHINGLE + 1, np.uint64)
    for place in range(_SHINGLE):
        hashes = hashes * np.uint64(0x100000001B3) + characters[place : place + len(hashes)]
    hashes = np.sort(_mixed(hashes))
    bins = (hashes >> _BIN_BITS).astype(np.int64)
    full, first = np.unique(bins, return_index=True)
    nearest = np.searchsorted(full, np.arange(PLACES)) % len(full)
    # The low bits of the minimum: its high bits are small just because it is the minimum.
    return bytes(hashes[first[nearest]].astype("<u2").tobytes())


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the values with their bits spread (the finaliser of splitmix64)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def _masked(judgment: Judgment) -> str:
    text = facts_of(view_of(judgment))[:_LONGEST]
    for name in sorted({party.name for party in judgment.parties}, key=len, reverse=True):
        if len(name) > 1:
            text = text.replace(name, "")
    return "".join(_KEPT.findall(_HIDDEN.sub("", text)))


def series_keys(judgment: Judgment) -> bytes:
    """Return 8 bytes for each party that one court may have a whole series of cases with.

    These are organisations, on either side, and defendants named in full. An anonymised name
    never joins two cases, and neither does the prosecution.
    """
    court = judgment.court
    if court is None:
        return b""
    keys = []
    for party in judgment.parties:
        organisation = party.kind != "自然人" and not party.name.endswith(_PROSECUTION)
        defendant = party.role.startswith(("被告", "被申请", "被上诉")) and party.kind == "自然人"
        if (organisation or defendant) and not party.anonymised:
            value = f"{court.canonical or court.name}|{party.name}"
            keys.append(hashlib.blake2b(value.encode(), digest_size=_KEY_BYTES).digest())
    return b"".join(dict.fromkeys(keys[:_MOST_KEYS]))


def matrix(signatures: Sequence[bytes | None]) -> Signatures:
    """Return the signatures as rows (n, 64); the row of None is all zeros."""
    empty = bytes(2 * PLACES)
    joined = b"".join(one or empty for one in signatures)
    return np.frombuffer(joined, "<u2").reshape(len(signatures), PLACES).astype(np.uint16)


def likeness(signatures: Signatures, row: int) -> NDArray[np.float64]:
    """Return the estimated Jaccard similarity (n,) of each signature with that of one row."""
    equal: NDArray[np.float64] = (signatures == signatures[row]).mean(1)
    return equal
