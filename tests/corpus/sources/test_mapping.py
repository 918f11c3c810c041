import json
import re
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InputError
from corpus.models import Kind, RawDocument
from corpus.sources import (
    Layout,
    Rejected,
    SourceOptions,
    built_in_layouts,
    find_layout,
    read_paths,
    to_document,
)
from corpus.sources.mapping import detect_layout, load_layout
from tests.corpus.sources.factories import JUDGMENT

DOCS = Path(__file__).resolve().parents[3] / "docs" / "mappings.md"
FULL = {"full_text": JUDGMENT, "title": "标题"}
RULING = {
    **FULL,
    "court": "某法院",
    "case_no": "（2021）",
    "case_type": "刑事",
    "doc_type": "裁定书",
}

LAYOUTS: dict[str, dict[str, Any]] = {
    "lecard": {
        "id": "8", "title": "张三盗窃一审刑事判决书", "case_name": "张三盗窃一案",
        "facts": "经审理查明", "reasoning": "本院认为", "disposition": None, "text": JUDGMENT,
    },
    "openlaw": {
        **RULING, "id": "o-1", "topic": "t", "procedure": "一审", "cause": "借款合同纠纷",
        "date": "2021年03月01日", "presiding": "李四", "sections": {"法院意见": "本院认为"},
    },
    "case_library": {
        **FULL, "id": "r-1", "category": "民事", "keywords": "借款", "facts": None,
        "reasoning": "r", "gist": "要旨", "index": "关联", "courts": [["一审", "某法院", "1"]],
    },
    "guiding_cases": {**FULL, "number": 1, "publish_date": "2012-01-11 00:13:00", "url": "u"},
    "drug_rulings": {**RULING, "id": "d-1", "source": "s"},
    "spc": {**RULING, "id": "l-1", "publish_date": "2015-10-22"},
    "wenshu_admin": {
        **FULL, "id": "w-1", "court": "某法院", "case_no": "1", "procedure": "行政二审",
        "date": "2016-07-13", "head": "h", "procedure_text": "p", "facts": "f", "reasoning": "r",
        "judgment": "j", "signature": "s", "cause_ids": ["其他", "处罚"], "raw_s6_doc_type": "01",
    },
    "wenshu": {
        "s1": "标题", "s2": "某法院", "s7": "（2021）湘0102民初1号", "s31": "2021-03-01",
        "s5": "abc", "qwContent": "<div>判决书</div><div>本院认为</div>", "s11": ["借款合同纠纷"],
    },
    "civil_core": {"id": "c-1", "facts": "f", "reasoning": "r", "judgment": "j", "full_text": "t"},
    "generic": {"文书ID": "g-1", "全文": JUDGMENT, "审理法院": "某法院", "案号": "1"},
}  # fmt: skip


def _document(name: str) -> RawDocument:
    return to_document(LAYOUTS[name], find_layout(name), path="a", number=1)


@pytest.mark.parametrize("layout", built_in_layouts(), ids=lambda layout: layout.name)
def test_no_built_in_mapping_is_hidden_by_another(layout: Layout) -> None:
    columns = (*layout.detect.all, *layout.detect.any[:1])
    assert detect_layout([dict.fromkeys(columns, "x")]) is layout


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts_are_told_apart_by_their_columns(name: str) -> None:
    layout = detect_layout([LAYOUTS[name]] * 3)
    assert layout is not None
    assert layout.name == name


def test_the_layout_is_that_of_most_rows() -> None:
    layout = detect_layout([LAYOUTS["spc"], LAYOUTS["spc"], {"id": 1}])
    assert layout is not None
    assert layout.name == "spc"
    assert detect_layout([{"id": 1}, {"name": 2}]) is None


@pytest.mark.parametrize(
    ("name", "kind", "fields"),
    [
        ("lecard", Kind.JUDGMENT, {"case_type": "刑事", "facts": "经审理查明"}),
        ("openlaw", Kind.JUDGMENT, {"reasoning": "本院认为", "cause": "借款合同纠纷"}),
        ("case_library", Kind.LIBRARY_ENTRY, {"gist": "要旨", "case_type": "民事"}),
        ("guiding_cases", Kind.GUIDING_CASE, {"guiding_number": "1"}),
        ("wenshu_admin", Kind.JUDGMENT, {"document_type": "判决书", "cause": "其他、处罚"}),
        ("wenshu", Kind.JUDGMENT, {"date": "2021-03-01", "cause": "借款合同纠纷"}),
        ("generic", None, {"court": "某法院", "case_number": "1"}),
    ],
)
def test_columns_become_fields(name: str, kind: Kind | None, fields: dict[str, str]) -> None:
    document = _document(name)
    assert document.kind is kind
    assert fields.items() <= dict(document.fields).items()


def test_empty_columns_are_left_out() -> None:
    assert "disposition" not in _document("lecard").fields


def test_a_page_in_a_column_becomes_text() -> None:
    assert _document("wenshu").text == "判决书\n本院认为"


OWN = """
name: own
detect: {all: [bt, nr]}
kind: {from: lx, values: {入库: library_entry}}
source: 本院
id: bh
text: {from: [head.t, nr], join: true}
fields:
  title: bt
  court: [fy1, fy2]
constants: {case_type: 民事}
"""


def test_an_own_mapping_joins_falls_back_and_translates() -> None:
    layout = load_layout(OWN, origin="own.yaml")
    row = {
        "bt": "标题",
        "nr": "正文",
        "lx": "入库",
        "fy2": "某法院",
        "head": {"t": "首部"},
        "bh": 3,
    }
    document = to_document(row, layout, path="a", number=1)
    assert document.text == "首部\n正文"
    assert document.kind is Kind.LIBRARY_ENTRY
    assert document.source_id == "3"
    assert dict(document.fields) == {"title": "标题", "court": "某法院", "case_type": "民事"}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("text:", "txt:"), "txt"),
        (("court:", "curt:"), "可用字段"),
        (("name: own", "name: [own"), "YAML"),
        (("join: true", "join: 7"), "bool"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(change: tuple[str, str], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        load_layout(OWN.replace(*change), origin="own.yaml")


def test_an_unknown_mapping_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lecard"):
        list(read_paths([tmp_path], SourceOptions(mapping="nonsense")))


def test_an_unknown_kind_rejects_the_row(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    rows = tmp_path / "a.jsonl"
    rows.write_text(json.dumps({"bt": "t", "nr": "正文", "lx": "别的"}), encoding="utf-8")
    [item] = read_paths([rows], SourceOptions(mapping=str(tmp_path / "own.yaml")))
    assert isinstance(item, Rejected)
    assert "别的" in item.detail


def test_mapping_and_kind_given_by_hand_win(tmp_path: Path) -> None:
    rows = tmp_path / "a.jsonl"
    rows.write_text(json.dumps(LAYOUTS["spc"], ensure_ascii=False), encoding="utf-8")
    options = SourceOptions(mapping="drug_rulings", kind=Kind.GUIDING_CASE)
    [item] = read_paths([rows], options)
    assert isinstance(item, RawDocument)
    assert (item.kind, item.source) == (Kind.GUIDING_CASE, "刑事裁定")


def test_the_example_of_the_docs_works(tmp_path: Path) -> None:
    blocks = re.findall(r"```(yaml|json)\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    found = dict(reversed(blocks))
    (tmp_path / "own.yaml").write_text(found["yaml"], encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(found["json"], encoding="utf-8")
    options = SourceOptions(mapping=str(tmp_path / "own.yaml"))
    [document] = read_paths([tmp_path / "a.jsonl"], options)
    assert isinstance(document, RawDocument)
    assert document.kind is Kind.JUDGMENT
    assert document.fields["case_number"] == "（2023）湘0102民初123号"
    assert document.fields["document_type"] == "判决书"
    assert document.text.startswith("某某区人民法院")


def test_the_docs_name_every_field_and_mapping() -> None:
    from corpus.sources.mapping import FIELDS

    text = DOCS.read_text(encoding="utf-8")
    missing = [name for name in FIELDS if f"`{name}`" not in text]
    missing += [layout.name for layout in built_in_layouts() if f"`{layout.name}`" not in text]
    assert missing == []
