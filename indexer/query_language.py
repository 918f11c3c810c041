"""What a person types → free text to rank by, and a clause that must hold.

    盗窃 入户                     words: they rank, nothing is required
    "入户盗窃" “善意取得”          these characters, next to each other, are in the text
    借款 AND 利息    借款 OR 欠款    NOT 调解    +利息    -调解    (借款 OR 欠款) AND 利息
    案由:盗窃罪  法院:…  法条:民法典680  年份:2017..2019  日期:2019-05  结果:改判  court:…

``AND`` binds closer than ``OR``; words side by side inside brackets are all required. Whatever
is no operator is free text. When operators are seen is told in ``query_tokens``: a pasted
paragraph has none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.errors import QueryError
from corpus.segment import Segmenter, bigrams, words
from indexer.query_fields import FIELD_NAMES, QueryField, resolve_value
from indexer.query_tokens import (
    MOST_CHARS,
    Kind,
    Token,
    is_expression,
    read_tokens,
    trailing_fields,
)
from indexer.types import AllOf, AnyOf, Clause, NoneOf, Phrase, TextField, Words

__all__ = ["ParsedQuery", "parse_query"]

Resolve = Callable[[QueryField, str], Clause]

_EVERYTHING: Clause = AllOf()
_DEPTH = 20  # of brackets and prefixes
_PIECE = re.compile(r"\w+(?:[.·/%]\w+)*%?")
_PLAIN_VALUE = re.compile(r"[\w#][\w#./-]*")
_QUOTE_SIGNS = re.compile(r'["“”＂「」]')


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as understood.

    ``expression`` prints the operators in one form; parsed again it gives the same ``where``.
    ``terms`` are the words and phrases that a match holds, as typed.
    """

    free_text: str
    where: Clause = _EVERYTHING
    expression: str = ""
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A word, a phrase or a field's value: how it is printed, what it means, what it marks."""

    printed: str
    clause: Clause
    term: str = ""


@dataclass(frozen=True, slots=True)
class _All:
    parts: tuple["_Node", ...]


@dataclass(frozen=True, slots=True)
class _Any:
    parts: tuple["_Node", ...]


@dataclass(frozen=True, slots=True)
class _Not:
    part: "_Node"


_Node = _Leaf | _All | _Any | _Not


def parse_query(
    text: str, *, segmenter: Segmenter, resolve: Resolve = resolve_value
) -> ParsedQuery:
    """Return what a query asks for.

    Args:
        text: as typed or pasted.
        segmenter: the one the index was made with.
        resolve: what a field's value means.

    Raises:
        QueryError: the text is an expression that cannot be understood; says what and where.
    """
    tokens = read_tokens(text) if len(text) <= MOST_CHARS else []
    if is_expression(text, tokens):
        free, nodes = _Parser(text, tokens, segmenter, resolve).parse()
    else:
        text, tokens = trailing_fields(text)
        leaves = (_field_leaf(token, resolve) for token in tokens)
        free, nodes = [text.strip()], [leaf for leaf in leaves if leaf]
    root = _merged(nodes)
    expression = "" if root is None else _print_root(root)
    if len(expression) > MOST_CHARS:
        raise QueryError(f"检索式过长（超过 {MOST_CHARS} 字）。请减少条件")
    where = _EVERYTHING if root is None else _clause(root)
    terms = () if root is None else tuple(dict.fromkeys(_terms(root)))
    return ParsedQuery(" ".join(free), where, expression, terms)


# ------------------------------------------------------------------------------ leaves


def _word_node(text: str, segmenter: Segmenter) -> _Node | None:
    """Return what a required word means: each of its pieces; None if nothing of it is indexed."""
    leaves = []
    for piece in _PIECE.findall(text):
        tokens = words(piece, segmenter)
        if tokens:
            # A lower-case "and" is a word; capitals mean the same word to the index.
            printed = piece.lower() if piece in {"AND", "OR", "NOT"} else piece
            leaves.append(_Leaf(printed, Words(TextField.FULL, tuple(tokens)), piece))
    return _merged(leaves)


def _phrase_leaf(text: str, segmenter: Segmenter) -> _Leaf | None:
    text = " ".join(_QUOTE_SIGNS.sub(" ", text).split())
    pairs = bigrams(text)
    printed = f'"{text}"'
    if len(pairs) > 1 or (pairs and len(pairs[0]) > 1):
        return _Leaf(printed, Phrase(TextField.BIGRAMS, tuple(pairs)), text)
    tokens = words(text, segmenter)  # one character alone is looked up as a word
    return _Leaf(printed, Words(TextField.FULL, tuple(tokens)), text) if tokens else None


def _field_leaf(token: Token, resolve: Resolve) -> _Leaf | None:
    if token.field is None:
        return None
    value = " ".join(_QUOTE_SIGNS.sub(" ", token.text).split())
    name = FIELD_NAMES[token.field]
    if not value:
        raise QueryError(f"“{name}:”后面缺少内容（第 {token.start + 1} 个字）。例如 {name}:…")
    shown = value if _PLAIN_VALUE.fullmatch(value) and value not in _WORDS else f'"{value}"'
    return _Leaf(f"{name}:{shown}", resolve(token.field, value))


_WORDS = frozenset({"AND", "OR", "NOT"})

# ------------------------------------------------------------------------------ grammar


class _Parser:
    """Recursive descent: items at the top, OR over AND over NOT, + and -, brackets."""

    def __init__(
        self, text: str, tokens: Sequence[Token], segmenter: Segmenter, resolve: Resolve
    ) -> None:
        self._text = text
        self._tokens = tokens
        self._segmenter = segmenter
        self._resolve = resolve
        self._at = 0
        self._depth = 0

    def parse(self) -> tuple[list[str], list[_Node]]:
        """Return the free words, and what is required."""
        free: list[str] = []
        required: list[_Node] = []
        while (token := self._peek()) is not None:
            start = self._at
            node = self._either()
            if self._is_plain(start, self._at):
                free.append(self._text[token.start : self._tokens[self._at - 1].end])
            elif node is not None:
                required.append(node)
        return free, required

    def _is_plain(self, start: int, end: int) -> bool:
        """Return whether the tokens are only words and brackets."""
        plain = {Kind.WORD, Kind.OPEN, Kind.CLOSE}
        return all(token.kind in plain for token in self._tokens[start:end])

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, kind: Kind) -> bool:
        token = self._peek()
        if token is None or token.kind is not kind:
            return False
        self._at += 1
        return True

    def _either(self) -> _Node | None:
        parts = [self._both()]
        while self._take(Kind.OR):
            parts.append(self._both())
        found = _flat([part for part in parts if part is not None], _Any)
        return found[0] if len(found) == 1 else _Any(found) if found else None

    def _both(self) -> _Node | None:
        parts = [self._one()]
        while self._take(Kind.AND):
            parts.append(self._one())
        return _merged([part for part in parts if part is not None])

    def _one(self) -> _Node | None:
        token = self._peek()
        if token is None:
            raise self._wrong(self._tokens[-1], "后面缺少检索词")
        self._depth += 1
        if self._depth > _DEPTH:
            raise QueryError(f"括号嵌套超过 {_DEPTH} 层。请简化检索式")
        self._at += 1
        node = self._operand(token)
        self._depth -= 1
        return node

    def _operand(self, token: Token) -> _Node | None:
        match token.kind:
            case Kind.WORD:
                return _word_node(token.text, self._segmenter)
            case Kind.QUOTED:
                return _phrase_leaf(token.text, self._segmenter)
            case Kind.FIELD:
                return _field_leaf(token, self._resolve)
            case Kind.PLUS:
                return self._one()
            case Kind.NOT | Kind.MINUS:
                node = self._one()
                return None if node is None else _Not(node)
            case Kind.OPEN:
                return self._group(token)
            case Kind.UNCLOSED:
                raise self._wrong(token, "引号没有配对")
            case Kind.CLOSE:
                raise self._wrong(token, "右括号多余，或括号中缺少检索词")
            case Kind.AND | Kind.OR:
                raise self._wrong(token, "前面缺少检索词")

    def _group(self, opening: Token) -> _Node | None:
        parts: list[_Node] = []
        while not self._take(Kind.CLOSE):
            if self._peek() is None:
                raise self._wrong(opening, "左括号没有配对")
            if (node := self._either()) is not None:
                parts.append(node)
        return _merged(parts)

    def _wrong(self, token: Token, what: str) -> QueryError:
        shown = self._text[token.start : token.end]
        return QueryError(
            f"检索式有误：第 {token.start + 1} 个字“{shown}”{what}。"
            "如果不是检索式，请去掉 AND、OR、NOT、引号和“字段:”"
        )


# ------------------------------------------------------------------------------ meaning


def _flat(parts: Sequence[_Node], kind: type[_All] | type[_Any]) -> tuple[_Node, ...]:
    """Return the parts with those of inner nodes of the same kind in their place, each once."""
    found: list[_Node] = []
    for part in parts:
        found.extend(part.parts if isinstance(part, kind) else (part,))
    return tuple(dict.fromkeys(found))


def _merged(parts: Sequence[_Node]) -> _Node | None:
    """Return one node that requires all parts, None without any."""
    flat = _flat(parts, _All)
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else _All(flat)


def _clause(node: _Node) -> Clause:
    match node:
        case _Leaf():
            return node.clause
        case _All(parts):
            return AllOf(tuple(_clause(part) for part in parts))
        case _Any(parts):
            return AnyOf(tuple(_clause(part) for part in parts))
        case _Not(part):
            return NoneOf((_clause(part),))


def _terms(node: _Node) -> Iterator[str]:
    match node:
        case _Leaf():
            if node.term:
                yield node.term
        case _All(parts) | _Any(parts):
            for part in parts:
                yield from _terms(part)
        case _Not():
            return


def _print_root(node: _Node) -> str:
    # One required word alone would be free text.
    is_word = isinstance(node, _Leaf) and node.term and not node.printed.startswith('"')
    return f"+{_print(node)}" if is_word else _print(node)


def _print(node: _Node) -> str:
    match node:
        case _Leaf():
            return node.printed
        case _All(parts):
            return " AND ".join(_inner(part) for part in parts)
        case _Any(parts):
            return " OR ".join(_inner(part) for part in parts)
        case _Not(part):
            return f"NOT {_inner(part)}"


def _inner(node: _Node) -> str:
    return f"({_print(node)})" if isinstance(node, _All | _Any) else _print(node)
