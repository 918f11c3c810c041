"""The texts of statutes that a court has loaded, beside its records in the same database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, delete, func, insert, select, tuple_

from corpus.articles import CURRENT, Article
from search_api.store.engine import make_engine, reading, writing
from search_api.store.tables import statute_articles as table

__all__ = ["ArticleReport", "SqlStatuteStore"]

_CHUNK = 300  # keys of three values in one IN list
_PAGE = 5_000

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class ArticleReport:
    """What a ``put`` did."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0


class SqlStatuteStore:
    """Articles by law, edition and number; the record store's migrations make the table."""

    def __init__(self, url: str) -> None:
        """Connect lazily to ``url``."""
        self._engine = make_engine(url)

    def put(self, articles: Sequence[tuple[Article, str]]) -> ArticleReport:
        """Store (article, source) pairs with distinct keys in one transaction.

        A text that differs replaces the stored one; one that is the same is left alone.
        """
        fresh, replaced = [], []
        with writing(self._engine) as connection:
            held: dict[_Key, tuple[str, str]] = {}
            for chunk in _chunks([_key(article) for article, _ in articles]):
                where = tuple_(table.c.law, table.c.edition, table.c.article).in_(chunk)
                for row in connection.execute(select(table).where(where)):
                    held[row.law, row.edition, row.article] = (row.text, row.path)
            for article, source in articles:
                stored = held.get(_key(article))
                if stored == (article.text, article.path):
                    continue
                fresh.append(_row(article, source))
                if stored is not None:
                    replaced.append(_key(article))
            for chunk in _chunks(replaced):
                where = tuple_(table.c.law, table.c.edition, table.c.article).in_(chunk)
                connection.execute(delete(table).where(where))
            if fresh:
                connection.execute(insert(table), fresh)
        return ArticleReport(
            added=len(fresh) - len(replaced),
            replaced=len(replaced),
            unchanged=len(articles) - len(fresh),
        )

    def count(self) -> int:
        """Return how many articles there are, all editions counted."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.count()).select_from(table)).scalar_one()

    def editions(self) -> dict[str, str]:
        """Return for each law the edition that is searched: the current one, else the newest."""
        chosen: dict[str, str] = {}
        with reading(self._engine) as connection:
            for law, edition in connection.execute(select(table.c.law, table.c.edition).distinct()):
                chosen[law] = max(chosen.get(law, ""), edition, key=_recency)
        return chosen

    def scan(self) -> Iterator[Article]:
        """Yield the articles of the editions that are searched, in order of law and article."""
        chosen = self.editions()
        order = (table.c.law, table.c.edition, table.c.article)
        statement = select(table).order_by(*order).limit(_PAGE)
        last: _Key = ("", "", "")
        while True:
            with reading(self._engine) as connection:
                page = connection.execute(statement.where(tuple_(*order) > last)).all()
            for row in page:
                if chosen.get(row.law) == row.edition:
                    yield _article(row)
            if len(page) < _PAGE:
                return
            last = (page[-1].law, page[-1].edition, page[-1].article)

    def get(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Article]:
        """Return by (law, article) the text of the edition that is searched, where there is one."""
        found: dict[tuple[str, str], Article] = {}
        with reading(self._engine) as connection:
            for start in range(0, len(keys), _CHUNK):
                chunk = keys[start : start + _CHUNK]
                where = tuple_(table.c.law, table.c.article).in_(chunk)
                for row in connection.execute(select(table).where(where)):
                    known = found.get((row.law, row.article))
                    if known is None or _recency(row.edition) > _recency(known.edition):
                        found[row.law, row.article] = _article(row)
        return found

    def close(self) -> None:
        """Release all connections; calling twice is harmless."""
        self._engine.dispose()


def _recency(edition: str) -> tuple[bool, str]:
    return edition == CURRENT, edition


def _key(article: Article) -> _Key:
    return article.law, article.edition, article.article


def _chunks(keys: Sequence[_Key]) -> Iterator[Sequence[_Key]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]


def _row(article: Article, source: str) -> dict[str, str]:
    return {
        "law": article.law,
        "edition": article.edition,
        "article": article.article,
        "path": article.path,
        "text": article.text,
        "source": source,
    }


def _article(row: Row[tuple[str, ...]]) -> Article:
    return Article(row.law, row.article, row.edition, row.text, row.path)
