import re

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import parse_judgment
from corpus.models import Judgment, RawDocument, SectionKind
from corpus.unwrap import unwrap
from tests.corpus import texts


def wrapped(text: str, width: int = 30, page: int = 12) -> str:
    """Return the text as a PDF export gives it: lines of one width, a page number now and then."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += [paragraph[i : i + width] for i in range(0, len(paragraph), width)]
    numbered = []
    for i, line in enumerate(lines):
        numbered.append(line)
        if i % page == page - 1:
            numbered.append(str(i // page + 1))
    return "\n".join(numbered)


def sections(judgment: Judgment) -> dict[SectionKind, str]:
    return {s.kind: "".join(judgment.text[s.start : s.end].split())[:8] for s in judgment.sections}


def parse(text: str) -> Judgment:
    return parse_judgment(RawDocument(text=text, path="test"))


def test_a_document_with_hard_line_breaks_has_the_same_parts() -> None:
    for text in (texts.CIVIL, texts.APPEAL):
        whole, broken = parse(text), parse(wrapped(text))
        assert sections(broken) == sections(whole)
        assert [p.name for p in broken.parties] == [p.name for p in whole.parties]
        assert broken.panel == whole.panel
        assert (broken.date, broken.case_number) == (whole.date, whole.case_number)


def test_what_a_break_cuts_in_two_is_read_whole_and_keeps_its_place() -> None:
    issue = "争议焦点为：长沙乙商贸有限公司应否向张三支付价款十倍的赔偿金以及张三是否为消费者。"
    text = texts.CIVIL.replace("本院认为，", "本院认为，本案" + issue)
    whole = parse(text)
    for width in (16, 19, 22):
        broken = parse(wrapped(text, width, 9))
        assert [(c.law, c.article, c.section) for c in broken.citations] == [
            (c.law, c.article, c.section) for c in whole.citations
        ]
        assert broken.outcome is not None
        for start, end, words in [
            *((i.start, i.end, i.text) for i in broken.issues),
            *((o.start, o.end, o.text) for o in broken.outcome.orders),
        ]:
            assert broken.text[start:end] == words
        # a page's number inside the words stays: they are quoted as they stand
        assert [re.sub(r"[\s\d]", "", i.text) for i in broken.issues] == [
            i.text for i in whole.issues
        ]


def test_the_stored_text_keeps_its_lines() -> None:
    broken = wrapped(texts.CIVIL)
    assert parse(broken).text.count("\n") > texts.CIVIL.count("\n")


def test_whole_lines_are_left_alone() -> None:
    assert unwrap(texts.CIVIL).text == texts.CIVIL
    assert unwrap(texts.CRIMINAL).text == texts.CRIMINAL


@settings(max_examples=12, deadline=None)
@given(st.integers(16, 60), st.integers(3, 40))
def test_each_character_of_the_view_is_that_of_the_text(width: int, page: int) -> None:
    text = wrapped(texts.APPEAL, width, page)
    view = unwrap(text)
    for i, char in list(enumerate(view.text))[::3]:
        start, end = view.to_text(i, i + 1)
        assert text[start:end] == char
        assert view.from_text(start, end) == (i, i + 1)
