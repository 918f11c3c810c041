"""The result of a case in one word, from the words of its disposition."""

import re

__all__ = ["appeal_result", "claims_result"]

_W = r"[^。；\n]"
_WITHDRAWN = re.compile(
    rf"准许{_W}{{0,80}}?撤(?:回|诉)|按{_W}{{0,40}}?撤(?:回|诉){_W}{{0,16}}?处理|撤回(?:上诉|起诉|申请|再审申请){_W}{{0,20}}?(?:准许|准予)|视为撤|准予{_W}{{0,60}}?撤(?:回|诉)|按自动撤|终结本案|终结诉讼"
)
_REMANDED = re.compile(
    rf"发回{_W}{{0,40}}?(?:重审|重新审|审理)|指令{_W}{{0,40}}?(?:再审|审理|受理|立案)|(?:本案)?由{_W}{{0,30}}?(?:另行|重新)(?:组成合议庭)?{_W}{{0,12}}审"
)
_AFFIRMED = re.compile(
    rf"驳回{_W}{{0,80}}?(?:上诉|抗诉){_W}{{0,30}}?(?:维持|核准)|维持原(?:判|裁|审|决)|(?:予以|应予)?维持{_W}{{0,80}}?(?:判决|裁定)|驳回{_W}{{0,80}}?上诉|驳回抗诉|驳回{_W}{{0,40}}?复议(?:申请|请求)|核准"
)
_CHANGED = re.compile(
    rf"撤销{_W}{{0,160}}?(?:判决|裁定|决定|民初|刑初|行初|判项|之[一二三四五六七八九]项|第[一二三四五六七八九十]|部分)|变更{_W}{{0,160}}?(?:为|判决|裁定)|改判"
)
_REJECT_ALL = re.compile(
    rf"驳回(?!{_W}{{0,60}}?(?:其他|其它|其余|其他的|超出|多余|反诉|过高|剩余)){_W}{{0,120}}?(?:诉讼请求|请求|诉请|起诉|再审申请|申诉|异议|申请)"
)
_REJECT_REST = re.compile(
    rf"驳回{_W}{{0,120}}?(?:其他|其它|其余|超出|多余|过高|剩余|之外){_W}{{0,12}}?(?:诉讼请求|请求|诉请|部分)|"
    rf"(?:其他|其它|其余){_W}{{0,12}}?(?:诉讼请求|请求|诉请){_W}{{0,6}}?不予支持"
)
_REJECT_TOWARDS = re.compile(
    rf"驳回{_W}{{0,40}}?(?:对|要求|关于|请求){_W}{{0,80}}?(?:诉讼请求|请求|诉请)"
)
_ENFORCE_NO = re.compile(
    r"不准予|不准许?[^。；]{0,80}离婚|不予(?:强制)?执行|不予受理|不予准许|不予减刑|不予假释"
)
_REJECT_COUNTER = re.compile(rf"驳回{_W}{{0,80}}?反诉{_W}{{0,12}}?请求")


def appeal_result(disposition: str) -> str | None:
    """Return what a higher court did with the decision below: affirmed, reversed, remanded, …"""
    text = re.sub(r"\s", "", disposition)
    if _REMANDED.search(text):
        return "remanded"
    if _CHANGED.search(text):
        return "reversed"
    if _WITHDRAWN.search(text):
        return "withdrawn"
    if _AFFIRMED.search(text):
        return "affirmed"
    return None


def claims_result(disposition: str, *, has_orders: bool) -> str | None:
    """Return the result over the claims.

    ``has_orders``: whether anything in the disposition is ordered for the claimant's good.
    """
    text = re.sub(r"\s", "", disposition)
    if has_orders:
        rest = _REJECT_REST.search(text) or _REJECT_TOWARDS.search(text)
        return "partly" if rest or _REJECT_ALL.search(text) else "granted"
    if _WITHDRAWN.search(text):
        return "withdrawn"
    if _REJECT_ALL.search(text) or _ENFORCE_NO.search(text):
        return "dismissed"
    if _REJECT_REST.search(text):
        return "dismissed"
    return "other" if text else None
