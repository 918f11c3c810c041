"""Text → tokens, made once for index and query, on every backend.

Two engines run the same dictionary and the same algorithm: ``rjieba`` (fast) and ``jieba``. Both
get the words of ``data/legal_dictionary.txt`` with the same explicit frequencies, because rjieba
reads no dictionary file and the two guess missing frequencies differently.

What is searched for as a *word* is decided by ``words``; exact phrases and the second keyword list
use ``bigrams``. Both fold width and case first, so ＡＢ１２ and ab12 are one token.
"""

import functools
import hashlib
import importlib.resources
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from corpus.errors import InputError

__all__ = [
    "SEGMENTERS",
    "LegalWord",
    "Segmenter",
    "bigrams",
    "dictionary_hash",
    "fold",
    "get_segmenter",
    "legal_words",
    "tokens",
    "words",
]

_RULES_VERSION = "1"  # of folding, stop words and bigrams: raise it when any of them changes

SEGMENTERS = ("rjieba", "jieba")

LegalWord = tuple[str, int]

# Function words without legal weight. Negations (不 未 无 非), numbers and 应 须 可 stay.
_STOP = frozenset(
    "的了在是和与及或等之其于以对将被把从向由为并且而但该此这那上中下也就都又还个们着过地得后前时内"
    "至到因所如则即按经使让给用来去他她它我你您"
) | {"以及", "并且", "而且", "但是", "因为", "所以", "如果", "由于", "对于", "关于", "其中", "上述"}

_WORD = re.compile(r"\w")  # a token that counts holds a letter, a digit or a Chinese character
# A run of Chinese characters (群体 …, also 〇 and the rare blocks), or of ASCII letters and digits.
_RUN = re.compile(r"[a-z0-9]+|[〇㐀-䶿一-鿿豈-﫿𠀀-𲎯]+")


def _fold_table() -> dict[int, int]:
    table = {c: ord(unicodedata.normalize("NFKC", chr(c))) for c in range(0xFF01, 0xFF5F)}
    table = {c: ord(chr(folded).lower()) for c, folded in table.items()}
    return table | {c: c + 32 for c in range(ord("A"), ord("Z") + 1)} | {0x3000: 0x20}


_FOLD = _fold_table()


class Segmenter(Protocol):
    """Cuts text into words.

    The parts joined give the text again, folded (see ``fold``): offsets stay valid.
    """

    @property
    def id(self) -> str:
        """Return engine name and dictionary hash, e.g. ``rjieba:1f2e3d4c5b6a``."""
        ...

    def cut(self, text: str) -> list[str]:
        """Return the parts of a text in order, spaces and punctuation included."""
        ...


class _Engine:
    """A cutting function behind the port; the function is loaded at the first text."""

    def __init__(self, name: str, load: Callable[[], Callable[[str], Iterator[str]]]) -> None:
        self._name = name
        self._load = load
        self._cut: Callable[[str], Iterator[str]] | None = None

    @property
    def id(self) -> str:
        return f"{self._name}:{dictionary_hash()}"

    def cut(self, text: str) -> list[str]:
        if self._cut is None:
            self._cut = self._load()
        return list(self._cut(fold(text)))


def fold(text: str) -> str:
    """Return the text with full-width ASCII and capitals folded, character for character."""
    return text.translate(_FOLD)


@functools.lru_cache(maxsize=1)
def _dictionary() -> str:
    path = importlib.resources.files("corpus").joinpath("data/legal_dictionary.txt")
    return path.read_text(encoding="utf-8")


@functools.lru_cache(maxsize=1)
def dictionary_hash() -> str:
    """Return 12 hex digits that change with any word, stop word or rule: both engines share it."""
    rules = "\n".join((_RULES_VERSION, *sorted(_STOP), _dictionary()))
    return hashlib.sha256(rules.encode()).hexdigest()[:12]


def legal_words() -> list[LegalWord]:
    """Return the added words with the frequency that both engines are given."""
    pairs = (line.split("\t") for line in _dictionary().splitlines() if not line.startswith("#"))
    return [(word, int(frequency)) for word, frequency in pairs]


def _load_rjieba() -> Callable[[str], Iterator[str]]:
    import rjieba  # loads a dictionary of 5 MB

    engine = rjieba.Jieba()
    for word, frequency in legal_words():
        engine.add_word(word, frequency, "n")
    return lambda text: iter(engine.cut(text))


def _load_jieba() -> Callable[[str], Iterator[str]]:
    import logging  # only to quieten jieba, which logs its start at DEBUG

    import jieba  # takes a second to load

    jieba.setLogLevel(logging.WARNING)
    engine = jieba.Tokenizer()
    engine.initialize()
    for word, frequency in legal_words():
        engine.add_word(word, frequency, "n")
    cut: Callable[[str], Iterator[str]] = engine.cut
    return cut


_LOADERS = {"rjieba": _load_rjieba, "jieba": _load_jieba}


@functools.lru_cache(maxsize=len(SEGMENTERS))
def get_segmenter(name: str = "rjieba") -> Segmenter:
    """Return the segmenter of that name, one a process; dictionaries load at the first cut.

    Raises:
        InputError: there is no segmenter of that name.
    """
    loader = _LOADERS.get(name)
    if loader is None:
        raise InputError(f"unknown segmenter {name!r}: choose one of {', '.join(SEGMENTERS)}")
    return _Engine(name, loader)


def words(text: str, segmenter: Segmenter) -> list[str]:
    """Return the tokens that are indexed and searched: no punctuation, no function word."""
    return tokens(segmenter.cut(text))


def tokens(parts: Sequence[str]) -> list[str]:
    """Return those of the parts of a cut text that count as words."""
    return [part for part in parts if part not in _STOP and _WORD.match(part)]


def bigrams(text: str) -> list[str]:
    """Return adjacent pairs of Chinese characters, and Latin or digit runs as they are.

    White space is removed first, so a line break inside a word changes nothing. Pairs do not
    reach across punctuation, whose kind then does not matter in a phrase; a Chinese character
    alone between other signs is a token of its own (2017年8月 → 2017 年 8 月).
    """
    found: list[str] = []
    for run in _RUN.findall("".join(fold(text).split())):
        if len(run) == 1 or run[0] < "〇":
            found.append(run)
        else:
            found.extend(map(str.__add__, run[:-1], run[1:]))
    return found
