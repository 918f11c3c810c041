"""Scores of citations, causes and charges, and outcomes against labels of the shared data."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from corpus.causes import ancestors, node_named
from corpus.errors import ParseError
from corpus.models import CaseType, Citation, Judgment, RawDocument, SectionKind
from corpus.numerals import parse_numeral
from corpus.parse import parse_judgment
from corpus.statutes import canonical_law, name_key
from eval.extraction.labels import Row, correction, read_rows, to_raw
from eval.extraction.scores import FieldScore, Miss

__all__ = ["score_law"]

Parse = Callable[[RawDocument], Judgment]

_CRIMINAL_LAW: Final = "中华人民共和国刑法"
_KINDS: Final = {
    "fixed_term": "有期徒刑",
    "detention": "拘役",
    "control": "管制",
    "life": "无期徒刑",
    "death_suspended": "死刑缓期执行",
    "death": "死刑",
    "fine_only": "单处罚金",
    "exempt": "免予刑事处罚",
    "acquitted": "无罪",
}


def score_law(data: Path, *, parse: Parse = parse_judgment, step: int = 1) -> list[FieldScore]:
    """Return the score of each field of the law part: citations, causes, charges, outcome.

    Args:
        data: the folder of labelled rows (shared/data).
        parse: the parser to measure; it sees the text only.
        step: take every step-th row of the large sources, for a quick look.
    """
    return [
        *_score_citations(data, parse, step),
        *_score_causes(data, parse, step),
        *_score_criminal(data, parse),
        *_score_civil(data, parse),
    ]


def _judgments(
    data: Path, parse: Parse, source: str, *, step: int = 1, ids: Iterable[str] | None = None
) -> Iterator[tuple[Row, Judgment]]:
    wanted = frozenset(ids) if ids is not None else None
    for row in read_rows(data, source, step=step):
        if wanted is not None and str(row["id"]) not in wanted:
            continue
        try:
            yield row, parse(to_raw(source, row))
        except ParseError:
            continue


# ---------------------------------------------------------------- citations


def _score_citations(data: Path, parse: Parse, step: int) -> Iterator[FieldScore]:
    article = FieldScore("article (wenshu_admin)", "F1")
    part = FieldScore("款项 (wenshu_admin)", "F1")
    for row, judgment in _judgments(data, parse, "wenshu_admin"):
        labels = [lab for entry in row["legal_basis"] or () for lab in _basis_labels(entry)]
        if labels:
            cited = list(_of_labelled_laws(judgment, labels))
            _add_citations(article, part, row, "wenshu_admin", labels, cited)
    yield from (article, part)
    article = FieldScore("article (library index)", "F1")
    part = FieldScore("款项 (library index)", "F1")
    for row, judgment in _judgments(data, parse, "case_library", step=step):
        labels = list(_index_labels(row["index"] or ""))
        cited = _own_index(judgment)
        if labels and cited:
            _add_citations(article, part, row, "case_library", labels, cited)
    yield from (article, part)


def _own_index(judgment: Judgment) -> list[Citation]:
    """Return the citations of the index, up to where some rows hold the next entry as well."""
    cited = [c for c in judgment.citations if c.section is SectionKind.INDEX]
    if not cited:
        return cited
    end = judgment.text.find("【", cited[0].start)
    return [c for c in cited if end < 0 or c.start < end]


def _of_labelled_laws(judgment: Judgment, labels: Sequence["_Label"]) -> Iterator[Citation]:
    """Yield the citations of the basis, and those of the reasoning that the labels name.

    The platform's list leaves out interpretations whose title lost its inner 《》, and takes in
    what the reasoning cites: laws that it does not name are not held against the parser.
    """
    laws = {name_key(law) for law, _, _, _ in labels}
    articles = {(name_key(law), a) for law, a, _, _ in labels}
    for cited in judgment.citations:
        in_basis = cited.section is SectionKind.BASIS and name_key(cited.law) in laws
        reasoned = cited.section is SectionKind.REASONING
        if in_basis or (reasoned and (name_key(cited.law), cited.article) in articles):
            yield cited


_Label = tuple[str, str, int | None, int | None]


def _add_citations(
    article: FieldScore,
    part: FieldScore,
    row: Row,
    source: str,
    labels: Sequence[_Label],
    cited: Sequence[Citation],
) -> None:
    own = [c for c in cited if c.article is not None]
    row_id = str(row["id"])
    article.add_sets(
        {f"{name_key(law)} {a}" for law, a, _, _ in labels},
        {f"{name_key(c.law)} {c.article}" for c in own},
        source,
        row_id,
    )
    counts = Counter((name_key(law), a) for law, a, _, _ in labels)
    # the platform lists all parts of an article that is cited whole: nothing to compare there
    spread = {key for key, count in counts.items() if count > _MOST_PARTS}
    found = [(name_key(c.law), c.article, c.paragraph, c.item) for c in own]
    part.add_sets(
        {
            f"{name_key(law)} {a} {p} {i}"
            for law, a, p, i in labels
            if (name_key(law), a) not in spread
        },
        {f"{law} {a} {p} {i}" for law, a, p, i in found if (law, a) not in spread},
        source,
        row_id,
    )


_MOST_PARTS = 2


_TERM = re.compile(
    r"第\s*(?P<a>[0-9０-９一二三四五六七八九十百千零〇]+)\s*条(?:\s*之([一二三四五六七八九]))?"
    r"(?:\s*第\s*(?P<p>[0-9０-９一二三四五六七八九十]+)\s*款)?"
    r"(?:\s*第?\s*[（(]?\s*(?P<i>[0-9０-９一二三四五六七八九十]+)\s*[）)]?\s*项)?"
)


def _basis_labels(entry: Mapping[str, str]) -> Iterator[_Label]:
    law = canonical_law(entry["fgmc"]) or entry["fgmc"]
    yield from _terms(law, entry["tkx"])


def _terms(law: str, words: str) -> Iterator[_Label]:
    for found in _TERM.finditer(words):
        number = parse_numeral(found["a"])
        if number:
            inserted = f"-{parse_numeral(found[2])}" if found[2] else ""
            paragraph = parse_numeral(found["p"] or "")
            yield law, f"{number}{inserted}", paragraph, parse_numeral(found["i"] or "")


# 《…》（2017年修正）第 24 条、第 25 条第 1 款: what follows the title up to the next title
_STRICT = re.compile(
    r"(?:[（(][^（）()]*[）)])?(?:第[\d一二三四五六七八九十百零]+条(?:第[\d一二三四五六七八九十]+款)?"
    r"(?:第[（(]?[\d一二三四五六七八九十]+[）)]?项)?、?)+"
)
_INSTANCES = re.compile(
    r"(?:一审|二审|重审|再审|执行异议|执行复议|执行监督|其他审理程序|委赔|提审|申诉|复核)[:：]|【"
)
_INDEXED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》([^《]*)")


def _index_labels(index: str) -> Iterator[_Label]:
    """Read the index by the one shape that its editors mostly use; others are left out."""
    flat = re.sub(r"\s", "", _INSTANCES.split(index)[0])
    found = _INDEXED.findall(flat)
    if not all(_STRICT.fullmatch(words) for _, words in found):
        return
    for title, words in found:
        law = canonical_law(title) or title
        yield from _terms(law, words)


# ---------------------------------------------------------------- causes and charges


def _score_causes(data: Path, parse: Parse, step: int) -> Iterator[FieldScore]:
    civil = FieldScore("cause (civil)")
    charges = FieldScore("charges (openlaw)", "F1")
    for row, judgment in _judgments(data, parse, "openlaw", step=step):
        row_id = str(row["id"])
        fixed = correction("openlaw", row_id, "cause", row["full_text"])
        label = (row["cause"] or "") if fixed is None else fixed
        label = next(iter(_corrected("cause").get(row_id, ())), label)
        if not label:
            continue
        if row["case_type"] == "刑事" or judgment.case_type is CaseType.CRIMINAL:
            wanted = _charge_labels(row, label)
            charges.add_sets(_official(wanted), _official(judgment.causes), "openlaw", row_id)
        elif judgment.case_type is CaseType.CIVIL:
            found = "、".join(judgment.cause_nodes or judgment.causes)
            civil.add(Miss("openlaw", row_id, label, found), right=_is_at_or_below(judgment, label))
    yield from (civil, charges)
    titled = FieldScore("charges of lecard titles")
    for row, judgment in _judgments(data, parse, "lecard", step=10 * step):
        wanted = _title_charges(str(row["title"]))
        if wanted:
            convicted = _official(judgment.causes)
            miss = Miss("lecard", str(row["id"]), "、".join(wanted), "、".join(sorted(convicted)))
            titled.add(miss, right=_official(wanted) <= convicted)
    yield titled


def _official(charges: Iterable[str]) -> set[str]:
    """Return the official charges: 贩卖毒品 and 走私、贩卖、运输、制造毒品 are one."""
    return {node_named(c, CaseType.CRIMINAL) or c for c in charges}


def _is_at_or_below(judgment: Judgment, label: str) -> bool:
    node = node_named(label, CaseType.CIVIL)
    if node is None:
        return label in judgment.causes
    return any(node == own or node in ancestors(own) for own in judgment.cause_nodes)


@cache
def _corrected(field: str) -> Mapping[str, tuple[str, ...]]:
    """Return row id → the right causes or charges, where the platform's label differs."""
    text = files("eval.extraction").joinpath("corrections_law.json").read_text("utf-8")
    return {
        row["id"]: tuple(row["value"].split("|"))
        for row in json.loads(text)["corrections"]
        if row["field"] == field
    }


def _charge_labels(row: Row, label: str) -> set[str]:
    """The platform names one charge of several: the title names them all where it agrees."""
    if row["id"] in _corrected("charges"):
        return set(_corrected("charges")[row["id"]])
    titled = _title_charges(str(row["title"]))
    bare = label.removesuffix("罪")
    return titled or {bare}


def _title_charges(title: str) -> set[str]:
    stem = re.split(r"(?:一案)?(?:一审|二审|再审|\d{4})", title)[0]
    found: set[str] = set()
    rest = stem.removesuffix("罪")
    while rest:
        tail = next(
            (
                rest[at:]
                for at in range(len(rest))
                if node_named(rest[at:] + "罪", CaseType.CRIMINAL) == rest[at:] + "罪"
            ),
            None,
        )
        if tail is None:
            break
        found.add(tail)
        rest = rest[: -len(tail)].rstrip("、，及和").removesuffix("罪")
    return found


# ---------------------------------------------------------------- outcomes


def _gold(data: Path, name: str) -> dict[str, dict[str, Any]]:
    lines = (data / "gold" / name).read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def _score_criminal(data: Path, parse: Parse) -> Iterator[FieldScore]:
    gold = _gold(data, "criminal_dev.jsonl")
    rows = FieldScore("sentence rows, all right", "F1")
    circumstances = FieldScore("circumstances", "F1")
    articles = FieldScore("刑法 articles of the basis", "F1")
    charges = FieldScore("charges (gold)", "F1")
    for row, judgment in _judgments(data, parse, "lecard", ids=gold):
        label = gold[str(row["id"])]
        row_id = str(row["id"])
        outcome = judgment.outcome
        unread = {s["defendant"] for s in label["sentences"] if s["outcome"] is None}
        found = [s for s in outcome.sentences if s.defendant not in unread] if outcome else []
        rows.add_sets(
            {_sentence_label(s) for s in label["sentences"] if s["outcome"] is not None},
            {
                f"{s.defendant} {s.charge} {s.kind} {s.months} {s.probation_months} "
                f"{s.fine or 0:.2f} {s.total_months}"
                for s in found
            },
            "lecard",
            row_id,
        )
        tags = outcome.circumstances if outcome else {}
        circumstances.add_sets(
            {f"{n} {t}" for n, ts in label["circumstances"].items() for t in ts or ()},
            {
                f"{n} {t}"
                for n, ts in tags.items()
                for t in ts
                if label["circumstances"].get(n, ()) is not None
            },
            "lecard",
            row_id,
        )
        if label["articles"] is not None:
            cited = [c for c in judgment.citations if c.section is SectionKind.BASIS]
            articles.add_sets(
                map(str, label["articles"]),
                {c.article for c in cited if c.law == _CRIMINAL_LAW and c.article},
                "lecard",
                row_id,
            )
        charges.add_sets(
            {s["charge"] for s in label["sentences"]}, judgment.causes, "lecard", row_id
        )
    yield from (rows, circumstances, articles, charges)


def _sentence_label(label: Mapping[str, Any]) -> str:
    return (
        f"{label['defendant']} {label['charge']} {_KINDS[label['outcome']]} {label['months']} "
        f"{label['probation_months']} {label['fine_yuan'] or 0:.2f} {label['total_months']}"
    )


def _score_civil(data: Path, parse: Parse) -> Iterator[FieldScore]:
    gold = _gold(data, "divergence_dev.jsonl")
    result = FieldScore("civil result")
    total = FieldScore("awarded total")
    for row, judgment in _judgments(data, parse, "openlaw", ids=gold):
        label = gold[str(row["id"])]
        outcome = judgment.outcome
        if not label["appeal_result"]:
            got = (outcome.result if outcome else None) or ""
            miss = Miss("openlaw", str(row["id"]), label["disposition"], got)
            result.add(miss, right=got == label["disposition"])
        if label["awarded_total_yuan"] is not None:
            awarded = outcome.awarded_total if outcome else None
            wanted = float(label["awarded_total_yuan"])
            total.add(
                Miss("openlaw", str(row["id"]), f"{wanted:.2f}", str(awarded)),
                right=awarded is not None and round(awarded - wanted, 2) == 0,
            )
    yield from (result, total)
