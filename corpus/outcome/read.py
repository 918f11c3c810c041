"""The one way into the outcome readers: choose by case type."""

from collections.abc import Sequence

from corpus.models import CaseType, Outcome, Party, Section

__all__ = ["read_outcome"]


def read_outcome(
    text: str,
    *,
    sections: Sequence[Section],
    case_type: CaseType,
    document_type: str,
    procedure: str,
    parties: Sequence[Party],
    causes: Sequence[str],
) -> Outcome | None:
    """Return what the court decided, None where the text shows no disposition."""
    return None
