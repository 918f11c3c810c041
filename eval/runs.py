"""Runs and judgements in TREC's formats: read, checked, written."""

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

from corpus.errors import SourceError

__all__ = ["Pools", "Qrels", "Run", "load_pools", "load_qrels", "load_run", "ranked", "save_run"]

Run = dict[str, dict[str, float]]  # query → document → score, higher is better
Qrels = dict[str, dict[str, int]]  # query → document → grade
Pools = dict[str, list[str]]  # query → candidates, in the file's order

_RUN_FIELDS = 6
_QREL_FIELDS = 4
_POOL_FIELDS = 2


def _rows(path: Path, fields: int, what: str) -> Iterable[tuple[int, list[str]]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"cannot read {what} {path}: {error}") from error
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.split()
        if not parts:
            continue
        if len(parts) != fields:
            raise SourceError(
                f"{path}:{number}: {what} needs {fields} fields a line, found {len(parts)}"
            )
        yield number, parts


def _number(text: str, path: Path, line: int) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise SourceError(f"{path}:{line}: not a number: {text!r}") from error
    if math.isnan(value):
        raise SourceError(f"{path}:{line}: a score may not be NaN")
    return value


def load_run(path: Path) -> Run:
    """Return a run; its order is that of the scores, as trec_eval has it, not of the ranks.

    Raises:
        SourceError: a line is not ``qid Q0 docid rank score tag``, or a document stands twice.
    """
    run: Run = {}
    for line, (query, _, document, _, score, _) in _rows(path, _RUN_FIELDS, "a run"):
        scores = run.setdefault(query, {})
        if document in scores:
            raise SourceError(f"{path}:{line}: document {document} twice for query {query}")
        scores[document] = _number(score, path, line)
    return run


def load_qrels(path: Path) -> Qrels:
    """Return grades, from ``qid 0 docid grade`` lines.

    Raises:
        SourceError: a line is something else.
    """
    qrels: Qrels = {}
    for line, (query, _, document, grade) in _rows(path, _QREL_FIELDS, "a qrels file"):
        qrels.setdefault(query, {})[document] = int(_number(grade, path, line))
    return qrels


def load_pools(path: Path) -> Pools:
    """Return candidates a query, from ``qid<TAB>docid`` lines.

    Raises:
        SourceError: a line is something else.
    """
    pools: Pools = {}
    for _, (query, document) in _rows(path, _POOL_FIELDS, "a pool file"):
        pools.setdefault(query, []).append(document)
    return pools


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Return documents best first; equal scores in order of id, so that the list is one."""
    return sorted(scores, key=lambda document: (-scores[document], document))


def save_run(path: Path, run: Run, *, tag: str = "leian", top: int | None = None) -> None:
    """Write ``qid Q0 docid rank score tag`` lines, best first."""
    lines = [
        f"{query} Q0 {document} {rank} {run[query][document]:.9g} {tag}\n"
        for query in run
        for rank, document in enumerate(ranked(run[query])[:top], 1)
    ]
    path.write_text("".join(lines), encoding="utf-8")
