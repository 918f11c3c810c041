"""Case numbers (案号), of 法〔2015〕137号 and older, → their parts and one canonical text.

New style: ``（2020）湘0102民初1234号之一``: year, court code, type code (a leading 知 is the
special-trial code of 法〔2018〕335号), serial. Old style: ``（2015）长中民一终字第01234号``:
the court's short name and the division stand before 字第. Canonical form: full-width round
brackets, no spaces, half-width digits; leading zeros are kept. Two numbers are the same case when
``key`` is the same.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from corpus.errors import ParseError
from corpus.models import CaseNumber, CaseType

__all__ = [
    "CaseNumberMatch",
    "TypeCode",
    "find_case_numbers",
    "is_old_style",
    "key",
    "parse_case_number",
    "parse_case_numbers",
    "type_of",
]

PROVINCES: Final = "京津冀晋蒙内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵黔云滇藏陕甘青宁新军兵"
# The characters that type codes are made of: a code of others is a misprint, not a new type.
_TYPE_CHARS: Final = (
    "刑民行执商知经法委赔破清强司惩救财证保认港澳台协外请送调移"
    "初终申再监抗撤特催督辖他核更医没解审恢异复止备令访提减假知诉环少金海铁"
)
_YEAR: Final = r"[(（〔\[［【﹝<〈]\s*(?P<year>(?:19|20)\s?\d\s?\d)\s*年?\s*[)）〕\]］】﹞>〉]\s*"
# 1234 · S651 (a letter stands for a kind of case in Shanghai) · 45、46 · 1-20
_ONE: Final = r"[A-Z]?\d{1,8}"
_TO: Final = r"\s?[-—－–~～至]\s?"
_SERIALS: Final = (
    rf"(?P<serial>{_ONE}(?:{_TO}{_ONE})?(?:\s?[、,，\n]\s?{_ONE}(?:{_TO}{_ONE})?){{0,199}})"
)
_SUFFIX: Final = (
    r"\s?(?:之(?P<inner>[一二三四五六七八九十]{1,3}))?\s?号"
    r"\s?(?:之\s?(?P<suffix>[一二三四五六七八九十百]{1,3}|\d{1,3}(?!\d)))?"
)
_NEW: Final = (
    rf"(?P<court>最高法|[{PROVINCES}]\s?(?:\d\s?){{0,4}})(?P<type>(?:[{_TYPE_CHARS}]\s?){{1,6}})"
    rf"第?\s?{_SERIALS}{_SUFFIX}"
)
_OLD: Final = (
    r"(?P<old>(?![号第])[一-鿿](?:(?![号第])[一-鿿()（）〈〉\d\s]){0,16})字\s?第?\s?"
    rf"(?P<old_serial>{_ONE}(?:\s?[-—－–~～至、,，]\s?{_ONE}){{0,99}})"
    r"\s?号\s?(?:之\s?(?P<old_suffix>[一二三四五六七八九十百]{1,3}))?"
)
_NUMBER = re.compile(rf"{_YEAR}(?:{_NEW}|{_OLD})")

# Old style: the type begins at the first root from which the rest reads as division and stage.
_OLD_TYPE = re.compile(
    r"(?P<type>(?:刑附民|行赔|法委赔|委赔|法赔|司惩|民商|商|刑|民|行|执|知|经|海|赔|破|督|催)"
    r"[一二三四五六七八九十\d]{0,2}(?:[(（〈][一-鿿\d]{1,4}[)）〉])?"
    r"(?:[初终再申监抗提复核更减假撤特催督辖他异保恢执知商经审重裁确认受起仲外金行赔少医没字破诉前]{0,5}))$"
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class TypeCode:
    """What a type code (类型代字) stands for."""

    case_type: CaseType
    procedure: str


@dataclass(frozen=True, slots=True)
class CaseNumberMatch:
    """A printed number; a list or a range (45、46号, 1-20号) gives several."""

    start: int
    end: int
    numbers: tuple[CaseNumber, ...]


def find_case_numbers(
    text: str, start: int = 0, end: int | None = None
) -> Iterator[CaseNumberMatch]:
    """Yield every case number in the text, in its order, with its span."""
    for match in _NUMBER.finditer(text, start, len(text) if end is None else end):
        numbers = _from_old(match) if match.group("old") else _from_new(match)
        if numbers:
            yield CaseNumberMatch(match.start(), match.end(), numbers)


def parse_case_numbers(text: str) -> tuple[CaseNumber, ...]:
    """Return the numbers that a text consists of: one, or those of a list or range.

    Raises:
        ParseError: the text is not a case number.
    """
    stripped = text.strip()
    found = next(find_case_numbers(stripped), None)
    if found is None or (found.start, found.end) != (0, len(stripped)):
        raise ParseError(
            f"not a case number: {text!r}; expected e.g. （2020）湘0102民初1234号"
            " or （2015）长中民一终字第01234号"
        )
    return found.numbers


def parse_case_number(text: str) -> CaseNumber:
    """Return the one number that a text consists of.

    Raises:
        ParseError: the text is not a case number, or it is a list of several.
    """
    numbers = parse_case_numbers(text)
    if len(numbers) > 1:
        raise ParseError(f"{len(numbers)} case numbers in one: {text!r}; give one at a time")
    return numbers[0]


def key(number: CaseNumber) -> tuple[int, str, str, tuple[str, ...], str]:
    """Return what two spellings of one number share: no brackets, spaces, leading zeros."""
    serial = tuple(re.sub(r"(?<!\d)0+(?=\d)", "", part) for part in number.serial.split("-"))
    kind = number.type_code.replace("（", "(").replace("）", ")")
    return number.year, number.court_code or "", kind, serial, number.suffix or ""


def is_old_style(number: CaseNumber) -> bool:
    """Return whether the number is of the style before 2016 (字第)."""
    return "字第" in number.text


def type_of(number: CaseNumber) -> TypeCode | None:
    """Return what the type code stands for, None where it is not in the official list.

    Of an old-style code the division and brackets are left out: 民一终 is read as 民终.
    """
    code = number.type_code
    table = _types()
    if code.startswith("知") and code[1:] in table:
        return table[code[1:]]
    if code.startswith("商") and not is_old_style(
        number
    ):  # the international commercial court: 最高法商初
        return table.get("民" + code[1:])
    if code in table or not is_old_style(number):
        return table.get(code)
    return _old_type(code)


def _old_type(code: str) -> TypeCode | None:
    table = _types()
    bare = re.sub(r"[(（〈].*?[)）〉]|[一二三四五六七八九十\d]", "", code)
    bare = bare.replace("刑附民", "刑")
    root = "民" if bare[0] in "商知经民海" else bare[0]
    stage = bare[1:].lstrip("商知经外金少重")
    for candidate in (bare, root + stage, root + stage[:1], root + stage[-1:]):
        if candidate in table:
            return table[candidate]
    if stage[:1] == "提":
        return TypeCode(table[root + "再"].case_type, "再审") if root + "再" in table else None
    if root == "刑" and stage[:1] in {"减", "假"}:
        return table["刑更"]
    return None


@cache
def _types() -> dict[str, TypeCode]:
    data = json.loads(files("corpus.data").joinpath("case_types.json").read_text("utf-8"))
    return {
        code: TypeCode(CaseType(entry["case_type"]), entry["procedure"])
        for code, entry in data["codes"].items()
    }


def _from_new(match: re.Match[str]) -> tuple[CaseNumber, ...]:
    year = int(_squeeze(match.group("year")))
    court = _squeeze(match.group("court"))
    kind = _squeeze(match.group("type"))
    suffix = match.group("suffix") or match.group("inner")
    tail = f"之{suffix}" if suffix else ""
    return tuple(
        CaseNumber(f"（{year}）{court}{kind}{serial}号{tail}", year, court, kind, serial, suffix)
        for serial in _serials(match.group("serial"))
    )


def _from_old(match: re.Match[str]) -> tuple[CaseNumber, ...]:
    whole = _squeeze(match.group("old")).replace("(", "（").replace(")", "）")
    split = _OLD_TYPE.search(whole)
    if split is None:
        return ()
    year = int(_squeeze(match.group("year")))
    court = whole[: split.start()] or None
    kind = split.group("type")
    suffix = match.group("old_suffix")
    tail = f"之{suffix}" if suffix else ""
    return tuple(
        CaseNumber(f"（{year}）{whole}字第{serial}号{tail}", year, court, kind, serial, suffix)
        for serial in _serials(match.group("old_serial"))
    )


def _serials(printed: str) -> list[str]:
    """Return the single serials of 45、46 or 1-20; 01234-1 (a part of one case) stays one."""
    serials: list[str] = []
    for part in re.split(r"[、,，]", _squeeze(printed.replace("\n", "、"))):
        ends = re.split(r"[-—－–~～至]", part)
        counted = len(ends) > 1 and ends[0].isdigit() and ends[-1].isdigit()
        if counted and int(ends[0]) < int(ends[-1]) <= int(ends[0]) + 5000:
            serials += [str(n).zfill(len(ends[0])) for n in range(int(ends[0]), int(ends[-1]) + 1)]
        else:
            serials.append("-".join(ends))
    return serials


def _squeeze(text: str) -> str:
    return _SPACE.sub("", text)
