"""Rebuild ``courts.json``: the table of courts, with the court codes that judgments prove.

    python -m corpus.data.build_courts ../shared/data

Names, levels and superiors come from ``taxonomy/courts.jsonl.xz``. A court code (法院代字) is
proven by documents that print a court's name directly before a new-style number: the code that
most of them print, of the length that the court's level has by rule; or derived by the official
rule from the codes of the courts below it. Else it is null, with the reason. Former names are kept
as aliases where a document prints one with a code of the same province and the same stem is unique
there.
"""

import json
import lzma
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from corpus.courts import province_of_code

_SOURCES: Final = {
    "openlaw/judgments.jsonl.xz": "full_text",
    "drug_rulings/rulings.jsonl.xz": "full_text",
    "spc/documents.jsonl.xz": "full_text",
    "wenshu_admin/judgments.jsonl.xz": "full_text",
    "case_library/entries.jsonl.xz": "full_text",
    "guiding_cases/cases.jsonl.xz": "full_text",
    "lecard/corpus.jsonl.xz": "text",
}
_CODES: Final = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新兵"
_MENTION = re.compile(
    r"(?P<name>[一-鿿]{2,30}?法院(?:[一-鿿]{2,12}分院)?)\s*"
    r"(?:(?:刑\s*事|民\s*事|行\s*政|执\s*行|赔\s*偿)[一-鿿\s]{2,16}书?\s*)?"
    rf"[(（〔\[]\s*20\d\d\s*[)）〕\]]\s*(?P<code>[{_CODES}]\s?(?:\d\s?){{0,4}})知?[民刑行执赔][一-鿿]{{0,4}}\s?\d"
)
_DIGITS_BY_LEVEL: Final = {"高级": 0, "中级": 2, "基层": 4}
_KINDS: Final = (
    ("铁路", "railway"), ("海事", "maritime"), ("知识产权", "ip"), ("互联网", "internet"),
    ("金融", "finance"), ("兵团", "corps"), ("垦区", "corps"), ("军事", "military"),
    ("林区", "forest"), ("农垦", "reclamation"), ("开发区", "development"),
)  # fmt: skip
_HIGH_CODES: Final = {province_of_code(c): c for c in _CODES if c != "兵"}
# Courts younger than the source table, and names that it misprints.
_NEW_COURTS: Final = (
    ("北京金融法院", "北京市高级人民法院", "京74"),
    ("成渝金融法院", "重庆市高级人民法院", "渝87"),
    ("南京海事法院", "江苏省高级人民法院", "苏72"),
    ("海南自由贸易港知识产权法院", "海南省高级人民法院", "琼73"),
)
_PROOFS: Final = 2  # judgments that must print a court that the source table lacks
# Former names whose place changed its own name too.
_FORMER: Final = {
    "盘州市人民法院": "盘县人民法院",
    "滦州市人民法院": "滦县人民法院",
    "成都市郫都区人民法院": "郫县人民法院",
    "郫都区人民法院": "郫县人民法院",
    "长治市上党区人民法院": "长治县人民法院",
    "铜陵市铜官区人民法院": "铜陵市铜官山区人民法院",
    "天津市蓟州区人民法院": "天津市蓟县人民法院",
    "济南市莱芜区人民法院": "莱芜市莱城区人民法院",
    "济南市钢城区人民法院": "莱芜市钢城区人民法院",
    "保定市竞秀区人民法院": "保定市新市区人民法院",
    "保定市莲池区人民法院": "保定市北市区人民法院",
}
_RENAMED: Final = {
    "上海市金融法院": "上海金融法院",
    "吉林省延边林区中级法": "吉林省延边林区中级法院",
}
_STEM = re.compile(r"(?:自治县|自治旗|[县市区旗])?(?:人民)?法院$")
_CITY = re.compile(r"^[一-鿿]{2,12}?(?:自治州|地区|[市州盟])(?=[一-鿿]{2,})")


def main(data: Path) -> None:
    """Write ``courts.json`` beside this file."""
    courts = _load_courts(data)
    votes, unknown = _collect_votes(data, courts)
    for name, court in courts.items():
        _set_code(court, votes.get(name, Counter()))
    _derive_codes(courts)
    _drop_shared_codes(courts)
    _add_former_names(courts, unknown)
    _add_unlisted(courts, unknown)
    rows = ",\n".join(json.dumps(_row(court), ensure_ascii=False) for court in courts.values())
    note = "Built by corpus.data.build_courts from public facts; do not edit by hand."
    target = Path(__file__).with_name("courts.json")
    target.write_text(f'{{"comment": "{note}", "courts": [\n{rows}\n]}}\n', encoding="utf-8")
    proven = sum(court["code"] is not None for court in courts.values())
    sys.stdout.write(f"{len(courts)} courts, {proven} with a court code\n")


def _load_courts(data: Path) -> dict[str, dict[str, Any]]:
    courts: dict[str, dict[str, Any]] = {}
    for row in _rows(data / "taxonomy" / "courts.jsonl.xz"):
        name = _RENAMED.get(row["name"], row["name"])
        aliases = [row["name"]] if name != row["name"] else []
        parent = _RENAMED.get(row["parent"], row["parent"])
        courts[name] = _court(name, row["level"], parent, row["high_court"], aliases)
    for name, superior, code in _NEW_COURTS:
        courts[name] = _court(name, "中级", superior, superior, [])
        courts[name]["code"] = code
    return courts


def _court(
    name: str, level: str, superior: str | None, high: str | None, aliases: list[str]
) -> dict[str, Any]:
    if level == "高级":
        high = name
    kind = next((kind for word, kind in _KINDS if word in name), None)
    return {
        "name": name,
        "level": level,
        "province": None if level == "最高" else (high or "").split("高级人民法院")[0] or None,
        "superior": superior,
        "high_court": high,
        "kind": kind,
        "code": None,
        "code_note": None,
        "aliases": aliases,
    }


def _collect_votes(
    data: Path, courts: dict[str, dict[str, Any]]
) -> tuple[dict[str, Counter[str]], Counter[tuple[str, str]]]:
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    unknown: Counter[tuple[str, str]] = Counter()
    for source, field in _SOURCES.items():
        for row in _rows(data / source):
            for match in _MENTION.finditer(row[field]):
                printed = match["name"]
                code = re.sub(r"\s", "", match["code"])
                name = next((printed[i:] for i in range(len(printed)) if printed[i:] in courts), "")
                if name:
                    votes[name][code] += 1
                else:
                    unknown[printed, code] += 1
    return votes, unknown


def _set_code(court: dict[str, Any], votes: Counter[str]) -> None:
    if court["level"] == "最高":
        court["code"], court["code_note"] = "最高法", "rule"
        return
    if court["name"] == f"{court['province']}高级人民法院":
        court["code"], court["code_note"] = _HIGH_CODES[court["province"]], "rule"
        return
    if court["code"]:
        court["code_note"] = "known from the court's founding"
        return
    digits = _DIGITS_BY_LEVEL[court["level"]]
    fitting = Counter({c: n for c, n in votes.items() if _is_fitting(c, court, digits)})
    if not fitting:
        court["code_note"] = "no judgment seen prints it"
        return
    ranked = fitting.most_common(2)
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        court["code_note"] = f"judgments disagree: {', '.join(sorted(c for c, _ in ranked))}"
        return
    court["code"] = ranked[0][0]
    others = sorted(c for c in fitting if c != court["code"])
    seen = f"{ranked[0][1]} judgments"
    court["code_note"] = f"{seen}; also printed: {', '.join(others)}" if others else seen


def _is_fitting(code: str, court: dict[str, Any], digits: int) -> bool:
    corps = "兵团" in (court["high_court"] or "")
    right_province = code[0] == "兵" if corps else province_of_code(code) == court["province"]
    return right_province and len(code) - 1 == digits


def _derive_codes(courts: dict[str, dict[str, Any]]) -> None:
    """Give a 中级 court the first two digits that all courts below it share (the official rule)."""
    below: dict[str, Counter[str]] = defaultdict(Counter)
    for court in courts.values():
        if court["level"] == "基层" and court["code"] and court["superior"]:
            below[court["superior"]][court["code"][:3]] += 1
    for name, codes in below.items():
        superior = courts.get(name)
        if superior and superior["level"] == "中级" and not superior["code"] and len(codes) == 1:
            superior["code"] = next(iter(codes))
            superior["code_note"] = "rule: the courts below it"


def _drop_shared_codes(courts: dict[str, dict[str, Any]]) -> None:
    """Leave a code to the court that most judgments print it for."""
    holders: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for court in courts.values():
        if court["code"]:
            holders[court["code"]].append(court)
    for code, shared in holders.items():
        for court in sorted(shared, key=_weight)[:-1]:
            court["code"] = None
            court["code_note"] = f"{code} is printed for it, and more often for another court"


def _weight(court: dict[str, Any]) -> int:
    match = re.match(r"\d+", court["code_note"] or "")
    return int(match.group()) if match else 10**6


def _add_former_names(courts: dict[str, dict[str, Any]], unknown: Counter[tuple[str, str]]) -> None:
    stems: dict[tuple[str | None, str], list[dict[str, Any]]] = defaultdict(list)
    for court in courts.values():
        if court["level"] == "基层":
            stems[court["province"], _stem(court["name"], court["province"])].append(court)
    for name, former in _FORMER.items():
        if name in courts:
            courts[name]["aliases"].append(former)
    for printed, code in sorted(unknown):
        province = province_of_code(code)
        if len(code) != len("湘0102") or not province or not printed.startswith(province):
            continue
        bare = printed.removeprefix(province)
        found = stems.get((province, _stem(printed, province)), [])
        if len(found) == 1 and bare not in found[0]["aliases"] and bare.endswith("人民法院"):
            found[0]["aliases"].append(bare)


def _add_unlisted(courts: dict[str, dict[str, Any]], unknown: Counter[tuple[str, str]]) -> None:
    """Add courts younger than the source table that at least two judgments print with one code."""
    known = {alias for court in courts.values() for alias in (court["name"], *court["aliases"])}
    held = {court["code"]: name for name, court in courts.items()}
    for (printed, code), seen in sorted(unknown.items()):
        province = province_of_code(code)
        bare = printed.removeprefix(province or "")
        superior = held.get(code[:3])
        if (
            seen < _PROOFS
            or len(code) != len("湘0102")
            or code in held
            or bare == printed
            or bare in known
            or not re.fullmatch(r"[一-鿿]{3,16}(?:区|市|县)人民法院", bare)
            or superior is None
            or "某" in bare
        ):
            continue
        courts[bare] = _court(bare, "基层", superior, f"{province}高级人民法院", [])
        courts[bare] |= {"code": code, "code_note": f"{seen} judgments; not in the source table"}
        held[code] = bare


def _stem(name: str, province: str | None) -> str:
    """Return the bare place: 宁乡 of 湖南省宁乡县人民法院 and of 宁乡市人民法院."""
    bare = name.removeprefix(province or "")
    return _STEM.sub("", _CITY.sub("", bare) if _STEM.sub("", _CITY.sub("", bare)) else bare)


def _row(court: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in court.items() if k in {"name", "level"} or v not in (None, [])} | {
        "province": court["province"],
        "superior": court["superior"],
        "high_court": court["high_court"],
        "code": court["code"],
    }


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
