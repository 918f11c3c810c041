import pytest

from corpus.errors import SourceError
from corpus.sources import read_bytes
from tests.corpus.sources.factories import JUDGMENT, docx, paragraphs, pdf, zip_of

LINES = [line for line in JUDGMENT.splitlines() if line]


def test_plain_text_comes_as_it_is() -> None:
    assert read_bytes(JUDGMENT.encode("gb18030"), name="a.txt").text == JUDGMENT


def test_word_paragraphs_come_line_by_line() -> None:
    assert read_bytes(docx(paragraphs(JUDGMENT)), name="a.docx").text.splitlines() == LINES


def test_word_tables_breaks_and_boxes() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>金额</w:t></w:r></w:p></w:tc></w:tr>"
        "<w:tr><w:tc><w:p><w:r><w:t>张三</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>一万元</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:ins><w:r><w:t>加入</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
    )
    assert read_bytes(docx(body), name="a.docx").text.splitlines() == [
        "甲", "乙\t丙", "姓名\t金额", "张三\t一万元", "加入",
    ]  # fmt: skip


def test_pdf_text_layer() -> None:
    text = read_bytes(pdf(JUDGMENT), name="a.pdf").text
    assert [line.strip() for line in text.splitlines() if line.strip()] == LINES


def test_html_blocks_are_lines_and_scripts_are_not_text() -> None:
    page = (
        "<!DOCTYPE html><html><head><title>t</title><style>p{}</style></head><body>"
        "<nav>首页</nav><script>var a='<p>x</p>'</script>"
        "<div>甲&nbsp;乙<br>丙<p>丁 <b>戊</b>\n己</p></div>"
        "<table><tr><td>庚</td><td>辛</td></tr></table></body></html>"
    )
    text = read_bytes(page.encode(), name="a.html").text
    assert text.replace("\xa0", " ").splitlines() == ["甲 乙", "丙", "丁 戊 己", "庚\t辛"]


def test_nested_pages_are_read_whole() -> None:
    page = "<div>" * 1000 + JUDGMENT + "</div>" * 1000
    assert "民法典" in read_bytes(page.encode(), name="a.html").text


def test_xml_elements_are_lines() -> None:
    assert read_bytes("<a><b>甲</b><c>乙</c></a>".encode(), name="a.xml").text == "甲\n乙"


_ENTITIES = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;">]>'
BAD = {
    "empty": ("a.txt", b"", "空"),
    "blank": ("a.txt", b"  \n ", "没有文字"),
    "binary": ("a.txt", b"\x00\x01\x02\xff" * 100, "二进制"),
    "picture": ("a.png", b"\x89PNG\r\n", "图片"),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "docx"),
    "locked word": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "加密"),
    "rtf": ("a.rtf", rb"{\rtf1\ansi abc}", "RTF"),
    "rar": ("a.rar", b"Rar!\x1a\x07\x00abc", "rar"),
    "truncated word": ("a.docx", docx(paragraphs(JUDGMENT * 50))[:700], "不完整"),
    "no word at all": ("a.docx", b"PK is not what it begins with", "损坏"),
    "zip called word": ("a.docx", zip_of({"a.txt": b"a"}), "document.xml"),
    "word without text": ("a.docx", docx("<w:p/>"), "没有文字"),
    "word bomb": ("a.docx", docx("<w:p/>" * 6_000_000), "炸弹"),
    "word entities": ("a.docx", docx("<w:p/>", prologue=_ENTITIES), "实体"),
    "xml entities": ("a.xml", (_ENTITIES + "<a>&y;</a>").encode(), "实体"),
    "html entities": ("a.html", ("<!DOCTYPE html>" + _ENTITIES + "<p>&y;</p>").encode(), "实体"),
    "endless nesting": ("a.html", b"<div>" * 50_000 + "判决".encode(), "太深"),
    "broken xml": ("a.xml", b"<a><b></a>", "XML"),
    "empty page": ("a.html", b"<html><script>load()</script></html>", "没有文字"),
    "truncated pdf": ("a.pdf", pdf(JUDGMENT)[:-200], "不完整"),
    "damaged pdf": ("a.pdf", b"%PDF-1.4\n" + b"garbage" * 100 + b"\nstartxref\n9\n%%EOF", "损坏"),
    "scanned pdf": ("a.pdf", pdf(""), "文字层"),
    "a table": ("a.jsonl", b'{"id": 1}', "不是单份文书"),
    "archive": ("a.zip", zip_of({"a.txt": b"a"}), "不是单份文书"),
    "unknown binary": ("a.dat", b"\x00\x01\x02\x03" * 50, "二进制"),
}


@pytest.mark.parametrize(("name", "data", "reason"), BAD.values(), ids=BAD.keys())
def test_bad_files_are_refused_with_a_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read_bytes(data, name=name)


def test_over_the_limit() -> None:
    with pytest.raises(SourceError, match="上限"):
        read_bytes(JUDGMENT.encode() * 10, name="a.txt", max_bytes=1000)
