"""Which law applies when: provisions by date, court fees, interest caps, insurance limits."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from corpus.sample.numerals import cn_number

__all__ = [
    "CIVIL_CODE",
    "CIVIL_CODE_DATE",
    "CONTRACT_LAW",
    "CRIMINAL_LAW",
    "CRIMINAL_PROCEDURE",
    "FOOD_LAW",
    "LENDING_RULES",
    "MARRIAGE_LAW",
    "NEW_LENDING_DATE",
    "ROAD_LAW",
    "TORT_LAW",
    "Cite",
    "cite_text",
    "civil_procedure",
    "insurance_limits",
    "lpr",
    "property_fee",
]

CIVIL_CODE = "中华人民共和国民法典"
CONTRACT_LAW = "中华人民共和国合同法"
MARRIAGE_LAW = "中华人民共和国婚姻法"
TORT_LAW = "中华人民共和国侵权责任法"
ROAD_LAW = "中华人民共和国道路交通安全法"
FOOD_LAW = "中华人民共和国食品安全法"
CRIMINAL_LAW = "中华人民共和国刑法"
CRIMINAL_PROCEDURE = "中华人民共和国刑事诉讼法"
CIVIL_PROCEDURE = "中华人民共和国民事诉讼法"
LENDING_RULES = "最高人民法院关于审理民间借贷案件适用法律若干问题的规定"

CIVIL_CODE_DATE = dt.date(2021, 1, 1)
NEW_LENDING_DATE = dt.date(2020, 8, 20)  # 法释〔2020〕6号: 4 × LPR replaces 24 % and 36 %


@dataclass(frozen=True, slots=True, order=True)
class Cite:
    """One provision as the basis of a judgment names it; article "133-1" is 第一百三十三条之一."""

    law: str
    article: str
    paragraph: int | None = None
    item: int | None = None

    def words(self) -> str:
        """Return the provision without the law's name: 第一百七十条第一款第（一）项."""
        number, _, sub = self.article.partition("-")
        text = f"第{cn_number(int(number))}条" + (f"之{cn_number(int(sub))}" if sub else "")
        if self.paragraph:
            text += f"第{cn_number(self.paragraph)}款"
        if self.item:
            text += f"第（{cn_number(self.item)}）项"
        return text


def cite_text(cites: list[Cite]) -> str:
    """Return the provisions in the given order, each law named once per run of it."""
    return "、".join(
        f"《{law}》" + "、".join(cite.words() for cite in group)
        for law, group in groupby(cites, key=lambda cite: cite.law)
    )


# Articles of the 民事诉讼法 by purpose: in force until 2021, in 2022-2023, from 2024.
_PROCEDURE: dict[str, tuple[tuple[str, str, str], int | None, int | None]] = {
    "proof": (("64", "67", "67"), 1, None),
    "absent": (("144", "147", "147"), None, None),
    "withdraw": (("145", "148", "148"), 1, None),
    "affirm": (("170", "177", "177"), 1, 1),
    "reverse": (("170", "177", "177"), 1, 2),
    "remand": (("170", "177", "177"), 1, 3),
    "retrial": (("207", "214", "218"), 1, None),
    "late": (("253", "260", "264"), None, None),
}


def civil_procedure(purpose: str, date: dt.date) -> Cite:
    """Return the article of the 民事诉讼法 that serves a purpose on a date of decision."""
    articles, paragraph, item = _PROCEDURE[purpose]
    column = 0 if date.year < 2022 else 1 if date.year < 2024 else 2
    return Cite(CIVIL_PROCEDURE, articles[column], paragraph, item)


# 诉讼费用交纳办法 Art. 13 (1): upper end of each band in yuan, rate in hundredths of a percent.
_FEE_BANDS = (
    (100_000, 250),
    (200_000, 200),
    (500_000, 150),
    (1_000_000, 100),
    (2_000_000, 90),
    (5_000_000, 80),
    (10_000_000, 70),
    (20_000_000, 60),
)


def property_fee(fen: int, *, half: bool = False) -> int:
    """Return the court fee in fen for a property claim in fen (诉讼费用交纳办法 Art. 13, 16)."""
    fee, lower = 5_000, 10_000 * 100
    for upper_yuan, rate in _FEE_BANDS:
        upper = upper_yuan * 100
        if fen <= lower:
            break
        fee += (min(fen, upper) - lower) * rate // 10_000
        lower = upper
    if fen > lower:
        fee += (fen - lower) * 50 // 10_000
    fee = round(fee, -2)  # courts charge whole yuan
    return fee // 2 if half else fee


# 一年期贷款市场报价利率, in hundredths of a percent, from the day it was published.
_LPR = (
    (dt.date(2019, 8, 20), 425),
    (dt.date(2019, 9, 20), 420),
    (dt.date(2019, 11, 20), 415),
    (dt.date(2020, 2, 20), 405),
    (dt.date(2020, 4, 20), 385),
    (dt.date(2021, 12, 20), 380),
    (dt.date(2022, 1, 20), 370),
    (dt.date(2022, 8, 22), 365),
    (dt.date(2023, 6, 20), 355),
    (dt.date(2023, 8, 21), 345),
    (dt.date(2024, 7, 22), 335),
    (dt.date(2024, 10, 21), 310),
    (dt.date(2025, 5, 20), 300),
)


def lpr(date: dt.date) -> int:
    """Return the one-year LPR on a day, in hundredths of a percent (385 is 3.85 %)."""
    rates = [rate for since, rate in _LPR if since <= date]
    return rates[-1] if rates else _LPR[0][1]


def insurance_limits(accident: dt.date) -> tuple[int, int, int]:
    """Return the 交强险 limits in fen: death and disability, medical, property (2020-09-19)."""
    if accident < dt.date(2020, 9, 19):
        return 11_000_000, 1_000_000, 200_000
    return 18_000_000, 1_800_000, 200_000
