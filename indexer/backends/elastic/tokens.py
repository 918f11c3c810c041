"""Tokens as Lucene's whitespace tokenizer leaves them whole.

Our tokens are separated by ASCII white space only, Lucene also cuts at other white space (the
ideographic space, for one) and after 255 characters. Both are rare in tokens and both are spelled
differently in index and query alike, so that a token stays one token.
"""

import hashlib
import re

from indexer.backends.values import EMPTY, split_tokens

__all__ = ["engine_text", "engine_token", "engine_tokens"]

_PRIVATE = ord(EMPTY)  # in a plane of private use that no text of a court has
_CUT_BY_LUCENE = (
    "\x0b\x1c\x1d\x1e\x1f\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a"
    "\u2028\u2029\u205f\u3000"
)
_SPELLED = {char: chr(_PRIVATE + 1 + n) for n, char in enumerate(_CUT_BY_LUCENE)}
_TABLE = str.maketrans(
    {chr(_PRIVATE + 1 + n): "\ufffd" for n in range(len(_CUT_BY_LUCENE))} | _SPELLED
)
_ODD = re.compile(f"[{_CUT_BY_LUCENE}{chr(_PRIVATE + 1)}-{chr(_PRIVATE + len(_CUT_BY_LUCENE))}]")
_LONGEST = 120  # characters; twice as many UTF-16 units at most
_KEPT = 80
_LONG = re.compile(rf"[^ \t\n\r\f]{{{_LONGEST + 1},}}")


def _shortened(found: re.Match[str]) -> str:
    token = found[0]
    digest = hashlib.blake2b(token.encode("utf-8"), digest_size=16).hexdigest()
    return f"{token[:_KEPT]}…{digest}"


def engine_text(joined: str) -> str:
    """Return tokens joined by white space as they are sent to the engine."""
    if _ODD.search(joined):
        joined = joined.translate(_TABLE)
    return _LONG.sub(_shortened, joined) if _LONG.search(joined) else joined


def engine_token(token: str) -> str:
    """Return one token, without white space of ours in it, as the engine knows it."""
    return engine_text(token)


def engine_tokens(tokens: tuple[str, ...]) -> list[str]:
    """Return the tokens that an index makes of these, as the engine knows them."""
    return [engine_token(token) for token in split_tokens(tokens)]
