"""Fifteen invented documents, parsed by the real parser, and an encoder that needs no training."""

import hashlib
import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.models import Judgment, Kind, RawDocument
from corpus.parse import parse_judgment
from embeddings.base import DocumentView, Vectors
from indexer.pipeline import text_hash
from indexer.types import Record

__all__ = ["APPEAL", "FIRST", "HashEncoder", "raw_documents", "records"]

FIRST = "（2021）湘0102民初101号"
APPEAL = "（2021）湘01民终901号"

_LOAN = """湖南省长沙市芙蓉区人民法院
民事判决书
{number}
原告：张三，男，1980年1月1日出生，汉族，住长沙市芙蓉区。
被告：李四，男，1982年2月2日出生，汉族，住长沙市雨花区。
原告张三与被告李四民间借贷纠纷一案，本院于2021年1月5日立案后，依法适用简易程序，公开开庭进行了审理。本案现已审理终结。
原告张三向本院提出诉讼请求：1.判令被告偿还借款本金{amount}元；2.判令被告支付逾期利息。事实和理由：被告因{reason}向原告借款，逾期未还。
被告李四辩称，对借款的事实没有异议，但暂无力偿还。
经审理查明，2019年3月，被告李四因{reason}向原告张三借款{amount}元，出具借条一张，约定月利率百分之二，借期一年。借款到期后，被告未按约定归还借款本金和利息。
本院认为，合法的借贷关系受法律保护。被告李四向原告张三借款的事实清楚，被告逾期未还，应当承担还款责任。原告要求支付逾期利息的请求，于法有据，本院予以支持。依照《中华人民共和国民法典》第六百七十五条、第六百八十条之规定，判决如下：
被告李四于本判决生效之日起十日内偿还原告张三借款本金{amount}元及利息。
案件受理费1000元，由被告李四负担。
如不服本判决，可以在判决书送达之日起十五日内，向本院递交上诉状，上诉于湖南省长沙市中级人民法院。
审判员　王五
二〇二一年{month}月十日
书记员　赵六
"""

_APPEAL = """湖南省长沙市中级人民法院
民事判决书
（2021）湘01民终901号
上诉人（原审被告）：李四，男，1982年2月2日出生，汉族，住长沙市雨花区。
被上诉人（原审原告）：张三，男，1980年1月1日出生，汉族，住长沙市芙蓉区。
上诉人李四因与被上诉人张三民间借贷纠纷一案，不服湖南省长沙市芙蓉区人民法院（2021）湘0102民初101号民事判决，向本院提起上诉。本院依法组成合议庭进行了审理，现已审理终结。
李四上诉请求：撤销一审判决。事实和理由：利息约定过高。
本院经审理查明，一审法院认定的事实属实，本院予以确认。
本院认为，双方借贷关系成立，一审判决认定事实清楚，适用法律正确。依照《中华人民共和国民事诉讼法》第一百七十条第一款第（一）项之规定，判决如下：
驳回上诉，维持原判。
本判决为终审判决。
审判长　孙七
审判员　周八
审判员　吴九
二〇二一年九月一日
书记员　郑十
"""

_THEFT = """湖南省长沙市岳麓区人民法院
刑事判决书
（2020）湘0104刑初{serial}号
公诉机关长沙市岳麓区人民检察院。
被告人钱某，男，1990年3月3日出生，汉族，初中文化，无业，住长沙市。因涉嫌犯盗窃罪于2020年1月1日被刑事拘留。
长沙市岳麓区人民检察院指控被告人钱某犯盗窃罪，于2020年3月1日向本院提起公诉。本院依法组成合议庭，公开开庭审理了本案。现已审理终结。
经审理查明，2020年1月1日凌晨，被告人钱某窜至岳麓区某{place}，撬门入室，盗走被害人手机一部、现金{amount}元。破案后，赃物已发还被害人。
本院认为，被告人钱某以非法占有为目的，秘密窃取他人财物，数额较大，其行为已构成盗窃罪。被告人钱某到案后如实供述自己的罪行，系坦白，依法可以从轻处罚。依照《中华人民共和国刑法》第二百六十四条、第六十七条第三款之规定，判决如下：
被告人钱某犯盗窃罪，判处有期徒刑{months}个月，并处罚金人民币二千元。
如不服本判决，可在接到判决书的第二日起十日内，通过本院或者直接向湖南省长沙市中级人民法院提出上诉。
审判长　孙七
审判员　王五
人民陪审员　刘某
二〇二〇年五月六日
书记员　赵六
"""

_GUIDING = """指导案例9001号：甲公司诉乙公司民间借贷纠纷案
关键词 民事 民间借贷 逾期利息
裁判要点
借款人逾期不还，出借人请求支付逾期利息的，人民法院应予支持。
相关法条
《中华人民共和国合同法》第二百零七条
基本案情
甲公司向乙公司出借款项，乙公司逾期未还。
裁判结果
湖南省高级人民法院判决乙公司归还借款并支付利息。
裁判理由
法院生效裁判认为：乙公司逾期未还，应当支付逾期利息。
"""

_ENTRY = """某某民间借贷纠纷案
入库编号：2023-16-2-103-901
关键词 民事 民间借贷 职业放贷
基本案情
出借人多次向不特定对象放贷，借款人逾期未还。
裁判理由
法院生效裁判认为：出借人以营利为目的向社会不特定对象提供借款，借款合同无效。
裁判要旨
职业放贷人签订的民间借贷合同无效，借款人应当返还本金。
关联索引
《中华人民共和国民法典》第六百八十条
一审：湖南省长沙市芙蓉区人民法院（2021）湘0102民初101号
"""


def raw_documents() -> list[RawDocument]:
    """Return the documents as a source would give them."""
    loans = [
        RawDocument(
            text=_LOAN.format(
                number=f"（2021）湘0102民初{serial}号",
                amount=f"{serial}000",
                reason=reason,
                month=month,
            ),
            path="loans.jsonl",
            row=serial,
            source="合成样例",
            source_id=f"loan-{serial}",
        )
        for serial, reason, month in (
            (101, "经营周转", "三"),
            (102, "购买房屋", "四"),
            (103, "治病", "五"),
            (104, "开办饭店", "六"),
            (105, "装修房屋", "七"),
            (106, "子女上学", "八"),
        )
    ]
    thefts = [
        RawDocument(
            text=_THEFT.format(serial=serial, place=place, amount=serial * 10, months=months),
            path="thefts.jsonl",
            row=serial,
            source="合成样例",
            fields={"url": f"https://example.test/{serial}"},
        )
        for serial, place, months in (
            (201, "小区", "六"),
            (202, "商铺", "七"),
            (203, "学校宿舍", "八"),
            (204, "工地", "九"),
            (205, "仓库", "十"),
        )
    ]
    others = [
        RawDocument(text=_APPEAL, path="appeal.txt", source="合成样例"),
        RawDocument(text=_GUIDING, path="guiding.txt", kind=Kind.GUIDING_CASE, source="合成样例"),
        RawDocument(text=_ENTRY, path="entry.txt", kind=Kind.LIBRARY_ENTRY, source="合成样例"),
    ]
    return [*loans, *thefts, *others]


def records(*, run: int = 1) -> list[Record]:
    """Return the documents parsed, as ingest stores them."""
    return [
        Record(parse_judgment(raw), text_hash(raw.text), raw.path, raw.row, run, dict(raw.fields))
        for raw in raw_documents()
    ]


class HashEncoder:
    """An encoder that hashes character pairs: same text, same vector, nothing to learn."""

    id = "hash-16"
    dim = 16

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._vector(text) for text in texts])

    def encode_documents(self, views: Sequence[DocumentView]) -> Vectors:
        return self.encode_queries([view.text for view in views])

    def save(self, folder: Path) -> None:
        (folder / "hash.txt").write_text(self.id, encoding="utf-8")

    def _vector(self, text: str) -> Vectors:
        vector = np.zeros(self.dim, dtype=np.float32)
        for pair in map("".join, itertools.pairwise(text)):
            vector[hashlib.sha256(pair.encode()).digest()[0] % self.dim] += 1
        norm = float(np.linalg.norm(vector))
        return vector / norm if norm else vector


def by_id(judgments: Sequence[Judgment]) -> dict[str, Judgment]:
    """Return judgments by their id."""
    return {judgment.id: judgment for judgment in judgments}
