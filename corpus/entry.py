"""Entries of the 人民法院案例库 and guiding cases: documents under fixed headings.

关键词 · 基本案情 · 裁判理由 · 裁判要旨 · 关联索引 (library); 关键词 · 裁判要点 · 相关法条 ·
基本案情 · 裁判结果 · 裁判理由 (guiding case). Court, number and date are those of the last instance
that the entry names.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from corpus.case_number import find_case_numbers, type_of
from corpus.courts import trim_court_name
from corpus.dates import find_dates, parse_date
from corpus.errors import ParseError
from corpus.models import CaseNumber, CaseType, Kind, Section, SectionKind

__all__ = ["Entry", "is_entry", "read_entry"]

_HEADINGS: Final = {
    "关键词": SectionKind.KEYWORDS,
    "裁判要旨": SectionKind.GIST,
    "裁判要点": SectionKind.GIST,
    "相关法条": SectionKind.INDEX,
    "关联索引": SectionKind.INDEX,
    "基本案情": SectionKind.FINDINGS,
    "裁判结果": SectionKind.DISPOSITION,
    "裁判理由": SectionKind.REASONING,
}
_HEADING = re.compile(
    r"(?:^|(?<=\n)|(?<=案 )(?=关键词[ \n]?(?:刑事|民事|行政|执行|国家赔偿)))[ 【\[]*(?P<name>"
    + "|".join(_HEADINGS)
    + r")[ 】\]]*(?:[:：]|(?=\n|$| )|(?<=关键词)(?=[刑民行执国]))"
)
_ENTRY_NUMBER = re.compile(r"(?<!\d)\d{4}-\d{2}-\d-\d{3}-\d{3}(?![\d-])")
_LOOKS_NUMBERED = re.compile(r"(?<![\d-])(?:19|20)\d{2}-\d{1,3}-[\d-]{3,}(?!\d)")
_NEXT_ENTRY = re.compile(r"\n(?=【|[^\n]{0,60}\n?\d{4}-\d{2}-\d-\d{3}-\d{3})")
# The number of a printed page at the edge of a part.
_PAGE_ABOVE = re.compile(r"\s*(?:\d{1,4}\n\s*)?")
_PAGE_BELOW = re.compile(r"\s*(?:\n\d{1,4})?\s*\Z")
_GUIDING = re.compile(r"指导(?:性)?案例\s*(?:第\s*)?(?P<number>\d{1,4})\s*号")
_PUBLISHED = re.compile(
    r"[（(]?最高人民法院[^）)\n]{0,30}?(?P<date>\d{4}\s?年[^）)\n]{4,12}?日)\s*发布"
)
_JUDGES = re.compile(r"[（(]?生效裁判审判人员[:：]?(?P<names>[^）)\n]+)[)）]?")
_TYPE_DIGITS: Final = {
    "1": CaseType.CRIMINAL,
    "2": CaseType.CIVIL,
    "3": CaseType.ADMINISTRATIVE,
    "4": CaseType.COMPENSATION,
    "5": CaseType.ENFORCEMENT,
}
_WORDS: Final = (
    ("国家赔偿", CaseType.COMPENSATION), ("刑事", CaseType.CRIMINAL), ("民事", CaseType.CIVIL),
    ("行政", CaseType.ADMINISTRATIVE), ("执行", CaseType.ENFORCEMENT),
)  # fmt: skip
_COURT_BEFORE = re.compile(r"(?P<court>[一-鿿]{2,40}?(?:法院|分院))[^，。；：]{0,24}$")
_DOCUMENT_AFTER = re.compile(r"\s*(?:刑事附带民事|[一-鿿]{0,6}?)(判决|裁定|决定|调解书)")


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says of itself and of the judgment that it tells of."""

    title: str
    entry_number: str | None
    guiding_number: int | None
    case_type: CaseType
    court_name: str | None
    case_number: CaseNumber | None
    document_type: str
    procedure: str
    date: dt.date | None
    publish_date: dt.date | None
    sections: tuple[Section, ...]
    warnings: tuple[str, ...]
    end: int  # where the next entry begins, or the text ends


def is_entry(text: str) -> bool:
    """Return whether a text is laid out under the headings of an entry."""
    names = {match["name"] for match in _HEADING.finditer(text)}
    return "裁判理由" in names and bool(names & {"裁判要旨", "裁判要点", "关联索引", "基本案情"})


def read_entry(text: str, kind: Kind, hints: Mapping[str, str]) -> Entry:
    """Return what an entry or a guiding case says.

    Raises:
        ParseError: no heading of an entry is found, or the 入库编号 is malformed.
    """
    limit = _limit(text)
    sections = _sections(text, limit)
    if not sections:
        raise ParseError(
            "no heading of a library entry or guiding case (基本案情, 裁判理由, 裁判要旨 …)"
            " is found; ingest the document as a judgment instead"
        )
    head = text[: next(_HEADING.finditer(text)).start()]
    is_library = kind is Kind.LIBRARY_ENTRY
    number, warnings = _entry_number(head, hints) if is_library else (None, [])
    case_type, more = _case_type(text, number, hints, sections)
    published = parse_date(hints.get("publish_date", "")) or _published(text)
    entry = Entry(
        title=hints.get("title", "").strip() or _title(head),
        entry_number=number,
        guiding_number=_guiding_number(head, hints) if kind is Kind.GUIDING_CASE else None,
        case_type=case_type,
        court_name=None,
        case_number=None,
        document_type="其他",
        procedure="其他",
        date=published,
        publish_date=published,
        sections=_with_title(head, sections),
        warnings=(*warnings, *more, *_next_warning(text, limit)),
        end=limit,
    )
    return _with_last_instance(entry, text)


def _limit(text: str) -> int:
    """Return where the entry ends: the export may run on into the next one."""
    found = list(_HEADING.finditer(text))
    again = [i for i, match in enumerate(found) if match["name"] == "关键词"][1:2]
    if not again:
        return len(text)
    limit = found[again[0]].start()
    following = _NEXT_ENTRY.search(text, found[again[0] - 1].end(), limit)
    return following.start() if following else limit


def _next_warning(text: str, limit: int) -> tuple[str, ...]:
    if limit == len(text):
        return ()
    number = _ENTRY_NUMBER.search(text, limit)
    named = f"（入库编号 {number.group()}）" if number else ""
    return (f"第 {limit} 字起是另一条目{named}，未解析；请拆成两份文档再导入",)


def _sections(text: str, limit: int) -> tuple[Section, ...]:
    found = list(_HEADING.finditer(text, 0, limit))
    sections = []
    for i, match in enumerate(found):
        end = found[i + 1].start() if i + 1 < len(found) else limit
        above = _PAGE_ABOVE.match(text, match.end(), end)
        start = above.end() if above else match.end()
        stop = start + len(_PAGE_BELOW.sub("", text[start:end]))
        if stop > start:
            sections.append(Section(_HEADINGS[match["name"]], start, stop))
    return tuple(sections)


def _with_title(head: str, sections: tuple[Section, ...]) -> tuple[Section, ...]:
    title = head.rstrip()
    start = len(title) - len(title.lstrip())
    return (Section(SectionKind.TITLE, start, len(title)), *sections) if title[start:] else sections


def _entry_number(head: str, hints: Mapping[str, str]) -> tuple[str | None, list[str]]:
    for source in ("\n".join(head.split("\n")[:4]), hints.get("entry_number", "")):
        match = _ENTRY_NUMBER.search(source)
        if match:
            return match.group(), []
        broken = _LOOKS_NUMBERED.search(source)
        if broken:
            raise ParseError(
                f"入库编号 {broken.group()!r} is malformed: expected YYYY-NN-N-NNN-NNN,"
                " e.g. 2023-07-2-044-005; correct it in the source and ingest again"
            )
    return None, ["没有入库编号"]


def _case_type(
    text: str, number: str | None, hints: Mapping[str, str], sections: tuple[Section, ...]
) -> tuple[CaseType, list[str]]:
    keywords = next((text[s.start : s.end] for s in sections if s.kind is SectionKind.KEYWORDS), "")
    stated = next(
        (
            case_type
            for source in (hints.get("case_type", ""), keywords[:8])
            for word, case_type in _WORDS
            if word in source
        ),
        None,
    )
    coded = _TYPE_DIGITS.get(number.split("-")[2]) if number else None
    warnings = []
    if number and coded is None:
        warnings.append(f"入库编号 {number} 的类型位不在 1-5 之内")
    elif coded and stated and coded is not stated:
        warnings.append(f"入库编号 {number} 的类型位（{coded}）与案件类型（{stated}）不一致")
    return stated or coded or CaseType.OTHER, warnings


def _guiding_number(head: str, hints: Mapping[str, str]) -> int | None:
    for source in (head, hints.get("guiding_number", ""), hints.get("title", "")):
        match = _GUIDING.search(source)
        if match:
            return int(match["number"])
        if source.strip().isdigit():
            return int(source)
    return None


def _published(text: str) -> dt.date | None:
    match = _PUBLISHED.search(text, 0, 600)
    return parse_date(match["date"]) if match else None


def _title(head: str) -> str:
    lines = [_ENTRY_NUMBER.sub("", line).strip(" 【】—-") for line in head.split("\n")]
    return "".join(line for line in lines if line)


def _with_last_instance(entry: Entry, text: str) -> Entry:
    """Add court, number and day of the last instance: from the index, else from the story."""
    kinds = (SectionKind.INDEX, SectionKind.DISPOSITION, SectionKind.FINDINGS)
    for kind in kinds:
        for section in entry.sections:
            if section.kind is not kind:
                continue
            flat = _flat(text[section.start : section.end])
            for match in reversed(list(find_case_numbers(flat))):
                court = _COURT_BEFORE.search(flat, max(0, match.start - 60), match.start)
                if court:
                    return _filled(entry, flat, match.start, match.end, court["court"])
    return entry


def _filled(entry: Entry, text: str, start: int, end: int, court: str) -> Entry:
    number = next(find_case_numbers(text, start)).numbers[0]
    code = type_of(number)
    after = _DOCUMENT_AFTER.match(text, end)
    day = next(find_dates(text, end, end + 40), None) or next(
        iter(list(find_dates(text, max(0, start - 24), start))[-1:]), None
    )
    return replace(
        entry,
        court_name=trim_court_name(court),
        case_number=number,
        document_type=f"{after[1].removesuffix('书')}书" if after else "其他",
        procedure=code.procedure if code else "其他",
        date=(day.date if day else None) or entry.date,
    )


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)
