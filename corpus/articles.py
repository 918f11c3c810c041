"""Texts of statutes, article by article, as a user brings them: JSON Lines, plain or compressed.

A row needs ``law``, ``text`` and the article's number: ``no`` (with ``sub`` for 之一), or in words
as ``article`` (第十七条之一). ``version`` is the first day in force; ``path`` the chapter. No text
of an article ships with the project.
"""

import datetime as dt
import gzip
import json
import lzma
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from corpus.errors import ParseError, SourceError
from corpus.numerals import NUMERAL, parse_numeral
from corpus.statutes import article_label, canonical_law

__all__ = ["CURRENT", "UNDATED", "Article", "BadRow", "find_article_files", "read_articles"]

CURRENT = "现行"
"""The edition of a row from a collection of current law, which names no date."""

UNDATED = ""

_LONGEST = 200_000  # characters of one article: more is a whole law in one row
_LAW_FIELDS = frozenset({"law", "text"})
# 第十七条之一
_NUMBER = re.compile(rf"\s*第\s*({NUMERAL})\s*条(?:\s*之\s*([一二三四五六七八九十0-9]+))?\s*")


@dataclass(frozen=True, slots=True)
class Article:
    """One article of one edition of a law.

    ``article`` is "133", or "133-1" for 第一百三十三条之一; ``edition`` the first day in force as
    YYYY-MM-DD, ``CURRENT``, or "" where the row says neither.
    """

    law: str
    article: str
    edition: str
    text: str
    path: str = ""

    @property
    def key(self) -> str:
        """Return what citations and filters call it: "中华人民共和国民法典#680"."""
        return f"{self.law}#{self.article}"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row, or the rest of a file, that cannot be taken, with the reason. Row 0: the whole file.

    ``skipped``: nothing is wrong with it, it only holds no article.
    """

    path: str
    row: int
    reason: str
    skipped: bool = False


def find_article_files(path: Path) -> list[Path]:
    """Return the file itself, or the files of a folder in order.

    Raises:
        SourceError: there is nothing at the path.
    """
    if path.is_dir():
        return sorted(one for one in path.rglob("*") if one.is_file())
    if not path.exists():
        raise SourceError(f"{path} 不存在。请核对路径")
    return [path]


def read_articles(path: Path) -> Iterator[Article | BadRow]:
    """Yield what each row of a file is, in order; a damaged file ends with a ``BadRow``."""
    if not {".jsonl", ".ndjson"} & set(path.suffixes):
        yield BadRow(str(path), 0, "不是 JSON Lines（.jsonl，可再压缩为 .xz 或 .gz）", skipped=True)
        return
    row = 0
    try:
        with closing(_open(path)) as lines:
            for row, line in enumerate(lines, 1):
                if line.strip():
                    yield _read_row(line, str(path), row)
    except (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError) as error:
        yield BadRow(str(path), row + 1, f"文件从此处起无法读出（{error}）。请重新下载或复制")


def _open(path: Path) -> IO[str]:
    if path.suffix == ".xz":
        return TextIOWrapper(lzma.open(path), encoding="utf-8-sig")
    if path.suffix == ".gz":
        return TextIOWrapper(gzip.open(path), encoding="utf-8-sig")
    return path.open(encoding="utf-8-sig")


def _read_row(line: str, path: str, row: int) -> Article | BadRow:
    try:
        fields = json.loads(line)
    except ValueError as error:
        return BadRow(path, row, f"不是完整的 JSON（{error}）")
    if not isinstance(fields, dict):
        return BadRow(path, row, "应为一个 JSON 对象，含 law、no（或 article）、text")
    if not fields.keys() >= _LAW_FIELDS:
        return BadRow(path, row, "没有 law 和 text 字段，不是法条", skipped=True)
    try:
        return _article(fields)
    except ParseError as error:
        return BadRow(path, row, str(error))


def _article(fields: dict[str, Any]) -> Article:
    law, text = (_words(fields[name]) for name in ("law", "text"))
    if not law or not text:
        raise ParseError("law 或 text 为空")
    if len(text) > _LONGEST:
        raise ParseError(f"一条有 {len(text):,} 字，似为整部法律，请逐条给出")
    article, edition = _number(fields), _edition(fields)
    return Article(canonical_law(law) or law, article, edition, text, _words(fields.get("path")))


def _words(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _number(fields: dict[str, Any]) -> str:
    number, inserted = fields.get("no"), fields.get("sub")
    if isinstance(number, int) and not isinstance(number, bool) and number > 0:
        return article_label(number, inserted if isinstance(inserted, int) else None)
    found = _NUMBER.fullmatch(_words(fields.get("article")))
    spelled = parse_numeral(found[1]) if found else None
    if found is None or not spelled:
        raise ParseError("不知是第几条：请给出 no（整数），或 article（第十七条之一）")
    return article_label(spelled, parse_numeral(found[2] or ""))


def _edition(fields: dict[str, Any]) -> str:
    if "version" not in fields:
        return CURRENT
    version = fields["version"]
    if version in (None, ""):
        return UNDATED
    try:
        return dt.date.fromisoformat(str(version)).isoformat()
    except ValueError as error:
        raise ParseError(f"version 应为 YYYY-MM-DD，收到 {version!r}") from error
