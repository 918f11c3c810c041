"""Causes of action and charges read from a judgment: disposition, title, introduction, body.

A criminal judgment's charges are those its own disposition convicts of, then those of the title,
then those of the indictment. A civil cause is read from the title, the introduction (原告…诉被告…
纠纷一案) and the body, in this order, and normalised to the taxonomy.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from corpus.convictions import own_part, read_charges
from corpus.models import CaseType, Section, SectionKind
from corpus.taxonomy import (
    ancestors,
    current_name,
    neighbours,
    node_named,
    nodes_of,
    subtree,
    suggest,
)

__all__ = [
    "ancestors",
    "current_name",
    "find_causes",
    "neighbours",
    "node_named",
    "subtree",
    "suggest",
]

_TITLE_END = re.compile(
    r"(?:一案)?的?(?:（?\d{4}）?[^第一二三再]{0,10}\d+号?)?(?:(?:一审|二审|再审|申请再审|再审审查|审判监督|减刑|假释|死刑复核|复核|"
    r"刑罚变更|管辖|执行|特别程序|其他|简易|普通|公诉|自诉|首次执行|执行异议|执行复议|附带民事|与)*(?:刑事|民事|行政|执行|赔偿)?(?:附带民事)?"
    r"(?:判决书|裁定书|决定书|调解书|通知书|令|判决|裁定)?)$"
)


def find_causes(
    text: str,
    *,
    title: str,
    sections: Sequence[Section],
    case_type: CaseType,
    hint: str = "",
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (causes as printed, most specific first; their nodes of the taxonomy)."""
    if case_type is CaseType.CRIMINAL:
        causes = _find_charges(text, title, sections)
    else:
        causes = _find_civil_causes(text, title, sections, case_type)
    if not causes and hint:
        causes = _from_hint(hint, case_type)
    nodes = [node_named(c, case_type) or node_named(c) for c in causes]
    return causes, tuple(dict.fromkeys(n for n in nodes if n is not None))


def _from_hint(hint: str, case_type: CaseType) -> tuple[str, ...]:
    names = re.split(r"[;；|]", hint)
    if case_type is CaseType.CRIMINAL:
        return tuple(n if n.endswith("罪") else n + "罪" for n in map(str.strip, names) if n)
    return tuple(n.strip() for n in names if n.strip())


def _parts(text: str, sections: Sequence[Section], kinds: Iterable[SectionKind]) -> Iterator[str]:
    wanted = frozenset(kinds)
    for section in sections:
        if section.kind in wanted:
            yield text[section.start : section.end]


def _find_charges(text: str, title: str, sections: Sequence[Section]) -> tuple[str, ...]:
    for part in _parts(text, sections, (SectionKind.DISPOSITION,)):
        charges = read_charges(own_part(part))
        if charges:
            return charges
    titled = _title_charges(title)
    if titled:
        return titled
    for part in _parts(text, sections, (SectionKind.LOWER_COURT, SectionKind.REASONING)):
        charges = read_charges(part)
        if charges:
            return charges
    return read_charges(text)[:3]


@cache
def _longest(case_type: CaseType) -> tuple[frozenset[str], int]:
    names = frozenset(n.name for n in nodes_of(case_type))
    return names, max(map(len, names), default=0)


def _ending(text: str, case_type: CaseType) -> str | None:
    """Return the longest known cause that a text ends with."""
    names, longest = _longest(case_type)
    for size in range(min(longest, len(text)), 2, -1):
        if text[-size:] in names:
            return text[-size:]
    return None


def _strip_title(title: str) -> str:
    title = re.sub(r"\s", "", title)
    cut = _TITLE_END.search(title)
    return title[: cut.start()] if cut is not None else title


def _title_charges(title: str) -> tuple[str, ...]:
    stem = _strip_title(title)
    charges = read_charges(stem)
    if charges:
        return charges
    found: list[str] = []
    while (charge := _ending(stem if stem.endswith("罪") else stem + "罪", CaseType.CRIMINAL)) and (
        len(charge) > len("罪")
    ):
        found.append(charge)
        stem = (stem if stem.endswith("罪") else stem + "罪")[: -len(charge)].rstrip("、,，和及与 ")
    return tuple(reversed(found))


# 原告…诉被告…民间借贷纠纷一案
_CASE = re.compile(r"([^，。；\n]{2,40}?)[（(]?一案")


def _find_civil_causes(
    text: str, title: str, sections: Sequence[Section], case_type: CaseType
) -> tuple[str, ...]:
    kinds = (case_type, CaseType.CIVIL) if case_type is not CaseType.CIVIL else (CaseType.CIVIL,)
    for kind in kinds:
        named = _ending(_strip_title(title), kind)
        if named:
            return (named,)
        for part in (*_parts(text, sections, (SectionKind.PROCEDURE,)), text[:3000]):
            for found in _CASE.finditer(part):
                named = _ending(re.sub(r"\s", "", found[1]), kind)
                if named:
                    return (named,)
    return ()
