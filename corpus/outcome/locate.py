"""Where this court's own reasoning and disposition stand, with sections or without."""

import re
from collections import deque
from collections.abc import Sequence

from corpus.models import Section, SectionKind

__all__ = ["disposition_span", "last_match", "reasoning_spans"]

_RULED = re.compile(
    r"(?:判\s*决|裁\s*定|决\s*定)\s*如\s*下\s*[:：。，]?|达成(?:如下|以下)(?:调解)?协议\s*[:：]?"
)
# 之规定 一、被告人…: 判决如下 left out
_UNSAID = re.compile(r"规定[，,：:。\s]{0,3}(?=一、(?:被告|撤销|维持|驳回|解除|准))")
_AFTER = re.compile(
    r"如不服本|如果不服本|不服本判决|本判决(?:为|系|是)终审|本裁定(?:为|系|是|送达|自|一经)|本(?:判决|裁定|决定|调解书)(?:自|经)|"
    r"审\s*判\s*长|代理审判员|(?:审\s*判\s*员|独任审判员)\s*[:：\s]|书\s*记\s*员|附\s*[:：]|附相关|附录|可在接到判决书|可以在接到|上述协议"
)
_NOTICE = re.compile(r"如(?:果)?不服本|(?:可以?|应)[在自于](?:接到)?(?:本)?(?:判决|裁定)书送达")
_OPINION = re.compile(r"(?:综上[,，]?)?本院(?:经审查)?认为|本院经审[理查]认为")


def last_match(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the last match of a pattern in text[start:end], None if there is none."""
    return next(iter(deque(pattern.finditer(text, start, end), maxlen=1)), None)


def disposition_span(text: str, sections: Sequence[Section]) -> tuple[int, int] | None:
    """Return where the disposition stands, None where the text has none."""
    own = [s for s in sections if s.kind is SectionKind.DISPOSITION and s.end > s.start]
    if own:
        start, end = own[-1].start, own[-1].end
        # a source's own field may begin with the basis and end with the notice of appeal
        led = _RULED.search(text, start, end)
        start = led.end() if led is not None else start
        notice = _NOTICE.search(text, start, end)
        return start, notice.start() if notice is not None else end
    last = last_match(_RULED, text, 0, len(text)) or _UNSAID.search(text)
    if last is None:
        return None
    after = _AFTER.search(text, last.end())
    return last.end(), after.start() if after is not None else len(text)


def reasoning_spans(text: str, sections: Sequence[Section]) -> tuple[tuple[int, int], ...]:
    """Return where this court reasons, the legal basis included; () where nothing shows it."""
    kinds = (SectionKind.REASONING, SectionKind.BASIS)
    own = tuple((s.start, s.end) for s in sections if s.kind in kinds and s.end > s.start)
    if own:
        return own
    ruled = disposition_span(text, sections)
    end = ruled[0] if ruled is not None else len(text)
    opinions = [m.start() for m in _OPINION.finditer(text, 0, end)]
    if not opinions:
        return ()
    return ((opinions[0], end),)
