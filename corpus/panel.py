"""The signature block: who decided, when, and who kept the record."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from corpus.dates import find_dates
from corpus.models import PanelMember

__all__ = ["Signature", "find_signature"]

_ROLE_WORDS: Final = (
    "代理审判长", "审判长", "代理审判员", "代审判员", "裁判员", "助理审判员", "独任审判员",
    "人民审判员", "审判员",
    "人民陪审员", "陪审员", "执行长", "执行员", "主审法官", "法官助理", "助理法官", "独任法官",
    "代理书记员", "见习书记员", "实习书记员", "代书记员", "书记员", "速录员", "院长", "庭长",
)  # fmt: skip
_ROLE: Final = "(?:" + "|".join(r"\s?".join(w) for w in sorted(_ROLE_WORDS, key=len)[::-1]) + ")"
# 张三 · 张 三 · 阿依古丽·买买提 · 李×× · 王某某
_NAME_CHAR: Final = "[一-鿿㐀-䶿·•・．.×xX*＊ᆞ]"
# 审判员的意见, 审判长主持: a mention, not a signature
_NOT_NAMES: Final = "(?!的|不|认为|主持|意见|独任|一人|组成|参加|依法|适用)"
_DATE_START: Final = r"[一二]\s?[〇○零OoＯОοΟ◯0九]|[12]\d{3}\s?年"
_ENTRY = re.compile(
    rf"(?:[(（](?:兼|代)[)）])?(?P<role>{_ROLE})\s*[:：]?\s*(?:{_ROLE}\s*)?"
    rf"[(（�?]{{0,3}}(?P<names>{_NOT_NAMES}{_NAME_CHAR}(?:[ 、，,]{{0,4}}{_NAME_CHAR}){{0,24}}?)"
    r"[)）]?(?:\s*[(（](?:兼|代|主审|承办|女|实习)[^)）]{0,6}[)）])?(?:&#[^;\n]{0,6};?|[—\-·.\d?�]+)?"
    rf"(?=[\s;；。、]*(?:$|\n|{_ROLE}|{_DATE_START}|本件|[(（/]|附|核对))"
)
_FIRST = re.compile(
    rf"(?:^|(?<=[\n\s。；;）)”》、]))(?:[(（](?:兼|代)[)）])?(?={_ROLE}\s*[:：]?\s*[(（�?]{{0,3}}{_NAME_CHAR})"
)
_FILLER = re.compile(
    r"(?:[\s、，,。；;/]|本件与原[本件]核对[无一][异致误]|[(（](?:此页无正文|院印|本页无正文|印章?)[)）]"
    r"|(?:与原本)?核对无异|[(（]附[^）)\n]{1,12}[)）]|(?:责任)?(?:校对|打印|印制)人?[:：]?[一-鿿]{2,3}(?=[\s附注本]|$))+"
)
_SPACED: Final = 2  # 张 三: words of a name printed apart
# A line of one name more: the second clerk. 书记员张三 / 李四
_NAME_LINE = re.compile(r"\n\s?(?P<name>(?![附注])[一-鿿]{2,3}|[一-鿿] [一-鿿])(?=\n|$)")
# Scraps that an export or a watermark left between two lines of the block.
_SCRAP = re.compile(rf"[^。\n]{{1,24}}?\s*(?=\n|{_ROLE}[^的])")


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature block with its span; ``date`` is the day of decision, if one is printed."""

    start: int
    end: int
    panel: tuple[PanelMember, ...]
    date: dt.date | None
    date_printed: bool


def find_signature(text: str, start: int, end: int) -> Signature | None:
    """Return the first signature block in a stretch of text, None where there is none."""
    for candidate in _FIRST.finditer(text, start, end):
        signature = _read_block(text, candidate.start(), end)
        if signature:
            return signature
    return None


def _read_block(text: str, start: int, end: int) -> Signature | None:
    panel: list[PanelMember] = []
    date = None
    printed = False
    position = last = start
    while position < end:
        entry = _ENTRY.match(text, position, end)
        if entry:
            role = re.sub(r"\s", "", entry["role"])
            panel += [PanelMember(name, role) for name in split_names(entry["names"])]
            position = last = _more_names(text, entry.end(), end, panel, role)
            continue
        day = next(find_dates(text, position, min(position + 24, end)), None)
        if day and day.start - position <= 1:
            date, printed = date or day.date, True
            position = last = day.end
            continue
        filler = _FILLER.match(text, position, end) or _scrap(
            text, position, end, begun=bool(panel)
        )
        if filler is None:
            break
        position = filler.end()
    return Signature(start, last, tuple(panel), date, printed) if panel else None


def _more_names(text: str, position: int, end: int, panel: list[PanelMember], role: str) -> int:
    while "书记员" in role or "助理" in role:
        line = _NAME_LINE.match(text, position, end)
        if line is None:
            break
        panel.append(PanelMember(line["name"].replace(" ", ""), role))
        position = line.end()
    return position


def _scrap(text: str, position: int, end: int, *, begun: bool) -> re.Match[str] | None:
    """Return a short scrap that another entry or the date follows at once."""
    scrap = _SCRAP.match(text, position, end) if begun else None
    if scrap is None:
        return None
    after = scrap.end() + (1 if text[scrap.end() : scrap.end() + 1] == "\n" else 0)
    if _ENTRY.match(text, after, end):
        return scrap
    day = next(find_dates(text, after, min(after + 24, end)), None)
    return scrap if day and day.start == after else None


def split_names(printed: str) -> list[str]:
    """Return the names of an entry: 张 三 is one person, 张三 李四 and 张三、李四 are two."""
    names: list[str] = []
    for part in re.split(r"[、，,]", printed):
        words = part.split()
        if len(words) > 1 and all(len(word) > 1 for word in words):
            names += words
        elif len(words) == _SPACED and len(words[0]) == 1 and len(words[1]) > _SPACED:
            names.append(words[0] + words[1][0])  # 张 三 with a site's watermark run into it
        elif words:
            names.append("".join(words))
    return names
