"""How an answer is compared with the reference's."""

from collections.abc import Sequence

from indexer.types import Page, Query, Weighted

__all__ = ["ConformanceError", "compare_pages", "must_be_close", "must_equal"]

KEYWORD_TOLERANCE = 0.02
VECTOR_TOLERANCE = 1e-5


class ConformanceError(AssertionError):
    """A backend does not do what the reference does."""


def must_equal(found: object, expected: object, what: str) -> None:
    """Raise unless two values are equal."""
    if found != expected:
        raise ConformanceError(f"{what}: found {found!r}, expected {expected!r}")


def must_be_close(
    found: Sequence[float], expected: Sequence[float], share: float, what: str
) -> None:
    """Raise unless scores are equal within a share of them."""
    off = [
        (a, b)
        for a, b in zip(found, expected, strict=True)
        if abs(a - b) > max(share * abs(b), VECTOR_TOLERANCE)
    ]
    if off:
        raise ConformanceError(f"{what}: scores (found, expected) differ: {off[:5]}")


def compare_pages(query: Query, page: Page, expected: Page) -> None:
    """Raise unless a page is what the reference gives.

    Where two documents' scores differ by less than the tolerance their order is free.
    """
    what = repr(query)
    must_equal(page.total, expected.total, f"total of {what}")
    must_equal(page.facets, expected.facets, f"facets of {what}")
    keyword = isinstance(query.rank, Weighted)
    tolerance = KEYWORD_TOLERANCE if keyword else VECTOR_TOLERANCE
    must_be_close(
        [hit.score for hit in page.hits], [hit.score for hit in expected.hits], tolerance, what
    )
    for hit, wanted in zip(page.hits, expected.hits, strict=True):
        near = abs(hit.score - wanted.score) <= tolerance * max(abs(wanted.score), 1e-9)
        if hit.id != wanted.id and not (near and keyword):
            raise ConformanceError(f"{what}: {hit} where {wanted} should be")
