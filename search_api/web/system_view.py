"""The system page as its template prints it: corpus, generations, runs, rejects."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from indexer.types import Manifest, Reject
from search_api.store.types import Counts, Run
from search_api.web.words import share

__all__ = ["Bar", "RunRow", "SystemView", "YearChart", "system_view"]

_LISTED = 15
_REJECTS = 100
_YEARS = 60  # columns of the chart at most
_LABELS = 8  # year labels under the chart
_CHART_WIDTH, _CHART_HEIGHT = 720, 120

_GAPS = {
    "court": "法院",
    "date": "裁判日期",
    "case_number": "案号",
    "causes": "案由",
    "cause": "案由",
    "procedure": "审理程序",
    "document_type": "文书类型",
    "result": "裁判结果",
    "outcome": "裁判结果",
    "panel": "审判人员",
    "judge": "审判人员",
}

_REPORT = {
    "read": "读入",
    "indexed": "新入库",
    "replaced": "替换",
    "unchanged": "未变",
    "skipped": "跳过",
    "rejected": "拒收",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a table with a bar; ``length`` from 0 to 1."""

    label: str
    count: int
    length: float
    href: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One year of the chart, in the units of its view box."""

    year: int
    count: int
    x: float
    y: float
    width: float
    height: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class YearChart:
    """Documents by year, with the sentence that says what it shows."""

    columns: tuple[Column, ...]
    width: int
    height: int
    top: int
    sentence: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of ingest."""

    id: int
    label: str
    started_at: str
    finished_at: str | None
    figures: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SystemView:
    """Everything the page shows of the state of the house."""

    counts: Counts
    chart: YearChart | None
    courts: tuple[Bar, ...]
    other_courts: tuple[int, int]  # how many courts more, with how many documents
    causes: tuple[Bar, ...]
    other_causes: tuple[int, int]
    gaps: tuple[tuple[str, int, str], ...]
    generations: tuple[tuple[Manifest, bool], ...]
    runs: tuple[RunRow, ...]
    rejects: tuple[Reject, ...]
    reject_reasons: tuple[tuple[str, int], ...]
    reject_total: int


def system_view(
    counts: Counts,
    *,
    generations: Sequence[Manifest],
    current: Manifest | None,
    runs: Sequence[Run],
    rejects: Iterable[Reject],
) -> SystemView:
    """Return what the template prints."""
    stream = iter(rejects)
    first = tuple(islice(stream, _REJECTS))
    reasons = Counter(reject.error for reject in first)
    reasons.update(reject.error for reject in stream)
    return SystemView(
        counts=counts,
        chart=_chart(counts.years),
        courts=_bars(counts.courts),
        other_courts=_others(counts.courts),
        causes=_bars(counts.causes),
        other_causes=_others(counts.causes),
        gaps=tuple(
            (_GAPS.get(name, name), missing, share(missing, counts.documents))
            for name, missing in counts.gaps.items()
            if missing
        ),
        generations=tuple(
            (manifest, current is not None and manifest.generation == current.generation)
            for manifest in reversed(generations)
        ),
        runs=tuple(_run(run) for run in sorted(runs, key=lambda run: -run.id)[:_LISTED]),
        rejects=first,
        reject_reasons=tuple(reasons.most_common()),
        reject_total=reasons.total(),
    )


def _bars(values: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    top = values[0][1] if values else 1
    return tuple(Bar(label, count, count / top) for label, count in values[:_LISTED])


def _others(values: Sequence[tuple[str, int]]) -> tuple[int, int]:
    rest = values[_LISTED:]
    return len(rest), sum(count for _, count in rest)


def _chart(years: Sequence[tuple[int | None, int]]) -> YearChart | None:
    known = {year: count for year, count in years if year is not None}
    unknown = sum(count for year, count in years if year is None)
    if not known:
        return None
    last = max(known)
    first = max(min(known), last - _YEARS + 1)  # one mistyped date must not squeeze the others
    earlier = sum(count for year, count in known.items() if year < first)
    known = {year: count for year, count in known.items() if year >= first}
    span = last - first + 1
    step = _CHART_WIDTH / span
    top = max(known.values())
    every = -(-span // _LABELS)
    columns = []
    for place, year in enumerate(range(first, last + 1)):
        count = known.get(year, 0)
        height = _CHART_HEIGHT * count / top
        columns.append(
            Column(
                year=year,
                count=count,
                x=round(place * step, 2),
                y=round(_CHART_HEIGHT - height, 2),
                width=round(min(step * 0.8, 36), 2),
                height=round(height, 2),
                labelled=(last - year) % every == 0,
            )
        )
    best = max(known, key=lambda year: (known[year], year))
    sentence = (
        f"{first}—{last} 年，{best} 年最多，{known[best]:,} 件（n = {sum(known.values()):,}"
        + (f"，更早的另有 {earlier:,} 件" if earlier else "")
        + (f"，日期不详的另有 {unknown:,} 件" if unknown else "")
        + "）。"
    )
    return YearChart(tuple(columns), _CHART_WIDTH, _CHART_HEIGHT, top, sentence)


def _run(run: Run) -> RunRow:
    return RunRow(run.id, run.label, run.started_at, run.finished_at, _figures(run.report))


def _figures(report: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (word, value)
        for name, word in _REPORT.items()
        if isinstance(value := report.get(name), int)
    )
