"""Laws by name, versions, repeal and successors: facts from ``data/statutes*.json``, no texts.

Four questions are answered: which law is meant (``canonical_law``), what a typed reference means
(``normalise_reference``), whether a provision was in force on a day (``status``), and where the
rule of a repealed civil statute stands in the 民法典 (``crosswalk``).
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from corpus.numerals import NUMERAL, parse_numeral, to_half_width

__all__ = [
    "Law",
    "Version",
    "canonical_law",
    "crosswalk",
    "known_laws",
    "law_at",
    "law_ending_at",
    "name_key",
    "normalise_reference",
    "short_name",
    "status",
]

_STATE = "中华人民共和国"
_CODE = _STATE + "民法典"


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a law: first day in force (None: not known), last article, inserted articles."""

    start: dt.date | None
    last: int
    inserted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Law:
    """A law, regulation or judicial interpretation. ``full_history``: every version is listed."""

    name: str
    kind: str
    versions: tuple[Version, ...]
    repealed: dt.date | None = None
    replaced_by: tuple[str, ...] = ()
    full_history: bool = False


def _data(name: str) -> dict[str, Any]:
    text = resources.files("corpus").joinpath("data", name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@cache
def _laws() -> Mapping[str, Law]:
    return {
        row["name"]: Law(
            row["name"],
            row["kind"],
            tuple(
                Version(_date(v.get("from")), v["last"], frozenset(v.get("subs", ())))
                for v in row["versions"]
            ),
            _date(row.get("repealed")),
            tuple(row.get("replaced_by", ())),
            row["history"] == "full",
        )
        for row in _data("statutes.json")["laws"]
    }


@cache
def _by_key() -> Mapping[str, str]:
    """Return name key → canonical name. A key that two laws share belongs to the first listed."""
    table: dict[str, str] = {}
    rows = _data("statutes.json")["laws"]
    for row in rows:
        table.setdefault(name_key(row["name"]), row["name"])
    for row in rows:
        for short in row.get("short", ()):
            table.setdefault(name_key(short), row["name"])
    return table


# 《〈＜﹤«“、 and blanks say nothing about which law is meant
_NOISE = re.compile(r"[《》〈〉<>＜＞﹤﹥«»“”\"\s、，,]")
# （2012年修正） · （2018修订） · （法释〔2015〕5号） · （2009年8月27日修正）
_VERSION_NOTE = re.compile(
    r"[（(][^（）()]{0,24}(?:修[正订改]|年版|号|施行|试行)[^（）()]{0,6}[）)]"
)
_ISSUER = re.compile(
    r"^(?:最高人民法院|最高人民检察院|最高院|最高检|公安部|司法部|国家安全部|海关总署|民政部|"
    r"中国人民银行|国家工商行政管理总局|最高法院|两高)+"
)
_STATE_NAMES = re.compile(r"中[华国][人民]{2}共和国|中某某人民共和国")


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """Return what two printed names of one law share: no state, issuer, brackets, version note."""
    name = _VERSION_NOTE.sub("", _NOISE.sub("", name).replace("(", "（").replace(")", "）"))
    name = _ISSUER.sub("", _STATE_NAMES.sub("", name))
    return name.removeprefix("关于")


# a law's name with something a crawler's victim put behind it: 刑事诉讼法爬数据可耻
_TRAILING = re.compile(r"(.{2,20}法)([^法例定释则见办纪第条]{2,10})")


@lru_cache(maxsize=8192)
def canonical_law(name: str) -> str | None:
    """Return the full official name of the law that a printed name means, None if not known."""
    key = name_key(name)
    found = _by_key().get(key)
    if found is None and (trailed := _TRAILING.fullmatch(key)):
        found = _by_key().get(trailed[1])
    return found


@cache
def known_laws() -> Mapping[str, Law]:
    """Return every law of the data by canonical name."""
    return _laws()


@cache
def short_name(law: str) -> str:
    """Return how lawyers call a law: 中华人民共和国民法典 → 民法典."""
    return law.removeprefix(_STATE)


@cache
def _plain_names() -> tuple[frozenset[str], int]:
    """Return the names that may stand in running text without 《》, and the longest length."""
    names = set()
    for row in _data("statutes.json")["laws"]:
        for name in (row["name"], short_name(row["name"]), *row.get("short", ())):
            bare = name.replace("《", "").replace("》", "")
            names |= {name, bare}
    return frozenset(names), max(map(len, names))


_SHORTEST_NAME = 2
_NAME_END = frozenset("法典例定释则见细程章章办条知复要）)题答一二三四五")


def law_ending_at(text: str, end: int) -> tuple[int, str] | None:
    """Return (start, canonical name) of a law named without 《》 that ends at ``end``, or None."""
    if end < _SHORTEST_NAME or text[end - 1] not in _NAME_END:
        return None
    names, longest = _plain_names()
    for start in range(max(0, end - longest), end - 1):
        if text[start:end] in names:
            law = canonical_law(text[start:end])
            return None if law is None else (start, law)
    return None


def law_at(law: str, on: dt.date) -> Version | None:
    """Return the version of a law in force on a day; None if none is known to be."""
    found = None
    for version in _laws()[law].versions if law in _laws() else ():
        if version.start is None or version.start <= on:
            found = version
    return found


def _has(version: Version, article: str) -> bool:
    number, _, inserted = article.partition("-")
    if inserted:
        return article in version.inserted
    return number.isdigit() and 1 <= int(number) <= version.last


def status(law: str, article: str | None, on: dt.date) -> str | None:
    """Return the standing of a provision on a day, None where the data cannot say.

    现行有效: in the version then in force. 已修订: only in an earlier version. 已废止: the law had
    been repealed. 尚未生效: the law, or the version that has the article, came later.
    查无此条: in no version.
    """
    known = _laws().get(law)
    if known is None or not known.versions:
        return None
    if known.repealed is not None and known.repealed <= on:
        return "已废止"
    if article is None:
        first = known.versions[0].start
        return "尚未生效" if first is not None and first > on and known.full_history else "现行有效"
    return _article_status(known, article, on)


def _article_status(law: Law, article: str, on: dt.date) -> str | None:
    having = [v for v in law.versions if _has(v, article)]
    if not having:
        return "查无此条" if law.full_history or law.versions[-1].start is None else None
    current = law_at(law.name, on)
    if current is None:
        return "尚未生效" if law.full_history else None
    if current in having:
        return "现行有效"
    if all(v.start is not None and v.start > on for v in having):
        return "尚未生效"
    return "已修订"


# 民法典680 · 《合同法》第五十二条 · 刑法264条 · 刑法第133条之一 · 民法典第一千零七十九条
_REFERENCE = re.compile(
    rf"\s*(?P<law>[^0-9０-９第]+?|.+?)\s*(?:第\s*)?(?:(?P<article>{NUMERAL})\s*条?"
    rf"(?:\s*之\s*(?P<sub>[一二三四五六七八九十0-9]+))?)?(?:第.{{1,8}}[款项])*(?:的?规定)?\s*"
)


def article_label(number: int, inserted: int | None) -> str:
    """Return the contract's form of an article: 133, 133-1 for 第一百三十三条之一."""
    return f"{number}-{inserted}" if inserted else str(number)


@lru_cache(maxsize=2048)
def normalise_reference(text: str) -> tuple[str, str | None] | None:
    """Return (canonical law, article or None) for a typed reference, None if no law is named.

    民法典680, 《合同法》第五十二条, 刑法264条 and 刑法第133条之一 are understood.
    """
    text = to_half_width(text.strip())
    whole = canonical_law(text)
    if whole is not None:
        return whole, None
    found = _REFERENCE.fullmatch(text)
    if found is None or found["article"] is None:
        return None
    law = canonical_law(found["law"])
    number = parse_numeral(found["article"])
    if law is None or not number:
        return None
    return law, article_label(number, parse_numeral(found["sub"] or ""))


@cache
def _crosswalk() -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    table: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in _data("statutes_crosswalk.json")["pairs"]:
        old = (_STATE + row["law"], row["article"])
        for new in row["code"]:
            table.setdefault(old, []).append((_CODE, new))
            table.setdefault((_CODE, new), []).append(old)
    return {k: tuple(v) for k, v in table.items()}


def crosswalk(law: str, article: str) -> tuple[tuple[str, str], ...]:
    """Return the provisions that hold the same rule across the 民法典's entry into force.

    From a repealed civil statute to the code, and from the code back to all that it absorbed.
    """
    return _crosswalk().get((law, article), ())
