"""Writes the sample corpus: one text file a judgment, and the truth beside them."""

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import InputError
from corpus.sample.docket import Story
from corpus.sample.facts import Document
from corpus.sample.plan import Planner
from corpus.sample.questions import Policy

__all__ = ["FOLDER", "SampleReport", "iter_documents", "iter_sample", "write_sample"]

FOLDER = "documents"
_QUESTIONS, _DIVERGENT = 22, 6


@dataclass(frozen=True, slots=True)
class SampleReport:
    """What was written, and where."""

    folder: Path
    documents: int
    by_topic: dict[str, int]
    chains: int
    related: int
    divergences: int
    deviations: int
    defects: int


def _stories(planner: Planner, judgments: int) -> Iterator[Story]:
    left = judgments
    for story in planner.stories():
        yield story
        left -= len(story.documents)
        if left <= 0:
            return


def _planner(seed: int, questions: int, divergent: int, *, brief: bool) -> Planner:
    policy = Policy.choose(seed, questions=questions, divergent=divergent)
    return Planner(seed, policy, brief=brief)


def iter_documents(
    judgments: int,
    *,
    seed: int = 7,
    questions: int = _QUESTIONS,
    divergent: int = _DIVERGENT,
    brief: bool = False,
) -> Iterator[Document]:
    """Yield documents with their truth, in bounded memory; the first n are always the same."""
    planner = _planner(seed, questions, divergent, brief=brief)
    documents = (d for story in _stories(planner, judgments) for d in story.documents)
    yield from itertools.islice(documents, judgments)


def iter_sample(judgments: int, *, seed: int = 7, brief: bool = False) -> Iterator[tuple[str, str]]:
    """Yield (path, text) of so many judgments in bounded memory; ``brief`` makes short ones."""
    for document in iter_documents(judgments, seed=seed, brief=brief):
        yield document.path, document.text


def write_sample(
    folder: Path,
    *,
    judgments: int = 1200,
    seed: int = 7,
    questions: int = _QUESTIONS,
    divergent: int = _DIVERGENT,
) -> SampleReport:
    """Write at least ``judgments`` documents and ``truth.json`` into a folder; return the counts.

    The documents lie under ``folder/documents``, one UTF-8 text file each. The last story is told
    to its end, so there may be a few more than asked for. ``folder/truth.json`` is no document: it
    has the key ``leian_truth``.

    Raises:
        ValueError: more questions are asked for than there are.
        InputError: the folder holds another sample, which would be mixed with this one.
    """
    made_with = {
        "judgments": judgments,
        "seed": seed,
        "questions": questions,
        "divergent": divergent,
    }
    _refuse_another(folder, made_with)
    planner = _planner(seed, questions, divergent, brief=False)
    stories, guiding = [], list[Document]()
    made: set[Path] = set()
    for story in _stories(planner, judgments):
        stories.append(story)
        for document in story.documents:
            if document.truth.kind == "guiding_case":
                guiding.append(document)
                continue
            path = folder / FOLDER / document.path
            if path.parent not in made:
                path.parent.mkdir(parents=True, exist_ok=True)
                made.add(path.parent)
            path.write_text(document.text, encoding="utf-8")
    _write_guiding(folder / FOLDER, guiding)
    truth = {"leian_truth": True, **made_with, **_truth(stories, planner)}
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text, encoding="utf-8")
    documents = [d for story in stories for d in story.documents]
    return SampleReport(
        folder=folder,
        documents=len(documents),
        by_topic=dict(Counter(d.truth.topic for d in documents)),
        chains=len(truth["chains"]),
        related=len(truth["related"]),
        divergences=len(truth["divergences"]),
        deviations=sum(d.truth.deviation is not None for d in documents),
        defects=sum(len(d.truth.defects) for d in documents),
    )


def _refuse_another(folder: Path, made_with: dict[str, int]) -> None:
    """Raise where the folder has a sample that was made otherwise; its files would stay behind."""
    path = folder / "truth.json"
    if not path.is_file():
        return
    there = json.loads(path.read_text(encoding="utf-8"))
    if {key: there.get(key) for key in made_with} != made_with:
        raise InputError(f"{folder} holds another sample; choose an empty folder, or remove it")


def _write_guiding(folder: Path, documents: list[Document]) -> None:
    """Write guiding-case-like entries as a table: only a source can say that a text is one."""
    rows = [
        json.dumps(
            {
                "leian_sample": True,
                "number": document.truth.guiding_number,
                "title": document.text.splitlines()[1],
                "publish_date": document.truth.publish_date,
                "full_text": document.text,
            },
            ensure_ascii=False,
        )
        for document in documents
    ]
    if rows:
        text = "\n".join(rows) + "\n"
        (folder / "指导性样例.jsonl").write_text(text, encoding="utf-8")


def _truth(stories: list[Story], planner: Planner) -> dict[str, Any]:
    """Return the ground truth of a whole sample as plain objects."""
    documents = [d.truth for story in stories for d in story.documents]
    policy = planner.docket.policy
    positions: dict[str, dict[str, list[str]]] = {
        q.id: {"support": [], "deny": []} for q in policy.active
    }
    for truth in documents:
        for holding in truth.holdings:
            positions[holding.question][holding.stance].append(truth.case_number)
    asked = [
        {"id": q.id, "question": q.title, "topic": q.topic, "positions": positions[q.id]}
        for q in policy.active
    ]
    return {
        "documents": [asdict(truth) for truth in documents],
        "chains": [story.chain for story in stories if len(story.chain) > 1],
        "related": [
            {"a": a, "b": b, "type": kind} for story in stories for a, b, kind in story.related
        ],
        "divergences": [row for row in asked if row["id"] in policy.divergent],
        "law_changes": [row for row in asked if row["id"] in policy.versioned],
        "told_apart": [row for row in asked if row["id"] in policy.conditional],
        "uniform": [
            row
            for row in asked
            if row["id"] not in policy.divergent | policy.versioned | policy.conditional
        ],
    }
