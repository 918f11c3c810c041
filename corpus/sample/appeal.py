"""Second instance and retrial of a civil case: the same facts, decided again."""

from collections.abc import Sequence

from corpus.sample.facts import Header, Money, Ruling, Truth
from corpus.sample.frame import (
    CivilCase,
    basis_pairs,
    finish,
    head_lines,
    issues_text,
    names,
    numbered,
    orders_lines,
    party_lines,
    signature,
)
from corpus.sample.law import Cite, cite_text, civil_procedure, property_fee
from corpus.sample.numerals import day, yuan
from corpus.sample.people import Someone
from corpus.sample.voice import Voice

__all__ = ["appellants_of", "render_appeal", "render_remand", "render_retrial"]


def appellants_of(
    case: CivilCase, ruling: Ruling, upheld: Ruling
) -> tuple[Sequence[Someone], Sequence[Someone]]:
    """Return (appellants, others): who lost in ``ruling`` what the next court looks at again.

    Where the next court holds something else in ``upheld``, that is what the appeal is about.
    """
    before = {h.question: h.stance for h in ruling.holdings}
    changed = [h for h in upheld.holdings if before.get(h.question, h.stance) != h.stance]
    subject = next(iter([*changed, *ruling.holdings]), None)
    guarantor = False
    if subject is None:
        plaintiff_lost = upheld.awarded > ruling.awarded or ruling.result == "dismissed"
    else:
        plaintiff_lost = before[subject.question] == "deny"
        guarantor = subject.question.startswith("lending.guarantee")
    if plaintiff_lost:
        return case.plaintiffs, case.defendants
    loser = case.defendants[-1] if guarantor else case.defendants[0]
    others = tuple(p for p in (*case.plaintiffs, *case.defendants) if p is not loser)
    return (loser,), others


def _second_parties(
    case: CivilCase,
    header: Header,
    appellants: Sequence[Someone],
    titles: tuple[str, str],
    second: Sequence[Someone] = (),
) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the party lines and (name, role) of an appeal or retrial.

    ``second`` are those who appealed before a retrial.
    """
    lines: list[str] = []
    pairs: list[tuple[str, str]] = []
    others = [p for p in (*case.plaintiffs, *case.defendants) if p not in appellants]
    for title, people in zip(titles, (appellants, others), strict=True):
        for person in people:
            former = "原告" if person in case.plaintiffs else "被告"
            role = title.format(former=former, second="上诉人" if person in second else "被上诉人")
            lines += party_lines(person, role, header)
            pairs.append((person.name, role))
    return lines, pairs


def _retold(case: CivilCase, lower: CivilCase, voice: Voice) -> list[str]:
    """Return what the court below was asked, found, held and ordered."""
    claims = voice.say(
        "frame",
        "second.below.claim",
        pl=names(case.plaintiffs),
        claims=numbered(lower.narrative.claims),
    )
    findings = voice.say(
        "frame", "second.below.findings", findings=voice.short("".join(lower.narrative.findings), 2)
    )
    reasoning = voice.short("".join(lower.ruling.reasoning), 2)
    orders = "".join(orders_lines(lower.ruling.orders))
    held = voice.say("frame", "second.below.reasoning", reasoning=reasoning, orders=orders)
    return [claims, findings, held]


def _contest(
    case: CivilCase, ruling: Ruling, appellants: Sequence[Someone], voice: Voice
) -> tuple[str, str]:
    """Return what the appellants ask for instead of ``ruling``, and why."""
    asking = appellants[0] in case.plaintiffs
    request = "撤销一审判决，" + (
        "改判支持其全部诉讼请求" if asking else voice.pick(("依法改判", "改判减轻其责任"))
    )
    lost = [h for h in ruling.holdings if (h.stance == "deny") == asking]
    part = "plaintiff" if asking else "defendant"
    reason = "".join(
        voice.say(
            "questions",
            f"{h.question.partition('/')[0]}.{part}",
            item=h.question.partition("/")[2],
            **_names(case),
        )
        for h in lost
    )
    again = "" if ruling is case.ruling else "retrial."
    return request, voice.say("appeal", f"reason.{again}{part}") + reason


def _names(case: CivilCase) -> dict[str, str]:
    return {
        "pl": names(case.plaintiffs),
        "df": case.defendants[0].called,
        "gu": case.defendants[-1].called,
    }


def _reply(others: Sequence[Someone], voice: Voice) -> str:
    return voice.say("frame", "second.reply", re=names(others))


def _opening(
    case: CivilCase,
    header: Header,
    sides: tuple[Sequence[Someone], Sequence[Someone]],
    voice: Voice,
) -> str:
    appellants, others = sides
    text = voice.say(
        "frame",
        "second.procedure",
        ap="上诉人" + names(appellants, full=True),
        re="被上诉人" + names(others, full=True),
        cause=case.cause,
        below=case.header.court.name,
        below_number=case.header.number,
        filed=day(header.filed),
        heard=day(header.heard),
    )
    return text + voice.say(
        "frame", "second.end", ap="上诉人" + names(appellants), re="被上诉人" + names(others)
    )


def render_appeal(
    case: CivilCase, header: Header, ruling: Ruling, voice: Voice, truth: Truth
) -> str:
    """Return the judgment of second instance; ``ruling`` is what the higher court holds right."""
    reverse = [o.fen for o in ruling.orders] != [o.fen for o in case.ruling.orders]
    appellants, others = appellants_of(case, case.ruling, ruling)
    titles = ("上诉人（原审{former}）", "被上诉人（原审{former}）")
    lines, pairs = _second_parties(case, header, appellants, titles)
    request, reason = _contest(case, case.ruling, appellants, voice)
    text = [*head_lines(header, "民事判决书"), *lines]
    text.append(_opening(case, header, (appellants, others), voice))
    text.append(
        voice.say(
            "frame",
            "second.claim",
            ap=names(appellants),
            request=request,
            reason=reason,
            re_short=names(others[:1]),
        )
    )
    text += [_reply(others, voice), *_retold(case, case, voice)]
    text.append(voice.say("frame", "second.facts.same"))
    stated = issues_text(ruling.issues, voice)
    text.append(f"本院认为，{stated}{ruling.core}")
    purpose = "reverse" if reverse else "affirm"
    basis = [*(ruling.basis if reverse else ()), civil_procedure(purpose, header.decided)]
    orders = _appeal_orders(case, ruling, reverse=reverse)
    text.append(
        voice.say("frame", f"second.{purpose}", ap=names(appellants), basis=cite_text(basis))
    )
    text += orders_lines(orders)
    stake = case.ruling.awarded
    if appellants[0] in case.plaintiffs:
        stake = max(0, case.narrative.claim_fen - case.ruling.awarded)
    fee = property_fee(stake) if case.ruling.fee_fen is None else case.ruling.fee_fen
    payer = names(others[:1]) if reverse else names(appellants)
    text.append(f"二审案件受理费{yuan(fee)}，由{payer}负担。")
    text.append(voice.say("frame", "final.judgment"))
    text += signature(header, voice)
    _complete(truth, ruling, basis, fee, pairs)
    truth.result = "reversed" if reverse else "affirmed"
    truth.first_instance_result = case.ruling.result
    truth.awarded_total = ruling.awarded / 100 if reverse else None
    return finish(text)


def _complete(
    truth: Truth, ruling: Ruling, basis: list[Cite], fee: int, pairs: list[tuple[str, str]]
) -> None:
    truth.basis = basis_pairs(basis)
    truth.issues = list(ruling.issues)
    truth.holdings = list(ruling.holdings)
    truth.fee = fee / 100
    truth.parties = pairs


def _appeal_orders(case: CivilCase, ruling: Ruling, *, reverse: bool) -> list[Money]:
    if not reverse:
        return [Money("驳回上诉，维持原判")]
    cancel = f"撤销{case.header.court.name}{case.header.number}民事判决"
    return [Money(cancel), *ruling.orders]


def render_remand(case: CivilCase, header: Header, voice: Voice, truth: Truth) -> str:
    """Return the ruling that sends the case back to the court below."""
    appellants, others = case.defendants[:1], (*case.plaintiffs, *case.defendants[1:])
    titles = ("上诉人（原审{former}）", "被上诉人（原审{former}）")
    lines, pairs = _second_parties(case, header, appellants, titles)
    gap, thing, effect = (voice.say("appeal", f"remand.{k}") for k in ("gap", "thing", "effect"))
    text = [*head_lines(header, "民事裁定书"), *lines]
    text.append(_opening(case, header, (appellants, others), voice))
    text.append(
        voice.say("frame", "second.facts.remand", ap=names(appellants), thing=thing, gap=gap)
    )
    basis = [civil_procedure("remand", header.decided)]
    text.append(voice.say("frame", "second.remand", gap=gap, effect=effect, basis=cite_text(basis)))
    orders = [
        Money(f"撤销{case.header.court.name}{case.header.number}民事判决"),
        Money(f"本案发回{case.header.court.name}重审"),
    ]
    text += orders_lines(orders)
    fee = property_fee(max(case.ruling.awarded, 1_000_000))
    text.append(f"上诉人{names(appellants)}预交的二审案件受理费{yuan(fee)}予以退回。")
    text += signature(header, voice)
    truth.document_type, truth.result = "裁定书", "remanded"
    truth.parties = pairs
    truth.basis = basis_pairs(basis)
    return finish(text)


def render_retrial(
    case: CivilCase,
    effective: tuple[Header, Ruling],
    header: Header,
    ruling: Ruling,
    voice: Voice,
    truth: Truth,
) -> str:
    """Return the retrial judgment that replaces the effective judgment of second instance."""
    second, upheld = effective
    appellants, others = appellants_of(case, upheld, ruling)
    titles = ("再审申请人（一审{former}、二审{second}）", "被申请人（一审{former}、二审{second}）")
    earlier, _ = appellants_of(case, case.ruling, upheld)
    lines, pairs = _second_parties(case, header, appellants, titles, earlier)
    request, reason = _contest(case, upheld, appellants, voice)
    text = [*head_lines(header, "民事判决书"), *lines]
    order_number = header.number.replace("民再", "民申")
    text.append(
        voice.say(
            "frame",
            "retrial.procedure",
            ap=names(appellants, full=True),
            re=names(others, full=True),
            cause=case.cause,
            below=second.court.name,
            below_number=second.number,
            below_date=day(second.decided),
            ordered=day(header.filed),
            order_number=order_number,
        )
    )
    text.append(f"{names(appellants)}申请再审称，{request.replace('一审', '二审')}。{reason}")
    text += [f"{names(others)}提交意见称，二审判决正确，应予维持。", *_retold(case, case, voice)]
    outcome = "".join(orders_lines(_appeal_orders(case, upheld, reverse=True)))
    text.append(f"二审法院认为，{upheld.core}遂判决：{outcome}")
    text.append("本院再审查明的事实与一、二审查明的事实一致。")
    text.append(f"本院再审认为，{issues_text(ruling.issues, voice)}{ruling.core}")
    basis = [
        *ruling.basis,
        civil_procedure("retrial", header.decided),
        civil_procedure("reverse", header.decided),
    ]
    text.append(f"综上，二审判决适用法律不当，应予纠正。依照{cite_text(basis)}之规定，判决如下：")
    orders = [
        Money(f"撤销{second.court.name}{second.number}民事判决"),
        Money(f"维持{case.header.court.name}{case.header.number}民事判决"),
    ]
    text += orders_lines(orders)
    fee = property_fee(max(abs(ruling.awarded - upheld.awarded), 1_000_000))
    text.append(f"二审案件受理费{yuan(fee)}，由{names(others[:1])}负担。")
    text.append(voice.say("frame", "final.judgment"))
    text += signature(header, voice)
    _complete(truth, ruling, basis, fee, pairs)
    # the sums stand in the judgment upheld
    truth.result, truth.awarded_total = "reversed", None
    truth.first_instance_result = case.ruling.result
    return finish(text)
