"""What a party is by its name: a person, a company, another body, an office, a prosecution."""

import re
from typing import Final

from corpus.models import CaseType

__all__ = ["is_anonymised", "party_kind"]

_ANONYMOUS = re.compile(
    r"某|[×※*＊□△]|[xX]{1,}|[甲乙丙丁戊己庚辛]\d?$|^[一-鿿]\d{1,2}$|"
    r"^[A-Za-z]\d?$|[A-Z](?:公司|厂|店|医院|学校|银行)"
)
_PERSON = re.compile(
    r"^[^。]{0,60}?(?:[，,、）)\s]|^)(?:男|女)(?=[，,。；;、\s（(]|$)|^[^。]{0,40}出生|[一-鿿]{1,6}族[，,。]"
)
_LEGAL_PERSON = re.compile(
    r"(?:公司|集团|厂|银行|医院|学校|大学|学院|中学|小学|中小学|幼儿园|研究[院所]|协会|学会|基金会|联合社|"
    r"信用社|合作社|出版社|报社|电视台|广播电台|中心|工会|商会|联社|宾馆|酒店|煤?矿|农场|林场|俱乐部|博物馆|"
    r"图书馆|服务站|设计院|卫生院|保健院|福利院|敬老院|一中|二中|三中|职中|高中|初中|校区)$"
)
_OTHER_BODY: Final = re.compile(
    r"(?:分公司|支公司|公司[一-鿿]{1,20}店|分行|支行|分社|经营部|营业部|商行|商店|超市|店|事务所|合伙企业|"
    r"居民委员会|村民委员会|居委会|村委会|业主委员会|业委会|村民小组|居民小组|经济合作社|[坊馆吧]|工作室|门市部?|门诊部?|"
    r"诊所|项目部|代表处|市场|药房|饭庄|餐厅|餐馆|饭店|营业厅|个体工商户|工厂|作坊|加工厂部|服务部|批发部|第?[一二三四五六七八九十\d]+组|管理人|清算组)$"
)
_AUTHORITY: Final = re.compile(
    r"(?:人民政府|政府|局|厅|委员会|支队|大队|中队|总队|派出所|分局|海关|监狱|戒毒所|看守所|拘留所|人民法院|办公室|"
    r"管委会|检查站|监督所|监察所|管理所|执法队|办事处|司法部|国务院|公安部|[^一-鿿]部|管理处|收容所|税务所|工商所|管理站)$"
)
_NOT_AUTHORITY: Final = ("居民委员会", "村民委员会", "业主委员会", "药品管理处")
_PARTNERS = re.compile(r"[（(](?:有限|普通|特殊普通|特殊的普通)合伙[)）]$")
_SHORTEST_BODY: Final = 4  # 三味书屋: a shorter name that ends in 店 or 组 is a person's
_LONGEST_PERSON: Final = 8


def is_anonymised(name: str) -> bool:
    """Return whether a name was made unrecognisable: 张某, 李××, 王某甲, 刘1, A公司."""
    return bool(_ANONYMOUS.search(name))


def party_kind(name: str, role: str, rest: str, case_type: CaseType) -> str:
    """Return 自然人, 法人, 其他组织, 检察院 or 行政机关.

    Args:
        name: the party's name.
        role: its role in this case.
        rest: the words after the name, up to the end of its sentence (，男，1980年…).
        case_type: an office is 行政机关 whatever the case; a person never is.
    """
    if name.endswith("检察院") or "公诉机关" in role or "检察院第" in name:
        return "检察院"
    if _PARTNERS.search(name):
        return "其他组织"
    bare = re.sub(r"[（(][^）)]*[)）]$", "", name)
    if len(bare) < _SHORTEST_BODY or _PERSON.search(rest):
        return "自然人"
    return _body_kind(bare, role, case_type)


def _body_kind(bare: str, role: str, case_type: CaseType) -> str:
    if _AUTHORITY.search(bare) and not bare.endswith(_NOT_AUTHORITY):
        return "行政机关"
    if _OTHER_BODY.search(bare):
        return "其他组织"
    if _LEGAL_PERSON.search(bare):
        return "法人"
    if len(bare) <= _LONGEST_PERSON or re.search("[·•、A-Za-z ]", bare):
        return "自然人"
    official = case_type in {CaseType.ADMINISTRATIVE, CaseType.COMPENSATION}
    return "行政机关" if official and "被告" in role else "其他组织"
