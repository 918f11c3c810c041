"""How values and tokens are told apart, alike on every backend."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from corpus.errors import QueryError
from indexer.types import AllOf, AnyOf, Clause, NoneOf

__all__ = [
    "EMPTY",
    "MAX_DEPTH",
    "VALUE_CHARS",
    "JoinedTokens",
    "check_depth",
    "index_value",
    "index_values",
    "indexed_text",
    "join_tokens",
    "split_tokens",
    "useful_weights",
]

VALUE_CHARS = 1000  # a filter needs no more of a value; an engine's longest term is 32 kB
MAX_DEPTH = 64  # of nested clauses; an engine written in Rust dies of a deep recursion
EMPTY = "\U000f0000"  # of private use: what a text field without tokens holds instead
_SPACE = re.compile(r"[ \t\n\r\f]+")


def index_value(value: str) -> str:
    """Return what filters and facets see of a keyword value: its first ``VALUE_CHARS``."""
    return value[:VALUE_CHARS]


def index_values(values: Iterable[str]) -> list[str]:
    """Return the distinct values as filters and facets see them, in order of first use."""
    return list(dict.fromkeys(index_value(value) for value in values))


class JoinedTokens(Sequence[str]):
    """Tokens that stay one text until somebody looks at them: most only travel to an engine."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        """Take tokens joined by single spaces, none of them empty; "" for none."""
        self.text = text

    def __len__(self) -> int:
        """Return the number of tokens."""
        return self.text.count(" ") + 1 if self.text else 0

    def __iter__(self) -> Iterator[str]:
        """Yield the tokens."""
        return iter(self.text.split(" ") if self.text else ())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        """Return one token or some."""
        return list(self)[index]

    def __eq__(self, other: object) -> bool:
        """Return whether another sequence holds the same tokens."""
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        """Return the hash of the tokens."""
        return hash(self.text)


def join_tokens(tokens: Sequence[str]) -> str:
    """Return the text that whitespace analysis cuts into the tokens."""
    return tokens.text if isinstance(tokens, JoinedTokens) else " ".join(tokens)


def indexed_text(tokens: Sequence[str]) -> str:
    """Return the text of a field as an engine takes it, ``EMPTY`` where there is no token.

    Engines do not agree whether a document without the field counts in the statistics of BM25;
    so none is without it.
    """
    joined = join_tokens(tokens)
    return joined if joined.strip(" \t\n\r\f") else EMPTY


def split_tokens(tokens: Sequence[str]) -> tuple[str, ...]:
    """Return the tokens that an index makes of these: none is empty or holds ASCII white space."""
    return tuple(token for token in _SPACE.split(join_tokens(tokens)) if token)


def useful_weights(weights: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return the weights that count: above 0 (so not NaN) and finite."""
    return {token: weight for token, weight in weights if 0 < weight < float("inf")}


def check_depth(clause: Clause) -> None:
    """Refuse a clause that is nested too deep.

    Raises:
        QueryError: more than ``MAX_DEPTH`` levels.
    """
    level: list[Clause] = [clause]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, AllOf | AnyOf | NoneOf)
            for inner in outer.clauses
        ]
        if not level:
            return
    raise QueryError(f"检索条件嵌套超过 {MAX_DEPTH} 层。请减少括号")
