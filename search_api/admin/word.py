"""One judgment as a Word document: head, text in its sections, source."""

from pathlib import Path

from corpus.models import SECTION_NAMES, Judgment, SectionKind

__all__ = ["SAMPLE_MARK", "write_docx"]

SAMPLE_MARK = "合成样例"
_NOTICE = "辅助参考，不作为裁判依据"
_HEADINGS: dict[SectionKind, str] = {
    kind: name
    for kind, name in SECTION_NAMES.items()
    if kind not in {SectionKind.TITLE, SectionKind.CASE_NUMBER}  # they head the document anyway
}


def write_docx(judgment: Judgment, target: Path) -> None:
    """Write the judgment's whole text, in its order, under the headings of its sections."""
    from docx import Document  # python-docx loads its templates

    document = Document()
    style = document.styles["Normal"]
    style.font.name = "SimSun"
    document.add_heading(_clean(judgment.title), level=1)
    if is_sample(judgment):
        document.add_paragraph(SAMPLE_MARK)
    for label, value in _facts(judgment):
        document.add_paragraph(_clean(f"{label}：{value}"))
    for heading, text in _parts(judgment):
        if heading:
            document.add_heading(heading, level=2)
        for line in text.splitlines():
            if line.strip():
                document.add_paragraph(_clean(line))
    footer = document.sections[0].footer.paragraphs[0]
    mark = f"{SAMPLE_MARK} · " if is_sample(judgment) else ""
    footer.text = _clean(f"{mark}{_NOTICE} · 来源：{judgment.source or '未注明'} · {judgment.id}")
    document.save(str(target))


def is_sample(judgment: Judgment) -> bool:
    """Return whether the document says that it was made by a program."""
    return SAMPLE_MARK in judgment.source or SAMPLE_MARK in judgment.text


def _facts(judgment: Judgment) -> list[tuple[str, str]]:
    court, number = judgment.court, judgment.case_number
    facts = [
        ("法院", (court.canonical or court.name) if court else ""),
        ("案号", number.text if number else ""),
        ("入库编号", judgment.entry_number or ""),
        ("案由", "、".join(judgment.cause_nodes or judgment.causes)),
        ("裁判日期", judgment.date.isoformat() if judgment.date else ""),
    ]
    return [(label, value) for label, value in facts if value]


def _parts(judgment: Judgment) -> list[tuple[str, str]]:
    """Return (heading, text) so that the texts joined are the judgment's text, nothing left out.

    A section that begins within a line (依照…, after the reasoning) goes on without a heading.
    """
    text = judgment.text
    starts = {0: ""}
    for section in judgment.sections:
        if text[: section.start].endswith("\n") or section.start == 0:
            starts[section.start] = _HEADINGS.get(section.kind, "")
    places = sorted(starts)
    ends = [*places[1:], len(text)]
    return [(starts[start], text[start:end]) for start, end in zip(places, ends, strict=True)]


def _clean(text: str) -> str:
    """Return the text without control characters, which XML cannot hold."""
    return "".join(character for character in text if character >= " " or character == "\t")
