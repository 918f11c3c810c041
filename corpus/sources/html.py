"""HTML pages and XML files → text, one line a block."""

import re
from typing import Final

from lxml import etree, html

from corpus.errors import SourceError
from corpus.sources.encoding import decode_text

__all__ = ["text_of_html", "text_of_markup", "text_of_xml"]

_DROPPED: Final = frozenset(
    [
        "script",
        "style",
        "head",
        "noscript",
        "template",
        "nav",
        "form",
        "button",
        "select",
        "option",
        "iframe",
        "object",
        "svg",
    ]
)
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_CELLS: Final = frozenset({"td", "th"})
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_PROLOGUE = 100_000
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_EMPTY = "网页里没有文字（可能由脚本加载）。请在浏览器中复制正文，或另存为 docx、PDF"
_BOMB = "文件中定义了 XML 实体（可能是实体炸弹或外部引用），已拒绝。请去掉 DOCTYPE 后再入库"


def text_of_html(data: bytes) -> str:
    """Return the visible text of a page.

    Raises:
        SourceError: no text, undecodable, or entity definitions inside.
    """
    text = text_of_markup(decode_text(data))
    if not text:
        raise SourceError(_EMPTY)
    return text


def text_of_markup(markup: str) -> str:
    """Return the visible text of HTML, "" if there is none; plain text comes back as it is.

    Raises:
        SourceError: entity definitions inside, or no HTML at all.
    """
    if _ENTITY.search(markup, 0, _PROLOGUE):
        raise SourceError(_BOMB)
    if not markup.strip():
        return ""
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = html.document_fromstring(_DECLARATION.sub("", markup), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise SourceError(f"网页读不懂（{error}）。请另存为 txt 或 docx") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise SourceError("网页嵌套太深，读到一半被截断，已拒绝。请复制正文另存为 txt 或 docx")
    return _visible(root)


def text_of_xml(data: bytes) -> str:
    """Return the text of an XML file, one line an element.

    Raises:
        SourceError: entity definitions inside, not well-formed, or no text.
    """
    from xml.etree.ElementTree import ParseError as XmlError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    decode_text(data)  # says in our words what is wrong with the character set
    try:
        root = fromstring(data)
    except DefusedXmlException as error:
        raise SourceError(_BOMB) from error
    except (XmlError, ValueError, LookupError) as error:
        raise SourceError(f"XML 不完整或有语法错误（{error}）。请重新导出") from error
    lines = [line for part in root.itertext() if (line := part.strip())]
    if not lines:
        raise SourceError(_EMPTY)
    return "\n".join(lines)


def _visible(root: html.HtmlElement) -> str:
    """Walk the tree without recursion: pages nested ten thousand deep exist."""
    parts: list[str] = []
    dropped = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            dropped += tag in _DROPPED
            if not dropped:
                parts.append(_before(tag))
                parts.append(_SPACES.sub(" ", element.text or ""))
        else:
            if not dropped:
                parts.append("\n" if tag in _BLOCKS else "\t" if tag in _CELLS else "")
            dropped -= tag in _DROPPED
            if not dropped:
                parts.append(_SPACES.sub(" ", element.tail or ""))
    lines = (line.strip(" \t") for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _before(tag: str) -> str:
    return "\n" if tag in _BLOCKS else ""
