"""Does a text look like a judgment? Only asked where no layout says so.

Judgments, library entries and guiding cases show several of a few marks that no licence, list of
names, statute or question shows together. One mark alone proves nothing.
"""

import re
from typing import Final

__all__ = ["is_judgment_like"]

_HEAD = 1500
_ENOUGH = 2
_SPACE = r"[\s　]*"

# In the head: 某某人民法院, 最高人民法院, 广州海事法院, 指导案例1号, 2024-01-2-103-006
_COURT: Final = re.compile(r"(?:人民|海事|知识产权|互联网|金融|铁路运输)法院")
# 判决书, 刑 事 裁 定 书
_TITLE: Final = re.compile(
    rf"(?:判{_SPACE}决|裁{_SPACE}定|决{_SPACE}定|调{_SPACE}解){_SPACE}书|"
    rf"指导(?:性)?案例{_SPACE}\d+{_SPACE}号|参考案例|"
    r"(?:19|20)\d\d-\d\d-\d-\d{3}-\d{3}"
)
# （2018）赣0111刑初485号, (2014)鄂赤壁刑初字第00200号
_NUMBER: Final = re.compile(
    rf"[（(〔\[【]{_SPACE}(?:19|20|１９|２０)[\d０-９]{{2}}{_SPACE}[)）〕\]】][^。，；\n]{{1,24}}号"
)
_BODY: Final = (
    re.compile(r"本院(?:经审查|再审|二审)?认为|法院(?:生效裁判)?认为|裁判(?:理由|要点|要旨)"),
    re.compile(r"(?:判决|裁定|决定)(?:如下|结果)|终审(?:判决|裁定)|驳回上诉"),
    re.compile(rf"审{_SPACE}判{_SPACE}[长员]|书{_SPACE}记{_SPACE}员"),
    re.compile(r"经?审理查明|基本案情|公诉机关|原告[^\n]{0,40}(?:诉称|诉讼请求|与被告)"),
)


def is_judgment_like(text: str) -> bool:
    """Return whether a text is prose and shows at least two marks of a decided document."""
    if "。" not in text:  # a list of legal terms has all the words and no sentence
        return False
    head = text[:_HEAD]
    marks = sum(pattern.search(head) is not None for pattern in (_COURT, _TITLE, _NUMBER))
    marks += sum(pattern.search(text) is not None for pattern in _BODY)
    return marks >= _ENOUGH
