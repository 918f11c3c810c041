"""Statute citations in the text of a judgment, each with its span.

Anchors are 第…条 and 《…》, both rare, so the scan is fast on text without them. An article
unit (第五条第一款第（二）项, 第七条至第九条, 第52、53条) looks left for its law: a 《》 or plain
name that ends there, or the law of the unit before it when only 、和及 stand between.
Without one, as in 合同第三条, it is no citation.
"""

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.models import Citation, Section, SectionKind
from corpus.numerals import CHINESE_DIGITS, parse_numeral
from corpus.statutes import article_label, canonical_law, law_ending_at, status

__all__ = ["find_citations"]

_N = rf"(?:[0-9０-９]{{1,4}}|[{CHINESE_DIGITS}]{{1,9}})"
_SEP = r"[、,，和及与]"
# 第五条 · 第 24 条 · 第52、53条 · 第二百六十四、二十五条 · 第一百三十三条之一 · 第17条之1
_ARTICLE = re.compile(
    rf"(?P<mark>第)\s*(?P<list>{_N}(?:\s*{_SEP}\s*第?\s*{_N})*)\s*(?:条|(?=第+[一二三四五六1-6]\s*款))(?:\s*之\s*(?P<sub>[一二三四五六七八九十1-9])(?![0-9年月]))?"
)
# 、二十五条 after a first 第…条, where 第 was left out
_NEXT_ARTICLE = re.compile(
    rf"\s*(?:{_SEP}|以及|及其)\s*(?P<mark>第)?\s*(?P<list>{_N}(?:\s*{_SEP}\s*第?\s*{_N})*)\s*条"
    rf"(?:\s*之\s*(?P<sub>[一二三四五六七八九十1-9])(?![0-9年月]))?"
)
# 至第九条 · -第9条 · 到第一百条
_RANGE = re.compile(rf"\s*(?:至|到|[-—－~～])\s*第?\s*({_N})\s*条")
# 第一款 · 第一、三款 · 第（一）、（四）项 · 第一款第二项 · 一、四款 (第 left out)
_B = r"[（(〔\[]?\s*"
_E = r"\s*[）)〕\]]?"
_PART = re.compile(
    rf"\s*(?:的|之|中|{_SEP}|以及)?\s*(?P<open>第+)?\s*(?P<list>{_B}{_N}{_E}(?:\s*(?:{_SEP}|至|到)\s*第?\s*{_B}{_N}{_E})*)"
    r"\s*(?P<unit>[款项])"
)
_NUMBER = re.compile(_N)
_CONNECTS = re.compile(r"(?:[、,，;；和与及\s]|以及|并|且|或|之?规定|的|之|同时|还有|结合)*")
_LAW_TO_ARTICLE = re.compile(
    r"(?:[\s、的之中及》〉＞]|规定|[（(][^（）()]{0,40}(?:[（(][^（）()]{0,20}[）)][^（）()]{0,20})?[）)])*"
)
_BACK = re.compile(
    r"(?:该|同|本|上述|前述|前引|此)(?:法律|法典|法|司法解释|解释|规定|条例|办法|意见|规则|细则|决定|批复)"
    r"[\s的之中]*$"
)
# （以下简称《合同法》） · （下称“民诉法解释”）
_SHORT = re.compile(
    r"\s*[（(](?:以下|下文|下)?(?:统|均)?(?:简称|称)(?:为)?[:：]?\s*[“\"《〈]?([^（）()“”\"《》〈〉]{1,30})[”\"》〉]?"
)
_LAWLIKE = re.compile(
    r"(?:法|法典|条例|规定|解释|办法|规则|细则|意见|决定|批复|纪要|通知|解答|答复|准则|公约|协定|议定书|规范|规程|通则|标准|[法案][（(]?[一二三四五六七八九十]+[）)]?"
    r"|解释[（(][一二三四五六]+[）)]|规定[（(][一二三四五六]+[）)]|[（(][^（）()]{0,12}[）)])$"
)
_NO_LAW = re.compile(
    r"(?:合同|协议|章程|保单|条款|公证书|通知书|决定书|告知书|证明|承诺书|认定书|报告|书|细则说明)(?:[（(].*)?$"
)
_MAX_RANGE = 60
_FAR = 60
_SENTENCE_END = re.compile(r"[。！？\n]")


@dataclass(slots=True)
class _Law:
    """A law named in the text; ``name`` None where what is named is no law (a contract)."""

    start: int
    end: int
    name: str | None
    cited: bool = False


@dataclass(frozen=True, slots=True)
class _Unit:
    """One article with one of its paragraphs and items."""

    article: str
    paragraph: int | None
    item: int | None
    start: int
    end: int


def find_citations(
    text: str, *, sections: Sequence[Section] = (), date: dt.date | None = None
) -> tuple[Citation, ...]:
    """Return the statute citations in order, with section and standing on ``date`` where given.

    A law named in 《》 with no article of its own counts as a citation with ``article`` None.
    """
    laws, aliases = _find_laws(text)
    found: list[tuple[int, int, str, _Unit | None]] = []
    for law, units in _attach(text, laws, aliases):
        name = law.name
        if name is None:
            continue
        for unit in units:
            start = unit.start if law.cited else law.start
            law.cited = True
            found.append((start, unit.end, name, unit))
    found += [
        (law.start, law.end, law.name, None)
        for law in laws
        if law.name is not None and not law.cited and canonical_law(law.name) is not None
    ]
    found.sort(key=lambda f: (f[0], f[1]))
    return tuple(_citation(f, _SectionAt(sections), date) for f in found)


class _SectionAt:
    """Looks up the section that holds an offset."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sorted(sections, key=lambda s: s.start)
        self._starts = [s.start for s in self._sections]

    def __call__(self, offset: int) -> SectionKind | None:
        at = bisect_right(self._starts, offset) - 1
        if at < 0 or offset >= self._sections[at].end:
            return None
        return self._sections[at].kind


def _citation(
    found: tuple[int, int, str, _Unit | None], section: _SectionAt, date: dt.date | None
) -> Citation:
    start, end, law, unit = found
    article = unit.article if unit else None
    return Citation(
        law=law,
        article=article,
        paragraph=unit.paragraph if unit else None,
        item=unit.item if unit else None,
        start=start,
        end=end,
        section=section(start),
        status=None if date is None else status(law, article, date),
    )


def _find_laws(text: str) -> tuple[list[_Law], dict[str, str]]:
    """Return what stands in 《》 in order, and the short names that the text defines."""
    laws: list[_Law] = []
    aliases: dict[str, str] = {}
    at = text.find("《")
    while at >= 0:
        found = _TITLE.match(text, at)
        if found is None:
            at = text.find("《", at + 1)
            continue
        end = found.end()
        title = text[at + 1 : end - 1]
        name = aliases.get(title) or _law_name(title, laws)
        laws.append(_Law(at, end, name))
        if name is not None:
            short = _SHORT.match(text, end)
            if short is not None:
                aliases[short[1].strip()] = name
        at = text.find("《", end)
    return laws, aliases


# 《最高人民法院关于适用《…法》的解释》: one level of nesting
_TITLE = re.compile(r"《[^《》。；]{1,100}(?:《[^《》]{0,60}》[^《》。；]{0,80}){0,3}》")


_INNER_MARKS = str.maketrans("〈〉<>＜＞﹤﹥", "《》《》《》《》")


def _law_name(title: str, before: Sequence[_Law]) -> str | None:
    known = canonical_law(title) or _restore_inner(title, before)
    if known is not None:
        return known
    title = re.sub(r"\s+", "", title).translate(_INNER_MARKS)
    if title.endswith("》"):  # 某部〈关于…的意见〉: the whole is one title
        title = title.replace("《", "").replace("》", "")
    return None if _NO_LAW.search(title) or not _LAWLIKE.search(title) else title


# 最高人民法院关于适用的解释: the inner 《》 dropped by an export
_DROPPED = re.compile(
    r"关于(适用|执行|贯彻执行)(的解释|若干问题的?解释|若干问题的?意见)((?:[（(].{1,2}[）)])?)$"
)


def _restore_inner(title: str, before: Sequence[_Law]) -> str | None:
    """Return what a title with its inner 《》 lost means, by the law cited last."""
    found = _DROPPED.search(title)
    if found is None:
        return None
    for law in reversed(before):
        if law.name is None or not law.name.startswith("中华人民共和国"):
            continue
        tail = re.sub(r"问题(?=解释|意见)", "问题的", found[2])
        name = f"最高人民法院关于{found[1]}《{law.name}》{tail}{found[3]}"
        known = canonical_law(name)
        if known is not None:
            return known
    return None


def _attach(
    text: str, laws: list[_Law], aliases: dict[str, str]
) -> Iterator[tuple[_Law, list[_Unit]]]:
    """Yield each chain of article units with its law."""
    ends = [law.end for law in laws]
    current: _Law | None = None
    last_end = 0
    for start, end, units in _chains(text):
        at = bisect_right(ends, start) - 1
        if at > 0 and _is_amending(text, laws[at], start):
            at -= 1
        named = laws[at] if at >= 0 and laws[at].end >= last_end else None
        law = _law_of(text, start, last_end, current, named, aliases)
        last_end = end
        current = law
        if law is not None:
            yield law, units


# （法释〔2015〕1号，根据《…的决定》修正）第15条: the article is the amended law's
_AMENDED = re.compile(
    r"(?:[（(][^（）()]{0,30}[）)])?(?:第[一二三四五六七八九十]+次)?修[正订改][）)]\s*"
)


_AFTER_AMENDED = re.compile(r"^[（(].{0,200}修[正订改][）)]\s*$", re.DOTALL)


def _is_amending(text: str, law: _Law, start: int) -> bool:
    return (
        text[max(0, law.start - 2) : law.start] in ("根据", "依据", "依照")
        and _AMENDED.fullmatch(text, law.end, start) is not None
    )


def _law_of(
    text: str,
    start: int,
    last_end: int,
    current: _Law | None,
    named: _Law | None,
    aliases: dict[str, str],
) -> _Law | None:
    """Return the law that the article at ``start`` belongs to."""
    if named is not None and (
        _LAW_TO_ARTICLE.fullmatch(text, named.end, start)
        or _AFTER_AMENDED.search(text[named.end : start])
    ):
        return named
    plain_end = start
    while plain_end > last_end and text[plain_end - 1] in " \u3000的之中":
        plain_end -= 1
    plain = _plain_law(text, plain_end, aliases)
    if plain is not None:
        return plain
    if named is None and current is not None and _CONNECTS.fullmatch(text, last_end, start):
        return current
    latest = named or current
    since = named.end if named is not None else last_end
    window = text[max(since, start - _FAR) : start]
    carried = _BACK.search(window) or (start - since <= _FAR and _carries(window))
    return latest if carried else None


_CARRY_STOP = re.compile(r"合同|协议|章程|约定|条款|保单|公约|[。！？\n]")


def _carries(gap: str) -> bool:
    """Whether a law named before the gap still governs an article after it."""
    return _CARRY_STOP.search(gap) is None and gap[-1:] in "，,、；;：:及和与照据定按"


def _plain_law(text: str, end: int, aliases: dict[str, str]) -> _Law | None:
    for size in range(min(20, end), 1, -1):
        alias = aliases.get(text[end - size : end])
        if alias is not None:
            return _Law(end - size, end, alias)
    found = law_ending_at(text, end)
    return None if found is None else _Law(found[0], end, found[1])


def _chains(text: str) -> Iterator[tuple[int, int, list[_Unit]]]:
    """Yield (start, end, units) for each run of articles joined by 、和及 or 至."""
    at = 0
    while (first := _ARTICLE.search(text, at)) is not None:
        units: list[_Unit] = []
        match: re.Match[str] | None = first
        end = first.end()
        while match is not None:
            end = _read_article(text, match, units)
            match = _NEXT_ARTICLE.match(text, end)
        at = end
        if units:
            yield first.start(), end, units


def _read_article(text: str, match: re.Match[str], units: list[_Unit]) -> int:
    """Append the units of one 第…条 with what follows it; return where they end."""
    numbers = [n for n in map(parse_numeral, _NUMBER.findall(match["list"])) if n]
    start = match.start("mark" if match["mark"] else "list")
    end = match.end()
    if not numbers:
        return end
    ranged = _RANGE.match(text, end)
    if ranged is not None and match["sub"] is None:
        last = parse_numeral(ranged[1]) or 0
        if 0 < last - numbers[-1] <= _MAX_RANGE:
            numbers += range(numbers[-1] + 1, last + 1)
            end = ranged.end()
    parts, end = _read_parts(text, end)
    labels = [article_label(n, None) for n in numbers]
    if match["sub"]:
        labels[-1] = article_label(numbers[-1], parse_numeral(match["sub"]))
    units += [_Unit(label, None, None, start, match.end()) for label in labels[:-1]]
    units += [_Unit(labels[-1], p, i, start, end) for p, i in parts]
    return end


def _read_parts(text: str, at: int) -> tuple[list[tuple[int | None, int | None]], int]:
    """Return (paragraph, item) pairs of the 款 and 项 that follow an article, and their end."""
    parts: list[tuple[int | None, int | None]] = []
    paragraphs: list[int | None] = [None]
    itemed = True
    while (found := _PART.match(text, at)) is not None:
        numbers = _spread(found["list"])
        if found["unit"] == "款":
            if not itemed:
                parts += [(p, None) for p in paragraphs]
            paragraphs, itemed = list(numbers), False
        else:
            parts += [(p, None) for p in paragraphs[:-1] if not itemed]
            parts += [(paragraphs[-1], n) for n in numbers]
            itemed = True
        at = found.end()
    if not itemed:
        parts += [(p, None) for p in paragraphs]
    return parts or [(None, None)], at


def _spread(listed: str) -> list[int]:
    """Return the numbers of 一、三 and of 一至三."""
    numbers: list[int] = []
    last_end = 0
    for found in _NUMBER.finditer(listed):
        number = parse_numeral(found[0])
        if number is None:
            continue
        between = listed[last_end : found.start()]
        if numbers and ("至" in between or "到" in between):
            numbers += range(numbers[-1] + 1, min(number, numbers[-1] + 20))
        numbers.append(number)
        last_end = found.end()
    return numbers
