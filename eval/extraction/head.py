"""Scores of the head, the parties, the panel and the sections against the shared labels."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from corpus.case_number import find_case_numbers, key
from corpus.clean import clean
from corpus.courts import find_court
from corpus.dates import parse_date
from corpus.errors import ParseError
from corpus.models import Judgment, Party, RawDocument
from corpus.parse import parse_judgment
from eval.extraction.labels import Row, correction, read_rows, to_raw
from eval.extraction.scores import FieldScore, Miss
from eval.extraction.sections import SectionScores

__all__ = ["score_head"]

_PROCEDURES: Final = {
    "一审": {"一审"},
    "二审": {"二审"},
    "再审": {"再审", "申请再审审查", "抗诉再审审查"},
    "行政一审": {"一审"},
    "行政二审": {"二审"},
    "行政非诉审查": {"非诉执行审查"},
    "行政审判监督": {"再审", "申请再审审查", "抗诉再审审查"},
}
_FIELDS: Final = ("court", "case_number", "document_type", "procedure", "case_type", "date")
_SETS: Final = ("plaintiff side", "defendant side", "third party")
_PEOPLE: Final = ("presiding", "panel", "clerk")
_PLAINTIFFS: Final = (
    "公诉机关", "原公诉机关", "抗诉机关", "原告", "上诉人", "再审申请人", "申请人", "申请再审人",
    "自诉人", "起诉人", "申诉人", "申请执行人", "公益诉讼起诉人", "附带民事诉讼原告", "赔偿请求人",
    "复议申请人",
)  # fmt: skip
# Page numbers and broken entities that the export left at a name: 张三—1—, 李四&#XB;
_SCRAPS = re.compile(r"(?<=[一-鿿])(?:&#.*|[—·.?�]+\d*[—·.\d]*|的)$|^[�?.]+")
_NO_NAME = re.compile(r"委托|代理人|代表人|律师|共同|上述|以上|被告人?[:：]|原告[:：]|辩护")


def score_head(
    data: Path,
    *,
    parse: Callable[[RawDocument], Judgment] = parse_judgment,
    sources: Sequence[str] = ("openlaw", "spc", "drug_rulings", "wenshu_admin", "lecard"),
    step: int = 1,
) -> list[FieldScore]:
    """Return the score of each field of the head, of the parties, the panel and the sections.

    Args:
        data: the folder of labelled rows (shared/data).
        parse: the parser to measure; it sees the text only.
        sources: which labelled sources.
        step: take every step-th row, for a quick look.
    """
    scores = {name: FieldScore(name) for name in (*_FIELDS, *_PEOPLE)}
    scores |= {name: FieldScore(name, "F1") for name in _SETS}
    failed = FieldScore("parsed at all")
    sections = SectionScores()
    for source in sources:
        for row in read_rows(data, source, step=step):
            raw = to_raw(source, row)
            try:
                judgment = parse(raw)
            except ParseError as error:
                failed.add(Miss(source, str(row["id"]), "a judgment", str(error)), right=False)
                continue
            failed.add(Miss(source, str(row["id"]), "", ""), right=True)
            _score_row(scores, source, row, judgment)
            sections.add(source, row, judgment)
    return [failed, *scores.values(), *sections.scores()]


def _score_row(scores: dict[str, FieldScore], source: str, row: Row, judgment: Judgment) -> None:
    row_id = str(row["id"])
    for name, expected, found, right in _head_checks(source, row, judgment):
        scores[name].add(Miss(source, row_id, expected, found), right=right)
    if source != "openlaw":
        return
    for name, label, found_names in _side_checks(row, judgment):
        fixed = correction(source, row_id, name, row["full_text"])
        names = _names(label if fixed is None else fixed)
        if fixed != "" and names:
            scores[name].add_sets(names, found_names, source, row_id)
    for name, label, members in _people_checks(row, judgment):
        fixed = correction(source, row_id, name, row["full_text"])
        value = label if fixed is None else fixed
        if value:
            wanted = sorted(re.sub(r"\d+$", "", name) for name in _names(value))
            scores[name].add(
                Miss(source, row_id, "、".join(wanted), "、".join(members)),
                right=_is_right(name, wanted, members),
            )


def _is_right(name: str, wanted: list[str], members: list[str]) -> bool:
    """Two clerks are printed as one word in some labels: 张三李四."""
    if name == "panel":
        return set(wanted) <= set(members)
    return wanted[0] in members or wanted[0] == "".join(members)


def _head_checks(source: str, row: Row, judgment: Judgment) -> Iterator[tuple[str, str, str, bool]]:
    """Yield field, label, parsed value and whether they agree, of each labelled field."""
    text = row.get("full_text") or row.get("text") or ""
    for name, column in (
        ("court", "court"),
        ("case_number", "case_no"),
        ("document_type", "doc_type"),
        ("procedure", "procedure"),
        ("case_type", "case_type"),
        ("date", "date"),
    ):
        label = str(row.get(column) or "")
        fixed = correction(source, str(row["id"]), name, text)
        expected = label if fixed is None else fixed
        if expected:
            found, right = _COMPARE[name](expected, judgment)
            yield name, expected, found, right


def _court(expected: str, judgment: Judgment) -> tuple[str, bool]:
    if judgment.court is None:
        return "", False
    name = judgment.court.name
    code = judgment.case_number.court_code if judgment.case_number else None
    if expected == name:
        return name, True
    record = find_court(expected, code=code)
    return name, record is not None and record.name == judgment.court.canonical


def _number(expected: str, judgment: Judgment) -> tuple[str, bool]:
    wanted = next(find_case_numbers(clean(expected)), None)
    found = judgment.case_number
    if wanted is None:  # the label says that the document prints none
        return found.text if found else "", found is None
    return (found.text, key(found) == key(wanted.numbers[0])) if found else ("", False)


def _type(expected: str, judgment: Judgment) -> tuple[str, bool]:
    return judgment.document_type, expected.endswith(judgment.document_type)


def _procedure(expected: str, judgment: Judgment) -> tuple[str, bool]:
    wanted = _PROCEDURES.get(expected, {expected})
    return judgment.procedure, judgment.procedure in wanted


def _case_type(expected: str, judgment: Judgment) -> tuple[str, bool]:
    wanted = {"赔偿": "国家赔偿"}.get(expected, expected.removesuffix("案件"))
    return str(judgment.case_type), judgment.case_type == wanted


def _date(expected: str, judgment: Judgment) -> tuple[str, bool]:
    return str(judgment.date or ""), judgment.date == parse_date(expected)


_COMPARE: Final = {
    "court": _court,
    "case_number": _number,
    "document_type": _type,
    "procedure": _procedure,
    "case_type": _case_type,
    "date": _date,
}


def _side_checks(row: Row, judgment: Judgment) -> Iterator[tuple[str, str, list[str]]]:
    sides: dict[str, list[str]] = {name: [] for name in _SETS}
    for party in judgment.parties:
        if party.role.startswith("原审附带民事诉讼"):
            continue  # the platform's columns leave out those who did not appeal
        sides[_side(party)] += [_plain(party.name)]
    for name, column in zip(_SETS, ("plaintiff", "defendant", "third_party"), strict=True):
        yield name, row.get(column) or "", sides[name]


def _side(party: Party) -> str:
    role = re.sub(r"^(?:原审|一审|二审|原一审|原二审|再审(?=被)|反诉)", "", party.role)
    if role.startswith("第三人"):
        return "third party"
    return "plaintiff side" if role.startswith(_PLAINTIFFS) else "defendant side"


def _people_checks(row: Row, judgment: Judgment) -> Iterator[tuple[str, str, list[str]]]:
    judges = [m for m in judgment.panel if "书记员" not in m.role and "助理" not in m.role]
    first = [m.name for m in judges if "审判长" in m.role] or [m.name for m in judges[:1]]
    yield "presiding", row.get("presiding") or "", first
    yield "panel", row.get("panel") or "", [m.name for m in judges]
    clerks = [m.name for m in judgment.panel if "书记员" in m.role or "速录员" in m.role]
    yield "clerk", row.get("clerk") or "", clerks


def _names(label: str) -> set[str]:
    parts: Iterable[str] = re.split(r"[、\n]", clean(label))
    return {
        _SCRAPS.sub("", _plain(part))
        for part in parts
        if part.strip() and not _NO_NAME.search(part)
    }


def _plain(name: str) -> str:
    return re.sub(r"[（(].*?[)）]|\s", "", clean(name)).replace("×", "X").replace("x", "X")
