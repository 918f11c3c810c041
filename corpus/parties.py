"""Parties and the people who speak for them, from the head of a judgment.

Each item opens a line or sentence with a role: ``原告：张三，男，…``, ``上诉人（原审被告）甲公司``,
``委托诉讼代理人：李四，某某律师事务所律师。`` A representative belongs to the party before it,
unless the item names its principals (上述两被告共同委托诉讼代理人). Where a document prints no such
items, the sentence of procedure (原告张三诉被告李四…一案) names the parties.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from corpus.models import CaseType, Party, Representative
from corpus.party_kinds import is_anonymised, party_kind
from corpus.roles import ITEM_ROLE, PARTY, REPRESENTATIVE, REPRESENTATIVE_ROLES

__all__ = ["find_parties"]

# （原审被告、反诉原告（…）） after a role
_BRACKET: Final = (
    r"(?:\s*[（(〈\[【](?:[^（()）〉\]】\n]|[（(][^（()）\n]{0,30}[)）]){1,80}[)）〉\]】])"
)
# 上述二被告 · 三、上诉人 · 被告罗某、黄某的 …共同委托诉讼代理人
_PRINCIPALS: Final = (
    rf"(?:(?:以上|上述|上列|前述|各|共同|全部|均|[一二两三四五六七八九十\d]+)[、\s]*|"
    rf"(?:原、被告|{PARTY})[^，。：:；\n（()）]{{0,80}}?(?:的|之|(?=共同|均)))*"
)
_ITEM = re.compile(
    r"(?:^|(?<=[\n。；;\s])|(?<=[^因及与由对和向为的]、)|(?<=、)(?=[^，。、\n]{1,12}[:：]))[\s、]*"
    rf"(?:(?P<principals>{_PRINCIPALS})(?:(?:的|之)?(?:共同|均)(?:的)?)?(?={REPRESENTATIVE}))?"
    rf"(?P<role>{ITEM_ROLE})(?:[一二三四五六七八九十\d]{{1,2}}(?=[:：]))?"
    rf"(?P<bracket>{_BRACKET}{{0,3}})\s*[:：]?\s*"
    rf"(?P<name>(?!{ITEM_ROLE})[^\s，,。；;：:（(、](?:(?![、\s]\s*{ITEM_ROLE})[^，,。；;：:\n]){{0,160}})"
)
# Not a name but the rest of a sentence: 被告人因本案…, 原告诉称…, 被告不服…
_NOT_A_NAME = re.compile(
    r"^(?:诉称|诉被告|诉[^，]{1,20}一案|与被|与原|不服|因(?:本|涉|犯|故|患|与|不|[^，]{0,6}案)|于(?:[12]\d|[一二]〇|同|本|当)|"
    r"向(?:本|法|人民|[^，]{0,6}法院)|应(?:当|承|予|由|负)|系(?:被|原|[^，]{0,6}(?:父|母|妻|夫|子|女|兄|弟|姐|妹))|"
    r"的|之[父母子]|对(?:起|公|指|原|被|一|本|上|事|判)|提[出交供起]|[是为]|均|未|无(?!名)|已(?:经|于)|作为|认为|辩[称解]|请求|"
    r"要求|到庭|主张|陈述|负担|支付|赔偿|犯(?:有|罪|[^，]{2,20}罪)|及其|等人|将|被(?:告人?|抓|公|刑|逮|采)|"
    r"明知|违反|虽|当庭|自愿|具有|属|患|构成|称|统一社会|组织机构|以|在(?!.{1,2}$)|经(?:本|审|质|庭)|有(?:权|期|罪|异议)|和(?:被|原|第)|无异议|"
    r"曾(?:因|于|用)|现(?:在|羁)|如实|主动|持|伙同|驾驶|[12]\d{3}年|因$)"
)
_NAME_NOTE: Final = (
    "又名|曾用名|别名|绰号|化名|自报|外号|原名|英文名|小名|乳名|以下|原(?!告|审)|下称|下简|简称|系|兼|反诉|原审|一审|二审|"
    "身份|户名|同上|被告|原告|未到庭|实习|特别|一般|统一|经营者|原称|曾用|代码|营业|组织机构|工商|注册|住所|"
    "现已|已故|死者|女|男|未成年|法定|委托|监护|上诉|被上诉|申请|护照|公民|国籍|字号|业主|负责人|微信|网名|网店|暨|即"
)
_NOTE = re.compile(rf"[（(\[【〔](?:{_NAME_NOTE})[^）)\]】〕]*(?:[）)\]】〕]|$)")
_CUT = re.compile(
    r"[（(][^）)]*$|(?:曾?因(?:涉嫌|犯|本案|吸毒|盗窃)|曾于).*$|(?:本人)?(?:未)?到庭.*$|[，,、]?\s*(?:又名|曾用名|别名|绰号|化名|自报名|外号|小名|身份证|住所|住址|地址|简称).*$"
)
_GENDERED = re.compile(r"^(?P<name>[一-鿿×XxＸ某\d]{2,6})(?:男|女)$")
_FIRM = re.compile(
    r"(?P<firm>[一-鿿（()）·]{2,40}?(?:律师事?务所|法律服务所|法律援助中心|法律服务中心|法律援助处|"
    r"法律事务所|法律服务站|律师集团事务所)(?:[（(][^）)]{1,12}[)）])?(?:[一-鿿]{1,8}分所)?)"
)
_FIRM_START = re.compile(r"^(?:均|[为系是]|分别|以上|执业(?:于|机构为?)|[男女]|和|、)+")
_COUNT: Final = "一二三四五六七八九十"
_LONGEST_LISTED: Final = 12  # characters of one name in 张三、李四
# In the sentence of procedure: 原告张三（以下简称…）诉被告李四、第三人王五买卖合同纠纷一案
_NAMED = re.compile(
    rf"(?P<role>{PARTY})(?P<bracket>{_BRACKET})?[:：]?"
    r"(?P<name>(?!人?(?:的|之|对|在|以|因|不服|未|与|和|均|是|为|提|申|所|就))"
    rf"[一-鿿A-Za-z×](?:(?!{PARTY})[^，,。；;（()）:：\d]){{1,80}}?)"
    rf"(?P<end>[（()），,。；;]|(?=[、\s及和]*{PARTY})|诉|与|因|为|不服|行政(?!管理|审批|执法|区|综合)|以(?!下)|于(?=\d)|要求|请求|申请|"
    r"作出|及其|一案|$)"
)
# Where a body's name ends inside a longer run of words (…公司买卖合同纠纷, …局不履行职责).
_BODY_END = re.compile(
    r"^.{2,}(?:人民政府|委员会|公司|局|厅|支队|大队|中队|派出所|办事处|办公室|银行|医院|学校|中学|小学|大学|"
    r"幼儿园|合作社|监狱|海关|[工加]厂|商店|商行|经营部)"
)
_NO_NAME_INSIDE = re.compile(r"未|送达|收到|依法|起诉|提出|遭受|作出|具体|自愿|证据|委托代理")
_LONGEST_PERSON: Final = 4
# 张三和李四 are two, 发展和改革局 is one
_JOINED = re.compile(r"、|和(?!改革|计划|社会|城乡|规划|信息|房屋|草原|国土|旅游|体育|林业|科技)")


@dataclass(slots=True)
class _Draft:
    name: str
    role: str
    kind: str
    representatives: list[Representative] = field(default_factory=list)


def find_parties(listed: str, *, procedure: str, case_type: CaseType) -> tuple[Party, ...]:
    """Return the parties that the head lists, in their order, each once.

    Args:
        listed: the text between the head and the procedure.
        procedure: the sentence of procedure, read where no party is listed.
        case_type: decides what an office is.
    """
    drafts: list[_Draft] = []
    for match in _ITEM.finditer(listed):
        _read_item(drafts, match, listed, case_type)
    if not drafts:
        drafts = list(_from_procedure(procedure, case_type))
    return tuple(
        Party(
            d.name, d.role, d.kind, tuple(dict.fromkeys(d.representatives)), is_anonymised(d.name)
        )
        for d in drafts
    )


def _read_item(
    drafts: list[_Draft], match: re.Match[str], listed: str, case_type: CaseType
) -> None:
    rest = listed[match.end() : _sentence_end(listed, match.end())]
    name = _trim_name(match["name"], rest)
    if not name or _NOT_A_NAME.match(name) or name.endswith("的"):
        return
    role = re.sub(r"[\s、]", "", match["role"])
    if role.startswith(REPRESENTATIVE_ROLES):
        _attach(drafts, _representatives(name, role, rest), match["principals"] or "")
        second = re.search(rf"(?:暨|兼|即|及)({PARTY})$", role)
        if second is None:
            return
        role = second[1]
    kind = party_kind(name, role, rest, case_type)
    names = _split(name) if kind == "自然人" else [name]
    seen = {(d.name, d.role) for d in drafts}
    full_role = role + re.sub(r"\s", "", match["bracket"])
    drafts += [_Draft(n, full_role, kind) for n in names if (n, full_role) not in seen]


def _sentence_end(text: str, start: int) -> int:
    stops = [p for p in (text.find(mark, start) for mark in "。\n") if p >= 0]
    return min(stops, default=len(text))


def _split(name: str) -> list[str]:
    parts = [part.strip() for part in name.split("、")]
    if any(len(part) > _LONGEST_LISTED for part in parts):
        return [name]
    return [part for part in parts if part and not _NOT_A_NAME.match(part)]


def _representatives(name: str, role: str, rest: str) -> list[Representative]:
    people = _split(name)
    found = [_FIRM_START.sub("", match["firm"]) for match in _FIRM.finditer(rest)]
    firms: list[str | None] = [f for f in dict.fromkeys(found) if f]
    if len(firms) > 1 and (len(people) == 1 or "指派" in rest):
        firms = firms[:1]  # …律师事务所律师，由某法律援助中心指派
    if len(firms) != len(people):
        firms = [firms[0] if len(firms) == 1 else None] * len(people)
    return [Representative(one, role, firm) for one, firm in zip(people, firms, strict=True)]


def _attach(drafts: list[_Draft], people: list[Representative], principals: str) -> None:
    for draft in _principals(drafts, principals):
        draft.representatives += people


def _principals(drafts: list[_Draft], printed: str) -> list[_Draft]:
    if not drafts:
        return []
    named = [d for d in drafts if len(d.name) > 1 and d.name in printed]
    if named:
        return named
    if not printed:
        return [drafts[-1]]
    side = _side(drafts[-1].role)
    role = re.search(PARTY, printed)
    if role:
        side = _side(role.group())
    same = [d for d in drafts if _side(d.role) == side] or [drafts[-1]]
    count = re.search(r"[一二两三四五六七八九十]", printed)
    wanted = _COUNT.find(count.group().replace("两", "二")) + 1 if count else 0
    return same[-wanted:] if wanted > 1 else same


def _side(role: str) -> str:
    match = re.match(PARTY, role)
    return re.sub(r"^(?:原审|一审|二审|原)|人$", "", match.group() if match else role)


def _from_procedure(sentence: str, case_type: CaseType) -> Iterator[_Draft]:
    seen: set[tuple[str, str]] = set()
    first, case, _ = sentence.partition("。")[0].partition("一案")
    for match in _NAMED.finditer(first + case):
        role = match["role"] + re.sub(r"\s", "", match["bracket"] or "")
        for printed in _JOINED.split(match["name"]):
            name = _cut_name(_trim_name(printed, ""), match["end"])
            if name and (name, match["role"]) not in seen:
                seen.add((name, match["role"]))
                yield _Draft(name, role, party_kind(name, role, "", case_type))


def _cut_name(name: str, end: str) -> str:
    """Return the name alone, "" where its end cannot be told."""
    body = _BODY_END.match(name)
    if body:
        return body.group()
    unsure = end == "一案" or (len(name) > _LONGEST_PERSON and end not in "（(，,")
    if unsure or _NOT_A_NAME.match(name) or _NO_NAME_INSIDE.search(name):
        return ""
    return name


def _trim_name(printed: str, rest: str) -> str:
    name = _CUT.sub("", _NOTE.sub("", printed.strip(" 、")))
    words = name.split()
    if len(words) > 1:
        single = all(len(word) <= 1 for word in words[:2])
        latin = all(word.isascii() for word in words)
        name = "".join(words) if single else name if latin else words[0]
    gendered = _GENDERED.match(name)
    if gendered and not re.match(r"[，,]?\s*[男女]", rest) and re.match(r"[，,]", rest):
        name = gendered["name"]
    return name.strip(" 、:：.．·-—")
