import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from corpus.errors import InputError
from corpus.segment import (
    SEGMENTERS,
    bigrams,
    dictionary_hash,
    fold,
    get_segmenter,
    legal_words,
    words,
)

TEXT = (
    "原告张三与被告李四机动车交通事故责任纠纷一案，长沙市芙蓉区人民法院于２０１８年３月５日立案。"
    "张三诉称：被告驾驶湘A×××××号轿车，违反《中华人民共和国道路交通安全法》的规定，"
    "未让行人，造成其轻伤二级，请求判令赔偿医疗费12,345.67元。被告李四辩称不构成非法持有毒品。\n"
)


def boundaries(parts: list[str]) -> set[int]:
    found, at = set(), 0
    for part in parts:
        at += len(part)
        found.add(at)
    return found


def is_han(sign: str) -> bool:
    return "一" <= sign <= "鿕"


def disagreement(text: str) -> tuple[int, int]:
    first, second = (boundaries(get_segmenter(name).cut(text)) for name in SEGMENTERS)
    inner = {i for i in range(1, len(text)) if is_han(text[i - 1]) and is_han(text[i])}
    return len(inner & (first ^ second)), len(inner)


@pytest.mark.parametrize("name", SEGMENTERS)
def test_the_parts_joined_are_the_folded_text(name: str) -> None:
    assert "".join(get_segmenter(name).cut(TEXT)) == fold(TEXT)
    assert len(fold(TEXT)) == len(TEXT)


def test_both_engines_cut_alike() -> None:
    wrong, total = disagreement(TEXT * 3)
    assert total > 200
    assert wrong == 0


def test_both_engines_keep_every_added_word_alike() -> None:
    sample = "，".join(word for word, _ in legal_words()[::7])
    wrong, total = disagreement(sample)
    assert wrong / total <= 0.001


@pytest.mark.data
def test_both_engines_cut_real_judgments_alike(shared_data: Path) -> None:
    import json
    import lzma

    wrong = total = 0
    for folder, file in (("lecard", "corpus"), ("openlaw", "judgments")):
        with lzma.open(shared_data / folder / f"{file}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, islice(lines, 0, 400, 20)):
                found = disagreement(row.get("text") or row["full_text"])
                wrong, total = wrong + found[0], total + found[1]
    assert total > 100_000
    assert wrong / total <= 0.001


def test_ids_share_the_dictionary_hash() -> None:
    assert [get_segmenter(name).id for name in SEGMENTERS] == [
        f"{name}:{dictionary_hash()}" for name in SEGMENTERS
    ]


def test_an_unknown_engine_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match="rjieba, jieba"):
        get_segmenter("thulac")


def test_words_hold_no_punctuation_and_no_function_word() -> None:
    found = words("被告人张三在长沙市的ＡＢ１２号房间内，盗窃手机1部。", get_segmenter("rjieba"))
    assert {"被告人", "盗窃", "手机", "1"} <= set(found)
    assert not {"的", "在", "，", "。", "内"} & set(found)


def test_words_of_the_law_stay_whole() -> None:
    cut = get_segmenter("rjieba").cut("长沙市芙蓉区人民法院适用道路交通安全法审理非法持有毒品案")
    assert {"长沙市芙蓉区人民法院", "道路交通安全法", "非法持有毒品"} <= set(cut)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("予以支持", ["予以", "以支", "支持"]),
        ("予以 支\n持", ["予以", "以支", "支持"]),
        ("支持。被告", ["支持", "被告"]),
        ("2017年8月", ["2017", "年", "8", "月"]),
        ("湘ＡB１２号", ["湘", "ab12", "号"]),
        ("二〇一八", ["二〇", "〇一", "一八"]),
        ("，。", []),
        ("", []),
    ],
)
def test_bigrams(text: str, expected: list[str]) -> None:
    assert bigrams(text) == expected


def test_importing_loads_no_dictionary() -> None:
    code = (
        "import sys, corpus.segment as s; s.get_segmenter('jieba'); print('jieba' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "False"
