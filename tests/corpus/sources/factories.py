"""Files in every format, made of invented judgments."""

import io
import zipfile
from xml.sax.saxutils import escape

__all__ = ["JUDGMENT", "docx", "judgment", "pdf", "zip_of"]

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def judgment(number: int = 1) -> str:
    """Return an invented judgment."""
    return (
        "湖南省某某市某某区人民法院\n民 事 判 决 书\n"
        f"（2021）湘0102民初{number}号\n"
        "原告：张三，男，汉族。\n被告：甲公司。\n"
        f"原告张三诉称：被告于2020年借款{number}0000元，至今未还，请求判令归还。\n"
        "经审理查明，双方签订借款合同，款项已经交付，被告到期没有归还。\n"
        "本院认为，合法的借贷关系受法律保护，原告的请求有事实和法律依据，本院予以支持。\n"
        "依照《中华人民共和国民法典》第六百七十五条，判决如下：\n"
        f"被告甲公司于本判决生效之日起十日内归还原告张三借款{number}0000元。\n"
        "审 判 员  李四\n二〇二一年三月一日\n书 记 员  王五\n"
    )


JUDGMENT = judgment()


def docx(body: str, *, prologue: str = "") -> bytes:
    """Return a Word file with this XML inside ``w:body``."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?>{prologue}'
            f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
        )
    return buffer.getvalue()


def paragraphs(text: str) -> str:
    """Return the paragraphs of a text as XML."""
    return "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())


def pdf(text: str) -> bytes:
    """Return a PDF of one page; "" gives one without a text layer."""
    lines = "".join(
        f"<{line.encode('utf-16-be').hex()}> Tj 0 -14 Td " for line in text.splitlines() if line
    )
    content = f"BT /F1 12 Tf 40 800 Td {lines} ET" if lines else "0 0 100 100 re f"
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        "1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end"
    )
    fonts = "/Resources << /Font << /F1 5 0 R >> >>"
    font = "<< /Type /Font /BaseFont /Song /Subtype"
    system = "/Registry (Adobe) /Ordering (Identity) /Supplement 0"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {fonts} >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        f"{font} /Type0 /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        f"{font} /CIDFontType2 /CIDSystemInfo << {system} >> >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{place:010d} 00000 n \n" for place in places).encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n".encode()
    return out + f"startxref\n{start}\n%%EOF\n".encode()


def zip_of(members: dict[str, bytes]) -> bytes:
    """Return a zip archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()
