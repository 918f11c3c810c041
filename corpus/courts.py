"""The table of courts: printed name or court code → the court, its level, province and superior.

``data/courts.json`` is built by ``corpus.data.build_courts``. A name that fits no court, or
several, stays unresolved: None, or the candidates.
"""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

__all__ = [
    "CourtRecord",
    "court_by_code",
    "court_candidates",
    "find_court",
    "province_of_code",
    "trim_court_name",
]

# First character of a court code → province. 兵 and 军 are no provinces of their own.
_PROVINCES: Final = {
    "京": "北京市", "津": "天津市", "冀": "河北省", "晋": "山西省", "蒙": "内蒙古自治区",
    "内": "内蒙古自治区", "辽": "辽宁省", "吉": "吉林省", "黑": "黑龙江省", "沪": "上海市",
    "苏": "江苏省", "浙": "浙江省", "皖": "安徽省", "闽": "福建省", "赣": "江西省",
    "鲁": "山东省", "豫": "河南省", "鄂": "湖北省", "湘": "湖南省", "粤": "广东省",
    "桂": "广西壮族自治区", "琼": "海南省", "渝": "重庆市", "川": "四川省", "贵": "贵州省",
    "黔": "贵州省", "云": "云南省", "滇": "云南省", "藏": "西藏自治区", "陕": "陕西省",
    "甘": "甘肃省", "青": "青海省", "宁": "宁夏回族自治区", "新": "新疆维吾尔自治区",
    "兵": "新疆维吾尔自治区",
}  # fmt: skip
_SHORT_PROVINCES: Final = {
    re.sub(r"(?:壮族|回族|维吾尔)?自治区$|[省市]$", "", name): name
    for name in set(_PROVINCES.values())
}
_PROVINCE_PREFIX = re.compile(
    "(?:中华人民共和国)?(?P<province>"
    + "|".join(sorted({*_PROVINCES.values(), *_SHORT_PROVINCES}, key=lambda s: (-len(s), s)))
    + ")"
)
# 长沙市, 海北藏族自治州, 兴安盟, 阿勒泰地区: the prefecture that may stand before a county.
_PREFECTURE = re.compile(r"^[一-鿿]{2,12}?(?:自治州|地区|[市州盟])(?!人民法院)(?=[一-鿿]{2,})")
_UNIT = re.compile(r"(?:自治县|自治旗|[县市区旗])人民法院$")
_STEM_LENGTH: Final = 2
_NOISE = re.compile(r"\s+|^中华人民共和国(?=最高)")


@dataclass(frozen=True, slots=True)
class CourtRecord:
    """One court of the table. ``code`` is its 法院代字, None with ``code_note`` saying why."""

    name: str
    level: str
    province: str | None
    superior: str | None
    high_court: str | None
    kind: str | None = None
    code: str | None = None
    code_note: str | None = None
    aliases: tuple[str, ...] = ()


def find_court(name: str, *, code: str | None = None) -> CourtRecord | None:
    """Return the one court that a printed name means, None where it is none or several.

    ``code``, the court code of the document's own number, decides between courts of one name
    (城关区人民法院); it never overrules the name.
    """
    candidates = court_candidates(name)
    if len(candidates) > 1 and code:
        exact = tuple(c for c in candidates if c.code == code)
        candidates = exact or tuple(c for c in candidates if _fits(c, code))
    return candidates[0] if len(candidates) == 1 else None


def court_by_code(code: str) -> CourtRecord | None:
    """Return the court with this 法院代字, None where none is proven."""
    return _by_code().get(code)


def court_candidates(name: str) -> tuple[CourtRecord, ...]:
    """Return every court that a printed name may mean, exact names before shortened ones."""
    name = _NOISE.sub("", name)
    exact = _by_name().get(name)
    if exact:
        return (exact,)
    province = None
    prefix = _PROVINCE_PREFIX.match(name)
    if prefix:
        province = _SHORT_PROVINCES.get(prefix["province"], prefix["province"])
    for form in _shorter(name):
        found = [r for r in _by_form().get(form, ()) if province in (None, r.province)]
        if found:
            return tuple(found)
    return _by_stem().get((province, _stem(name)), ())


def trim_court_name(printed: str) -> str:
    """Return the court's name without what a sentence glued to its front (撤销, 不服, 经 …).

    The longest ending that names one court is its name; where none does, the text as it is.
    """
    for i in range(len(printed) - len("人民法院")):
        starts = printed[i:] in _by_name() or _PROVINCE_PREFIX.match(printed, i)
        if starts and court_candidates(printed[i:]):
            return printed[i:]
    return printed


def province_of_code(code: str) -> str | None:
    """Return the province of a court code, None for 最高法 and the military courts."""
    return _PROVINCES.get(code[:1])


def _fits(court: CourtRecord, code: str) -> bool:
    return court.province == province_of_code(code) and (court.code is None or court.code == code)


def _shorter(name: str) -> list[str]:
    """Return the name and what is left of it without its province, then without its prefecture."""
    forms = [name]
    prefix = _PROVINCE_PREFIX.match(name)
    if prefix and len(name) - prefix.end() > len("人民法院"):
        forms.append(name[prefix.end() :])
    prefecture = _PREFECTURE.match(forms[-1])
    if prefecture and "中级" not in forms[-1]:
        forms.append(forms[-1][prefecture.end() :])
    return forms


def _stem(name: str) -> str:
    """Return the bare place of a county's or district's court: 增城 of 广东省增城市人民法院."""
    return _UNIT.sub("", _shorter(name)[-1])


@cache
def _table() -> tuple[CourtRecord, ...]:
    data = json.loads(files("corpus.data").joinpath("courts.json").read_text("utf-8"))
    return tuple(
        CourtRecord(**{**row, "aliases": tuple(row.get("aliases", ()))}) for row in data["courts"]
    )


@cache
def _by_name() -> dict[str, CourtRecord]:
    names = {alias: court for court in _table() for alias in court.aliases}
    names.update({court.name: court for court in _table()})
    return names


@cache
def _by_code() -> dict[str, CourtRecord]:
    return {court.code: court for court in _table() if court.code}


@cache
def _by_form() -> dict[str, tuple[CourtRecord, ...]]:
    forms: dict[str, dict[str, CourtRecord]] = defaultdict(dict)
    for court in _table():
        for name in (court.name, *court.aliases):
            for form in _shorter(name):
                forms[form][court.name] = court
    return {form: tuple(courts.values()) for form, courts in forms.items()}


@cache
def _by_stem() -> dict[tuple[str | None, str], tuple[CourtRecord, ...]]:
    """Return the courts whose district was a county or city before, where the place is unique.

    Keys are (province, place), and (None, place) for a name printed without its province.
    """
    stems: dict[tuple[str | None, str], list[CourtRecord]] = defaultdict(list)
    for court in _table():
        if court.level == "基层" and court.province and len(_stem(court.name)) >= _STEM_LENGTH:
            stems[court.province, _stem(court.name)].append(court)
            stems[None, _stem(court.name)].append(court)
    return {key: tuple(courts) for key, courts in stems.items() if len(courts) == 1}
