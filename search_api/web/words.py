"""What the pages call things: codes of the contracts → the words on the screen."""

import datetime as dt
from collections.abc import Iterable

from corpus.models import SECTION_NAMES as SECTIONS
from indexer.pipeline.documents import RESULTS

__all__ = [
    "ASPECTS",
    "AUTHORITIES",
    "FIELDS",
    "KINDS",
    "SECTIONS",
    "SIGNALS",
    "SORTS",
    "authority_class",
    "authority_word",
    "day",
    "joined",
    "money",
    "number",
    "result_word",
    "share",
    "value_word",
]

KINDS = {"judgment": "裁判文书", "library_entry": "入库案例", "guiding_case": "指导性案例"}

# Highest first: the order of groups. The word on the badge, and the class that colours it.
AUTHORITIES = {
    "指导性案例": ("指导性案例", "guiding"),
    "入库案例": ("入库案例", "library"),
    "最高人民法院": ("最高法", "court"),
    "高级": ("高级法院", "court"),
    "中级": ("中级法院", "court"),
    "基层": ("基层法院", "court"),
    "未知": ("其他", "court"),
}

SIGNALS = {
    "words": "关键词",
    "bigrams": "字面",
    "phrases": "短语",
    "facts": "事实",
    "facts_words": "事实用词",
    "reasoning": "说理",
    "title": "标题",
    "facts_vector": "事实语义",
    "case_vector": "全文语义",
    "causes": "案由",
    "statutes": "法条",
}

ASPECTS = {"facts": "事实", "issues": "争点", "law": "法律"}

SORTS = {"similarity": "按相似度", "newest": "最新在前", "oldest": "最早在前"}

FIELDS = {
    "authority": "效力层级",
    "kind": "文书种类",
    "case_type": "案件类型",
    "cause": "案由",
    "result": "裁判结果",
    "procedure": "审理程序",
    "court": "法院",
    "level": "法院层级",
    "province": "地域",
    "year": "年份",
    "document_type": "文书类型",
    "statute": "法条",
    "judge": "审判人员",
}


def result_word(code: str | None) -> str:
    """Return the word of a result, given its code or the word itself; "" where it is unknown."""
    return "" if code is None else RESULTS.get(code, code)


def authority_word(authority: str) -> str:
    """Return the badge's word of an authority class."""
    return AUTHORITIES.get(authority, (authority, "court"))[0]


def authority_class(authority: str) -> str:
    """Return the badge's colour class of an authority class."""
    return AUTHORITIES.get(authority, (authority, "court"))[1]


def value_word(field: str, value: str) -> str:
    """Return how a filter's value is shown: codes as words, full names of laws without prefix."""
    match field:
        case "result":
            return result_word(value)
        case "kind":
            return KINDS.get(value, value)
        case "authority":
            return authority_word(value)
        case "statute":
            law, _, article = value.removeprefix("中华人民共和国").partition("#")
            return f"{law}第{article}条" if article else law
        case _:
            return value


def day(value: dt.date | None) -> str:
    """Return 2026-11-23, or that the date is unknown."""
    return "日期不详" if value is None else value.isoformat()


def number(value: float) -> str:
    """Return 1,234,567 or 12.5."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def money(value: float) -> str:
    """Return 1,234,567.00 元."""
    return f"{value:,.2f} 元"


def share(part: int, whole: int) -> str:
    """Return a percentage with its n, as every percentage is shown: 12.5 %（n = 80）."""
    return f"{part / whole * 100:.1f} %（n = {whole:,}）" if whole else "—"


def joined(values: Iterable[str | None], separator: str = " · ") -> str:
    """Return the values that there are, joined."""
    return separator.join(value for value in values if value)
