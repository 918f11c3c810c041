"""What a judgment is, in the words of the house. Frozen, no behaviour beyond lookup.

Field names are those of the JSON contract (``leian parse``); ``corpus/codec.py`` converts.
``start``/``end`` are character offsets into ``Judgment.text``, end exclusive.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

__all__ = [
    "SECTION_NAMES",
    "CaseNumber",
    "CaseReference",
    "CaseType",
    "Citation",
    "Court",
    "Issue",
    "Judgment",
    "Kind",
    "Order",
    "Outcome",
    "PanelMember",
    "Party",
    "RawDocument",
    "Representative",
    "Section",
    "SectionKind",
    "Sentence",
]


class Kind(StrEnum):
    """What sort of document a record is."""

    JUDGMENT = "judgment"
    LIBRARY_ENTRY = "library_entry"
    GUIDING_CASE = "guiding_case"


class CaseType(StrEnum):
    """The five great types of case, and the rest."""

    CRIMINAL = "刑事"
    CIVIL = "民事"
    ADMINISTRATIVE = "行政"
    ENFORCEMENT = "执行"
    COMPENSATION = "国家赔偿"
    OTHER = "其他"


class SectionKind(StrEnum):
    """Parts of a judgment (法〔2016〕221号 for civil documents; the same names for the others)."""

    TITLE = "title"
    CASE_NUMBER = "caseno"
    PARTIES = "parties"
    PROCEDURE = "procedure"
    CLAIMS = "claims"
    DEFENSES = "defenses"
    LOWER_COURT = "lower_court"  # 一审法院认定/认为/判决, retold by a higher court
    EVIDENCE = "evidence"
    FINDINGS = "findings"
    REASONING = "reasoning"
    BASIS = "basis"
    DISPOSITION = "disposition"
    COSTS = "costs"
    NOTICE = "notice"
    SIGNATURE = "signature"
    ANNEX = "annex"
    GIST = "gist"  # 裁判要旨 / 裁判要点 of a library entry or guiding case
    KEYWORDS = "keywords"
    INDEX = "index"  # 关联索引 / 相关法条


SECTION_NAMES: Mapping[SectionKind, str] = MappingProxyType(
    {
        SectionKind.TITLE: "标题",
        SectionKind.CASE_NUMBER: "案号",
        SectionKind.PARTIES: "当事人",
        SectionKind.PROCEDURE: "审理经过",
        SectionKind.CLAIMS: "诉讼请求",
        SectionKind.DEFENSES: "答辩意见",
        SectionKind.LOWER_COURT: "原审情况",
        SectionKind.EVIDENCE: "证据",
        SectionKind.FINDINGS: "查明事实",
        SectionKind.REASONING: "本院认为",
        SectionKind.BASIS: "裁判依据",
        SectionKind.DISPOSITION: "裁判结果",
        SectionKind.COSTS: "诉讼费用",
        SectionKind.NOTICE: "权利告知",
        SectionKind.SIGNATURE: "落款",
        SectionKind.ANNEX: "附录",
        SectionKind.GIST: "裁判要旨",
        SectionKind.KEYWORDS: "关键词",
        SectionKind.INDEX: "关联索引",
    }
)
"""The parts' names as readers of a judgment know them, for pages and exports."""


@dataclass(frozen=True, slots=True)
class RawDocument:
    """One document as a source gave it, before any parsing.

    ``fields`` holds what the source says beside the text (title, court, case_number, date,
    publish_date, cause, procedure, document_type, case_type, facts, reasoning, disposition, gist,
    keywords, index, entry_number, guiding_number, url): hints, which the text overrules.
    """

    text: str
    path: str
    row: int = 0
    source: str = ""
    source_id: str | None = None
    kind: Kind | None = None
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Court:
    """A court as printed and, where the court table knows it, as it is."""

    name: str
    canonical: str | None = None
    code: str | None = None  # 法院代字, e.g. 湘0102
    level: str | None = None  # 最高 | 高级 | 中级 | 基层
    province: str | None = None  # e.g. 湖南省


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A case number (法〔2015〕137号) in canonical form with its parts."""

    text: str
    year: int
    court_code: str | None
    type_code: str
    serial: str
    suffix: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the text."""

    kind: SectionKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Representative:
    """Counsel, legal representative or agent of a party."""

    name: str
    role: str
    firm: str | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """A party, the prosecution included. ``kind``: 自然人 | 法人 | 其他组织 | 检察院 | 行政机关."""

    name: str
    role: str
    kind: str
    representatives: tuple[Representative, ...] = ()
    anonymised: bool = False


@dataclass(frozen=True, slots=True)
class PanelMember:
    """审判长, 审判员, 人民陪审员, 法官助理 or 书记员, in the document's order."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Issue:
    """A 争议焦点 as the text states it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited provision. ``article`` is "133", or "133-1" for 第一百三十三条之一."""

    law: str
    article: str | None
    paragraph: int | None
    item: int | None
    start: int
    end: int
    section: SectionKind | None = None
    status: str | None = None  # 现行有效 | 已修订 | 已废止 | 尚未生效 | 查无此条


@dataclass(frozen=True, slots=True)
class CaseReference:
    """Another case named in the text. ``kind``: lower_instance | cited | related."""

    text: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Order:
    """One item of the disposition; ``amount`` in yuan."""

    text: str
    start: int
    end: int
    amount: float | None = None
    payer: str | None = None
    payee: str | None = None
    interest: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one defendant got for one charge (see DESIGN: Contracts for the conventions)."""

    defendant: str
    charge: str
    kind: str
    months: int | None = None
    probation_months: int | None = None
    fine: float | None = None
    total_months: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The disposition in structured form."""

    result: str | None = None
    first_instance_result: str | None = None
    orders: tuple[Order, ...] = ()
    awarded_total: float | None = None
    sentences: tuple[Sentence, ...] = ()
    circumstances: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgment:
    """One decided document, parsed. ``date`` is the day of decision (or publication, see kind)."""

    id: str
    kind: Kind
    title: str
    text: str
    case_type: CaseType
    document_type: str
    procedure: str
    court: Court | None = None
    case_number: CaseNumber | None = None
    entry_number: str | None = None  # 入库编号 of a library entry
    guiding_number: int | None = None
    causes: tuple[str, ...] = ()
    cause_nodes: tuple[str, ...] = ()
    date: dt.date | None = None
    publish_date: dt.date | None = None
    parties: tuple[Party, ...] = ()
    panel: tuple[PanelMember, ...] = ()
    sections: tuple[Section, ...] = ()
    issues: tuple[Issue, ...] = ()
    citations: tuple[Citation, ...] = ()
    case_references: tuple[CaseReference, ...] = ()
    outcome: Outcome | None = None
    warnings: tuple[str, ...] = ()
    source: str = ""
    source_id: str | None = None

    def section(self, kind: SectionKind) -> str:
        """Return the text of all sections of one kind, joined by a line break; "" if none."""
        return "\n".join(self.text[s.start : s.end] for s in self.sections if s.kind is kind)
