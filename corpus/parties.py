"""Parties and the people who speak for them, from the head of a judgment.

Each item opens a line or sentence with a role: ``原告：张三，男，…``, ``上诉人（原审被告）甲公司，住所地…``,
``委托诉讼代理人：李四，某某律师事务所律师。`` A representative belongs to the party before it,
unless the item names its principals (上述两被告共同委托诉讼代理人). Where a document prints no such
items, the sentence of procedure (原告张三诉被告李四…一案) names the parties.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from corpus.models import CaseType, Party, Representative

__all__ = ["find_parties"]

_PARTY_ROLES: Final = (
    "公诉机关", "原公诉机关", "抗诉机关", "抗诉人", "自诉人", "附带民事诉讼原告人", "附带民事诉讼原告",
    "附带民事诉讼被告人", "附带民事诉讼被告", "附带民事公益诉讼起诉人", "公益诉讼起诉人", "附带民事诉讼第三人",
    "被告单位", "被告人", "罪犯", "上诉人", "被上诉人", "原告人", "原告", "被告", "第三人", "再审申请人",
    "被申请人", "再审被申请人", "申请再审人", "申请人", "申请执行人", "被执行人", "案外人", "利害关系人",
    "异议人", "复议申请人", "申请复议人", "赔偿请求人", "赔偿义务机关", "复议机关", "申诉人", "被申诉人", "反诉原告", "反诉被告",
    "起诉人", "被害人", "被害单位", "申诉机关", "提请机关", "执行机关", "报请机关", "买受人", "竞买人",
    "被申请强制医疗人", "附带民事诉讼上诉人", "债务人", "债权人", "管理人", "被处罚人",
)  # fmt: skip
_PREFIXES: Final = (
    r"(?:原审|一审|二审|原一审|原二审|原|再审|本诉|反诉|第[一二三四五六七八九十]|附带民事诉讼)?"
)
_REPRESENTATIVE_ROLES: Final = (
    "法定代表人", "法定代理人", "诉讼代表人", "委托诉讼代理人", "委托代理人", "诉讼代理人", "指定代理人",
    "指定辩护人", "委托辩护人", "法律援助辩护人", "辩护人", "代理人", "负责人", "主要负责人", "执行事务合伙人",
    "出庭负责人", "行政机关负责人", "出庭应诉负责人", "出庭行政负责人", "行政负责人", "应诉负责人", "监护人", "经营者", "业主", "投资人",
    "代表人", "委托代表人", "委派代表", "诉讼代理", "特别授权代理人", "一般代理人", "清算组负责人", "管理人代表", "检察员", "代理检察员",
)  # fmt: skip


def _longest_first(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_ROLE: Final = rf"{_PREFIXES}(?:{_longest_first(_PARTY_ROLES)})"
_BRACKET: Final = r"(?:\s*[（(〈\[【][^（()）〉\]】\n]{1,60}(?:[（(][^（()）]{0,20}[)）][^（()）\n]{0,30})?[)）〉\]】])"
_JOINED: Final = rf"(?:{_ROLE}|{_longest_first(_REPRESENTATIVE_ROLES)})"
_OPENING: Final = r"(?:^|(?<=[\n。；;\s]))[\s、]*"
_ITEM = re.compile(
    rf"{_OPENING}(?P<principals>(?:以上|上述|上列|前述|[一二两三四五六七八九十]+|各|二|共同|"
    rf"(?:{_ROLE})[^，。：:\n]{{1,60}}?(?:的|之)?(?=共同|委托|法定|指定|诉讼代理))*)"
    rf"(?:(?:的|之)?(?:共同|均)(?:的)?)?"
    rf"(?P<role>(?:{_longest_first(_REPRESENTATIVE_ROLES)})(?:(?:暨|兼|及)\s*{_JOINED})*|"
    rf"{_ROLE}(?:(?:暨|兼|及|、|\s*并案)\s*{_JOINED})*)"
    rf"(?P<bracket>{_BRACKET}{{0,3}})\s*(?P<colon>[:：])?\s*(?P<name>[^\s，,。；;：:\n（(][^，,。；;：:\n]{{0,160}})"
)
_AFTER_NAME = re.compile(r"[（(]")
_HUMAN = re.compile(
    r"^\s*[（(，,].{0,120}?(?:男|女)(?=[，,。；;\s（(]|$)|出生|汉族|身份证|公民身份|[一-鿿]{1,6}族[，,。]"
)
_NOT_A_NAME = re.compile(
    r"^(?:诉|与|因|不服|于|在|向|以|经|的|之|对|提|为|是|和|均|未|无|已|作为|认为|称|辩|请求|应|系|要求|到庭|"
    r"委托|主张|提交|提供|所|陈述|承担|负担|支付|赔偿|犯|及其|及|等|伙同|将|从|被|明知|违反|虽|当庭|自愿|有)"
)
_NAME_TAIL = re.compile(
    r"(?:[（(\[【〔](?:又名|曾用名|别名|绰号|化名|自报|外号|原名|英文名|以下|下称|简称|系|兼|反诉|原审|一审|"
    r"二审|身份证|户名|同上|被|未到庭|实习|特别|一般|女|男)[^）)\]】〕]*[）)\]】〕]?)+.*$"
)
_ALIAS = re.compile(r"(?:[，,、]?\s*(?:又名|曾用名|别名|绰号|化名|自报名|外号))[^，。；]*$")
_ANONYMOUS = re.compile(
    r"某|[×*＊xX]{1,}|[甲乙丙丁戊己庚]\d?$|^[A-Z]\d*$|[A-Z](?:公司|厂|店|医院|学校)"
)
_FIRM = re.compile(
    r"(?P<firm>[一-鿿（()）·]{2,40}?(?:律师事务所|法律服务所|法律援助中心|法律服务中心|法律援助处|"
    r"律师所|法律服务站|律师集团事务所)(?:[（(][^）)]{1,12}[)）])?(?:[一-鿿]{1,8}(?:分所|事务所))?)"
)
_LEGAL_PERSON = re.compile(
    r"(?:公司|集团|厂|银行|医院|学校|大学|学院|中学|小学|幼儿园|研究[院所]|协会|基金会|联合社|信用社|"
    r"合作社|出版社|报社|电视台|中心|工会|商会|联社|宾馆|酒店|矿|农场|林场|俱乐部|博物馆|图书馆|事业部|服务站)$"
)
_OTHER_BODY = re.compile(
    r"(?:分公司|支公司|分行|支行|经营部|商行|商店|超市|店|部|事务所|合伙企业（[^）]*）|[（(](?:有限|普通|特殊普通)合伙[)）]|"
    r"合伙企业|居民委员会|村民委员会|居委会|村委会|业主委员会|村民小组|[组社坊馆吧]|工作室|门市|门诊|诊所|"
    r"办事处|管理人|清算组|项目部|营业部|代表处|市场|网吧|药房|饭庄|餐厅|站|营业厅|个体工商户)$"
)
_AUTHORITY = re.compile(
    r"(?:人民政府|局|厅|委员会|公安|支队|大队|总队|派出所|分局|海关|监狱|戒毒所|看守所|人民法院|办公室|管委会|"
    r"检查站|监督所|管理所|执法[局队]|街道办事处|司法部|国务院|[部署])$"
)
_INTRO = re.compile(
    r"(?P<a_role>原告人?|上诉人|申请人|申请执行人|再审申请人|异议人|自诉人|起诉人|复议申请人)"
    rf"(?P<a_bracket>{_BRACKET})?(?P<a>[^，,。；（(]{{2,60}}?)(?:[（(][^）)]{{1,60}}[)）])?"
    r"(?:因|为)?(?:诉|与|和|不服)(?P<b_role>被告|被上诉人|被申请人|被执行人)"
    rf"(?P<b_bracket>{_BRACKET})?(?P<b>[^，,。；（(]{{2,80}}?)"
    r"(?=[（(，,。；]|[^，。；]{0,40}(?:一案|纠纷|争议)|$|(?:不履行|作出|行政|撤销|要求|强制|请求))"
)


@dataclass(slots=True)
class _Draft:
    name: str
    role: str
    kind: str
    representatives: list[Representative] = field(default_factory=list)

    def finish(self) -> Party:
        return Party(
            name=self.name,
            role=self.role,
            kind=self.kind,
            representatives=tuple(dict.fromkeys(self.representatives)),
            anonymised=bool(_ANONYMOUS.search(self.name)),
        )


def find_parties(
    text: str, start: int, end: int, *, procedure: str, case_type: CaseType
) -> tuple[Party, ...]:
    """Return the parties printed between two offsets, in their order.

    Args:
        text: the cleaned judgment.
        start: end of the head.
        end: start of the procedure section.
        procedure: the sentence of procedure, read where no party is printed.
        case_type: an office that is sued is 行政机关 in an administrative case.
    """
    drafts: list[_Draft] = []
    for match in _ITEM.finditer(text, start, end):
        name = _trim_name(match["name"])
        if not name or _NOT_A_NAME.match(name):
            continue
        role = re.sub(r"\s", "", match["role"])
        rest = text[match.end() : _item_end(text, match.end(), end)]
        if role.startswith(_REPRESENTATIVE_ROLES):
            for person in _representatives(name, role, rest):
                _attach(drafts, person, match["principals"] or "")
        else:
            drafts += _parties(name, role + _squeeze(match["bracket"]), rest, case_type)
    if not drafts:
        drafts = _from_procedure(procedure, case_type)
    return tuple(draft.finish() for draft in drafts)


def _item_end(text: str, start: int, end: int) -> int:
    """Return where the item's own sentence ends."""
    stops = [p for p in (text.find(mark, start, end) for mark in "。\n") if p >= 0]
    return min(stops, default=end)


def _parties(name: str, role: str, rest: str, case_type: CaseType) -> list[_Draft]:
    kind = _kind(name, role, rest, case_type)
    names = _split(name) if kind == "自然人" else [name]
    return [_Draft(one, role, kind) for one in names]


def _split(name: str) -> list[str]:
    parts = [part.strip() for part in name.split("、")]
    return [part for part in parts if part] if all(len(part) <= 12 for part in parts) else [name]


def _kind(name: str, role: str, rest: str, case_type: CaseType) -> str:
    if name.endswith("检察院") or "公诉机关" in role:
        return "检察院"
    bare = re.sub(r"[（(][^）)]*[)）]$", "", name) if "合伙" not in name else name
    if _AUTHORITY.search(bare) and not bare.endswith(("居民委员会", "村民委员会", "业主委员会")):
        if case_type in {CaseType.ADMINISTRATIVE, CaseType.COMPENSATION} or len(bare) > 4:
            return "行政机关"
    if _OTHER_BODY.search(bare) and len(bare) > 4:
        return "其他组织"
    if _LEGAL_PERSON.search(bare) and len(bare) > 3:
        return "法人"
    if len(bare) > 8 and "·" not in bare and "、" not in bare and not _HUMAN.search(rest):
        return "其他组织"
    return "自然人"


def _representatives(name: str, role: str, rest: str) -> list[Representative]:
    firms = [match["firm"] for match in _FIRM.finditer(rest)]
    firm = firms[0] if len(set(firms)) == 1 else None
    names = [n for n in _split(name) if len(n) <= 20]
    return [Representative(one, role, firm) for one in names]


def _attach(drafts: list[_Draft], person: Representative, principals: str) -> None:
    for draft in _principals(drafts, principals):
        draft.representatives.append(person)


def _principals(drafts: list[_Draft], printed: str) -> list[_Draft]:
    if not drafts:
        return []
    named = [d for d in drafts if len(d.name) > 1 and d.name in printed]
    if named:
        return named
    count = re.search(r"[一二两三四五六七八九十]+", printed)
    if count or "上" in printed or "各" in printed or "共同" in printed:
        wanted = "一二三四五六七八九十".find(count.group().replace("两", "二")) + 1 if count else 0
        side = _side(drafts[-1].role)
        same = [d for d in drafts if _side(d.role) == side]
        return same[-wanted:] if wanted > 0 else same
    return [drafts[-1]]


def _side(role: str) -> str:
    return re.sub(r"[（(].*|^(?:原审|一审|二审)", "", role)


def _from_procedure(sentence: str, case_type: CaseType) -> list[_Draft]:
    match = _INTRO.search(sentence)
    if match is None:
        return []
    drafts = []
    for side in ("a", "b"):
        role = match[f"{side}_role"] + _squeeze(match[f"{side}_bracket"] or "")
        for name in re.split(r"、(?:被告|原告|第三人)?", match[side]):
            clean = _trim_name(re.sub(r"^[:：]", "", name))
            if clean:
                drafts.append(_Draft(clean, role, _kind(clean, role, "", case_type)))
    return drafts


def _trim_name(printed: str) -> str:
    name = _ALIAS.sub("", _NAME_TAIL.sub("", printed.strip(" 、")))
    words = name.split(" ")
    if len(words) > 1 and all(len(word) <= 1 for word in words[:2]):
        name = "".join(words)
    elif len(words) > 1 and len(words[0]) > 1:
        name = words[0]
    return name.strip(" 、:：")


def _squeeze(text: str) -> str:
    return re.sub(r"\s", "", text)
