"""Where sections start, against the parts that openlaw and lecard mark.

The labels give each part's text, not its place: it is found in the document by its first words,
white space and the 、 that stands for a lost line break left out on both sides.
"""

import re
from typing import Final

from corpus.models import Judgment, Section, SectionKind
from eval.extraction.labels import Row, correction
from eval.extraction.scores import FieldScore, Miss

__all__ = ["SectionScores"]

_NEAR: Final = 5  # characters by which a start may differ
_HEAD: Final = 24  # characters by which a part is found
_LOST: Final = str.maketrans("", "", "、\n；; ")
# The export prints the case number a second time, and puts it into the parties.
_REPEATED_NUMBER = re.compile(
    r"^(?:[（(]\d{4}[）)][^、。]{2,30}号(?:之[一二三四五])?|之[一二三])、"
)
_OPENLAW: Final = (
    ("reasoning", "法院意见", SectionKind.REASONING),
    ("basis", "判决结果", SectionKind.BASIS),
    ("notice", "庭后告知", SectionKind.NOTICE),
    ("signature", "结尾", SectionKind.SIGNATURE),
    ("annex", "附录", SectionKind.ANNEX),
    ("parties", "当事人", SectionKind.PARTIES),
    ("procedure", "庭审程序说明", SectionKind.PROCEDURE),
)
_CORE: Final = ("reasoning", "basis", "disposition")


class SectionScores:
    """Collects, row by row, whether each labelled part starts where the parser says."""

    def __init__(self) -> None:
        """Start with no rows."""
        self._starts = {
            name: FieldScore(f"{name} start")
            for name in (*_CORE, "notice", "signature", "annex", "parties", "procedure")
        }
        self._core = FieldScore("core starts")
        self._boundaries = FieldScore("boundaries", "F1")

    def scores(self) -> list[FieldScore]:
        """Return the scores: each start, the three that count together, and all boundaries."""
        return [*self._starts.values(), self._core, self._boundaries]

    def add(self, source: str, row: Row, judgment: Judgment) -> None:
        """Compare one row; sources without marked parts are passed over."""
        if source not in {"openlaw", "lecard"}:
            return
        text = judgment.text
        kept = [i for i, c in enumerate(text) if c not in "、\n；; "]
        flat = "".join(text[i] for i in kept)
        places = {offset: place for place, offset in enumerate(kept)}
        for name, label, kind in self._labels(source, row):
            raw = row.get("full_text") or row["text"]
            fixed = correction(source, str(row["id"]), f"{name} start", raw)
            if fixed == "":
                continue
            wanted = flat.find((fixed or label).translate(_LOST)[:_HEAD])
            if wanted < 0:
                continue
            section = next((s for s in judgment.sections if s.kind is kind), None)
            self._compare(source, str(row["id"]), name, (flat, wanted), _place(section, places))

    def _compare(
        self, source: str, row_id: str, name: str, label: tuple[str, int], found: int | None
    ) -> None:
        flat, wanted = label
        right = found is not None and abs(found - wanted) <= _NEAR
        shown = "(absent)" if found is None else flat[max(0, found - 10) : found + 30]
        miss = Miss(source, row_id, flat[max(0, wanted - 10) : wanted + 30], shown)
        self._starts[name].add(miss, right=right)
        if name in _CORE:
            self._core.add(miss, right=right)
        self._boundaries.rows += 1
        self._boundaries.right += right
        self._boundaries.missed += not right
        self._boundaries.spurious += not right and found is not None

    @staticmethod
    def _labels(source: str, row: Row) -> list[tuple[str, str, SectionKind]]:
        if source == "lecard":
            disposition = ("disposition", row.get("disposition") or "", SectionKind.DISPOSITION)
            reasoning = ("reasoning", row.get("reasoning") or "", SectionKind.REASONING)
            return [one for one in (reasoning, disposition) if one[1].strip()]
        parts = row["sections"]
        labels = [(name, parts[p], kind) for name, p, kind in _OPENLAW if parts.get(p)]
        return [(n, _REPEATED_NUMBER.sub("", text), kind) for n, text, kind in labels]


def _place(section: Section | None, places: dict[int, int]) -> int | None:
    if section is None:
        return None
    return next((places[i] for i in range(section.start, section.end) if i in places), None)
