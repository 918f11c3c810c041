import csv
import json
from pathlib import Path

import pytest

from corpus.errors import InputError, MissingStateError, NotFoundError
from corpus.models import RawDocument
from corpus.parse import parse_judgment
from corpus.sources import SourceOptions, read_paths
from indexer.pipeline import text_hash
from indexer.types import Record
from search_api.admin import export_csv, export_docx, export_jsonl
from search_api.admin.word import write_docx
from search_api.similar import Filters
from tests.search_api.application import SmallApplication, open_home
from tests.search_api.corpus import FIRST
from tests.search_api.factories import make_judgment


def _ingested(path: Path) -> list[Record]:
    items = list(read_paths([path], SourceOptions()))
    assert all(isinstance(item, RawDocument) for item in items), items
    return [
        Record(parse_judgment(raw), text_hash(raw.text), raw.path, raw.row, 1, dict(raw.fields))
        for raw in items
        if isinstance(raw, RawDocument)
    ]


def test_json_lines_are_ingested_again_without_loss(
    application: SmallApplication, tmp_path: Path
) -> None:
    target = tmp_path / "out.jsonl"
    assert export_jsonl(application, target).documents == 14
    with open_home(tmp_path / "new") as other:
        other.store.put(_ingested(target))
        assert list(other.store.scan()) == list(application.store.scan())
        ids = list(application.store.ids())
        assert [record.fields for record in other.store.records(ids)] == [
            record.fields for record in application.store.records(ids)
        ]
        again = tmp_path / "again.jsonl"
        export_jsonl(other, again)
    assert _without_place(again) == _without_place(target)


def _without_place(path: Path) -> list[dict[str, object]]:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [{**row, "path": "", "row": 0} for row in rows]


def test_every_line_names_its_source(application: SmallApplication, tmp_path: Path) -> None:
    export_jsonl(application, tmp_path / "out.jsonl")
    rows = _without_place(tmp_path / "out.jsonl")
    assert {row["source"] for row in rows} == {"合成样例"}
    assert [row["id"] for row in rows] == sorted(str(row["id"]) for row in rows)


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(cause=("盗窃罪",)), 5),
        (Filters(case_type=("民事",), procedure=("二审",)), 1),
        (Filters(year=("1999",)), 0),
    ],
)
def test_filters(
    application: SmallApplication, tmp_path: Path, filters: Filters, documents: int
) -> None:
    jsonl = export_jsonl(application, tmp_path / "a.jsonl", filters=filters)
    table = export_csv(application, tmp_path / "a.csv", filters=filters)
    assert (jsonl.documents, table.documents) == (documents, documents)


def test_a_table_opens_in_a_spreadsheet(application: SmallApplication, tmp_path: Path) -> None:
    export_csv(application, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 14
    first = next(row for row in rows if row["case_number"] == FIRST)
    assert first["court"] == "长沙市芙蓉区人民法院"
    assert first["result"] == "支持"
    assert first["source"] == "合成样例"
    assert "中华人民共和国民法典#680" in first["statutes"]


def test_no_cell_is_a_formula(empty_application: SmallApplication, tmp_path: Path) -> None:
    from tests.search_api.factories import make_record

    empty_application.store.put([make_record(1, title="=1+1", text="@SUM(A1)")])
    export_csv(empty_application, tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(csv.DictReader(file))
    assert (row["title"], row["text"]) == ("'=1+1", "'@SUM(A1)")


def test_one_judgment_as_word(application: SmallApplication, tmp_path: Path) -> None:
    from docx import Document

    export_docx(application, FIRST, tmp_path / "out.docx")
    document = Document(str(tmp_path / "out.docx"))
    written = "".join(paragraph.text for paragraph in document.paragraphs)
    judgment = application.require_search().judgment(FIRST)
    for line in judgment.text.splitlines():
        assert line.strip() in written
    headings = {p.text for p in document.paragraphs if p.style and p.style.name == "Heading 2"}
    assert {"当事人", "查明事实", "本院认为", "落款"} <= headings
    footer = document.sections[0].footer.paragraphs[0].text
    assert "合成样例" in footer
    assert "辅助参考" in footer
    assert "合成样例" in [p.text for p in document.paragraphs]


def test_control_characters_do_not_break_word(tmp_path: Path) -> None:
    write_docx(make_judgment(1, text="甲\x0b乙\x00丙\f丁"), tmp_path / "out.docx")
    assert (tmp_path / "out.docx").stat().st_size > 1000


def test_nothing_is_overwritten(application: SmallApplication, tmp_path: Path) -> None:
    target = tmp_path / "kept"
    target.write_text("kept", encoding="utf-8")
    for write in (export_jsonl, export_csv):
        with pytest.raises(InputError, match="已存在"):
            write(application, target)
    with pytest.raises(InputError, match="已存在"):
        export_docx(application, FIRST, target)
    assert target.read_text("utf-8") == "kept"


def test_what_is_not_there_is_said(
    application: SmallApplication, empty_application: SmallApplication, tmp_path: Path
) -> None:
    with pytest.raises(NotFoundError):
        export_docx(application, "nothing", tmp_path / "a.docx")
    with pytest.raises(MissingStateError):
        export_csv(empty_application, tmp_path / "a.csv", filters=Filters(year=("2020",)))
    assert export_csv(empty_application, tmp_path / "b.csv").documents == 0
