"""Each screen at each size, light and dark: looked over by axe, and kept as a picture."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import HERE, SCREENS, SIZES, Watched

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

AXE = (HERE / "vendor" / "axe.min.js").read_text(encoding="utf-8")
FACTS = "原告在被告经营的超市购买进口饼干二十盒，付款后发现外包装无中文标签，诉请十倍赔偿。"
SCREEN = {
    "search-start": ("full", "/", 200),
    "search-results": ("full", f"/?q={FACTS}&cause=买卖合同纠纷", 200),
    "search-groups": ("full", f"/?q={FACTS}&group=1&recent=1", 200),
    "search-exact": ("full", "/?q=（2025）湘01民终902号&year=2019", 200),
    "search-nothing": ("full", "/?q=没有结果&year=2019", 200),
    "search-no-corpus": ("empty", "/", 200),
    "search-error": ("broken", f"/?q={FACTS}", 503),
    "judgment": ("full", "/judgments/j-appeal?mark=420-470#mark", 200),
    "judgment-criminal": ("full", "/judgments/j-%3Ctheft%3E%261", 200),
    "judgment-guiding": ("full", "/judgments/g-1", 200),
    "judgment-none": ("full", "/judgments/j-none", 404),
    "judgment-error": ("broken", "/judgments/j-appeal", 503),
    "compare": ("full", f"/compare/j-appeal?q={FACTS}", 200),
    "system": ("full", "/system", 200),
    "system-empty": ("empty", "/system", 200),
    "system-checks": ("full", "/system/checks", 200),
}


def serious(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']][:5]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SCREEN)
def test_screen(visit: Callable[..., Watched], name: str, size: str, scheme: str) -> None:
    state, path, status = SCREEN[name]
    page = visit(state, size=size, scheme=scheme).open(path, status=status)
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}-{size}-{scheme}.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert serious(page) == []


@pytest.mark.parametrize("name", ["search-results", "judgment", "system"])
def test_enlarged_to_a_quarter_more(visit: Callable[..., Watched], name: str) -> None:
    # Courts often enlarge to 125 %: a desktop of 1366 is then 1093 wide.
    state, path, _ = SCREEN[name]
    watched = visit(state)
    watched.page.set_viewport_size({"width": 1093, "height": 614})
    page = watched.open(path)
    page.screenshot(path=SCREENS / f"{name}-enlarged.png")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("name", ["search-results", "judgment"])
def test_printed(visit: Callable[..., Watched], name: str) -> None:
    state, path, _ = SCREEN[name]
    page = visit(state).open(path)
    page.emulate_media(media="print")
    page.screenshot(path=SCREENS / f"{name}-print.png", full_page=True)
    for hidden in (".top", ".rail", ".btns, .ask-foot", ".acts"):
        assert not page.locator(hidden).first.is_visible()
    assert page.get_by_text("辅助参考，不作为裁判依据").is_visible()


def test_lines_of_a_judgment_hold_42_characters_at_most(visit: Callable[..., Watched]) -> None:
    page = visit(size="wide").open("/judgments/j-appeal")
    widths = page.evaluate(
        "Array.from(document.querySelectorAll('.text p')).map("
        "p => p.getBoundingClientRect().width / parseFloat(getComputedStyle(p).fontSize))"
    )
    assert max(widths) <= 42.01
