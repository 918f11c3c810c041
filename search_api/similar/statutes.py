"""Statutes for a situation: loads the texts of articles, indexes them, and searches them."""

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from corpus.articles import Article, BadRow, find_article_files, read_articles
from corpus.errors import MismatchError, MissingStateError, QueryError
from corpus.segment import Segmenter
from corpus.statutes import canonical_law, known_laws, status
from indexer.manifest import SCHEMA_VERSION
from indexer.statute_index import Citations, RankedArticle, article_document, search_articles
from indexer.types import AllOf, CaseIndex, IndexAdmin, Manifest
from search_api.store import ArticleReport, SqlStatuteStore

__all__ = ["StatuteHit", "StatuteLoad", "StatuteResult", "StatuteSearch"]

_BATCH: Final = 2_000
_MOST: Final = 100
_NO_TEXTS: Final = (
    "还没有法条正文，无法按案情查法条。请先载入：leian statutes --load 文件或文件夹"
    "（JSON Lines，每行一条：law、no 或 article、text，可含 version、sub、path）"
)
_STALE: Final = "法条索引与已载入的正文不符。请重建：leian statutes --reindex"


@dataclass(frozen=True, slots=True)
class StatuteHit:
    """One article: its standing today, its score and what that is made of.

    ``said``, ``cited`` and ``law_share`` are 1 for the best candidate, ``used`` for the law that
    the corpus cites most; ``cases`` are the ids of the nearest cases that cite it.
    """

    law: str
    article: str
    text: str
    path: str
    edition: str
    status: str | None
    score: float
    said: float
    cited: float
    law_share: float
    used: float
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatuteResult:
    """The articles for a text, best first."""

    hits: tuple[StatuteHit, ...]
    articles: int
    took_ms: float
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class StatuteLoad:
    """What a load did: read = added + replaced + unchanged + repeated + skipped + rejected."""

    files: int = 0
    read: int = 0
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    repeated: int = 0
    skipped: list[BadRow] = field(default_factory=list)
    rejected: list[BadRow] = field(default_factory=list)
    laws: int = 0
    articles: int = 0
    generation: str = ""

    def count(self, report: ArticleReport) -> None:
        """Add what one batch did."""
        self.added += report.added
        self.replaced += report.replaced
        self.unchanged += report.unchanged


class StatuteSearch:
    """Searches the texts of statutes that the court has loaded; safe for several threads."""

    def __init__(
        self,
        *,
        store: SqlStatuteStore,
        admin: IndexAdmin,
        segmenter: Segmenter,
        cases: Callable[[], CaseIndex | None],
    ) -> None:
        """Take where texts and index are kept; nothing is opened here.

        Args:
            store: the texts.
            admin: generations of the index of articles, in a folder of their own.
            segmenter: that of the index of cases.
            cases: gives the index of cases, None while nothing is ingested.
        """
        self._store = store
        self._admin = admin
        self._segmenter = segmenter
        self._cases = cases
        self._open: tuple[Manifest, CaseIndex, frozenset[str]] | None = None
        self._citations: tuple[CaseIndex, Citations] | None = None

    # ------------------------------------------------------------ loading

    def load(self, paths: Sequence[Path]) -> StatuteLoad:
        """Take in the articles of files and folders, and bring the index up to date.

        The same files again write nothing; an interrupted load goes on when it is run again.

        Raises:
            SourceError: there is nothing at a path.
        """
        files = [file for path in paths for file in find_article_files(path)]
        done = StatuteLoad(files=len(files))
        seen: dict[tuple[str, str, str], bytes] = {}
        batch: list[tuple[Article, str]] = []
        for article, source in _articles(files, done, seen):
            batch.append((article, source))
            if len(batch) == _BATCH:
                done.count(self._store.put(batch))
                batch.clear()
        done.count(self._store.put(batch))
        manifest = self.reindex()
        done.generation, done.articles = manifest.generation, manifest.documents
        done.laws = len(self._store.editions())
        return done

    def reindex(self) -> Manifest:
        """Build the index of the texts, unless the one that is current has just these.

        Raises:
            MissingStateError: no text was loaded.
        """
        name, size = self._fingerprint()
        if not size:
            raise MissingStateError(_NO_TEXTS)
        current = self._admin.current()
        if current is not None and current.generation == name:
            return current
        if not any(one.generation == name for one in self._admin.list()):
            self._build(name)
        self._admin.switch(name)
        for old in self._admin.list():
            if old.generation != name:
                self._admin.drop(old.generation)
        built = self._admin.current()
        if built is None:
            raise MismatchError(_STALE)
        return built

    def _fingerprint(self) -> tuple[str, int]:
        """Return a generation's name that changes with any text or the segmenter, and the size."""
        digest, size = hashlib.blake2b(self._segmenter.id.encode(), digest_size=8), 0
        for article in self._store.scan():
            digest.update(f"{article.key}\0{article.text}\0".encode())
            size += 1
        return f"statutes-{digest.hexdigest()}", size

    def _build(self, name: str) -> None:
        manifest = Manifest(
            generation=name,
            schema_version=SCHEMA_VERSION,
            segmenter=self._segmenter.id,
            encoder="none",
            dim=0,
            created_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        )
        index = self._admin.create(manifest)
        try:
            index.write(article_document(one, self._segmenter) for one in self._store.scan())
        finally:
            index.close()
        self._admin.finish(manifest)

    # ------------------------------------------------------------ searching

    def search(
        self, text: str, *, limit: int = 10, laws: Sequence[str] = (), on: dt.date | None = None
    ) -> StatuteResult:
        """Return the articles for a described situation or question.

        Args:
            text: what happened, or what is asked.
            limit: articles returned, at most 100.
            laws: only articles of these, by any name that is known.
            on: the day of which the standing is told; today by default.

        Raises:
            QueryError: there is nothing to search with, or ``limit`` is out of range.
            MissingStateError: no text was loaded.
            MismatchError: the index was made with another segmenter.
        """
        started = time.perf_counter()
        if not 0 < limit <= _MOST:
            raise QueryError(f"每次 1 至 {_MOST} 条，收到 limit={limit}。")
        day = on or dt.datetime.now().astimezone().date()
        ranked = self.rank(text, laws=laws, on=day)
        manifest, *_ = self._index()
        return StatuteResult(
            hits=tuple(self._hits(ranked[:limit], day)),
            articles=manifest.documents,
            took_ms=(time.perf_counter() - started) * 1000,
            notes=() if self._cited() else ("尚未入库文书，只按法条文字排序。",),
        )

    def rank(
        self, text: str, *, laws: Sequence[str] = (), on: dt.date, cited: bool = True
    ) -> list[RankedArticle]:
        """Return the articles by key, best first, without their texts.

        Args:
            text: what happened, or what is asked.
            laws: only articles of these.
            on: laws repealed by that day come after others.
            cited: count what the court's own cases cite; False to measure what that gives.

        Raises:
            QueryError: there is nothing to search with.
            MissingStateError: no text was loaded.
            MismatchError: the index was made with another segmenter.
        """
        if not text.strip():
            raise QueryError("请写明案情或问题，如：借款到期不还，利息怎么算")
        _, articles, keys = self._index()
        return search_articles(
            text,
            articles=articles,
            keys=keys,
            segmenter=self._segmenter,
            citations=self._cited() if cited else None,
            repealed=_repealed(on),
            laws=[canonical_law(law) or law for law in laws],
        )

    def articles(self) -> Iterator[Article]:
        """Yield the articles that are searched."""
        return self._store.scan()

    def is_loaded(self) -> bool:
        """Return whether there is anything to search."""
        return self._admin.current() is not None

    def _index(self) -> tuple[Manifest, CaseIndex, frozenset[str]]:
        manifest = self._admin.current()
        if manifest is None:
            raise MissingStateError(_NO_TEXTS if not self._store.count() else _STALE)
        if manifest.segmenter != self._segmenter.id:
            raise MismatchError(_STALE)
        opened = self._open
        if opened is None or opened[0] != manifest:
            index = self._admin.open()
            opened = (manifest, index, frozenset(index.scan(AllOf())))
            self._open = opened
        return opened

    def _cited(self) -> Citations | None:
        cases = self._cases()
        if cases is None:
            return None
        known = self._citations
        if known is None or known[0] is not cases:
            known = (cases, Citations(cases))
            self._citations = known
        return known[1]

    def _hits(self, ranked: Sequence[RankedArticle], day: dt.date) -> Iterator[StatuteHit]:
        keys = [(law, article) for one in ranked for law, _, article in [one.key.rpartition("#")]]
        texts = self._store.get(keys)
        for one, key in zip(ranked, keys, strict=True):
            if (text := texts.get(key)) is not None:
                yield StatuteHit(
                    law=text.law,
                    article=text.article,
                    text=text.text,
                    path=text.path,
                    edition=text.edition,
                    status=status(text.law, text.article, day),
                    score=one.score,
                    said=one.said,
                    cited=one.votes,
                    law_share=one.law,
                    used=one.used,
                    cases=one.cases[:3],
                )

    def close(self) -> None:
        """Release files and connections; calling twice is harmless."""
        if self._open is not None:
            self._open[1].close()
            self._open = None
        self._store.close()


def _articles(
    files: Sequence[Path], done: StatuteLoad, seen: dict[tuple[str, str, str], bytes]
) -> Iterator[tuple[Article, str]]:
    """Yield the articles to store with their file; count the others."""
    for file in files:
        for row, found in enumerate(read_articles(file), 1):
            done.read += 1
            if isinstance(found, BadRow):
                (done.skipped if found.skipped else done.rejected).append(found)
                continue
            key = (found.law, found.edition, found.article)
            text = hashlib.blake2b(found.text.encode(), digest_size=16).digest()
            if key not in seen:
                seen[key] = text
                yield found, str(file)
            elif seen[key] == text:
                done.repeated += 1
            else:
                reason = (
                    f"《{found.law}》有条文在同一版本中出现两次而内容不同，已取先出现的，请核对"
                )
                done.rejected.append(BadRow(str(file), row, reason))


def _repealed(day: dt.date) -> list[str]:
    laws = known_laws().values()
    return [law.name for law in laws if law.repealed is not None and law.repealed <= day]
