"""Criminal sentences: what each defendant got for each charge, from the disposition.

The disposition is read without blanks, brackets and old sentences (撤销…缓刑, 与原犯…并罚), so
that only what this judgment imposes is left. Each 被告人…犯 opens the block of one or more
defendants, each 犯…罪 in it is one charge with its penalty, and 决定执行 gives the total.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.convictions import CHARGE, own_part
from corpus.models import CaseType, Sentence
from corpus.numerals import DURATION, duration_of, parse_amount
from corpus.taxonomy import node_named

__all__ = ["read_sentences"]


_ROLE = r"(?:原审|上诉|同案)?(?:被告人|被告单位|上诉人|罪犯)"
_NAME = r"[^，。；：、:;,犯被]{1,30}?"
# 被告人甲犯 · 被告人甲、乙均犯 · 被告人甲无罪 · 被告单位某公司犯
_HEAD = re.compile(
    rf"{_ROLE}(?P<names>{_NAME}(?:[、,，和及与](?:{_ROLE})?{_NAME}){{0,20}}?)[，,]?(?:均|各|分别|其行为)?(?:已)?"
    r"(?P<what>(?=(?<!侵)犯(?!罪(?!所得)))|的行为构成|构成(?=[^，。；]{2,40}罪)|(?:均)?(?:宣告|判决|判处)?无罪|不负刑事责任|不构成|(?:均)?免[予于除](?:刑事)?处)"
)
# 以盗窃罪判处被告人甲有期徒刑一年
_INVERTED = re.compile(rf"[以对]({CHARGE})[，,]?(?:分别)?判处(?={_ROLE})")
_CONVICTED = re.compile(rf"(?:(?<!侵)犯有?|构成|^)[“\"]?(?P<charge>{CHARGE})[”\"]?")
# the name of the head without 被告人, or with 犯 left out before the charge
_BARE_CONVICTION = re.compile(rf"犯?{CHARGE}[，,]?(?:单|并)?判处")
_TOTAL = re.compile(
    r"(?:数罪并罚|并罚|合并)[^。；]{0,12}?(?:决定)?[^。；]{0,8}?执行|决定[^。；，]{0,12}?执行|合并执行|数罪并罚|总和刑期|并罚[，,]"
)
_EXECUTE = re.compile(
    r"(?:决定[^。；，]{0,14}?|合并|并罚[，,]?)执行|决定并处|合并后[，,]|合并(?:判处|刑期)?(?=有期|拘役|无期)|应执行|实际执行|决定判处"
)
_TERM = re.compile(rf"(?P<kind>有[期其]徒刑?|拘役|管制)(?:刑期)?(?:为)?\s?{DURATION}")
_BARE_TERM = re.compile(rf"(?:刑期)?(?:为)?{DURATION}")
_LIFE = re.compile(r"无期(?:徒刑)?")
_DEATH_SUSPENDED = re.compile(
    r"死刑[，,、]?(?:宣告)?缓[期刑][二两2]年执行|死刑缓期[二两2]?年?执行|死缓"
)
_EXEMPT = re.compile(r"免[予于除](?:刑事)?处[罚分]|免[予于]刑罚|免刑")
_PROBATION = re.compile(rf"缓刑(?:考验期(?:限)?(?:为)?)?{DURATION}")
_FINE = re.compile(
    r"罚金[:：]?(?:共计|合计|各|人民币|计|为)*(?P<sum>[0-9０-９][0-9０-９,，.．]*[十百千万亿]*[0-9]*[千百]?|[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]+)"
    r"(?:余)?(?=元|圆|整|[。，；,;）)]|$|并|的)"
)
_BARE_NAME = re.compile(rf"^{_ROLE}|[均各]$")
_SEPARATE = re.compile(r"[、,，和及与]")
_ACQUITTED = re.compile(r"无罪|不负刑事责任")


@dataclass(frozen=True, slots=True)
class _Penalty:
    kind: str
    months: int | None
    probation: int | None
    fine: float | None


def read_sentences(
    disposition: str, *, names: Sequence[str], accused_of: Sequence[str] = ()
) -> tuple[Sentence, ...]:
    """Return one row for each defendant and charge, in the disposition's order.

    ``names`` are the defendants as the head names them; ``accused_of`` the charges of the
    indictment, which an acquittal does not repeat.
    """
    text = own_part(disposition)
    rows: list[Sentence] = []
    executed: dict[str, _Penalty] = {}
    for block_names, block in _blocks(text, names):
        for printed in block_names:
            name = _head_name(printed, names)
            own, total = _rows(name, block, accused_of)
            rows += own
            if total is not None:
                executed[name] = total
    return tuple(dict.fromkeys(_with_total(rows, executed)))


def _blocks(text: str, names: Sequence[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield (defendants, what the disposition says of them up to the next defendants)."""
    text = _INVERTED.sub(lambda m: m[0][: -len(m[1])], text)
    starts: dict[int, tuple[tuple[str, ...], int]] = {}
    for head in _HEAD.finditer(text):
        named = (_BARE_NAME.sub("", n) for n in _SEPARATE.split(head["names"]))
        starts[head.start()] = (tuple(n for n in named if n), head.start("what"))
    for name in names:
        for at in _places(text, name):
            found = _BARE_CONVICTION.match(text, at + len(name))
            if found is not None and not any(f <= at < w for f, (_, w) in starts.items()):
                starts[at] = ((name,), at + len(name))
    ordered = sorted(starts)
    for at, start in enumerate(ordered):
        end = ordered[at + 1] if at + 1 < len(ordered) else len(text)
        block_names, what = starts[start]
        yield block_names, text[what:end]


def _places(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + len(name))


def _head_name(name: str, names: Sequence[str]) -> str:
    """Return the name as the head has it where one head name must be meant."""
    if name in names or not names:
        return name
    near = [n for n in names if n in name or name in n]
    if not near:
        near = [n for n in names if n[:1] == name[:1] and ("某" in n + name or n[-1:] == name[-1:])]
    return near[0] if len(near) == 1 else name


def _rows(
    name: str, block: str, accused_of: Sequence[str]
) -> tuple[list[Sentence], _Penalty | None]:
    """Return the rows of one defendant in a block, and the penalty to be executed."""
    if _ACQUITTED.match(block) or block.startswith(("宣告无罪", "判决无罪", "均无罪")):
        return [Sentence(name, charge, "无罪") for charge in accused_of[:1]], None
    total_at = _TOTAL.search(block)
    limit = total_at.start() if total_at is not None else len(block)
    convictions = list(_CONVICTED.finditer(block, 0, limit))
    rows: list[Sentence] = []
    for at, conviction in enumerate(convictions):
        end = convictions[at + 1].start() if at + 1 < len(convictions) else limit
        found = _penalty(block[conviction.end() : end])
        charge = _official(conviction["charge"])
        if found is not None and charge is not None:
            rows.append(
                Sentence(name, charge, found.kind, found.months, found.probation, found.fine)
            )
    execute = _EXECUTE.search(block, limit)
    total = _executed(block[execute.end() :]) if execute is not None else None
    if total is None and len(rows) == 1:
        rows = [replace(rows[0], total_months=rows[0].months)]
    return rows, total


def _executed(text: str) -> _Penalty | None:
    """Return the penalty to be executed; a term alone is imprisonment."""
    found = _penalty(text)
    if found is not None and (found.months or found.kind != "单处罚金"):
        return found
    term = _BARE_TERM.match(text)
    return _Penalty("有期徒刑", duration_of(term), None, None) if term is not None else found


def _official(printed: str) -> str | None:
    """Return the charge as the lists know it; as printed where they do not, but a charge it is."""
    for charge in (printed, printed.lstrip("以了为有的")):
        if node_named(charge, CaseType.CRIMINAL) is not None:
            return charge
    return printed if len(printed) <= _LONGEST_CHARGE else None


_LONGEST_CHARGE = 24


def _with_total(rows: list[Sentence], executed: dict[str, _Penalty]) -> list[Sentence]:
    """Return the rows with the term to be served, and a suspension that covers all charges."""
    complete = []
    for row in rows:
        total = executed.get(row.defendant)
        if total is not None:
            suspended = row.probation_months or total.probation
            complete.append(replace(row, total_months=total.months, probation_months=suspended))
            continue
        terms = [r.months for r in rows if r.defendant == row.defendant and r.months is not None]
        own = terms[0] if len(terms) == 1 else row.total_months
        complete.append(replace(row, total_months=own))
    return complete


def _penalty(text: str) -> _Penalty | None:
    """Return the first penalty of a passage, None if it has none."""
    fine = _fine(text)
    probation = _PROBATION.search(text)
    suspended = duration_of(probation) if probation is not None else None
    term = _TERM.search(text)
    if _DEATH_SUSPENDED.search(text):
        return _Penalty("死刑缓期执行", None, None, fine)
    if "死刑" in text:
        return _Penalty("死刑", None, None, fine)
    life = _LIFE.search(text)
    if life is not None and (term is None or life.start() < term.start()):
        return _Penalty("无期徒刑", None, None, fine)
    if term is not None:
        return _Penalty(_KINDS.get(term["kind"], term["kind"]), duration_of(term), suspended, fine)
    if _EXEMPT.search(text):
        return _Penalty("免予刑事处罚", None, None, fine)
    return _Penalty("单处罚金", None, None, fine) if fine is not None else None


_KINDS = {"有期徒": "有期徒刑", "有其徒刑": "有期徒刑"}  # slips that are met now and then


def _fine(text: str) -> float | None:
    found = _FINE.search(text)
    return parse_amount(found["sum"]) if found is not None else None
