"""A small application with invented cases, behind the ports that the pages use."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.errors import LeianError, MissingStateError, NotFoundError
from corpus.models import (
    CaseNumber,
    CaseReference,
    CaseType,
    Citation,
    Court,
    Issue,
    Judgment,
    Kind,
    Order,
    Outcome,
    PanelMember,
    Party,
    Representative,
    Section,
    SectionKind,
    Sentence,
)
from indexer.types import Facet, KeywordField, Manifest, Reject
from search_api.admin import Check
from search_api.settings import Settings
from search_api.similar.summary import summarise
from search_api.similar.types import (
    CaseSummary,
    Passage,
    SearchHit,
    SearchRequest,
    SearchResult,
    Signal,
    Understanding,
)
from search_api.store.types import Counts, Run

PARTS = (
    (SectionKind.TITLE, "湖南省长沙市中级人民法院\n民 事 判 决 书"),
    (SectionKind.CASE_NUMBER, "（2025）湘01民终902号"),
    (
        SectionKind.PARTIES,
        (
            "上诉人（原审被告）：长沙甲超市有限公司，住所地湖南省长沙市。\n"
            "法定代表人：王五，总经理。\n"
            "被上诉人（原审原告）：张三，男，住湖南省长沙市岳麓区。\n"
            "委托诉讼代理人：李四，湖南某律师事务所律师。"
        ),
    ),
    (
        SectionKind.PROCEDURE,
        (
            "上诉人长沙甲超市有限公司因与被上诉人张三买卖合同纠纷一案，不服湖南省长沙市岳麓区"
            "人民法院（2024）湘0104民初2210号民事判决，向本院提起上诉。本院依法组成合议庭审理。"
        ),
    ),
    (
        SectionKind.CLAIMS,
        (
            "上诉请求：撤销一审判决，改判驳回张三的全部诉讼请求。事实和理由：张三以索赔为目的"
            "多次购买，不是消费者。"
        ),
    ),
    (SectionKind.DEFENSES, "张三辩称：一审判决认定事实清楚，适用法律正确，请求驳回上诉。"),
    (
        SectionKind.FINDINGS,
        (
            "本院经审理查明：2024年3月5日，张三在甲超市购买进口饼干二十盒，单价45元，共付款900元。"
            "饼干外包装均为外文，无中文标签。\n付款后张三即以食品不符合安全标准为由要求退款并"
            "支付十倍赔偿，双方协商未果。"
        ),
    ),
    (
        SectionKind.REASONING,
        (
            "本院认为，本案争议焦点为张三是否属于消费者。法律并未规定购买者的动机，被告以原告系"
            "职业索赔为由拒绝赔偿，缺乏法律依据。进口的预包装食品应当有中文标签，甲超市销售无中文"
            "标签的食品，应当认定为明知。张三主张价款十倍的赔偿金，应予支持。"
        ),
    ),
    (
        SectionKind.BASIS,
        (
            "依照《中华人民共和国食品安全法》第一百四十八条第二款、《中华人民共和国合同法》"
            "第一百零七条、《中华人民共和国民事诉讼法》第一百七十七条第一款第（一）项之规定，"
            "判决如下："
        ),
    ),
    (SectionKind.DISPOSITION, "驳回上诉，维持原判。\n本判决为终审判决。"),
    (SectionKind.COSTS, "二审案件受理费50元，由长沙甲超市有限公司负担。"),
    (
        SectionKind.SIGNATURE,
        (
            "审　判　长　　赵甲\n审　判　员　　钱乙\n审　判　员　　孙丙\n二〇二五年六月十二日\n"
            "书　记　员　　周丁"
        ),
    ),
)


def appeal(case_id: str = "j-appeal") -> Judgment:
    """Return a civil second-instance judgment with every kind of span in it."""
    text, sections = "", []
    for kind, part in PARTS:
        start = len(text)
        text += part + "\n"
        sections.append(Section(kind, start, len(text) - 1))

    def at(quote: str) -> tuple[int, int]:
        start = text.index(quote)
        return start, start + len(quote)

    return Judgment(
        id=case_id,
        kind=Kind.JUDGMENT,
        title="张三与长沙甲超市有限公司买卖合同纠纷二审民事判决书",
        text=text,
        case_type=CaseType.CIVIL,
        document_type="判决书",
        procedure="二审",
        court=Court(
            "湖南省长沙市中级人民法院", "湖南省长沙市中级人民法院", "湘01", "中级", "湖南省"
        ),
        case_number=CaseNumber("（2025）湘01民终902号", 2025, "湘01", "民终", "902"),
        causes=("买卖合同纠纷",),
        cause_nodes=("买卖合同纠纷",),
        date=dt.date(2025, 6, 12),
        parties=(
            Party(
                "长沙甲超市有限公司",
                "上诉人",
                "法人",
                (Representative("王五", "法定代表人"),),
            ),
            Party(
                "张三",
                "被上诉人",
                "自然人",
                (Representative("李四", "委托诉讼代理人", "湖南某律师事务所"),),
            ),
        ),
        panel=(
            PanelMember("赵甲", "审判长"),
            PanelMember("钱乙", "审判员"),
            PanelMember("孙丙", "审判员"),
            PanelMember("周丁", "书记员"),
        ),
        sections=tuple(sections),
        issues=(Issue("张三是否属于消费者", *at("张三是否属于消费者")),),
        citations=(
            Citation(
                "中华人民共和国食品安全法",
                "148",
                2,
                None,
                *at("《中华人民共和国食品安全法》第一百四十八条第二款"),
                SectionKind.BASIS,
                "现行有效",
            ),
            Citation(
                "中华人民共和国合同法",
                "107",
                None,
                None,
                *at("《中华人民共和国合同法》第一百零七条"),
                SectionKind.BASIS,
                "已废止",
            ),
            Citation(
                "中华人民共和国民事诉讼法",
                "177",
                1,
                1,
                *at("《中华人民共和国民事诉讼法》第一百七十七条第一款第（一）项"),
                SectionKind.BASIS,
                "现行有效",
            ),
        ),
        case_references=(
            CaseReference(
                "（2024）湘0104民初2210号", "lower_instance", *at("（2024）湘0104民初2210号")
            ),
        ),
        outcome=Outcome(
            result="affirmed",
            first_instance_result="granted",
            orders=(Order("驳回上诉，维持原判。", *at("驳回上诉，维持原判。"), 9000.0),),
            awarded_total=9900.0,
        ),
        warnings=("文末日期早于立案日期，请核对。",),
        source="fake",
        source_id="902",
    )


def first_instance() -> Judgment:
    """Return the judgment that ``appeal`` reviews."""
    return replace(
        appeal("j-first"),
        title="张三与长沙甲超市有限公司买卖合同纠纷一审民事判决书",
        procedure="一审",
        court=Court(
            "长沙市岳麓区人民法院", "湖南省长沙市岳麓区人民法院", "湘0104", "基层", "湖南省"
        ),
        case_number=CaseNumber("（2024）湘0104民初2210号", 2024, "湘0104", "民初", "2210"),
        date=dt.date(2024, 11, 20),
        outcome=Outcome(result="granted", awarded_total=9900.0),
        warnings=(),
    )


def guiding() -> Judgment:
    """Return a guiding case."""
    text = (
        "裁判要点\n消费者购买到不符合食品安全标准的食品，要求销售者支付价款十倍赔偿金的，"
        "不论其购买时是否明知，人民法院应予支持。\n基本案情\n顾客赵某在某超市购买香肠，"
        "其中部分已过保质期。"
    )
    return Judgment(
        id="g-1",
        kind=Kind.GUIDING_CASE,
        title="（样例）顾客诉某超市买卖合同纠纷案",
        text=text,
        case_type=CaseType.CIVIL,
        document_type="指导性案例",
        procedure="一审",
        court=Court("最高人民法院", "最高人民法院", "最高法", "最高", None),
        guiding_number=901,
        causes=("买卖合同纠纷",),
        date=dt.date(2024, 1, 26),
        sections=(
            Section(SectionKind.GIST, 5, text.index("\n基本案情")),
            Section(SectionKind.FINDINGS, text.index("顾客赵某"), len(text)),
        ),
        source="fake",
    )


def theft() -> Judgment:
    """Return a criminal judgment without date and number, with two defendants."""
    text = (
        "某县人民法院刑事判决书\n经审理查明，被告人吴某、郑某共同入户盗窃现金一千二百元。\n"
        "本院认为，被告人吴某、郑某的行为均已构成盗窃罪。\n判决如下：\n"
        "一、被告人吴某犯盗窃罪，判处有期徒刑一年二个月，缓刑一年六个月，并处罚金二千元。"
    )
    return Judgment(
        id="j-<theft>&1",
        kind=Kind.JUDGMENT,
        title="吴某、郑某盗窃罪一审刑事判决书 <b>&",
        text=text,
        case_type=CaseType.CRIMINAL,
        document_type="判决书",
        procedure="一审",
        causes=("盗窃罪",),
        outcome=Outcome(
            sentences=(
                Sentence("吴某", "盗窃罪", "有期徒刑", 14, 18, 2000.0, 14),
                Sentence("郑某", "盗窃罪", "单处罚金", None, None, 1000.0, None),
            ),
            circumstances={"吴某": ("自首", "认罪认罚"), "郑某": ()},
        ),
        source="fake",
    )


def corpus() -> list[Judgment]:
    """Return the few distinct documents, and plenty of first-instance ones to page through."""
    courts = ("湖南省长沙市岳麓区人民法院", "湖南省株洲市天元区人民法院")
    many = [
        replace(
            first_instance(),
            id=f"j-{number}",
            title=f"原告{number}与某商行买卖合同纠纷一审民事判决书",
            court=Court(courts[number % 2], courts[number % 2], "湘0104", "基层", "湖南省"),
            case_number=CaseNumber(
                f"（2023）湘0104民初{number}号", 2023, "湘0104", "民初", f"{number}"
            ),
            date=dt.date(2016 + number % 8, 1 + number % 12, 3),
            outcome=Outcome(result=("granted", "partly", "dismissed")[number % 3]),
        )
        for number in range(1, 44)
    ]
    library = replace(
        guiding(),
        id="e-1",
        kind=Kind.LIBRARY_ENTRY,
        guiding_number=None,
        entry_number="2024-08-2-084-001",
        title="（样例）甲某诉乙商行买卖合同纠纷案",
    )
    return [guiding(), appeal(), library, first_instance(), theft(), *many]


def marked_as_sample(case: Judgment) -> Judgment:
    """Return the case as the sample's generator marks its documents."""
    return replace(case, text=f"{case.text}\n（合成样例：人物、单位与案情均属虚构。）")


_FACETS: dict[KeywordField, Callable[[CaseSummary], list[str]]] = {
    KeywordField.AUTHORITY: lambda case: [case.authority],
    KeywordField.KIND: lambda case: [case.kind],
    KeywordField.CASE_TYPE: lambda case: [case.case_type],
    KeywordField.CAUSE_PATH: lambda case: list(case.causes),
    KeywordField.RESULT: lambda case: [case.result] if case.result else [],
    KeywordField.PROCEDURE: lambda case: [case.procedure],
    KeywordField.COURT: lambda case: [case.court] if case.court else [],
    KeywordField.YEAR: lambda case: [str(case.date.year)] if case.date else [],
}
_FILTERS = {
    "authority": KeywordField.AUTHORITY,
    "kind": KeywordField.KIND,
    "case_type": KeywordField.CASE_TYPE,
    "cause": KeywordField.CAUSE_PATH,
    "result": KeywordField.RESULT,
    "procedure": KeywordField.PROCEDURE,
    "court": KeywordField.COURT,
    "year": KeywordField.YEAR,
}
_MARKED = ("十倍", "无中文标签", "不符合食品安全标准", "消费者", "盗窃")


@dataclass
class FakeSearch:
    """Filters and pages the cases in their given order; every case matches every text."""

    cases: Sequence[Judgment] = field(default_factory=corpus)
    error: Exception | None = None
    instances_error: LeianError | None = None

    def search(self, request: SearchRequest) -> SearchResult:
        """Return a page."""
        if self.error:
            raise self.error
        if request.like:
            self.judgment(request.like)
        exact = [case for case in self.cases if _is_called(case, request.text)]
        found = [
            summarise(case) for case in self.cases if case not in exact and case.id != request.like
        ]
        found = [case for case in found if _passes(case, request)]
        if "没有结果" in request.text:
            found = []
        by_id = {case.id: case for case in self.cases}
        page = found[request.offset : request.offset + request.limit]
        words, _, expression = request.text.partition(" AND ")
        return SearchResult(
            hits=tuple(
                _hit(by_id[case.id], place)
                for place, case in enumerate(page, start=request.offset + 1)
            ),
            total=len(found),
            facets=tuple(_facet(name, found) for name in _FACETS),
            understanding=Understanding(
                free_text=words,
                expression=expression,
                causes=("买卖合同纠纷",) if "超市" in words else (),
                statutes=("中华人民共和国食品安全法#148",) if "超市" in words else (),
                notes=("输入较长，以前 1,500 字检索。",) if len(words) > 1500 else (),
            ),
            generation="g000012",
            took_ms=46.2,
            exact=tuple(summarise(case) for case in exact),
        )

    def judgment(self, case_id: str, /) -> Judgment:
        """Return a case by id or number."""
        if self.error:
            raise self.error
        for case in self.cases:
            if case.id == case_id or _is_called(case, case_id):
                return case
        raise NotFoundError(f"库中没有 {case_id}。请核对编号，或先检索。")

    def instances(self, case_id: str, /) -> tuple[CaseSummary, ...]:
        """Return the other instance of the chain."""
        if self.instances_error:
            raise self.instances_error
        chain = {"j-appeal": "j-first", "j-first": "j-appeal"}
        other = chain.get(case_id)
        return tuple(summarise(case) for case in self.cases if case.id == other)


def _is_called(case: Judgment, text: str) -> bool:
    numbers = {case.case_number.text if case.case_number else None, case.entry_number}
    return bool(text) and text in numbers


def _passes(case: CaseSummary, request: SearchRequest) -> bool:
    for name, facet in _FILTERS.items():
        wanted = getattr(request.filters, name)
        if wanted and not set(wanted) & set(_FACETS[facet](case)):
            return False
    start, end = request.filters.date_from, request.filters.date_to
    if start or end:
        return case.date is not None and (start or dt.date.min) <= case.date <= (end or dt.date.max)
    return True


def _facet(name: KeywordField, found: Iterable[CaseSummary]) -> Facet:
    counts = Counter(value for case in found for value in _FACETS[name](case))
    return Facet(name, tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))))


def _hit(case: Judgment, place: int) -> SearchHit:
    signals = tuple(
        Signal(name, place + shift, 20.0 / (place + shift), 1 / (60 + place + shift))
        for name, shift in (("words", 0), ("bigrams", 2), ("facts_vector", 5), ("case_vector", 9))
    )
    passages: list[Passage] = []
    for word in _MARKED:
        at = case.text.find(word)
        if at >= 0:
            start, end = max(0, at - 30), min(len(case.text), at + 70)
            if all(end <= other.start or other.end <= start for other in passages):
                marks = tuple(
                    (start + found.start(), start + found.end())
                    for found in re.finditer("|".join(_MARKED), case.text[start:end])
                )
                passages.append(Passage(start, end, case.text[start:end], None, marks))
    return SearchHit(
        summarise(case), sum(signal.contribution for signal in signals), signals, tuple(passages)
    )


@dataclass
class FakeStore:
    """Counts of the cases, two runs, a few rejects."""

    cases: Sequence[Judgment] = field(default_factory=corpus)
    refused: Sequence[Reject] = ()
    ran: Sequence[Run] = ()
    error: Exception | None = None

    def ids(self) -> Iterator[str]:
        """Yield all ids in order."""
        yield from sorted(case.id for case in self.cases)

    def get(self, ids: Sequence[str]) -> list[Judgment]:
        """Return the cases of those ids."""
        return [case for case in self.cases if case.id in ids]

    def counts(self, *, top: int | None = None) -> Counts:
        """Return the size of the corpus."""
        if self.error:
            raise self.error
        kinds = Counter(case.kind for case in self.cases)
        years = Counter(case.date.year if case.date else None for case in self.cases)
        courts = Counter(case.court.name for case in self.cases if case.court)
        causes = Counter(cause for case in self.cases for cause in case.causes)
        return Counts(
            documents=len(self.cases),
            judgments=kinds[Kind.JUDGMENT],
            library_entries=kinds[Kind.LIBRARY_ENTRY],
            guiding_cases=kinds[Kind.GUIDING_CASE],
            versions=len(self.cases) + 2,
            rejects=len(self.refused),
            years=tuple(sorted(years.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))),
            courts=tuple(courts.most_common()),
            causes=tuple(causes.most_common()),
            gaps={"date": years[None], "court": len(self.cases) - courts.total(), "panel": 0},
        )

    def rejects(self) -> Iterator[Reject]:
        """Yield the rejects."""
        yield from self.refused

    def runs(self) -> Sequence[Run]:
        """Return the runs."""
        return self.ran


@dataclass
class FakeAdmin:
    """Two generations, the second in use."""

    generations: Sequence[Manifest] = ()

    def list(self) -> list[Manifest]:
        """Return all generations."""
        return [*self.generations]

    def current(self) -> Manifest | None:
        """Return the last one."""
        return self.generations[-1] if self.generations else None


@dataclass
class FakeApplication:
    """An application of the fakes."""

    settings: Settings
    store: FakeStore
    admin: FakeAdmin
    fake_search: FakeSearch | None

    @property
    def search(self) -> FakeSearch | None:
        """Return the search, if there is one."""
        return self.fake_search

    def require_search(self) -> FakeSearch:
        """Return the search or say that nothing is ingested."""
        if self.fake_search is None:
            raise MissingStateError("还没有可检索的语料。请先入库：leian ingest 文件或文件夹…")
        return self.fake_search


def checks() -> list[Check]:
    """Return one check that is well and one that is not."""
    return [
        Check("数据目录", ok=True, detail="可以写入"),
        Check(
            "入库任务", ok=False, detail="1 次入库未完成：补充", remedy="请重新运行 leian ingest。"
        ),
    ]


def full(error: Exception | None = None) -> FakeApplication:
    """Return an application with everything in it; with an error, every search fails with it."""
    cases = corpus()
    manifests = [
        Manifest(
            f"g00001{n}", 1, "rjieba", "two-tower-3f2a", 256, f"2026-11-2{n}T01:12:00+00:00", n
        )
        for n in (1, 2)
    ]
    report = {"read": 52, "indexed": 48, "replaced": 0, "unchanged": 1, "skipped": 1, "rejected": 2}
    return FakeApplication(
        settings=Settings(max_document_mb=1),
        store=FakeStore(
            cases=cases,
            refused=[
                Reject("样例/空.txt", 0, "unreadable", "空文件", 2),
                Reject("样例/扫描.pdf", 0, "unreadable", "PDF 没有文字层，请先识别文字", 2),
            ],
            ran=[
                Run(1, "样例", "2026-11-20T01:00:00+00:00", "2026-11-20T01:02:10+00:00", report),
                Run(2, "补充 <材料>", "2026-11-21T01:00:00+00:00"),
            ],
        ),
        admin=FakeAdmin([replace(m, documents=len(cases)) for m in manifests]),
        fake_search=FakeSearch(cases, error),
    )


def empty() -> FakeApplication:
    """Return an application before the first ingest."""
    return FakeApplication(Settings(), FakeStore(cases=()), FakeAdmin(), None)
