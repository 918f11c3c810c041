"""The service: search for similar cases, read one, find its other instances."""

import datetime as dt
import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice

from corpus.errors import NotFoundError, QueryError
from corpus.models import Judgment
from corpus.segment import Segmenter
from embeddings.base import Encoder
from indexer.types import (
    AllOf,
    ByDate,
    CaseIndex,
    Clause,
    Facet,
    FacetRequest,
    Hit,
    KeywordField,
    Manifest,
    Match,
    Query,
    Rank,
)
from search_api.similar.analyse import Analysis, analyse_judgment, analyse_text, typed_keys
from search_api.similar.aspects import aspects_of, make_side
from search_api.similar.filters import filter_clause, given_values
from search_api.similar.fold import Row, fold
from search_api.similar.fuse import Fused, reciprocal_rank, sum_of_signals
from search_api.similar.instances import find_instances
from search_api.similar.passages import find_passages
from search_api.similar.retrieve import (
    FACETS,
    Retrieved,
    highlight_terms,
    rankings,
    retrieve,
    telling_terms,
)
from search_api.similar.summary import summarise
from search_api.similar.terms import Rarity
from search_api.similar.types import (
    CaseSummary,
    SearchHit,
    SearchRequest,
    SearchResult,
    Understanding,
)
from search_api.store import SqlRecordStore

__all__ = ["SimilarSearch"]

# Hits taken from each list. It is the same for every page, so that pages continue each other:
# standard scores, as ranks, depend on who else is there.
_DEPTH = 400
_DEEPEST = 1000  # offset of the last page
_MOST_A_PAGE = 100
_FOLDED = 300  # of the best ranked: copies rank beside each other, and more would cost 15 ms
_BY_DATE = 1e-3  # what the date adds where operators rank: order among those that say it alike
_SORTS = ("similarity", "newest", "oldest")
_PROBE = "借款到期后，被告未按约定归还借款本金及利息。"
_FACET_VALUES = 200  # of a facet that is asked for by itself


class SimilarSearch:
    """Searches one generation of the index; safe for several threads."""

    def __init__(
        self,
        *,
        index: CaseIndex,
        store: SqlRecordStore,
        encoder: Encoder | None,
        segmenter: Segmenter,
        manifest: Manifest,
    ) -> None:
        """Take an open generation with what it was made with; nothing is loaded here."""
        self.manifest = manifest
        self.on_stage: Callable[[str, float], None] | None = None
        self._index = index
        self._store = store
        self._encoder = encoder
        self._segmenter = segmenter
        self._rarity = Rarity(index)

    @property
    def index(self) -> CaseIndex:
        """Return the index that is searched."""
        return self._index

    # ------------------------------------------------------------ searching

    def search(self, request: SearchRequest) -> SearchResult:
        """Return a page of similar cases with what they were found by.

        Raises:
            QueryError: operators, filters or the page cannot be understood.
            NotFoundError: ``like`` names no case.
        """
        started = time.perf_counter()
        _check_page(request)
        with self._stage("analyse"):
            analysis, exact = self._analyse(request)
        with self._stage("retrieve"):
            ranks = self._ranks(analysis, request)
            skipped = {judgment.id for judgment in exact}
            found = retrieve(
                self._index,
                analysis,
                ranks,
                depth=_depth(analysis) + len(skipped),
                facets=FACETS,
            )
        with self._stage("rank"):
            fused = self._fused(found, skipped, request)
            page = self._page(fused, request)
        with self._stage("explain"):
            hits = tuple(self._explained(page, fused, analysis))
        return SearchResult(
            hits=hits,
            total=found.page.total,
            facets=found.page.facets,
            understanding=Understanding(
                free_text=analysis.facts,
                expression=analysis.expression,
                causes=analysis.causes,
                statutes=analysis.statutes,
                notes=(*analysis.notes, *self._absent(request, found.page.total)),
            ),
            generation=self.manifest.generation,
            took_ms=(time.perf_counter() - started) * 1000,
            exact=tuple(summarise(judgment) for judgment in exact) if not request.like else (),
        )

    def _absent(self, request: SearchRequest, total: int) -> Iterator[str]:
        """Yield a hint for each filter value that no document has, where nothing was found."""
        if total == 0:
            for value, clause in given_values(request.filters):
                if self._index.count(clause) == 0:
                    yield f"语料中没有“{value}”的文书，请核对这一筛选条件。"

    def warm_up(self) -> None:
        """Load what the first search would load, and leave it out of garbage collection.

        A collection of everything that was imported takes 50 ms and would fall into some searches.
        """
        self.search(SearchRequest(text=_PROBE, limit=1))
        gc.collect()
        gc.freeze()

    def facets(self, request: SearchRequest) -> tuple[Facet, ...]:
        """Return the facets of a request with up to 200 values each, and no hits."""
        analysis, _ = self._analyse(request)
        wanted = tuple(FacetRequest(facet.field, _FACET_VALUES) for facet in FACETS)
        query = Query(ByDate(), analysis.where, limit=0, facets=wanted)
        return self._index.search([query])[0].facets

    def size(self) -> int:
        """Return how many documents the generation holds."""
        return self._index.count(AllOf())

    # ------------------------------------------------------------ reading

    def judgment(self, id: str) -> Judgment:  # noqa: A002 - the house's word
        """Return a judgment by its id, or by its case number, 入库编号 or guiding number.

        Raises:
            NotFoundError: there is none.
        """
        found = self._store.get([id]) or self._numbered(typed_keys(id))[:1]
        if not found:
            raise NotFoundError(f"库中没有 {id}。请核对编号，或先检索。")
        return found[0]

    def instances(self, id: str) -> tuple[CaseSummary, ...]:  # noqa: A002 - the house's word
        """Return the same case's other instances, oldest first.

        Raises:
            NotFoundError: there is no such judgment.
        """
        judgment = self.judgment(id)
        others = find_instances(judgment, index=self._index, store=self._store)
        return tuple(summarise(other) for other in others)

    # ------------------------------------------------------------ steps

    def _analyse(self, request: SearchRequest) -> tuple[Analysis, list[Judgment]]:
        """Return the question, and the judgments that are not to be among its answers."""
        if request.like is not None:
            judgment = self.judgment(request.like)
            return _filtered(analyse_judgment(judgment), request), [judgment]
        keys = typed_keys(request.text)
        if keys:
            exact = self._numbered(keys)
            return _filtered(_numbered_analysis(request.text, keys, exact), request), exact
        return _filtered(analyse_text(request.text, segmenter=self._segmenter), request), []

    def _numbered(self, keys: tuple[str, ...]) -> list[Judgment]:
        if not keys:
            return []
        ids = [document for key in keys for document in self._store.find_by_number(key)]
        ids += self._index.scan(Match(KeywordField.CASE_NUMBER, keys))
        return self._store.get(list(dict.fromkeys(ids)))

    def _ranks(self, analysis: Analysis, request: SearchRequest) -> dict[str, Rank]:
        ranks = rankings(
            analysis, segmenter=self._segmenter, encoder=self._encoder, rarity=self._rarity
        )
        if not analysis.facts or not ranks:
            # Operators and filters alone: everything that matches is shown, not only what ranks.
            ranks["date"] = ByDate(newest_first=request.sort != "oldest")
        return ranks

    def _fused(self, found: Retrieved, skipped: set[str], request: SearchRequest) -> Fused:
        lists = {
            name: [hit for hit in hits if hit.id not in skipped]
            for name, hits in found.lists.items()
        }
        fused = _fuse(lists)
        if request.sort != "similarity":
            dates = self._store.dates([document for document, _ in fused.ranked])
            fused.ranked.sort(key=lambda pair: _date_order(dates.get(pair[0]), request.sort))
        return fused

    def _page(self, fused: Fused, request: SearchRequest) -> list[Row]:
        """Return the page's rows; the same candidates fold for every page, so pages continue."""
        last = request.offset + request.limit
        if not request.fold:
            return [Row(*pair) for pair in fused.ranked[request.offset : last]]
        best, rest = fused.ranked[:_FOLDED], fused.ranked[_FOLDED:]
        marks = self._store.marks([document for document, _ in best])
        rows = chain(fold(best, marks), (Row(*pair) for pair in rest))
        return list(islice(rows, request.offset, last))

    def _explained(
        self, page: Sequence[Row], fused: Fused, analysis: Analysis
    ) -> Iterator[SearchHit]:
        if not page:
            return
        terms = highlight_terms(analysis, segmenter=self._segmenter, rarity=self._rarity)
        side = make_side(
            facts=analysis.facts,
            issues=analysis.issues,
            statutes=analysis.statutes,
            terms=partial(telling_terms, segmenter=self._segmenter, rarity=self._rarity),
            rarity=self._rarity.of_articles,
        )
        ids = [row.id for row in page]
        judgments = {judgment.id: judgment for judgment in self._store.get(ids)}
        for row in page:
            if row.id in judgments:
                judgment, signals = judgments[row.id], fused.signals(row.id)
                meaning = [one.score for one in signals if one.name == "facts_vector"]
                yield SearchHit(
                    summarise(judgment),
                    row.score,
                    signals,
                    find_passages(judgment, terms),
                    row.folded,
                    aspects_of(side, judgment, meaning=meaning[0] if meaning else None),
                )

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        if self.on_stage is not None:
            self.on_stage(name, time.perf_counter() - started)


def _depth(analysis: Analysis) -> int:
    return _DEPTH if analysis.facts else _DEEPEST + _MOST_A_PAGE


def _fuse(lists: Mapping[str, Sequence[Hit]]) -> Fused:
    if "date" in lists:
        return reciprocal_rank(lists, weights={"date": _BY_DATE})
    return sum_of_signals(lists)


def _check_page(request: SearchRequest) -> None:
    if request.offset > _DEEPEST or request.offset < 0:
        raise QueryError(
            f"只能翻到第 {_DEEPEST:,} 条，收到 offset={request.offset}。请增加筛选条件缩小范围。"
        )
    if not 0 < request.limit <= _MOST_A_PAGE:
        raise QueryError(f"每页 1 至 {_MOST_A_PAGE} 条，收到 limit={request.limit}。")
    if request.sort not in _SORTS:
        raise QueryError(f"不认识的排序 {request.sort!r}，可选：{'、'.join(_SORTS)}。")


def _filtered(analysis: Analysis, request: SearchRequest) -> Analysis:
    """Return the analysis with the request's filters added to what must match."""
    parts = [part for part in (analysis.where, filter_clause(request.filters)) if part != AllOf()]
    where: Clause = parts[0] if len(parts) == 1 else AllOf(tuple(parts))
    return analysis.within(where)


def _numbered_analysis(text: str, keys: tuple[str, ...], exact: list[Judgment]) -> Analysis:
    if exact:
        return analyse_judgment(exact[0]).noting("已直达该文书；下列为与之相似的案例。")
    note = f"库中没有 {text.strip()}；下列文书提到了它。"
    return Analysis(facts="", where=Match(KeywordField.REFERENCE, keys), notes=(note,))


def _date_order(date: dt.date | None, sort: str) -> tuple[bool, int]:
    days = 0 if date is None else date.toordinal()
    return date is None, -days if sort == "newest" else days
