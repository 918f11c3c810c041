"""Orders (判项): the items of a disposition with payer, payee, money and interest clause."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.models import Order
from corpus.numerals import AMOUNT, parse_amount

__all__ = ["Money", "find_orders", "money_of"]

# 一、 · （二） · 3、 · 四．  at the start, or after the end of the item before
_NUMBER = re.compile(
    r"(?:(?<=^)|(?<=[。；;：:\n\r])|(?<=、)(?=[二三四五六七]、(?:驳回|被告|原告|解除|确认)))[\s、]{0,12}(?:[（(]?(?:[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])[）)]?[、，．.]|"
    r"[（(][一二三四五六七八九十\d]{1,2}[）)]、?|\d{1,2}[、．.](?!\d)|第?[一二三四五六七八九十]{1,2}项?[、：:])\s*"
)
_CLOSING = re.compile(
    r"(?:[。；;\n、\s]|^)(?:如果?[^，。；]{0,24}?未[^，。；]{0,10}?(?:按|在|于本|履行)|如果?[^，。；]{0,24}?不按|"
    r"(?:本案|一审|二审|一、二审|原审|各|本诉|反诉|全案)?(?:案件)?(?:诉讼)?(?:受理费|诉讼费|申请费|执行费|保全费|鉴定费[^，]{0,6}元)|"
    r"本案(?:诉讼|受理)|加倍支付|义务人|负有|权利人|当事人)"
)
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_CLAUSE = re.compile(r"(?:[^，,；;。]|(?<=\d)[，,](?=\d{3}))+")
_CONDITION = re.compile(
    r"^(?:同时)?(?:如果?|若|倘若|逾期|否则|不能|未能|届时|到期)|不能退|不能返|不能够|如不|如未|若不|若未|如原告|折抵|抵扣|折价(?!补偿|款)|不足部分"
)
_PAY = re.compile(
    r"支付|给付|赔偿|返还|退还|退回|退款|退货款|偿还|归还|补偿|付清|清偿|交付|承担|退|付|补足|垫付|补助|赔付|缴纳|偿付|赔礼"
)
_AMOUNT = re.compile(AMOUNT)
# what shows that a sum is no order: the base of interest, a unit price, a limit, what was paid
_NO_ORDER_BEFORE = re.compile(
    r"(?:每[^，。；]{0,6}|以[^，。；]{0,14}|按(?:照)?[^，。；]{0,12}|已(?:经)?(?:支付|给付|付|赔偿|垫付|履行|退还|偿还)[^，。；]{0,10}|"
    r"扣除[^，。；]{0,18}|减去[^，。；]{0,12}|抵扣[^，。；]{0,10}|基数[^，。；]{0,4}|限额[^，。；]{0,6}|价值[^，。；]{0,6}|价款为|总价[^，。；]{0,6}|欠款?[^，。；]{0,2}中的)$"
)
_NO_ORDER_AFTER = re.compile(
    r"^(?:为基数|为本金|为限|的?限额|的?(?:责任)?(?:范围|限额|额度)(?:之?内)|以内的部分|[/／每]|计算|标准|的标准|的价格|作为基数|起算|折价(?!补偿|款)|折抵|的\d|以下)"
)
# 共计1008.70元 · 计12398.23元的70%即8678.76元: the total of what stands before
_SUM = re.compile(
    r"(?:(?:以上|上述|两项|三项|各项)?(?:款项)?(?:共计|合计|总计|总额|共|计)(?:为|人民币|款项?|金额|计)*|即(?:人民币)?)$"
)
# 已付3000元，尚应付20880.24元: what is left of all before
_REST = re.compile(
    r"(?:尚应|还应|尚需|余款|实际|应再)(?:再|应)?(?:支付|赔偿|付|给付|返还|偿还)?[^，。；\d]{0,8}$"
)
# 利息（截至2020年8月19日为63912.33元；自2020年8月20日起…）: what has accrued is ordered as well
_ACCRUED = re.compile(
    r"(?P<what>(?:利息|罚息|复利|违约金|滞纳金|资金占用费)(?:损失)?)[（(](?:自[^（）()；;，,。]{0,24})?"
    rf"(?:截[至止]|暂计|计至|计算至|算至)[^（）()；;。元]{{0,40}}?(?P<sum>{AMOUNT})[^（）()]*[）)]"
)
_INTEREST = re.compile(
    r"(?:及|并|和|以及)?[^，。；]{0,12}(?:利息|违约金|罚息|滞纳金|资金占用费)[^。；]{0,300}?(?:利率|基数|年利率|月利率|LPR|计算|计付|日起|标准|％|%)[^。；]*"
)


@dataclass(frozen=True, slots=True)
class Money:
    """A sum that one side has to pay; ``payer`` and ``payee`` None where it is not said."""

    value: float
    payer: str | None
    payee: str | None = None


def find_orders(text: str, start: int, end: int, *, names: Sequence[str]) -> tuple[Order, ...]:
    """Return the orders of the disposition at text[start:end], costs and notices left out."""
    closing = _CLOSING.search(text, start, end)
    limit = closing.start() if closing is not None and closing.start() > start else end
    return tuple(_order(text, s, e, names) for s, e in _items(text, start, limit))


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets of each item, trimmed; the whole where nothing is numbered."""
    body = text[start:end]
    marks = list(_NUMBER.finditer(body))
    if not marks:
        marks_at = [(0, 0)]
    else:
        marks_at = [(m.start(), m.end()) for m in marks]
        if body[: marks_at[0][0]].strip(" 、\n\r\t：:，。"):
            marks_at.insert(0, (0, 0))
    for at, (_, begin) in enumerate(marks_at):
        stop = marks_at[at + 1][0] if at + 1 < len(marks_at) else len(body)
        piece = body[begin:stop]
        left = len(piece) - len(piece.lstrip(" 、\n\r\t：:，\u3000"))
        right = len(piece.rstrip(" 、\n\r\t，\u3000"))
        if right > left:
            yield start + begin + left, start + begin + right


def _order(text: str, start: int, end: int, names: Sequence[str]) -> Order:
    words = text[start:end]
    money = () if words.startswith("驳回") else money_of(words, names)
    interest = _INTEREST.search(words)
    return Order(
        text=words,
        start=start,
        end=end,
        amount=round(sum(m.value for m in money), 2) if money else None,
        payer=money[0].payer if money else None,
        payee=money[0].payee if money else None,
        interest=interest[0] if interest is not None else None,
    )


_AT_HEAD = 25  # where a role alone can be the clause's subject
_TOWARDS = re.compile(
    r"(?:向|给|赔偿|支付|给付|返还|退还|偿还|归还|补偿|补助|退回|付给)(?:给|于)?"
    r"(?:(?:附带民事诉讼|反诉|一审|原审)?(?:原告人?|被告|第三人|上诉人|被上诉人|申请人|被申请人))?"
)
_TO_ROLE = re.compile(r"(?:向|给|赔偿|支付|给付|返还|退还|偿还)(?:给)?(原告|被告|第三人)")


@dataclass(slots=True)
class _Reading:
    """The sums met so far, and whom the clauses speak of."""

    found: list[Money] = field(default_factory=list)
    payer: str | None = None
    payee: str | None = None
    payer_from: int = 0  # the first sum of this payer
    parts_from: int = 0  # the first sum that a total has not yet taken up

    def turn_to(self, payer: str) -> None:
        self.payer, self.payee = payer, None
        self.payer_from = self.parts_from = len(self.found)

    def add(self, value: float, total: str | None) -> None:
        if total is not None:
            del self.found[self.payer_from if total == "rest" else self.parts_from :]
        self.found.append(Money(value, self.payer, self.payee))
        if total is not None:
            self.parts_from = len(self.found)


def money_of(words: str, names: Sequence[str]) -> tuple[Money, ...]:
    """Return the sums that an order says are to be paid, a stated total in place of its parts."""
    reading = _Reading()
    paying = False
    for said in _own_clauses(words):
        named = _first_name(said, names)
        if named is not None and named != reading.payer:
            reading.turn_to(named)
        reading.payee = _payee(said, reading.payer, names) or reading.payee
        paying = paying or _PAY.search(said) is not None
        if paying:
            for value, total in _sums(said):
                reading.add(value, total)
    return tuple(reading.found)


def _own_clauses(words: str) -> Iterator[str]:
    """Yield the clauses of an order without brackets and without what holds only on a condition."""
    flat = _ACCRUED.sub(lambda m: f"{m['what']}{m['sum']}", words)
    for _ in range(2):
        flat = _BRACKETS.sub("", flat)
    conditional = False
    for clause in _CLAUSE.finditer(flat):
        said = clause[0].strip(" 、")
        if _CONDITION.search(said):
            conditional = True
        elif flat[clause.start() - 1 : clause.start()] in "。；;":
            conditional = False
        if not conditional:
            yield said


_BEFORE = 120  # characters around a sum that tell what it is
_AFTER = 40


def _sums(clause: str) -> Iterator[tuple[float, str | None]]:
    """Yield (yuan, "sum" or "rest" where it stands for sums before it) of a clause."""
    for match in _AMOUNT.finditer(clause):
        before = clause[max(0, match.start() - _BEFORE) : match.start()]
        after = clause[match.end() : match.end() + _AFTER]
        if "其中" in before or _NO_ORDER_AFTER.match(after):
            continue
        if _NO_ORDER_BEFORE.search(before.rstrip("人民币为 ")):
            continue
        value = parse_amount(match[0])
        if value is not None:
            left = "rest" if _REST.search(before) else None
            yield value, left or ("sum" if _SUM.search(before) else None)


def _first_name(clause: str, names: Sequence[str]) -> str | None:
    """Return the party named first in a clause, unless 向 or 给 stands before it."""
    at = {n: clause.find(n) for n in names if n in clause}
    role = re.search(
        r"(?<!向)(?<!给)(?<!还)(原告|被告|反诉原告|反诉被告|第三人|上诉人|被上诉人)", clause
    )
    if not at:
        return role[1] if role is not None and role.start() < _AT_HEAD else None
    name = min(at, key=lambda n: (at[n], -len(n)))
    before = clause[: at[name]]
    if re.search(
        r"(?:向|给|退还|返还|支付|赔偿|给付|偿还|补偿|对)(?:原告|被告|上诉人|被上诉人|第三人)?$",
        before,
    ):
        return None
    return name


def _payee(words: str, payer: str | None, names: Sequence[str]) -> str | None:
    """Return the party that a verb of payment points to: 向甲支付, 赔偿原告甲, 给付甲."""
    for found in _TOWARDS.finditer(words):
        at = found.end()
        name = next(
            (n for n in sorted(names, key=len, reverse=True) if words.startswith(n, at)), None
        )
        if name is not None and name != payer:
            return name
    role = _TO_ROLE.search(words)
    return role[1] if role is not None else None
