"""Plants one known mistake in a finished document: the rules F01-F36 of the requirements.

Each rule is a function from (text, truth, voice) to the text with the mistake and a note of what
was done, or None where the document offers no place for it.
"""

import re
from collections.abc import Callable

from corpus.sample.facts import Truth
from corpus.sample.numerals import cn_number
from corpus.sample.people import courts
from corpus.sample.voice import Voice

__all__ = ["RULES", "plant"]

Planted = tuple[str, str] | None
Rule = Callable[[str, Truth, Voice], Planted]

_ORDERS = re.compile(r"(?:判决|裁定)如下：\n")
_SIMPLE = "减半收取"


def _swap(text: str, pattern: str, new: str | Callable[[re.Match[str]], str], note: str) -> Planted:
    """Return the text with the first match replaced, or None where there is none."""
    changed = re.sub(pattern, new, text, count=1)
    return None if changed == text else (changed, note)


def _f01(text: str, truth: Truth, _: Voice) -> Planted:
    if truth.procedure != "一审":
        return None
    wrong = truth.case_number.replace("民初", "民终").replace("刑初", "刑终")
    return _swap(text, re.escape(truth.case_number), wrong, f"一审文书案号写作{wrong}")


def _f03(text: str, truth: Truth, voice: Voice) -> Planted:
    other = voice.pick([c for c in courts() if c.code != truth.court_code])
    if truth.procedure != "一审":
        return None
    wrong = truth.case_number.replace(truth.court_code, other.code)
    return _swap(text, re.escape(truth.case_number), wrong, f"法院代字写作{other.code}")


def _f04(text: str, truth: Truth, voice: Voice) -> Planted:
    orders = list(_ORDERS.finditer(text))
    named = [n for n, role in truth.parties if role in {"被告", "被告人"} and len(n) == 3]
    if not orders or not named:
        return None
    at = orders[-1].end()
    wrong = named[0][:2] + voice.pick("峰明华丽")
    body = text[at:].replace(named[0], wrong, 1)
    if body == text[at:]:
        return None
    return text[:at] + body, f"主文将{named[0]}写作{wrong}"


def _f06(text: str, truth: Truth, _: Voice) -> Planted:
    year = int(truth.date[:4]) + 3
    return _swap(text, r"\d{4}(?=年\d+月\d+日出生)", str(year), f"出生年份写作{year}")


def _f08(text: str, truth: Truth, _: Voice) -> Planted:
    if truth.case_type != "民事" or truth.procedure != "一审":
        return None
    wrong = f"{int(truth.date[:4]) + 1}年"
    return _swap(text, r"(?<=于)\d{4}年(?=\d+月\d+日立案)", wrong, f"立案日期晚于裁判日期：{wrong}")


def _f10(text: str, truth: Truth, _: Voice) -> Planted:
    if truth.result != "partly" or truth.procedure != "一审":
        return None
    return _swap(
        text, r"；\n[一二三四五六七八]、驳回原告[^。\n]+。", "。", "未判决驳回其他诉讼请求"
    )


def _f12(text: str, _: Truth, voice: Voice) -> Planted:
    extra = voice.between(5, 60)

    def wrong(found: re.Match[str]) -> str:
        return f"减半收取{float(found[1]) + extra:g}元"

    return _swap(text, r"减半收取([\d.]+)元", wrong, f"减半后的受理费多{extra}元")


def _f13(text: str, _: Truth, __: Voice) -> Planted:
    def wrong(found: re.Match[str]) -> str:
        return found[1] + str(int(found[2]) + 1000)

    return _swap(text, r"(（(?:￥|小写))(\d+)", wrong, "小写比大写多1000元")


def _f15(text: str, truth: Truth, _: Voice) -> Planted:
    if not truth.basis or truth.basis[0][0] != "中华人民共和国民法典":
        return None
    return _swap(
        text,
        r"(依照《中华人民共和国民法典》)第[^条]+条",
        r"\1第一千二百八十八条",
        "民法典没有第1288条",
    )


def _f16(text: str, truth: Truth, _: Voice) -> Planted:
    if not truth.basis or truth.basis[0][0] != "中华人民共和国民法典":
        return None
    return _swap(
        text,
        r"依照《中华人民共和国民法典》",
        "依照《中华人民共和国民法通则》第一百零六条、《中华人民共和国民法典》",
        "引用已废止的民法通则",
    )


def _f18(text: str, truth: Truth, _: Voice) -> Planted:
    if truth.procedure != "一审":
        return None
    return _swap(
        text,
        r"依照(《[^\n]+?)、(《中华人民共和国民事诉讼法》[^《\n]+?)(之规定|的规定|规定)，(?=判决如下)",
        r"依照\2、\1\3，",
        "程序法列在实体法之前",
    )


def _f20(text: str, truth: Truth, _: Voice) -> Planted:
    if truth.case_type != "民事":
        return None
    return _swap(
        text,
        r"(条|款|项)(之规定|的规定|规定)，(?=判决如下)",
        r"\1、指导性案例9001号\2，",
        "裁判依据引用指导性案例",
    )


def _f21(text: str, truth: Truth, _: Voice) -> Planted:
    if truth.result != "affirmed" or truth.case_type != "民事":
        return None
    return _swap(
        text, r"第一款第（一）项(?=[^\n]*判决如下)", "第一款第（二）项", "维持原判引用改判的条款"
    )


def _f22(text: str, truth: Truth, _: Voice) -> Planted:
    if truth.case_type == "民事":
        return _swap(
            text,
            "送达之日起十五日内，向本院递交",
            "送达之日起十日内，向本院递交",
            "判决上诉期写作十日",
        )
    return _swap(text, "第二日起十日内，通过", "第二日起五日内，通过", "判决上诉期写作五日")


def _f24(text: str, truth: Truth, _: Voice) -> Planted:
    bench = [role for _, role in truth.panel if role in {"审判长", "审判员", "人民陪审员"}]
    if len(bench) != 3:
        return None
    return _swap(text, rf"\n{bench[2]}[　 ]*\S+(?=\n二〇)", "", "合议庭为双数")


def _f25(text: str, truth: Truth, _: Voice) -> Planted:
    bench = [role for _, role in truth.panel if role in {"审判长", "审判员", "人民陪审员"}]
    if bench != ["审判员"]:
        return None
    return _swap(text, r"\n审判员(?=[　 ]*\S+\n二〇)", "\n审判长", "独任审判署名审判长")


def _f26(text: str, truth: Truth, _: Voice) -> Planted:
    terms = [t for t in truth.sentences if t.kind == "拘役"]
    if not terms or truth.procedure != "一审":
        return None
    return _swap(
        text, r"(?<=判处拘役)[一二三四五六]个月", f"{cn_number(8)}个月", "拘役八个月超出法定上限"
    )


def _f29(text: str, truth: Truth, _: Voice) -> Planted:
    if len(truth.issues) != 1:
        return None
    issue = re.escape(truth.issues[0])
    return _swap(
        text,
        rf"争议焦点(为|是)：({issue})。",
        r"争议焦点\1：一、\2；二、原告的起诉是否超过诉讼时效。",
        "第二个争议焦点未作评判",
    )


def _f31(text: str, _: Truth, __: Voice) -> Planted:
    return _swap(
        text, r"(?<=于)\d{4}年\d+月\d+日(?=[^\n]{0,6}开庭)", "××××年××月××日", "模板残留：未填日期"
    )


def _f32(text: str, truth: Truth, _: Voice) -> Planted:
    if truth.case_type != "民事":
        return None
    return _swap(
        text,
        r"(?<=。)[^。\n]*经(?:本院合法传唤|传票传唤|本院公告送达传票)[^。\n]*。(?=[^\n]*审理终结)",
        "",
        "被告缺席而未交代传唤情况",
    )


def _f33(text: str, truth: Truth, _: Voice) -> Planted:
    if truth.case_type != "民事" or truth.procedure != "一审":
        return None
    return _swap(text, r"\n案件受理费[^\n]+", "", "未写诉讼费用负担")


def _f36(text: str, truth: Truth, _: Voice) -> Planted:
    if truth.procedure == "一审" and truth.case_type == "民事" and _SIMPLE in text:
        return None
    return _swap(
        text,
        r"本案现已审理终结。",
        "本案经本院审判委员会讨论。本案现已审理终结。",
        "经审委会讨论而未写明决定和理由",
    )


RULES: dict[str, Rule] = {
    "F01": _f01,
    "F03": _f03,
    "F04": _f04,
    "F06": _f06,
    "F08": _f08,
    "F10": _f10,
    "F12": _f12,
    "F13": _f13,
    "F15": _f15,
    "F16": _f16,
    "F18": _f18,
    "F20": _f20,
    "F21": _f21,
    "F22": _f22,
    "F24": _f24,
    "F25": _f25,
    "F26": _f26,
    "F29": _f29,
    "F31": _f31,
    "F32": _f32,
    "F33": _f33,
    "F36": _f36,
}


def plant(text: str, truth: Truth, voice: Voice) -> str:
    """Return the text with one mistake planted and noted in the truth; unchanged if none fits."""
    rules = list(RULES)
    voice.rng.shuffle(rules)
    for rule in rules:
        planted = RULES[rule](text, truth, voice)
        if planted:
            text, note = planted
            truth.defects.append({"rule": rule, "note": note})
            return text
    return text
