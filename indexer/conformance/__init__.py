"""What every ``CaseIndex`` must do, as functions that take a fresh, empty one.

    from indexer.conformance import CHECKS

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
    def test_conformance(check, index):
        check(index)

Each function names one behaviour. ``MemoryIndex`` is what answers are compared with: ids, counts,
facets and stored fields equal exactly, keyword scores within 2 %, vectors exactly. Vectors have
``DIM`` dimensions. Scores are compared where nothing was replaced: engines count replaced
documents in their statistics until they merge them away.
"""

from indexer.conformance.answers import ConformanceError, compare_pages
from indexer.conformance.checks import CHECKS
from indexer.conformance.randomised import DIM, make_corpus, make_query

__all__ = ["CHECKS", "DIM", "ConformanceError", "compare_pages", "make_corpus", "make_query"]
