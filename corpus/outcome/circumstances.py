"""Circumstances of a sentence (量刑情节) that the court itself found, by defendant.

The reasoning is read clause by clause. A clause belongs to the defendants it names, or to those
named before it. What a party or counsel says counts only when the court adopts it; a negated or
refused circumstance does not count. A clause of the 刑法 that only the basis cites (67①, 67③, 68)
counts where nobody was given its circumstance in words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.numerals import parse_numeral

__all__ = ["TAGS", "read_circumstances"]

TAGS = (
    "自首", "坦白", "当庭自愿认罪", "认罪认罚", "立功", "重大立功", "累犯", "前科", "主犯", "从犯",
    "胁从犯", "未遂", "中止", "预备", "未成年人", "限制刑事责任能力", "退赃退赔", "赔偿损失",
    "取得谅解",
)  # fmt: skip

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (tag, re.compile(pattern))
    for tag, pattern in (
        ("自首", r"自首"),
        (
            "坦白",
            r"坦白(?!从宽)|如实(?:地)?(?:供述|交[代待]|供认|陈述|坦白)|供认(?!不讳)[^，]{0,30}(?:事实|罪行)|供认不讳",
        ),
        ("认罪认罚", r"认罪、?认罚"),
        (
            "当庭自愿认罪",
            r"自愿认罪(?!、?认罚)|(?:当庭|庭审|审理|开庭|庭上|法庭上)[^，]{0,12}?认罪(?!、?认罚)|当庭坦白认罪",
        ),
        ("重大立功", r"重大立功"),
        ("立功", r"(?<!重大)立功"),
        ("累犯", r"累犯"),
        ("前科", r"前科"),
        ("主犯", r"主犯|首要分子(?!之外|以外)"),
        ("胁从犯", r"胁从犯"),
        ("从犯", r"(?<!胁)(?<!主)从犯(?!罪)|起(?:到|着)?(?:了)?(?:次要|辅助|帮助)"),
        ("未遂", r"未遂"),
        ("中止", r"(?:犯罪|系|属|属于|是)中止|中止犯"),
        ("预备", r"(?:犯罪|系|属|属于|是)预备|预备犯"),
        (
            "未成年人",
            r"(?:犯罪|作案|案发|行为|实施[^，]{0,12})时[^，]{0,6}?(?:未成年|未满十八|不满十八|未满18|不满18|尚未成年|已满十四|已满十六|已满14|已满16|系未成年)|(?:系|属|是|为)未成年(?:人|被告人)(?!的|人的)|未成年人犯罪|已满十[四六]周?岁(?:、|不满|未满)",
        ),
        ("限制刑事责任能力", r"(?:限[制定]|部分)(?:刑事)?责任能力|尚未完全丧失(?:辨认|控制)"),
        (
            "退赃退赔",
            r"退赃|退赔|退缴|退清|退出[^，]{0,12}(?:款|所得|赃)|退还|退回[^，]{0,10}(?:款|所得|赃|物)|退交|协助[^，]{0,10}(?:查扣|追回|追缴)[^，]{0,6}[赃款]|(?:上缴|缴纳|返还|归还)[^，]{0,14}(?:赃款|赃物|违法所得|所得款|被害)",
        ),
        ("赔偿损失", r"赔偿"),
        ("取得谅解", r"谅解"),
    )
)

# what stands in the clause and takes the circumstance back
_NOT_BEFORE = re.compile(
    r"(?:是否|缺乏|欠缺|不能|不应|不宜|难以|无法|不足以|没有|不具有|不具备|并无|尚无|不存在|不构成|不属于|不属|不符合|不成立|不是|并非|不系|不予|未能|未(?!成年|遂|经)|无(?!视|故|辜|证|期)|不认定|非(?!法)|虽不|不$)"
    r"[^，]{0,16}$"
)
_NOT_AFTER = re.compile(
    r"^[^，]{0,14}?(?:不能成立|不成立|不予认定|不予支持|不予采纳|证据不足|的条件|的规定不符|不符)"
)
_ORDERED = re.compile(
    r"责令|应当?(?:承担|予以|依法)?(?:连带)?$|应[^，]{0,6}赔偿|应予|继续追缴|追缴|主张|请求|要求|诉请|诉讼|判令|不予|原告人"
)
_WILLING = re.compile(
    r"积极|主动|自愿|已|代为|代|家属|亲属|亲友|达成|全部|全额|部分|给予|进行了?赔偿|赔偿了|共同赔偿|赔偿[^，]{0,20}(?:损失|人民币|元)"
)
# 辩护人提出 · 被告人甲辩解 · 公诉机关认为 · 关于…的辩护意见
_PLEA = re.compile(
    r"(?:辩护人|辩护律师|诉讼代理人|原告人)[^，]{0,24}?(?:提出|认为|辩|所提|关于|建议|称|要求|请求|主张|意见)|"
    r"(?:公诉机关|公诉人|检察院|检察机关)[^，]{0,12}?(?:提出|认为|建议|要求)|被告人[^，]{0,24}?(?:辩称|辩解|提出|所提|自辩)|"
    r"^(?:关于|对于|对|针对)[^，]{0,40}(?:辩护|辩解|意见|提出|辩称)|(?:辩护|辩解|上诉)(?:意见|理由)|辩称|^(?:但|又|还|并|且|另|同时|以及)?(?:所提|提出)"
)
_WORDS_OF_PLEA = ("意见", "辩解", "理由", "主张", "观点", "请求")
_EXAMINED = re.compile(r"经查|经审[查理核]|经评议|经核[实查]|本院认为|本院审查|查明|合议庭认为")
# what a sentence begins with that still answers the plea before it
_ANSWERS = re.compile(r"经查|经审|该|上述|以上|故|对此|对该|对上述|本院|此|因此|据此|综上|与|查")
_ADOPTED = re.compile(
    r"采纳|采信|(?:予以|应予|予|本院)(?:支持|确认|认可|认定|考虑)|成立|属实|相符|一致"
)
_REFUSED = re.compile(
    r"(?:不予?|不能|不应|未予|难以|不足以?)(?:以)?(?:予以)?(?:采纳|采信|支持|认定|成立|确认|认可)|不符|不成立|无(?:事实|法律|证据)[^，]{0,8}依据|缺乏[^，]{0,10}依据|不当|未[^，]{0,6}(?:属实|查实)|不属实|证据不足|"
    r"(?:没有|无|缺乏)[^，]{0,8}(?:证据|依据)|无法(?:核实|查证)"
)
_TITLE = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
# words of denial that deny nothing here: 对指控没有异议并自愿认罪
_NO_DISPUTE = re.compile(r"(?:没有|无|均无|不持|未提出)(?:任何)?(?:异议|意见)|没有再犯罪?的?危险")
_SURRENDER = re.compile(r"投案|主动到案|主动归案")
_CLAUSE = re.compile(r"[^，,；;。：:]+")
_GROUP_END = frozenset("；;。")
_ALL = re.compile(
    r"(?:上述|以上|本案|各|全体|诸)?(?:各|([二两三四五六七八九十\d]{1,2})(?:名)?)(?:被告人|被告|人)(?![、的辩家亲])"
)
_JOINED = re.compile(r"(?:[、,，和及与]|以及)?(?:被告人|被告单位)?")
_NAMED = re.compile(r"(?:被告人|被告单位|上诉人|原审被告人|罪犯|同案犯|被)")
_LEAD = re.compile(
    r"^(?:鉴于|鉴予|但是?|且|同时|其中|综上|另外?|故|对于?|经查|经审查|根据|考虑到?|而|又因|因|由于|依法|认定|在[^，]{0,14}中|并且?|以及|此外|庭审中|本案中?|本院认为|以上|上述|结合|至于)*"
)


@dataclass(slots=True)
class _Plea:
    """What a party or counsel says, until the court answers. ``examined`` after 经查."""

    tags: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    examined: bool = False


@dataclass(slots=True)
class _Reader:
    """The state while clauses go by: who is spoken of, what a party has said so far."""

    names: tuple[str, ...]
    found: dict[str, dict[str, None]]
    adopted: set[tuple[str, str]] = field(default_factory=set)
    refused: set[tuple[str, str]] = field(default_factory=set)
    subjects: tuple[str, ...] = ()
    plea: _Plea | None = None


def read_circumstances(
    reasoning: str,
    *,
    names: Sequence[str],
    cited: Iterable[tuple[str, int | None]] = (),
) -> dict[str, tuple[str, ...]]:
    """Return defendant → circumstances in the order of ``TAGS``.

    ``cited`` holds (article, paragraph) of the 刑法 that the basis names.
    """
    text = _TITLE.sub("", re.sub(r"\s+", "", reasoning))
    text = _NO_DISPUTE.sub("", text).replace("。”", "”")
    reader = _Reader(tuple(names), {name: {} for name in names})
    if len(names) == 1:
        reader.subjects = tuple(names)
    for group, starts_sentence in _groups(text):
        if starts_sentence and reader.plea is not None and not _ANSWERS.match(group[0]):
            reader.plea = None
        _read_group(reader, group)
    _add_cited(reader, set(cited))
    return {name: tuple(tag for tag in TAGS if tag in tags) for name, tags in reader.found.items()}


def _groups(text: str) -> Iterator[tuple[list[str], bool]]:
    """Yield (clauses, whether a sentence begins) of each part that ends with ；or 。."""
    group: list[str] = []
    first = True
    for match in _CLAUSE.finditer(text):
        mark = text[match.end() : match.end() + 1]
        group.append(match[0])
        if mark in _GROUP_END:
            yield group, first
            group, first = [], mark == "。"
    if group:
        yield group, first


def _read_group(reader: _Reader, group: list[str]) -> None:
    """Read the clauses up to ；: what they say of one defendant is weighed together."""
    said: dict[str, dict[str, None]] = {}
    surrendered: set[str] = set()
    for clause in group:
        _note_subjects(reader, clause)
        if _in_plea(reader, clause):
            continue
        tags = _tags(clause)
        gave_up = _SURRENDER.search(clause)
        given_up = gave_up is not None and _NOT_BEFORE.search(clause[: gave_up.start()]) is None
        for name in reader.subjects:
            said.setdefault(name, {}).update(dict.fromkeys(t for t, yes in tags if yes))
            reader.refused |= {(name, t) for t, yes in tags if not yes}
            if given_up or ("自首", True) in tags:
                surrendered.add(name)
    for name, own in said.items():
        _keep(reader, name, own, has_surrendered=name in surrendered)


def _keep(reader: _Reader, name: str, tags: dict[str, None], *, has_surrendered: bool) -> None:
    if "坦白" in tags and has_surrendered and (name, "自首") not in reader.refused:
        del tags["坦白"]
        tags["自首"] = None
    if "重大立功" in tags:
        tags.pop("立功", None)
    reader.found[name].update(tags)


def _in_plea(reader: _Reader, clause: str) -> bool:
    """Whether a clause is a party's word; settles the plea when the court answers it."""
    opens = _PLEA.search(clause) is not None
    if reader.plea is None and not opens:
        return False
    plea = reader.plea if reader.plea is not None else _Plea()
    reader.plea = plea
    if opens and plea.examined:
        plea.examined = False
    if not opens and _EXAMINED.match(clause):
        plea.examined = True
    if not plea.examined:
        plea.tags += [(tag, reader.subjects) for tag, yes in _tags(clause) if yes]
    _settle(reader, plea, clause, opens=opens)
    return not plea.examined


def _settle(reader: _Reader, plea: _Plea, clause: str, *, opens: bool) -> None:
    """Close a plea if the clause answers it, and keep or drop what it claimed."""
    told = max(
        (clause.rfind(word) + len(word) for word in _WORDS_OF_PLEA if word in clause), default=-1
    )
    if opens and told < 0:
        return
    answer = clause[max(told, 0) :]
    claimed = {(name, tag) for tag, names in plea.tags for name in names}
    if _REFUSED.search(answer):
        for name, tag in claimed & reader.adopted:
            reader.found[name].pop(tag, None)
        reader.refused |= claimed
    elif _ADOPTED.search(answer):
        for name, tag in claimed:
            if tag not in reader.found[name]:
                reader.adopted.add((name, tag))
            reader.found[name][tag] = None
    else:
        return
    reader.plea = None


def _tags(clause: str) -> list[tuple[str, bool]]:
    """Return (tag, whether it is affirmed) for what a clause mentions."""
    tags = []
    for tag, pattern in _PATTERNS:
        match = pattern.search(clause)
        if match is not None:
            tags.append((tag, _affirmed(tag, clause, match)))
    return tags


def _affirmed(tag: str, clause: str, match: re.Match[str]) -> bool:
    before, after = clause[: match.start()], clause[match.end() :]
    if tag == "赔偿损失":
        return (
            _WILLING.search(clause) is not None
            and _ORDERED.search(clause) is None
            and _NOT_BEFORE.search(before) is None
        )
    if tag == "退赃退赔" and _ORDERED.search(clause) is not None:
        return False
    return _NOT_BEFORE.search(before) is None and _NOT_AFTER.search(after) is None


def _note_subjects(reader: _Reader, clause: str) -> None:
    """Set who is spoken of from a clause."""
    if len(reader.names) == 1:
        return
    everyone = _ALL.search(clause)
    named = _named_in_plea(reader.names, clause) or _named_in(reader.names, clause)
    if named:
        reader.subjects = named
    elif everyone is not None and everyone.start() < _AT_HEAD:
        _note_number(reader, everyone[1])


def _note_number(reader: _Reader, number: str | None) -> None:
    count = parse_numeral(number) if number else len(reader.names)
    if count == len(reader.names):
        reader.subjects = reader.names


_AT_HEAD = 12  # where 二被告人 speaks of the clause's subject
_SAYS = re.compile(r"提出|关于|辩称|认为|辩护称|所提")


def _named_in_plea(names: tuple[str, ...], clause: str) -> tuple[str, ...]:
    """Return the defendant of whom counsel speaks: 其辩护人提出甲归案后如实供述的意见."""
    if _PLEA.search(clause) is None:
        return ()
    says = list(_SAYS.finditer(clause))
    if not says:
        return ()
    return _named_in(names, clause[says[-1].end() :].removeprefix("的"))


def _named_in(names: tuple[str, ...], clause: str) -> tuple[str, ...]:
    """Return the defendants whom the clause is about: those named at its head."""
    lead = _LEAD.match(clause)
    at = lead.end() if lead is not None else 0
    prefix = _NAMED.search(clause)
    if prefix is not None:
        at = prefix.end() if prefix.start() <= max(at, 14) else at
    found: list[str] = []
    while True:
        name = next(
            (n for n in sorted(names, key=len, reverse=True) if clause.startswith(n, at)), None
        )
        if name is None:
            break
        found.append(name)
        at += len(name)
        joined = _JOINED.match(clause, at)
        if joined is None or joined.end() == at:
            break
        at = joined.end()
    return tuple(found)


_BY_CLAUSE = ((("67", 1), "自首"), (("67", 3), "坦白"), (("68", None), "立功"))
_FEW = 2


def _add_cited(reader: _Reader, cited: set[tuple[str, int | None]]) -> None:
    """Add what only the basis says, where it can mean but one or two defendants."""
    if len(reader.names) > _FEW:
        return
    for (article, paragraph), tag in _BY_CLAUSE:
        if not any(a == article and (paragraph is None or p == paragraph) for a, p in cited):
            continue
        same = {tag, "重大立功"} if tag == "立功" else {tag}
        if any(same & set(tags) for tags in reader.found.values()):
            continue
        for name, tags in reader.found.items():
            if (name, tag) not in reader.refused:
                tags[tag] = None
