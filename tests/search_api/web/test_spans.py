"""Whatever the text and the spans, the HTML is well formed and shows the text unchanged."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.web.spans import Link, annotate


class _Reader(HTMLParser):
    """Reads HTML back: its text, and whether tags nest as they should."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.open: list[str] = []
        self.hrefs: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"a", "mark"}
        assert tag not in self.open, "nested"
        assert not (tag == "a" and "mark" in self.open), "a mark reaches over a link"
        self.open.append(tag)
        self.tags.append(tag)
        self.hrefs += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.shown.append(data)


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    return reader


# HTML has no way to write these down: a parser turns them into other characters.
CHARACTERS = st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])
SPECIAL = st.sampled_from("<>&\"'甲乙；#x3c;amp")
TEXTS = st.text(CHARACTERS, max_size=60) | st.text(SPECIAL, max_size=60)
PLACES = st.integers(-5, 70)
LINKS = st.builds(Link, PLACES, PLACES, TEXTS, TEXTS)


@given(TEXTS, st.lists(LINKS, max_size=6), st.lists(st.tuples(PLACES, PLACES), max_size=6), PLACES)
def test_any_spans_leave_the_text_as_it_is(
    text: str, links: list[Link], marks: list[tuple[int, int]], offset: int
) -> None:
    reader = read(annotate(text, links, marks, offset=offset))
    assert "".join(reader.shown) == text
    given_hrefs = {link.href for link in links}
    assert set(reader.hrefs) <= given_hrefs


@pytest.mark.parametrize(
    ("links", "marks", "expected"),
    [
        ([], [], "甲&lt;乙&gt;&amp;丙丁"),
        ([], [(0, 1)], "<mark>甲</mark>&lt;乙&gt;&amp;丙丁"),
        ([], [(1, 3), (2, 4)], "甲<mark>&lt;乙&gt;</mark>&amp;丙丁"),
        ([Link(0, 2, "/a")], [], '<a href="/a">甲&lt;</a>乙&gt;&amp;丙丁'),
        (
            [Link(0, 2, "/a", '"n"')],
            [],
            '<a href="/a" data-note="&#34;n&#34;">甲&lt;</a>乙&gt;&amp;丙丁',
        ),
        (
            [Link(1, 4, "/a")],
            [(0, 2)],
            '<mark>甲</mark><a href="/a"><mark>&lt;</mark>乙&gt;</a>&amp;丙丁',
        ),
        ([Link(0, 3, "/a"), Link(2, 5, "/b")], [], '<a href="/a">甲&lt;乙</a>&gt;&amp;丙丁'),
        (
            [Link(0, 2, "/short"), Link(0, 4, "/long")],
            [],
            '<a href="/long">甲&lt;乙&gt;</a>&amp;丙丁',
        ),
        ([Link(5, 5, "/empty"), Link(9, 12, "/outside")], [(3, 3)], "甲&lt;乙&gt;&amp;丙丁"),
        (
            [Link(5, 99, "/over")],
            [(6, 99)],
            '甲&lt;乙&gt;&amp;<a href="/over">丙<mark>丁</mark></a>',
        ),
    ],
)
def test_links_and_marks(links: list[Link], marks: list[tuple[int, int]], expected: str) -> None:
    assert annotate("甲<乙>&丙丁", links, marks) == expected


def test_offset_counts_in_the_whole_text() -> None:
    assert annotate("丙丁", [Link(10, 11, "/a")], [(11, 12)], offset=10) == (
        '<a href="/a">丙</a><mark>丁</mark>'
    )
