"""The frame of a civil judgment of first instance in the order of the 民事裁判文书样式."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.sample.facts import Header, Money, Narrative, Ruling, Truth
from corpus.sample.law import Cite, cite_text, civil_procedure, property_fee
from corpus.sample.numerals import cn_date, cn_number, day, yuan
from corpus.sample.people import Someone, intermediate_of
from corpus.sample.voice import Voice

__all__ = [
    "FOOT",
    "HEAD",
    "CivilCase",
    "basis_pairs",
    "finish",
    "head_lines",
    "issues_text",
    "names",
    "numbered",
    "orders_lines",
    "party_lines",
    "render_civil",
    "signature",
    "withdrawal",
]

HEAD = "（合成样例）"
FOOT = "（合成样例：本文书由程序生成，人物、单位与案情均属虚构。）"


@dataclass(frozen=True, slots=True)
class CivilCase:
    """A civil case of first instance, complete and ready to be written or appealed."""

    header: Header
    cause: str
    plaintiffs: tuple[Someone, ...]
    defendants: tuple[Someone, ...]
    narrative: Narrative
    ruling: Ruling
    private: bool = False
    remarks: tuple[str, ...] = ()  # further paragraphs of the findings, e.g. on a related case
    history: str = ""  # after a remand: what became of the first judgment


def names(people: Iterable[Someone], *, role: str = "", full: bool = False) -> str:
    """Return the names joined by 、, each with its role before it; ``full`` defines short ones."""
    return "、".join(role + (p.defined if full else p.called) for p in people)


def numbered(items: Sequence[str]) -> str:
    """Return 1.…；2.… , or the bare text of a single item."""
    if len(items) == 1:
        return items[0]
    return "；".join(f"{i}.{item}" for i, item in enumerate(items, 1))


def head_lines(header: Header, title: str) -> list[str]:
    """Return the lines above the parties."""
    return [HEAD, header.court.name, title, header.number]


def party_lines(person: Someone, role: str, header: Header) -> list[str]:
    """Return the lines of one party with representatives."""
    lines = [f"{role}：{person.name}{person.detail}", *person.lines]
    agent = header.agents.get(person.name)
    if agent:
        lines.append(f"委托诉讼代理人：{agent.name}，{agent.firm}律师。")
    return lines


def _procedure(case: CivilCase, voice: Voice) -> str:
    header = case.header
    slots = {
        "pl": "原告" + names(case.plaintiffs, full=True),
        "df": names(case.defendants, role="被告", full=True),
        "cause": case.cause,
        "filed": day(header.filed),
        "heard": day(header.heard),
        "judge": header.panel[0][1],
        "mode": "简易" if header.simple else "普通",
    }
    key = "private" if case.private else "simple" if header.simple else "ordinary"
    text = voice.say("frame", f"procedure.{key}", **slots)
    absent = [d for d in case.defendants if d.name in header.absent]
    present = [d for d in case.defendants if d.name not in header.absent]
    there = "原告" + names(case.plaintiffs) + "".join(f"、被告{d.called}" for d in present)
    text += voice.say("frame", "attendance", present=there)
    if absent:
        text += voice.say("frame", "attendance.absent", absent=names(absent, role="被告"))
    return text + case.history + voice.say("frame", "procedure.end")


def _claims(case: CivilCase, voice: Voice) -> list[str]:
    narrative = case.narrative
    lead = voice.pick(("向本院提出诉讼请求：", "向本院提出诉讼请求：", "诉至本院，请求判令："))
    plaintiff = voice.pick(("原告", "")) + names(case.plaintiffs)
    claims = f"{plaintiff}{lead}{numbered(narrative.claims)}。"
    grounds = f"事实和理由：{voice.short(narrative.grounds)}"
    return [claims + grounds] if voice.chance(0.6) else [claims, grounds]


def _defences(case: CivilCase, voice: Voice) -> list[str]:
    lines = []
    for person, said in case.narrative.defences:
        text = voice.short(said)
        if text:
            lead = voice.pick(("辩称，", "辩称：", "答辩称，"))
            lines.append(f"{voice.pick(('被告', ''))}{person.called}{lead}{text}")
        else:
            lines.append(voice.say("frame", "no.defence", name=f"被告{person.called}"))
    return lines


def _evidence(case: CivilCase, voice: Voice) -> list[str]:
    if voice.brief or not case.narrative.evidence:
        return []
    absent = [d for d in case.defendants if d.name in case.header.absent]
    key = "evidence.absent" if absent and len(absent) == len(case.defendants) else "evidence.open"
    return [
        voice.say(
            "frame",
            key,
            pl=names(case.plaintiffs),
            items=case.narrative.evidence,
            absent=names(absent),
        )
    ]


def issues_text(issues: Sequence[str], voice: Voice) -> str:
    """Return the sentence that states the issues, or nothing where there are none."""
    if not issues:
        return ""
    if len(issues) == 1:
        return voice.say("frame", "issues.open.one", issue=issues[0])
    listed = "；".join(f"{cn_number(i)}、{issue}" for i, issue in enumerate(issues, 1))
    return voice.say("frame", "issues.open.many", issues=listed)


def orders_lines(orders: Sequence[Money]) -> list[str]:
    """Return the disposition, numbered where it has several items."""
    if len(orders) == 1:
        return [orders[0].text + "。"]
    last = len(orders)
    return [
        f"{cn_number(i)}、{order.text}{'。' if i == last else '；'}"
        for i, order in enumerate(orders, 1)
    ]


def _basis(case: CivilCase) -> list[Cite]:
    header, ruling = case.header, case.ruling
    basis = list(ruling.basis)
    if ruling.result != "granted":
        basis.append(civil_procedure("proof", header.decided))
    if header.absent:
        basis.append(civil_procedure("absent", header.decided))
    return basis


def basis_pairs(cites: Iterable[Cite]) -> list[tuple[str, str]]:
    """Return (law, article) of each provision."""
    return [(cite.law, cite.article) for cite in cites]


def _costs(case: CivilCase) -> tuple[str, int]:
    """Return the sentence on costs, and the fee in fen."""
    header, ruling = case.header, case.ruling
    full = ruling.fee_fen if ruling.fee_fen is not None else property_fee(case.narrative.claim_fen)
    fee = full // 2 if header.simple else full
    half = f"减半收取{yuan(fee)}" if header.simple else ""
    text = f"案件受理费{yuan(full)}，{half}，" if half else f"案件受理费{yuan(full)}，"
    losers, winners = names(case.defendants, role="被告"), "原告" + names(case.plaintiffs)
    theirs = int(fee * ruling.share) // 100 * 100
    if ruling.share >= 1:
        text += f"由{losers}负担。"
    elif ruling.share <= 0:
        text += f"由{winners}负担。"
    else:
        text += f"由{winners}负担{yuan(fee - theirs)}，{losers}负担{yuan(theirs)}。"
    return text, fee


def signature(header: Header, voice: Voice) -> list[str]:
    """Return the bench, the date and the clerks."""
    gap = voice.pick(("", "　　", "  "))
    bench = [f"{role}{gap}{name}" for role, name in header.panel if role in _BENCH]
    staff = [f"{role}{gap}{name}" for role, name in header.panel if role not in _BENCH]
    return [*bench, cn_date(header.decided), *staff]


_BENCH = frozenset({"审判长", "审判员", "人民陪审员"})


def finish(lines: Iterable[str]) -> str:
    """Return the text of a document from its lines, marked as a sample."""
    return "\n".join(line for line in [*lines, FOOT] if line) + "\n"


def render_civil(case: CivilCase, voice: Voice, truth: Truth) -> str:
    """Return the judgment, and complete its truth."""
    header, ruling, narrative = case.header, case.ruling, case.narrative
    lines = head_lines(header, "民事判决书")
    for person in case.plaintiffs:
        lines += party_lines(person, "原告", header)
    for person in case.defendants:
        lines += party_lines(person, "被告", header)
    lines.append(_procedure(case, voice))
    lines += _claims(case, voice)
    lines += _defences(case, voice)
    lines += _evidence(case, voice)
    findings = narrative.findings[:1] if voice.brief else narrative.findings
    lines.append(voice.say("frame", "findings.open") + voice.short(findings[0], 3))
    lines += [*findings[1:], *case.remarks]
    lines += _reasoning(case, voice)
    lines += orders_lines(ruling.orders)
    if any(order.fen for order in ruling.orders):
        late = cite_text([civil_procedure("late", header.decided)])
        lines.append(voice.say("frame", "late", late=late))
    costs, fee = _costs(case)
    above = intermediate_of(header.court).name
    lines += [costs, voice.say("frame", "notice.judgment", above=above)]
    lines += signature(header, voice)
    truth.result = ruling.result
    truth.awarded_total = ruling.awarded / 100
    truth.fee = fee / 100
    truth.basis = basis_pairs(_basis(case))
    truth.issues = list(ruling.issues)
    truth.holdings = list(ruling.holdings)
    return finish(lines)


def _reasoning(case: CivilCase, voice: Voice) -> list[str]:
    ruling = case.ruling
    first, *rest = ruling.reasoning
    stated = issues_text(ruling.issues, voice)
    summary = ""
    if ruling.result == "partly":
        summary = voice.say("frame", "basis.summary", pl=names(case.plaintiffs))
    closing = voice.say("frame", "basis.judge", basis=cite_text(_basis(case)), summary=summary)
    before = stated and voice.chance(0.3)
    lines = [stated] if before else []
    lines.append(f"本院认为，{'' if before else stated}{first}")
    if rest and voice.chance(0.3):
        return [*lines, "".join(rest) + closing]
    return [*lines, *rest, closing]


def withdrawal(case: CivilCase, voice: Voice, truth: Truth) -> str:
    """Return the ruling that lets the plaintiff withdraw, and complete its truth."""
    header = case.header
    lines = head_lines(header, "民事裁定书")
    for person in case.plaintiffs:
        lines += party_lines(person, "原告", header)
    for person in case.defendants:
        lines += party_lines(person, "被告", header)
    plaintiffs = "原告" + names(case.plaintiffs)
    defendants = names(case.defendants, role="被告", full=True)
    lines.append(
        f"本院在审理{plaintiffs}与{defendants}{case.cause}一案中，"
        + voice.say("frame", "withdraw.facts", pl=plaintiffs, when=day(header.heard))
    )
    basis = [civil_procedure("withdraw", header.decided)]
    lines.append(voice.say("frame", "withdraw", pl=plaintiffs, basis=cite_text(basis)))
    lines.append(f"准许{plaintiffs}撤诉。" if voice.chance(0.5) else f"准许{plaintiffs}撤回起诉。")
    fee = property_fee(case.narrative.claim_fen, half=True)
    lines.append(f"案件受理费减半收取{yuan(fee)}，由{plaintiffs}负担。")
    lines += signature(header, voice)
    truth.document_type, truth.result = "裁定书", "withdrawn"  # nothing was decided on sums
    truth.fee = fee / 100
    truth.basis = basis_pairs(basis)
    return finish(lines)
