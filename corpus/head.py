"""The head of a judgment: court, kind of document, case number, and what follows from them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from corpus.case_number import CaseNumberMatch, find_case_numbers, key, type_of
from corpus.models import CaseNumber, CaseType

__all__ = ["Head", "read_head"]

_WINDOW: Final = 1200  # the head stands within the first characters, after a web page's title
_PAGE_HEAD: Final = 200  # of a page's own head that repeats court and title before the document
_GAP: Final = 60  # from the document's name to its number


def _spaced(*words: str) -> str:
    """Return a pattern of the words, spaces between their characters allowed (判 决 书)."""
    return "|".join(r"\s*".join(map(re.escape, word)) for word in words)


# 刑事 附带民事 判决书 · 民 事 裁 定 书 · 执行裁定书 · 国家赔偿决定书
_SORT: Final = _spaced(
    "刑事附带民事", "刑事附事民事", "刑事附民事", "刑事", "民事", "行政赔偿", "行政附带民事",
    "行政", "执行", "国家赔偿", "司法赔偿", "赔偿委员会", "赔偿", "司法救助", "强制医疗",
    "没收违法所得",
)  # fmt: skip
_TYPE: Final = _spaced(
    "判决书", "裁定书", "决定书", "调解书", "通知书", "支付令", "令", "公告", "建议书", "批复",
)  # fmt: skip
_DOCUMENT = re.compile(
    rf"(?P<sort>(?:(?:{_SORT})\s*)+)(?P<type>{_TYPE})"
    r"(?:\s*[(（](?:副\s*本|正\s*本|\d|[一二三四])[)）])?"
)
_BARE_DOCUMENT = re.compile(rf"(?:^|\n)\s*(?P<type>{_TYPE})\s*(?=\n|[(（〔\[])")
_COURT_END = re.compile(r"(?P<court>[一-鿿]{2,38}(?:法院|分院)|(?:[一-鿿] ){3,30}法 院)[\s、?？]*$")
_COURT_LINE = re.compile(
    r"(?P<court>[一-鿿]{2,38}?(?:法院|分院)(?:[一-鿿]{2,10}分院)?)(?=[\s、?]|$|[(（〔\[])"
)
_TITLE_END = re.compile(rf"(?:{_TYPE}|一案|纠纷案|案)(?:\s|$)")
_SITE_TYPE = re.compile(r"(判决书|裁定书|决定书|调解书|通知书|支付令)")
_SITE_TITLE = re.compile(r"^.*(?:判决|裁定|决定|调解)书")  # …一审刑事判决书某某县人民法院
# Site titles name the instance: 张三盗窃罪一审刑事判决书
_INSTANCES: Final = (
    ("死刑复核", "死刑复核"), ("刑罚与执行变更", "减刑假释"), ("减刑", "减刑假释"),
    ("假释", "减刑假释"), ("再审审查", "申请再审审查"), ("申请再审", "申请再审审查"),
    ("管辖上诉", "管辖"), ("管辖", "管辖"), ("非诉执行审查", "非诉执行审查"),
    ("一审", "一审"), ("二审", "二审"), ("再审", "再审"),
)  # fmt: skip
_SORTS: Final = (
    ("国家赔偿", CaseType.COMPENSATION), ("司法赔偿", CaseType.COMPENSATION),
    ("赔偿委员会", CaseType.COMPENSATION), ("行政", CaseType.ADMINISTRATIVE),
    ("执行", CaseType.ENFORCEMENT), ("刑", CaseType.CRIMINAL), ("没收", CaseType.CRIMINAL),
    ("医疗", CaseType.CRIMINAL), ("民事", CaseType.CIVIL), ("赔偿", CaseType.COMPENSATION),
)  # fmt: skip
# An old-style code of an unlisted stage (刑立他) still shows the great type.
_ROOTS: Final = {
    "刑": CaseType.CRIMINAL,
    "民": CaseType.CIVIL,
    "行": CaseType.ADMINISTRATIVE,
    "执": CaseType.ENFORCEMENT,
    "赔": CaseType.COMPENSATION,
}
# What the text cites, where neither head nor title says what kind of case it is.
_LAWS: Final = (
    ("刑事诉讼法", CaseType.CRIMINAL),
    ("行政诉讼法", CaseType.ADMINISTRATIVE),
    ("国家赔偿法", CaseType.COMPENSATION),
    ("民事诉讼法", CaseType.CIVIL),
)
_BODY_PROCEDURES: Final = (
    ("死刑复核", re.compile(r"报请本院核准|本案进行了复核|复核终结")),
    ("减刑假释", re.compile(r"提出(?:减刑|假释)建议|减刑建议书|假释建议书")),
    ("申请再审审查", re.compile(r"向本院申请再审|再审申请人")),
    ("二审", re.compile(r"提起上诉|提出上诉|上诉人|提出抗诉")),
    ("非诉执行审查", re.compile(r"申请(?:法院|本院|人民法院)?强制执行|要求强制执行")),
    (
        "一审",
        re.compile(r"提起公诉|诉至本院|提起诉讼|起诉书|诉讼请求|本院.{0,20}(?:立案|受理)|诉称"),
    ),
)


@dataclass(frozen=True, slots=True)
class Head:
    """What the head says; spans are into the text, (0, 0) where a part is missing."""

    title: str
    court_name: str | None
    document_type: str
    case_type: CaseType
    procedure: str
    case_number: CaseNumber | None
    title_span: tuple[int, int]
    number_span: tuple[int, int]
    end: int
    warnings: tuple[str, ...]


def read_head(text: str, hints: Mapping[str, str]) -> Head:
    """Return the head of a cleaned judgment; the source's hints fill only what the text lacks."""
    document = _find_document(text)
    title_start, title_end = _title_span(text, document)
    court_name = _court_name(text, title_start, document)
    printed = _own_number(text, title_end, found=document is not None)
    number, number_span, warnings = _choose_number(text, printed, hints)
    sort = _squeeze(document["sort"]) if document and "sort" in document.groupdict() else ""
    site_title = hints.get("title", "") or _site_title(text, title_start)
    case_type = _case_type(sort, number, site_title, text, hints)
    end = max(title_end, _after_repeats(text, number, number_span[1]))
    return Head(
        title=site_title or _built_title(court_name, document, number),
        court_name=court_name or hints.get("court") or None,
        document_type=_document_type(document, site_title, text, hints),
        case_type=case_type,
        procedure=_procedure(number, site_title, text, hints),
        case_number=number,
        title_span=(title_start, title_end),
        number_span=number_span,
        end=end,
        warnings=warnings,
    )


def _find_document(text: str) -> re.Match[str] | None:
    """Return the printed name of the document, not the one inside a web page's title.

    The name stands directly after the court's; where several do (a page's head, then the
    document's), the last one counts.
    """
    found: list[re.Match[str]] = []
    loose: list[re.Match[str]] = []
    for match in _DOCUMENT.finditer(text, 0, _WINDOW):
        before = text[max(0, match.start() - 4) : match.start()].rstrip(" \n、?？")
        if not before or before.endswith(("院", ">", "》")):
            found.append(match)
        elif text[match.start() - 1] in " \n、?" or _is_numbered(text, match.end()):
            loose.append(match)
        if found and _is_numbered(text, match.end()):
            break
    near = [m for m in found if m.start() < found[0].end() + _PAGE_HEAD]
    candidates = [m for m in near if _is_numbered(text, m.end())] or found or loose
    return candidates[0] if candidates else _BARE_DOCUMENT.search(text, 0, _WINDOW)


def _is_numbered(text: str, end: int) -> bool:
    number = next(find_case_numbers(text, end, end + _GAP), None)
    return number is not None and not text[end : number.start].strip(" \n、?")


def _title_span(text: str, document: re.Match[str] | None) -> tuple[int, int]:
    if document is None:
        court = _COURT_LINE.match(text)
        return (0, court.end()) if court else (0, 0)
    court = _COURT_END.search(text, max(0, document.start() - 60), document.start())
    return (court.start() if court else document.start(), document.end())


def _court_name(text: str, start: int, document: re.Match[str] | None) -> str | None:
    line = _COURT_LINE.match(text, start)
    if line:
        return line["court"]
    if document:
        court = _COURT_END.search(text, max(0, document.start() - 60), document.start())
        if court:
            return _SITE_TITLE.sub("", _squeeze(court["court"]))
    line = _COURT_LINE.search(text, 0, _PAGE_HEAD)
    return line["court"] if line else None


def _own_number(text: str, title_end: int, *, found: bool) -> CaseNumberMatch | None:
    """Return the number that stands directly after the document's name, or opens the text."""
    end = title_end + _GAP if found else 300
    number = next(find_case_numbers(text, title_end, end + 40), None)
    if number and not re.search(r"[。，,]|不服|以", text[title_end : number.start]):
        return number
    return None


def _after_repeats(text: str, number: CaseNumber | None, end: int) -> int:
    """Return where the head ends when an export prints the number twice in a row."""
    while number is not None and end:
        again = next(find_case_numbers(text, end, end + 2 * _GAP), None)
        if again is None or key(again.numbers[0]) != key(number):
            break
        if re.search("[。，]|不服|审理", text[end : again.start]):
            break
        end = again.end
    return end


def _choose_number(
    text: str, printed: CaseNumberMatch | None, hints: Mapping[str, str]
) -> tuple[CaseNumber | None, tuple[int, int], tuple[str, ...]]:
    hinted = next(find_case_numbers(hints.get("case_number", "")), None)
    if printed is None:
        # A number that the body quotes is another case's, whatever the source says.
        if hinted and not _is_quoted(text, hinted.numbers[0]):
            return hinted.numbers[0], (0, 0), ("案号只见于来源字段，正文没有",)
        return None, (0, 0), ("没有案号",)
    number = printed.numbers[0]
    warnings = []
    if hinted and key(hinted.numbers[0]) != key(number):
        warnings.append(f"来源所给案号 {hinted.numbers[0].text} 与文首 {number.text} 不一致")
    if type_of(number) is None:
        warnings.append(f"案号类型代字“{number.type_code}”不在类型代字表内")
    return number, (printed.start, printed.end), tuple(warnings)


def _is_quoted(text: str, number: CaseNumber) -> bool:
    return any(key(n) == key(number) for m in find_case_numbers(text) for n in m.numbers)


def _case_type(
    sort: str, number: CaseNumber | None, title: str, text: str, hints: Mapping[str, str]
) -> CaseType:
    code = type_of(number) if number else None
    if code and code.case_type is not CaseType.OTHER:
        return code.case_type
    for source in (sort, hints.get("case_type", ""), title):
        for word, case_type in _SORTS:
            if word in source:
                return case_type
    if number and number.type_code[0] in _ROOTS:
        return _ROOTS[number.type_code[0]]
    counts = {kind: text.count(law) for law, kind in _LAWS}
    likely = max(counts, key=lambda kind: counts[kind])
    if counts[likely]:
        return likely
    if "公诉机关" in text[:_WINDOW] or "人民检察院指控" in text[: 3 * _WINDOW]:
        return CaseType.CRIMINAL
    return CaseType.OTHER


def _procedure(number: CaseNumber | None, title: str, text: str, hints: Mapping[str, str]) -> str:
    code = type_of(number) if number else None
    if code and code.procedure != "其他":
        return code.procedure
    for source in (title, hints.get("procedure", "")):
        for word, procedure in _INSTANCES:
            if word in source:
                return procedure
    opening = text[: 6 * _WINDOW]
    for procedure, pattern in _BODY_PROCEDURES:
        if pattern.search(opening):
            return procedure
    return "其他"


def _document_type(
    document: re.Match[str] | None, title: str, text: str, hints: Mapping[str, str]
) -> str:
    if document:
        return _squeeze(document["type"])
    for source in (title, hints.get("document_type", "")):
        match = _SITE_TYPE.search(source)
        if match:
            return match[1]
    for word in ("判决", "裁定", "决定"):
        if f"{word}如下" in text:
            return f"{word}书"
    return "其他"


def _site_title(text: str, start: int) -> str:
    """Return the web page's title that stands before the head, if it reads like one."""
    title = text[:start].strip()
    return title if "\n" not in title and _TITLE_END.search(title) else ""


def _built_title(
    court: str | None, document: re.Match[str] | None, number: CaseNumber | None
) -> str:
    name = _squeeze(document.group()) if document else ""
    return " ".join(part for part in ((court or "") + name, number.text if number else "") if part)


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)
