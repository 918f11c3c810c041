"""Causes of action and charges read from a judgment: disposition, title, introduction, body.

A criminal judgment's charges are those its own disposition convicts of, then those of the title,
then those of the case's introduction or the decision below. A civil cause is read from the title,
the introduction (原告…诉被告…纠纷一案) and the body, in this order, and looked up in the taxonomy.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from corpus.convictions import own_part, read_charges
from corpus.models import CaseType, Section, SectionKind
from corpus.taxonomy import (
    acts,
    aliases,
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

# …一案一审民事判决书 · …罪2017刑初725一审刑事判决书 · …纠纷案 · …申请再审民事裁定书
_TITLE_END = re.compile(
    r"(?:一案|案)?的?(?:[（(]?\d{4}[^第一二三再]{0,12}\d+号?)?"
    r"(?:(?:一审|二审|再审|申请|审查|审判监督|减刑|假释|死刑|复核|刑罚|变更|与|管辖|执行|特别|程序|其他|"
    r"简易|普通|公诉|自诉|首次|异议|复议|附带|民事|刑事|行政|赔偿|国家|非诉|小额诉讼)*)"
    r"(?:判决书|裁定书|决定书|调解书|通知书|支付令|判决|裁定|案)?$"
)
_MAX_CAUSES = 12
_HEAD = 4000  # characters in which the introduction of the case stands


def find_causes(
    text: str,
    *,
    title: str,
    sections: Sequence[Section],
    case_type: CaseType,
    hint: str = "",
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (causes as printed, the leading one first; their nodes of the taxonomy).

    ``hint`` is what a source says beside the text; it counts where the text is silent.
    """
    if case_type is CaseType.CRIMINAL:
        causes = _find_charges(text, title, sections)
    else:
        causes = _find_civil_causes(text, title, sections, case_type)
    if not causes and hint:
        causes = _from_hint(hint, case_type)
    nodes = [_node(c, case_type) for c in causes]
    return causes, tuple(dict.fromkeys(n for n in nodes if n is not None))


def _node(cause: str, case_type: CaseType) -> str | None:
    """Return a cause's node; an appeal against enforcement may carry a civil one."""
    if case_type is CaseType.OTHER:
        return node_named(cause)
    return node_named(cause, case_type) or node_named(cause)


def _from_hint(hint: str, case_type: CaseType) -> tuple[str, ...]:
    names = [n.strip() for n in re.split(r"[;；|\n]", hint) if n.strip()]
    if case_type is CaseType.CRIMINAL:
        return tuple(n if n.endswith("罪") else n + "罪" for n in names)
    return tuple(names)


def _parts(text: str, sections: Sequence[Section], *kinds: SectionKind) -> Iterator[str]:
    for section in sections:
        if section.kind in kinds:
            yield text[section.start : section.end]


# ---------------------------------------------------------------- charges


def _find_charges(text: str, title: str, sections: Sequence[Section]) -> tuple[str, ...]:
    for part in _parts(text, sections, SectionKind.DISPOSITION):
        charges = read_charges(own_part(part))
        if charges:
            return charges[:_MAX_CAUSES]
        if "无罪" in part:  # the charge of which the court acquits stands in its reasoning
            charges = _first(map(read_charges, _parts(text, sections, SectionKind.REASONING)))
            if charges:
                return charges[:_MAX_CAUSES]
    return (
        _ending_charges(_strip_title(title))
        or _introduced_charges(text[:_HEAD])
        or _first(map(read_charges, _parts(text, sections, *_CHARGE_PARTS)))
        or read_charges(text)[:3]
    )


_CHARGE_PARTS = (SectionKind.LOWER_COURT, SectionKind.REASONING, SectionKind.CLAIMS)


def _first(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return next((f for f in found if f), ())


# 被告人甲犯盗窃罪一案 · 故意杀人一案 · 犯诈骗罪、合同诈骗罪一案
_CRIMINAL_CASE = re.compile(r"([^，。；\n]{2,60}?)(?:一案|案[，,])")


def _introduced_charges(head: str) -> tuple[str, ...]:
    return _first(
        _ending_charges(re.sub(r"\s", "", found[1])) for found in _CRIMINAL_CASE.finditer(head)
    )


def _ending_charges(words: str) -> tuple[str, ...]:
    """Return the charges, with 罪 or without, that a run of words ends with."""
    told = read_charges(words)
    if told:
        return told
    found: list[str] = []
    rest = words
    while rest and len(found) < _MAX_CAUSES:
        rest = rest if rest.endswith("罪") else rest + "罪"
        charge = _ending(rest, CaseType.CRIMINAL)
        if charge is None:
            break
        found.append(charge)
        rest = rest[: -len(charge)].rstrip("、,，及和与犯 ")
    return tuple(reversed(found))


# ---------------------------------------------------------------- civil and other causes


@cache
def _names(case_type: CaseType) -> tuple[frozenset[str], int]:
    names = {n.name for n in nodes_of(case_type)}
    if case_type is CaseType.CIVIL:
        names |= set(aliases())
    return frozenset(names), max(map(len, names), default=0)


@lru_cache(maxsize=2048)
def _ending(text: str, case_type: CaseType) -> str | None:
    """Return the longest known cause that a text ends with."""
    names, longest = _names(case_type)
    for size in range(min(longest, len(text)), 1, -1):
        if text[-size:] in names:
            return text[-size:]
    return None


def _strip_title(title: str) -> str:
    title = re.sub(r"\s", "", title)
    cut = _TITLE_END.search(title)
    return title[: cut.start()] if cut is not None else title


# 原告…诉被告…民间借贷纠纷一案 · …网络购物合同纠纷系列八案 · …买卖合同纠纷六案，本院
_CASE = re.compile(
    r"([^，。；\n]{2,60}?(?:纠纷|争议|之诉|责任|案件|保险金|权益|[权令由]))[（(]?"
    r"(?:系列)?[一二两三四五六七八九十百\d]{0,3}(?:起|件)?案(?!件)"
)
_CASE_OF_OTHERS = re.compile(r"([^，。；\n]{2,60}?)(?:一案|行政案)")
# 本案系买卖合同纠纷 · 本案案由应为…纠纷
_IS = re.compile(
    r"本案(?:的)?(?:案由)?(?:应当?)?(?:系|属于?|是|为|定为|定性为)([^，。；\n]{2,30}?纠纷)"
)
# 双方之间形成买卖合同关系
_RELATION = re.compile(r"([^，。；的了\n之成系是为]{2,12}?(?:合同|借贷|租赁))(?:法律)?关系")


def _find_civil_causes(
    text: str, title: str, sections: Sequence[Section], case_type: CaseType
) -> tuple[str, ...]:
    kinds = [case_type] if case_type is CaseType.CIVIL else [case_type, CaseType.CIVIL]
    shape = _CASE if case_type is CaseType.CIVIL else _CASE_OF_OTHERS
    introductions = (
        re.sub(r"\s", "", found[1])
        for part in (*_parts(text, sections, SectionKind.PROCEDURE), text[:_HEAD])
        for found in shape.finditer(part)
    )
    for place in (*_title_ends(title), *introductions):
        named = max((_listed(place, kind) for kind in kinds), key=lambda n: len("".join(n)))
        if named:
            return named
    if case_type is CaseType.CIVIL:
        return _body_cause(text, sections)
    return _reviewed_act(text, title) if case_type is CaseType.ADMINISTRATIVE else ()


# 原告…不服被告…治安管理行政处罚纠纷一案 · 申请强制执行…行政处罚决定
_INTRODUCTION = re.compile(r"[^。\n]{2,160}?(?:一案|纠纷案|申请(?:本院)?强制执行[^。\n]{0,120})")


def _reviewed_act(text: str, title: str) -> tuple[str, ...]:
    """Return the kind of administrative act that the introduction names, in general words."""
    for place in (_strip_title(title), *_INTRODUCTION.findall(text[:_HEAD])):
        for words, cause in acts():
            if words in place:
                return (cause,)
    return ()


def _title_ends(title: str) -> tuple[str, ...]:
    """Return the ends of a title that may name the cause: …合同纠纷一案, …行政赔偿案, …合同案."""
    stem = _strip_title(title)
    whole = re.sub(r"\s", "", title).removesuffix("案")
    return (stem, whole, stem + "纠纷") if stem else ()


def _listed(words: str, case_type: CaseType) -> tuple[str, ...]:
    """Return the causes a text ends with: 健康权、财产损害赔偿纠纷 are two."""
    last = _ending(words, case_type)
    if last is None:
        return ()
    before = words[: -len(last)]
    if not before.endswith(("、", "及", "与", "和", "/")):
        return (last,)
    first = _ending(before[:-1] + "纠纷", case_type) or _ending(before[:-1], case_type)
    return (first, last) if first is not None else (last,)


def _body_cause(text: str, sections: Sequence[Section]) -> tuple[str, ...]:
    """Return the cause that the court's own words name where no introduction does."""
    for part in _parts(text, sections, SectionKind.REASONING):
        for found in _IS.finditer(part):
            named = _ending(found[1], CaseType.CIVIL)
            if named is not None:
                return (named,)
        for found in _RELATION.finditer(part):
            named = _ending(found[1] + "纠纷", CaseType.CIVIL)
            if named is not None:
                return (named,)
    return ()
