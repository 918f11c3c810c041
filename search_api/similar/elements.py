"""Elements that decide similarity in law, recognised in the facts, and how two sides differ.

Only what a text says plainly is taken: figures with their unit, injuries by grade, words of means.
A side that says nothing of an element is not compared by it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Elements", "differences", "elements_of", "stated_circumstances"]

_CLOSE = 0.25  # figures nearer than this share of the larger one are alike
_WAN = 10_000
_NUMBER = r"(?P<n>\d[\d,]{0,14}+(?:\.\d{1,4}+)?+)"
# 12,000元 · 3.5万元 · 8000余元
_MONEY = re.compile(_NUMBER + r"(?P<wan>[多余]?万)?[多余]?元")
# 185mg/100ml · 185毫克/100毫升
_ALCOHOL = re.compile(_NUMBER + r"\s?(?:mg|毫克)\s?/\s?100\s?(?:ml|毫升)", re.IGNORECASE)
# 净重50.5克
_GRAMS = re.compile(_NUMBER + r"\s?(?:克|g(?![a-z]))", re.IGNORECASE)
_DRUG = re.compile(r"毒品|海洛因|冰毒|甲基苯丙胺|氯胺酮|麻古|鸦片|大麻|可卡因")
_INJURIES = ("死亡", "重伤", "轻伤", "轻微伤")  # gravest first
_DEATH = re.compile(r"(?:致|致使|造成|当场|抢救无效)[^，。；]{0,12}死亡|死亡[一二两三四五六\d]+人")
_MEANS = {
    "入户": re.compile(r"入户|进入[^，。]{0,10}(?:住宅|家中|屋内)"),
    "持械": re.compile(r"持(?:刀|械|枪|棍|斧|匕首|砍刀|菜刀|水果刀|钢管|木棍)"),
    "逃逸": re.compile(r"逃逸"),
    "通过网络": re.compile(r"互联网|网络(?:平台|赌博|诈骗)|微信群|QQ群|淘宝|网上"),
    "被害人未成年": re.compile(
        r"(?:被害人|幼女|女童)[^，。]{0,20}(?:未满|不满)(?:十四|十八|14|18)"
    ),
}
_TAGS = {
    "自首": re.compile(r"(?:主动|自动)投案|自首"),
    "坦白": re.compile(r"坦白"),
    "立功": re.compile(r"立功"),
    "累犯": re.compile(r"累犯"),
    "主犯": re.compile(r"主犯"),
    "从犯": re.compile(r"从犯"),
    "未遂": re.compile(r"未遂"),
    "取得谅解": re.compile(r"谅解"),
    "退赃退赔": re.compile(r"退(?:赃|赔|缴)"),
}
_DENIED = re.compile(r"(?:不|未|没有|无|非)[^，。；]{0,6}$")


@dataclass(frozen=True, slots=True)
class Elements:
    """What the facts of one side say; None and () where they say nothing."""

    money: float | None = None  # yuan, the largest sum named
    alcohol: float | None = None  # mg/100 ml
    drugs: float | None = None  # grams, the largest quantity named
    injury: str | None = None  # the gravest
    means: tuple[str, ...] = ()


def elements_of(facts: str) -> Elements:
    """Return the elements that the facts name."""
    return Elements(
        money=_largest(_MONEY, facts),
        alcohol=_largest(_ALCOHOL, facts) if "100" in facts else None,
        drugs=_largest(_GRAMS, facts) if _DRUG.search(facts) else None,
        injury=_injury(facts),
        means=tuple(name for name, pattern in _MEANS.items() if pattern.search(facts)),
    )


def _largest(pattern: re.Pattern[str], text: str) -> float | None:
    return max(map(_figure, pattern.finditer(text)), default=None)


def _figure(found: re.Match[str]) -> float:
    unit = _WAN if found.groupdict().get("wan") else 1
    return float(found["n"].replace(",", "")) * unit


def _injury(text: str) -> str | None:
    if "死亡" in text and _DEATH.search(text):
        return _INJURIES[0]
    return next((grade for grade in _INJURIES[1:] if grade in text), None)


def stated_circumstances(text: str) -> tuple[str, ...]:
    """Return the circumstances that a text states and does not deny: 自首, 累犯, 从犯, …"""
    return tuple(
        tag
        for tag, pattern in _TAGS.items()
        if any(
            not _DENIED.search(text[max(0, one.start() - 8) : one.start()])
            for one in pattern.finditer(text)
        )
    )


def differences(mine: Elements, theirs: Elements) -> tuple[str, ...]:
    """Return what differs as short statements; 本案 is the query, 该案 the hit."""
    return tuple(_differences(mine, theirs))


def _differences(mine: Elements, theirs: Elements) -> Iterator[str]:
    figures: Sequence[tuple[str, float | None, float | None, str]] = (
        ("最大金额", mine.money, theirs.money, "元"),
        ("酒精含量", mine.alcohol, theirs.alcohol, "mg/100ml"),
        ("毒品数量", mine.drugs, theirs.drugs, "克"),
    )
    for name, ours, other, unit in figures:
        if ours is not None and other is not None and _far(ours, other):
            yield f"{name}：本案 {_printed(ours, unit)}，该案 {_printed(other, unit)}"
    if mine.injury and theirs.injury and mine.injury != theirs.injury:
        yield f"伤害后果：本案{mine.injury}，该案{theirs.injury}"
    for name in mine.means:
        if name not in theirs.means:
            yield f"本案{name}，该案未述及"
    for name in theirs.means:
        if name not in mine.means:
            yield f"该案{name}，本案未述及"


def _far(one: float, other: float) -> bool:
    return abs(one - other) > _CLOSE * max(one, other)


def _printed(value: float, unit: str) -> str:
    if unit == "元" and value >= _WAN:
        return f"{round(value / _WAN, 2):,g} 万元"
    return f"{value:,g} {unit}"
