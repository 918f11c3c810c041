"""Whom a passage of reasoning favours: the party whose contention it is, adopted or rejected.

A passage is a contention or heading with what answers it, up to six sentences on. Where the words
of the court say so its side is *explicit*; a linear model learned from those fills in the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from search_api.consistency.reading import Reading

__all__ = ["Passage", "SideModel", "explicit_side", "find_passages", "hash_grams"]

_ASSERTING: Final = "Ｐ"
_REACH = 6  # sentences from a contention to its answer
# Ｄ辩称 · Ｐ主张 · Ｄ的抗辩 · Ｐ要求 … : whose word it is
_CONTENTION = re.compile(
    r"(?P<who>[ＰＤ])(?:以[^。；]{0,50}?(?:为由)?)?(?:[^，。；：ＰＤ]{0,14}?)"
    r"(?P<verb>辩称|抗辩|答辩|辩解|辩护|主张|提出|认为|诉称|要求|请求|诉请|诉讼请求|上诉称|上诉理由|异议|意见|指控|申请)"
    # A plea is the opposing party's unless its owner stands beside it.
    r"|(?:抗辩|答辩|辩解|辩护)"
)
_PLEAS = frozenset({"抗辩", "答辩", "辩解", "辩护"})
_BESIDE = 3  # characters between a party and the plea that is its own
# Ｄ辩称，… · Ｄ主张：…
_REPORTED = re.compile(r"[，：:,]|[^，。；]{0,40}，")
_SENTENCE_END = re.compile(r"[。；]")
_COURT = re.compile(
    r"本院|本庭|合议庭|经查|经审查|但|然而|缺乏|没有|未(?:能)?(?:提供|提交|举证)|于法无据|理由|的(?:该|上述)?(?:抗辩|主张|意见)"
)
_CLAUSE_END = re.compile(r"[，。；]")
_HEADING = re.compile(
    r"^(?:关于|对于|针对|就)|(?:争议|争执)的?焦点|是否|[一二三四五六七八九0][、.．]\s*关于"
)
_NOT: Final = "(?:不予以?|不应予?以?|不能|难以|不得|未予|不足以|难获|无法)"
_ACCEPT: Final = "(?:支持|采信|采纳|认可|认定|成立|确认)"
# 不予采信 · 不能成立 · 理由不成立 · 缺乏依据 · 于法无据 · 与事实不符
_REJECTED = re.compile(
    rf"{_NOT}{_ACCEPT}|不成立|(?:缺乏|缺少|没有|无|未有)[^，。；]{{0,10}}(?:依据|根据|证据|道理|理由)|"
    r"于法无据|于理无据|理由不(?:足|当|充分)|无据|与(?:事实|法律|查明)[^，。；]{0,12}不符|证据不足|"
    r"(?:予以|本院[^，。；]{0,6})驳回|不在[^，。；]{0,6}之列|站不住脚"
)
_ADOPTED = re.compile(
    r"(?:予以|应予|应当予以|可予|可以|依法|应当|应获)(?:采信|采纳|支持|认可)|(?<!不)(?<!不能)(?<!难以)成立|"
    r"(?<!没)(?<!无)有(?:事实|法律|合同|充分|相应)[^，。；]{0,8}(?:依据|根据|证据)|于法有据|"
    r"理由(?:充分|正当|成立)|合法有据|有理有据|(?<!不)符合(?:法律|约定|规定)"
)
# Ｄ应当承担 · 应由Ｄ赔偿 / Ｄ不承担 · Ｐ自行承担
_DUTY: Final = "(?:承担|支付|赔偿|返还|退还|给付|偿还|负担|清偿|履行|连带|退赔|补偿)"
_OWES = re.compile(
    rf"Ｄ[^，。；ＰＤ不无未]{{0,8}}(?:应当?|须|需|依法)(?!不)[^，。；ＰＤ]{{0,10}}{_DUTY}|由Ｄ[^，。；ＰＤ]{{0,8}}{_DUTY}"
)
_FREE = re.compile(
    rf"Ｄ[^，。；ＰＤ]{{0,8}}(?:不应|无需|无须|不需|不)(?:再)?(?:当)?{_DUTY}|"
    rf"(?:由Ｐ|Ｐ应?自行)[^，。；ＰＤ]{{0,8}}{_DUTY}"
)
_FORMULA = re.compile(
    r"^(?:综上|据此|依照|依据《》|案件受理费|如不服|本院认为，?$)|如果?未按|判决如下|裁定如下|纠纷。$"
)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences ``first`` to ``last`` (both in) of a judgment's reasoning, read as one answer.

    ``side``: 1 favours the party that asserts, -1 the other, 0 not said in so many words.
    """

    first: int
    last: int
    side: int
    text: str
    masked: str


def find_passages(reading: Reading) -> list[Passage]:
    """Return the passages of a judgment in order; each sentence stands in one of them."""
    passages: list[Passage] = []
    at, texts = 0, [s.bare for s in reading.sentences]
    while at < len(texts):
        last = _answered(texts, at) if _opens(texts[at]) else at
        passages.append(_passage(texts, at, last))
        at = last + 1
    return [p for p in passages if not _FORMULA.search(p.text)]


def explicit_side(text: str) -> int:
    """Return the side that a passage takes in so many words, 0 where it does not."""
    votes = [*_contention_votes(text), *(1 for _ in _OWES.finditer(text))]
    votes += [-1 for _ in _FREE.finditer(text)]
    total = sum(votes)
    return (total > 0) - (total < 0)


def _contention_votes(text: str) -> list[int]:
    votes = []
    contentions = _contentions(text)
    for number, found in enumerate(contentions):
        end = contentions[number + 1].start() if number + 1 < len(contentions) else len(text)
        verdict = _verdict(text, found, end)
        if verdict:
            votes.append(verdict * _owner(found))
    return votes


def _contentions(text: str) -> list[re.Match[str]]:
    """Return the contentions; inside another's clause (Ｐ要求Ｄ赔偿的主张) there is no new one."""
    found: list[re.Match[str]] = []
    for match in _CONTENTION.finditer(text):
        if not found or _CLAUSE_END.search(text, found[-1].end(), match.start()):
            found.append(match)
    return found


def _owner(found: re.Match[str]) -> int:
    if found["who"] != _ASSERTING:
        return -1
    # Ｐ系职业打假人的抗辩 is about the asserting party, not its own; Ｐ辩称 is.
    apart = found.start("verb") - found.end("who") > _BESIDE
    return -1 if found["verb"] in _PLEAS and apart else 1


def _verdict(text: str, found: re.Match[str], end: int) -> int:
    start = found.end()
    rejected = [m.end() for m in _REJECTED.finditer(text, start, end)]
    adopted = [m.end() for m in _ADOPTED.finditer(text, start, end)]
    if found["who"] and _REPORTED.match(text, start):
        # What follows is the party's own word to the end of the sentence, 应予支持 in it as well.
        stop = _SENTENCE_END.search(text, start, end)
        heard = _COURT.search(text, start, stop.start() if stop else end)
        floor = heard.start() if heard else stop.end() if stop else end
        rejected = [at for at in rejected if at > floor]
        adopted = [at for at in adopted if at > floor]
    if not rejected and not adopted:
        return 0
    # A concession is decided by its second half.
    return 1 if max(adopted, default=-1) > max(rejected, default=-1) else -1


def _opens(text: str) -> bool:
    return bool(_CONTENTION.search(text) or _HEADING.search(text)) and not _settles(text)


def _settles(text: str) -> bool:
    return explicit_side(text) != 0 or (
        not _CONTENTION.search(text) and bool(_REJECTED.search(text) or _ADOPTED.search(text))
    )


def _answered(texts: Sequence[str], at: int) -> int:
    for last in range(at + 1, min(at + _REACH + 1, len(texts))):
        if _settles(texts[last]):
            return last
        if _HEADING.search(texts[last]) and last > at + 1:
            return last - 1
    return min(at + 1, len(texts) - 1)


def _passage(texts: Sequence[str], first: int, last: int) -> Passage:
    text = "".join(texts[first : last + 1])
    masked = _ADOPTED.sub("", _REJECTED.sub("", text))
    return Passage(first, last, explicit_side(text), text, masked)


class SideModel:
    """The side of a passage, learned from the explicit ones with and without their verdict."""

    def __init__(self) -> None:
        """Know nothing yet: every passage is as likely on either side."""
        self._model: Any = None

    def fit(self, grams: Any, sides: Sequence[int]) -> "SideModel":
        """Learn from rows of ``hash_grams``; all on one side teach nothing."""
        from sklearn.linear_model import LogisticRegression

        if len(set(sides)) > 1:
            self._model = LogisticRegression(
                C=10.0, class_weight="balanced", solver="liblinear", tol=0.01, random_state=0
            ).fit(grams, sides)
        return self

    def support(self, grams: Any) -> Floats:
        """Return the probability of each row to favour the asserting party."""
        if self._model is None or not grams.shape[0]:
            return np.full(grams.shape[0], 0.5)
        odds: Floats = self._model.predict_proba(grams)[:, 1]
        return odds


def hash_grams(texts: Sequence[str]) -> Any:
    """Return one sparse row a text: hashed character n-grams up to 3, of length 1."""
    from sklearn.feature_extraction.text import HashingVectorizer

    hashing = HashingVectorizer(
        analyzer="char",
        ngram_range=(1, 3),
        n_features=2**17,
        alternate_sign=False,
        dtype=np.float32,
    )
    return hashing.transform(texts)
