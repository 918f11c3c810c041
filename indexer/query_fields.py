"""The fields of the query language: their names, and what a typed value means.

A value is looked up as the index holds it: 盗窃 is 盗窃罪 with its subtree, 民法典680 an article,
湖南 the province 湖南省. A value that no table knows is taken as it stands.
"""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Final

from corpus.case_number import find_case_numbers
from corpus.causes import node_named
from corpus.courts import court_candidates
from corpus.errors import QueryError
from corpus.models import CaseType
from corpus.statutes import canonical_law, normalise_reference
from indexer.pipeline.documents import RESULTS, case_number_key
from indexer.types import Clause, DateField, DateRange, KeywordField, Match

__all__ = ["FIELD_NAMES", "QueryField", "field_named", "resolve_value"]

QueryField = KeywordField | DateField

# The first name of each is the one that is printed.
_NAMES: Final[Mapping[QueryField, tuple[str, ...]]] = {
    KeywordField.CAUSE_PATH: ("案由", "罪名", "cause", "charge"),
    KeywordField.COURT: ("法院", "court"),
    KeywordField.LEVEL: ("法院级别", "层级", "级别", "level"),
    KeywordField.PROVINCE: ("省", "省份", "province"),
    KeywordField.PROCEDURE: ("审级", "程序", "审理程序", "procedure"),
    KeywordField.CASE_TYPE: ("类型", "案件类型", "case_type", "type"),
    KeywordField.DOCUMENT_TYPE: ("文书", "文书类型", "文书种类", "document_type"),
    KeywordField.KIND: ("来源类别", "类别", "kind"),
    KeywordField.RESULT: ("结果", "裁判结果", "result"),
    KeywordField.STATUTE: ("法条", "法律", "法律依据", "statute", "law", "article"),
    KeywordField.JUDGE: ("法官", "judge"),
    KeywordField.PARTY: ("当事人", "party"),
    KeywordField.AUTHORITY: ("效力", "权威", "authority"),
    KeywordField.YEAR: ("年份", "年", "year"),
    KeywordField.CASE_NUMBER: ("案号", "case_number"),
    KeywordField.REFERENCE: ("引用", "reference"),
    KeywordField.SOURCE: ("来源", "source"),
    DateField.DATE: ("日期", "裁判日期", "date"),
}

FIELD_NAMES: Final[Mapping[QueryField, str]] = {field: names[0] for field, names in _NAMES.items()}
"""Field → the name that ``expression`` prints."""

_BY_NAME: Final = {name: field for field, names in _NAMES.items() for name in names}


def field_named(name: str) -> QueryField | None:
    """Return the field of that Chinese or English name, None if there is none."""
    return _BY_NAME.get(name.lower())


# ------------------------------------------------------------------------------ values

_LEVELS: Final = {
    "最高人民法院": "最高",
    "最高法": "最高",
    "高院": "高级",
    "高级人民法院": "高级",
    "中院": "中级",
    "中级人民法院": "中级",
    "基层法院": "基层",
    "基层人民法院": "基层",
}
_SAME: Final[Mapping[QueryField, Mapping[str, str]]] = {
    KeywordField.LEVEL: _LEVELS,
    KeywordField.PROCEDURE: {"第一审": "一审", "第二审": "二审", "审判监督": "再审"},
    KeywordField.RESULT: {**RESULTS, "发回重审": "发回", "维持原判": "维持", "撤回": "撤诉"},
    KeywordField.KIND: {
        "裁判文书": "judgment",
        "入库案例": "library_entry",
        "案例库": "library_entry",
        "指导性案例": "guiding_case",
        "指导案例": "guiding_case",
    },
    KeywordField.AUTHORITY: {
        "指导案例": "指导性案例",
        "案例库": "入库案例",
        "最高法": "最高人民法院",
    },
}
_ENDINGS: Final[Mapping[QueryField, str]] = {
    KeywordField.PROCEDURE: "程序",
    KeywordField.CASE_TYPE: "案件",
}
_PROVINCE_ENDINGS: Final = ("省", "市", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区")
_RANGE = re.compile(r"(?P<start>\d{4}[\d./-]*?)?\s*(?:\.\.|…|至|到|~|—)\s*(?P<end>\d{4}[\d./-]*)?")
_YEARS = re.compile(r"(?P<start>\d{4})\s*(?:\.\.|…|至|到|~|—|-)\s*(?P<end>\d{4})")
_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_MOST_YEARS: Final = 150


def resolve_value(field: QueryField, value: str) -> Clause:
    """Return the clause that a typed value of a field means.

    Raises:
        QueryError: a year, date or statute that cannot be read; the message shows the form.
    """
    if isinstance(field, DateField):
        return _dates(value)
    if reader := _READERS.get(field):
        return reader(value)
    return (
        Match(field, _ALTERNATIVES[field](value))
        if field in _ALTERNATIVES
        else _plain(field, value)
    )


def _courts(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*(court.name for court in court_candidates(value)), value)))


def _provinces(value: str) -> tuple[str, ...]:
    return (value, *(value + ending for ending in _PROVINCE_ENDINGS))


def _case_numbers(value: str) -> tuple[str, ...]:
    keys = (case_number_key(n) for match in find_case_numbers(value) for n in match.numbers)
    return tuple(keys) or (value,)


def _plain(field: KeywordField, value: str) -> Clause:
    if field is KeywordField.PROCEDURE and (value in _LEVELS or value in _LEVELS.values()):
        field = KeywordField.LEVEL  # 审级:中级
    value = value.removesuffix(_ENDINGS.get(field, "")) or value
    return Match(field, (_SAME.get(field, {}).get(value, value),))


def _cause(value: str) -> Clause:
    named = (node_named(name, kind) for name in (value, f"{value}罪") for kind in (None, *CaseType))
    nodes = tuple(dict.fromkeys(node for node in named if node))
    return Match(KeywordField.CAUSE_PATH, nodes or (value,))


def _statute(value: str) -> Clause:
    law, mark, article = value.partition("#")
    if mark and article:
        return Match(KeywordField.STATUTE, (f"{canonical_law(law) or law}#{article}",))
    found = normalise_reference(value)
    if found is None:
        if re.search(r"\d|第.+条", value):
            raise QueryError(f"读不出法条“{value}”。请写成“民法典680”“刑法第二百六十四条”")
        return Match(KeywordField.LAW, (value,))
    law, number = found
    if number is None:
        return Match(KeywordField.LAW, (law,))
    return Match(KeywordField.STATUTE, (f"{law}#{number}",))


def _years(value: str) -> Clause:
    value = value.replace("年", "")
    if re.fullmatch(r"\d{4}", value):
        return Match(KeywordField.YEAR, (value,))
    found = _YEARS.fullmatch(value)
    years = range(int(found["start"]), int(found["end"]) + 1) if found else range(0)
    if not 0 < len(years) <= _MOST_YEARS:
        raise QueryError(f"读不出年份“{value}”。请写成“2019”或“2017..2019”")
    return Match(KeywordField.YEAR, tuple(str(year) for year in years))


def _dates(value: str) -> Clause:
    found = _RANGE.fullmatch(value)
    if found and (found["start"] or found["end"]):
        start = _day(found["start"], value, last=False) if found["start"] else None
        end = _day(found["end"], value, last=True) if found["end"] else None
    else:
        start, end = _day(value, value, last=False), _day(value, value, last=True)
    if start and end and start > end:
        raise QueryError(f"日期范围“{value}”的起点晚于终点。请对调")
    return DateRange(start, end)


def _day(text: str, whole: str, *, last: bool) -> dt.date:
    """Return the first or last day of the year, month or day that a text names."""
    found = _DAY.fullmatch(text)
    year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    month = month or (12 if last else 1)
    try:
        return dt.date(year, month, day or (calendar.monthrange(year, month)[1] if last else 1))
    except ValueError as error:  # calendar's own error is one
        raise QueryError(
            f"读不出日期“{whole}”。请写成“2019-05-01”“2019-05”“2017-01-01..2019-12-31”"
        ) from error


_READERS: Final[Mapping[KeywordField, Callable[[str], Clause]]] = {
    KeywordField.YEAR: _years,
    KeywordField.STATUTE: _statute,
    KeywordField.CAUSE_PATH: _cause,
}
_ALTERNATIVES: Final[Mapping[KeywordField, Callable[[str], tuple[str, ...]]]] = {
    KeywordField.COURT: _courts,
    KeywordField.PROVINCE: _provinces,
    KeywordField.CASE_NUMBER: _case_numbers,
    KeywordField.REFERENCE: _case_numbers,
}
