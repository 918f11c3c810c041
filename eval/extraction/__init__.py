"""The parser measured against labels: head, parties, sections; citations, causes and outcomes.

The labels were made by machines and have mistakes: ``corrections.json`` lists those that were found
by reading, with a reason each, so that a score is neither flattered nor spoilt by them.
"""

from eval.extraction.head import score_head
from eval.extraction.scores import FieldScore, Miss, format_scores

__all__ = ["FieldScore", "Miss", "format_scores", "score_head"]
