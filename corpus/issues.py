"""Issues (争议焦点) that a judgment states itself, verbatim with spans; none is invented."""

import re
from collections.abc import Iterator, Sequence

from corpus.models import Issue, Section, SectionKind

__all__ = ["find_issues"]

# 本案争议焦点为： · 本案的争议焦点是 · 争议焦点归纳如下： · 争议的焦点主要有以下几点
_ANCHOR = re.compile(
    r"(?:争议|争执|审理|诉争)的?(?:主要)?焦点(?:问题)?(?:主要)?(?:归纳|总结|概括|确定|集中)?(?:有|为|是|在于|如下|在)*"
    r"(?:以下|下列|如下)?(?:[一二两三四五六七八九1-9]\s*(?:个|点|项)?(?:方面|问题)?)?(?:的?问题)?\s*[:：，,]?\s*"
)
_ITEM = re.compile(
    r"\s*(?:[（(]\s*[一二三四五六七八九十\d]{1,2}\s*[）)]、?|[一二三四五六七八九十]{1,2}\s*[、．.]|\d{1,2}\s*[、．.](?!\d)|"
    r"第?[一二三四五六七八九][是、，,]|其[一二三四五六七八九][，,、]?|第[一二三四五六七八九][，,、]|[①②③④⑤⑥⑦⑧⑨])\s*"
)
_STOP = re.compile(r"[。；;！？?\n]")
_NO_ISSUE = re.compile(r"^(?:进行|展开|发表|无|没有|予以|均|问题|的|，)")
_MIN, _MAX = 4, 200


def find_issues(text: str, *, sections: Sequence[Section]) -> tuple[Issue, ...]:
    """Return the issues as the text words them, without their numbers, in order, each once.

    What a lower court stated and this one retells counts only where this one states none.
    """
    retold = [s for s in sections if s.kind is SectionKind.LOWER_COURT]
    issues = _all_issues(text)
    own = [i for i in issues if not any(s.start <= i.start < s.end for s in retold)]
    return tuple(own or issues)


def _all_issues(text: str) -> list[Issue]:
    found: dict[str, Issue] = {}
    at = text.find("焦点")
    while at >= 0:
        anchor = _ANCHOR.search(text, max(0, at - 6), min(len(text), at + 40))
        if anchor is not None and anchor.start() <= at:
            for issue in _issues_after(text, anchor.end(), anchor[0]):
                found.setdefault(issue.text, issue)
        at = text.find("焦点", at + 2)
    return list(found.values())


def _issues_after(text: str, at: int, anchor: str) -> Iterator[Issue]:
    item = _ITEM.match(text, at)
    if item is None:
        if re.search(r"[为是:：在于]|如下", anchor[2:]) is None:
            return
        issue = _issue(text, at)
        if issue is not None:
            yield issue
        return
    while item is not None:
        issue = _issue(text, item.end())
        if issue is None:
            return
        yield issue
        end = issue.end + 1 if issue.end < len(text) and _STOP.match(text, issue.end) else issue.end
        item = _ITEM.match(text, end)


def _issue(text: str, start: int) -> Issue | None:
    stop = _STOP.search(text, start, min(len(text), start + _MAX))
    if stop is None:
        return None
    end = stop.end() if stop[0] in "?？" else stop.start()
    words = text[start:end].strip()
    if len(words) < _MIN or _NO_ISSUE.match(words):
        return None
    start = text.index(words, start)
    return Issue(words, start, start + len(words))
