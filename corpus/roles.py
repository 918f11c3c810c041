"""The words by which the head of a judgment introduces parties and those who speak for them."""

from typing import Final

__all__ = ["ITEM_ROLE", "PARTY", "PARTY_ROLES", "REPRESENTATIVE", "REPRESENTATIVE_ROLES"]

PARTY_ROLES: Final = (
    "公诉机关", "原公诉机关", "抗诉机关", "抗诉人", "自诉人", "申诉机关", "申请机关",
    "附带民事诉讼原告人", "附带民事诉讼原告", "附带民事原告人", "附带民事诉讼被告人",
    "附带民事诉讼被告", "附带民事被告人", "附带民事诉讼上诉人", "附带民事诉讼被上诉人",
    "附带民事诉讼第三人", "附带民事公益诉讼起诉人", "公益诉讼起诉人", "公益诉讼人",
    "被告单位", "被告人", "罪犯", "上诉人", "被上诉人", "上诉单位", "原告人", "原告", "被告",
    "第三人", "再审申请人", "再审被申请人", "申请再审人", "被申请再审人", "被申请人", "申请人",
    "申请执行人", "被申请执行人", "被执行人", "案外人", "利害关系人", "异议人", "复议申请人",
    "申请复议人", "赔偿请求人", "赔偿义务机关", "复议机关", "申诉人", "被申诉人", "反诉原告",
    "反诉被告", "起诉人", "被起诉人", "被害人", "被害单位", "提请机关", "执行机关", "报请机关",
    "买受人", "竞买人", "被申请强制医疗人", "债务人", "债权人", "管理人", "被处罚人",
)  # fmt: skip
REPRESENTATIVE_ROLES: Final = (
    "法定代表人", "法定代理人", "诉讼代表人", "委托诉讼代理人", "委托代理人", "诉讼代理人",
    "指定代理人", "指定辩护人", "委托辩护人", "法律援助辩护人", "辩护人", "代理人", "负责人",
    "主要负责人", "执行事务合伙人", "执行合伙人", "出庭负责人", "行政机关负责人",
    "行政机关出庭负责人", "出庭应诉负责人", "出庭行政负责人", "行政负责人", "应诉负责人",
    "法定监护人", "监护人", "经营者", "业主", "投资人", "代表人", "委托代表人", "委派代表",
    "特别授权委托代理人", "一般授权委托代理人", "特别授权代理人", "一般代理人", "清算组负责人",
    "管理人代表", "指定诉讼代理人", "推选的诉讼代表人", "值班律师", "翻译人员", "合适成年人",
)  # fmt: skip
# 原审附带民事诉讼原告人, 一审第三人, 二审被上诉人
_STAGE: Final = r"(?:原审|一审|二审|原一审|原二审|原|再审|本诉|反诉|刑事)?"


def _any_of(words: tuple[str, ...]) -> str:
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    # A lost line break is printed as 、 even inside a role.
    split = (w.replace("附带民事诉讼", r"附带民事诉讼[、\s]?") for w in longest_first)
    return "(?:" + "|".join(split) + ")"


PARTY: Final = _STAGE + _any_of(PARTY_ROLES)
REPRESENTATIVE: Final = _any_of(REPRESENTATIVE_ROLES)
_SINGLE: Final = f"(?:{REPRESENTATIVE}|{PARTY})"
# 被告人暨附带民事诉讼被告人 · 法定代理人即被告 · 自诉人暨附带民事诉讼原告人
ITEM_ROLE: Final = rf"{_SINGLE}(?:[、\s]?(?:暨|兼|即|及)[、\s]*{_SINGLE}){{0,2}}"
