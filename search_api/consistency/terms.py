"""What words say about a question: how contested in the pleadings, how legal they sound."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.models import Kind
from corpus.segment import Segmenter, get_segmenter, words
from search_api.consistency.reading import Reading

__all__ = ["Lexicon", "Terms", "build_lexicon", "sentence_terms"]

_WORD = re.compile("[㐀-鿿]{2,}")
_LEAST_ENTRIES = 200  # library entries with a gist and facts from which law-ness can be learned
_FLOOR: Final = 0.05  # where all judgments have one cause, nothing is uneven
_CLIP: Final = 50.0
# words of the court's own frame, in every judgment
_FRAME_WORDS: Final = (
    "本院 本案 认为 认定 规定 依法 支持 予以 不予 主张 诉讼 请求 要求 "
    "证据 提交 提供 证明 事实 法律 根据 依据 综上 理由 抗辩 辩称 意见 "
    "采信 采纳 成立 判决 审理 查明 有关 相关 是否 应当 应予 焦点 争议 "
    "辩护 辩解 答辩 诉称 指控 申请 异议 上诉人 缺乏 不足 法律依据 罪名 处罚 承担责任 "
    "从轻 减轻 从宽 酌情 酌定 量刑 情节 并无不当 "
    "诉请 承担 责任 关于 其他 上述 该案 一审 二审 原审 上诉 驳回 全部 "
    "部分 不能 没有 虽然 但是 因此 故此 人民法院 人民共和国 中华人民共和国 "
    "条款 解释 最高人民法院 若干 问题 适用"
)
_FRAME = frozenset(_FRAME_WORDS.split())

Terms = frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Weights of the terms of one corpus. ``source``: where law-ness was learned."""

    contested: Mapping[str, float]
    law: Mapping[str, float]
    special: Mapping[str, float]
    source: str

    def weight(self, term: str) -> float:
        """Return the product that makes a term worth looking at, about 1 for a neutral one."""
        contested = math.log1p(self.contested.get(term, 1.0))
        return contested * self.law.get(term, 0.5) * self.special.get(term, 0.0)


def sentence_terms(text: str, segmenter: Segmenter) -> Terms:
    """Return the words of a passage that can name a question."""
    return frozenset(w for w in words(text, segmenter) if _WORD.fullmatch(w) and w not in _FRAME)


def build_lexicon(readings: Sequence[Reading], segmenter: Segmenter | None = None) -> Lexicon:
    """Return the weights of the words of a corpus.

    Special: how unevenly its judgments lie over the causes, less what the orders say (a word of
    the result is in every question's answer). Contested: how much oftener a word stands in
    pleadings than in found facts. Law-ness: a naive Bayes weight of library gists against fact
    sections where the corpus holds enough entries, else of the courts' reasoning against their
    found facts.
    """
    segmenter = segmenter or get_segmenter()
    judgments = [r for r in readings if r.kind is Kind.JUDGMENT]
    entries = [r for r in readings if r.kind is not Kind.JUDGMENT and r.gist and r.facts]
    pleadings = _frequency((r.claims + r.defenses for r in judgments), segmenter)
    facts = _frequency((r.facts for r in judgments), segmenter)
    if len(entries) >= _LEAST_ENTRIES:
        legal = _frequency((r.gist for r in entries), segmenter)
        plain = _frequency((r.facts for r in entries), segmenter)
        source = f"{len(entries)} 篇案例库裁判要旨与事实"
    else:
        legal = _frequency(("".join(s.bare for s in r.sentences) for r in judgments), segmenter)
        plain = facts
        source = "本语料的说理与查明事实（未提供足够的案例库条目）"
    vocabulary = pleadings.counts.keys() | legal.counts.keys()
    contested = {
        t: min(_CLIP, max(1 / _CLIP, pleadings.share(t) / facts.share(t))) for t in vocabulary
    }
    law = {t: _squash(math.log(legal.share(t) / plain.share(t))) for t in vocabulary}
    return Lexicon(contested, law, _special(judgments, segmenter), source)


def _special(readings: Sequence[Reading], segmenter: Segmenter) -> dict[str, float]:
    everywhere: Counter[str] = Counter()
    by_cause: dict[str, Counter[str]] = defaultdict(Counter)
    ordered: Counter[str] = Counter()
    for reading in readings:
        cause = reading.causes[0] if reading.causes else ""
        everywhere[cause] += 1
        ordered.update(sentence_terms(reading.disposition, segmenter))
        for term in sentence_terms("".join(s.bare for s in reading.sentences), segmenter):
            by_cause[term][cause] += 1
    total = everywhere.total()
    special = {}
    for term, causes in by_cause.items():
        number = causes.total()
        uneven = sum(
            n / number * math.log(n / number * total / everywhere[c]) for c, n in causes.items()
        )
        result = min(1.0, ordered[term] / number)
        special[term] = (1 - math.exp(-uneven) + _FLOOR) * (1 - result)
    return special


@dataclass(frozen=True, slots=True)
class _Frequency:
    counts: Counter[str]
    texts: int

    def share(self, term: str) -> float:
        return (self.counts[term] + 1.0) / (self.texts + 2.0)


def _frequency(texts: Iterable[str], segmenter: Segmenter) -> _Frequency:
    counts: Counter[str] = Counter()
    number = 0
    for text in texts:
        if text:
            number += 1
            counts.update(sentence_terms(text, segmenter))
    return _Frequency(counts, number)


def _squash(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))
