"""Word files (docx) → text: paragraphs and tables in order, one line each.

Read from ``word/document.xml`` directly: python-docx leaves out text boxes, hyperlinks and
insertions that a reader of the page sees. Deleted text, comments and field codes are not text.
"""

import io
import zipfile
from typing import Final
from xml.etree.ElementTree import Element
from xml.etree.ElementTree import ParseError as XmlError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from corpus.errors import SourceError
from corpus.sources.streams import check_ratio, reading_archive

__all__ = ["text_of_docx"]

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BODY: Final = "word/document.xml"
_LEFT_OUT: Final = frozenset({"del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sectPr"})
_SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}

_DAMAGED = "docx 已损坏或不完整。请在 Word 或 WPS 中打开并重新保存"
_EMPTY = "docx 里没有文字（可能是扫描图片）。请先识别（OCR）再入库"


def text_of_docx(data: bytes) -> str:
    """Return the text of a Word file; the cells of a table row stand on one line, tabs between.

    Raises:
        SourceError: damaged, a bomb, with entity definitions, or without text.
    """
    text = _text(_body(_document_xml(data)))
    if not text.strip():
        raise SourceError(_EMPTY)
    return text


def _document_xml(data: bytes) -> bytes:
    try:
        with reading_archive(), zipfile.ZipFile(io.BytesIO(data)) as archive:
            member = archive.getinfo(_BODY)
            check_ratio(unpacked=member.file_size, packed=member.compress_size)
            return archive.read(member)
    except KeyError as error:
        raise SourceError("不是 Word 文档（缺少 word/document.xml）。请重新导出为 docx") from error
    except SourceError as error:
        if isinstance(error.__cause__, zipfile.BadZipFile | EOFError | OSError):
            raise SourceError(_DAMAGED) from error
        raise


def _body(xml: bytes) -> Element:
    try:
        root: Element = fromstring(xml, forbid_dtd=True)
    except DefusedXmlException as error:
        raise SourceError(
            "docx 中定义了 XML 实体（可能是实体炸弹），已拒绝。请在 Word 中重新保存"
        ) from error
    except XmlError as error:
        raise SourceError(_DAMAGED) from error
    return root


def _name(element: Element) -> str:
    """Return the tag of a WordprocessingML element, "" for anything else."""
    tag = element.tag
    for space in (_W, _W_STRICT):
        if tag.startswith(space):
            return tag[len(space) :]
    return ""


def _text(root: Element) -> str:
    """Walk without recursion: nested tables and text boxes can be deep."""
    parts: list[str] = []
    stack: list[Element | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        name = _name(node)
        if name in _LEFT_OUT or node.tag == _FALLBACK:
            continue
        if name == "t":
            parts.append(node.text or "")
        elif name in _SIGNS:
            parts.append(_SIGNS[name])
        else:
            if name == "tc":
                stack.append("\x1f")  # a mark of our own: the end of a cell
            elif name in {"p", "tr"}:
                stack.append("\n" if name == "p" else "\x1e")
            stack.extend(reversed(node))
    return _rows("".join(parts))


def _rows(text: str) -> str:
    """Put the cells of a row, each ended by line break and mark, on one line."""
    if "\x1f" not in text:
        return text.rstrip("\n")
    lines = text.replace("\n\x1f", "\t").replace("\x1f", "\t").replace("\x1e", "\n")
    return "\n".join(line.rstrip("\t") for line in lines.split("\n")).rstrip("\n")
