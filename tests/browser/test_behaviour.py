"""What a judge does on the pages: by keyboard, by mouse, and without scripts."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from search_api.web.query_state import LONG_TEXT
from tests.browser.conftest import Watched, start
from tests.search_api.web import fakes

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

Visit = Callable[..., Watched]
DRAFT = "原告在超市购买进口饼干，" * (LONG_TEXT // 12 + 1)


def test_the_main_way_by_keyboard_only(visit: Visit) -> None:
    page = visit().open("/")
    keyboard = page.keyboard
    for _ in range(12):
        keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    keyboard.type("原告在超市购买进口饼干")
    keyboard.press("Control+Enter")
    expect(page.locator("#heading")).to_have_text("范围内 48 件，按相似度排列")
    page.evaluate("document.activeElement.blur()")
    keyboard.press("j")
    keyboard.press("j")
    expect(page.locator(".hit.on h3")).to_contain_text("二审民事判决书")
    keyboard.press("k")
    expect(page.locator(".hit.on h3")).to_contain_text("顾客诉某超市")
    keyboard.press("j")
    keyboard.press("e")
    expect(page.locator(".hit.on .signals")).to_be_visible()
    keyboard.press("Enter")
    page.wait_for_url("**/judgments/j-appeal")
    expect(page.locator("h1")).to_contain_text("张三与长沙甲超市有限公司")
    page.go_back()
    expect(page.locator("#heading")).to_have_text("范围内 48 件，按相似度排列")
    keyboard.press("j")
    keyboard.press("c")
    page.wait_for_url("**/compare/g-1?*")


def test_the_palette_leads_anywhere(visit: Visit) -> None:
    page = visit().open("/system")
    page.keyboard.press("Control+k")
    expect(page.locator("#offers a")).to_have_count(2)
    page.keyboard.type("（2025）湘01民终902号")
    expect(page.locator("#offers")).to_contain_text("文书张三与长沙甲超市有限公司")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/judgments/j-appeal")
    page.keyboard.press("/")
    expect(page.locator("#palette input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()


def test_the_palette_searches_with_enter(visit: Visit) -> None:
    page = visit().open("/system")
    page.keyboard.press("Control+k")
    page.keyboard.type("超市")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    expect(page.locator("#heading")).to_contain_text("范围内 48 件")


def test_facets_change_the_list_and_the_address(visit: Visit) -> None:
    page = visit().open("/?q=超市")
    page.locator('[name=authority][value="指导性案例"]').check()
    expect(page.locator("#heading")).to_have_text("范围内 1 件，按相似度排列")
    expect(page).to_have_url(re.compile("authority="))
    expect(page.locator("#q")).to_have_value("超市")
    page.reload()
    expect(page.locator("#heading")).to_have_text("范围内 1 件，按相似度排列")
    page.get_by_role("button", name="去掉效力层级：指导性案例").click()
    expect(page.locator("#heading")).to_have_text("范围内 48 件，按相似度排列")
    page.get_by_role("button", name="限定案由：买卖合同纠纷").click()
    expect(page.locator("#heading")).to_have_text("范围内 47 件，按相似度排列")
    page.get_by_text("添加", exact=True).first.click()
    page.locator("#add-field").select_option("court")
    page.locator("#add-value").fill("湖南省长沙市中级人民法院")
    page.keyboard.press("Enter")
    expect(page.locator("#heading")).to_have_text("范围内 1 件，按相似度排列")
    page.go_back()
    expect(page.locator("#heading")).to_have_text("范围内 47 件，按相似度排列")


def test_date_and_sort_change_the_list(visit: Visit) -> None:
    page = visit().open("/?q=超市")
    page.locator("[name=from]").fill("2025-01-01")
    page.keyboard.press("Enter")
    expect(page.locator("#heading")).to_have_text("范围内 1 件，按相似度排列")
    page.locator("#sort").select_option("newest")
    expect(page.locator("#heading")).to_have_text("范围内 1 件，最新在前排列")
    expect(page).to_have_url(re.compile("from=2025-01-01&sort=newest"))


def test_operators_can_be_taken_away(visit: Visit) -> None:
    page = visit().open("/?q=超市 AND 法条:民法典680")
    page.get_by_role("button", name="去掉检索式").click()
    expect(page).to_have_url(re.compile(r"/\?q=[^&]+$"))
    expect(page.locator(".chips")).not_to_contain_text("检索式")


def test_paging_by_link(visit: Visit) -> None:
    page = visit().open("/?q=超市")
    page.get_by_role("link", name="第 2 页").click()
    expect(page.locator(".pages [aria-current]")).to_have_text("2")
    expect(page.locator(".hit")).to_have_count(20)


def test_a_draft_is_posted_and_leaves_no_trace_in_the_address(visit: Visit) -> None:
    page = visit().open("/")
    page.locator("#q").fill(DRAFT)
    page.get_by_role("button", name="检索", exact=True).click()
    expect(page.locator("#heading")).to_have_text("范围内 48 件，按相似度排列")
    assert "q=" not in page.url
    page.get_by_role("button", name="第 2 页").click()
    expect(page.locator(".pages [aria-current]")).to_have_text("2")
    assert "q=" not in page.url


@pytest.mark.parametrize("repeats", [5, 200])
def test_a_file_is_searched_with_as_soon_as_it_is_chosen(
    visit: Visit, tmp_path: Path, repeats: int
) -> None:
    draft = tmp_path / "起诉状.txt"
    draft.write_text("原告在超市购买进口饼干，诉请十倍赔偿。" * repeats, encoding="utf-8")
    page = visit().open("/")
    page.locator("#file").set_input_files(draft)
    expect(page.locator("#heading")).to_have_text("范围内 48 件，按相似度排列")


def test_a_bad_file_keeps_what_was_typed(visit: Visit, tmp_path: Path) -> None:
    draft = tmp_path / "空.txt"
    draft.write_bytes(b"")
    watched = visit()
    watched.expected.append("status of 422")
    page = watched.open("/")
    page.locator("#q").fill("原来写的")
    page.locator("#file").set_input_files(draft)
    expect(page.locator(".trouble")).to_contain_text("空文件")
    expect(page.locator("#q")).to_have_value("原来写的")


def test_a_dropped_file_is_searched_with(visit: Visit) -> None:
    page = visit().open("/")
    transfer = page.evaluate_handle(
        "() => { const t = new DataTransfer();"
        "t.items.add(new File(['原告在超市购买进口饼干。'.repeat(20)], '草稿.txt')); return t; }"
    )
    page.dispatch_event("#ask", "dragover", {"dataTransfer": transfer})
    page.dispatch_event("#ask", "drop", {"dataTransfer": transfer})
    expect(page.locator("#heading")).to_have_text("范围内 48 件，按相似度排列")


def test_density_is_remembered(visit: Visit) -> None:
    page = visit().open("/?q=超市")
    tall = page.locator(".hit").first.bounding_box()
    page.get_by_role("button", name="紧凑").click()
    expect(page.get_by_role("button", name="紧凑")).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(page.get_by_role("button", name="紧凑")).to_have_attribute("aria-pressed", "true")
    short = page.locator(".hit").first.bounding_box()
    assert tall
    assert short
    assert short["height"] < tall["height"]


def test_loading_shows_bones_and_the_old_text_is_covered(visit: Visit) -> None:
    page = visit("slow").open("/?q=超市")
    page.locator('[name=authority][value="指导性案例"]').check()
    expect(page.locator(".results > .skeleton")).to_have_css("opacity", "1")
    expect(page.locator("#heading")).to_have_text("范围内 1 件，按相似度排列")
    expect(page.locator(".results > .skeleton")).to_have_css("opacity", "0")


def test_a_search_that_fails_keeps_the_page(visit: Visit) -> None:
    watched = visit("broken")
    watched.expected.append("status of 503")
    page = watched.open("/")
    page.locator("#q").fill("超市")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".trouble")).to_contain_text("索引服务没有应答")
    expect(page.locator("#q")).to_have_value("超市")


def test_a_server_that_is_gone_is_said(visit: Visit) -> None:
    server = start(fakes.full())
    watched = visit()
    watched.base = server.url
    watched.expected += ["ERR_CONNECTION_REFUSED", "htmx:"]
    page = watched.open("/?q=超市")
    server.stop()
    page.locator("#q").fill("超市购物")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#notice")).to_contain_text("未能连接服务器。已输入的内容仍在")
    expect(page.locator("#q")).to_have_value("超市购物")


def test_sections_follow_the_reading(visit: Visit) -> None:
    page = visit().open("/judgments/j-appeal")
    expect(page.locator(".toc [aria-current]")).to_have_text("当事人")
    page.locator(".toc").get_by_text("本院认为").click()
    expect(page.locator(".toc [aria-current]")).to_have_text("本院认为")
    assert page.evaluate("document.querySelector('#s-reasoning').getBoundingClientRect().top") < 120


def test_similar_cases_come_with_the_page(visit: Visit) -> None:
    page = visit().open("/judgments/j-appeal")
    expect(page.locator("#similar .hit")).to_have_count(6)


def test_a_statute_leads_to_the_cases_that_cite_it(visit: Visit) -> None:
    page = visit().open("/judgments/j-appeal")
    page.locator(".text a[data-note]").first.hover()
    page.locator(".text").get_by_role("link", name="《中华人民共和国合同法》第一百零七条").click()
    expect(page.locator(".chips")).to_contain_text("法条合同法第107条")


def test_copying_takes_the_citation_along(visit: Visit) -> None:
    watched = visit()
    watched.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = watched.open("/judgments/j-appeal")
    page.get_by_role("button", name="复制引用").click()
    expect(page.locator("#notice")).to_contain_text("已复制出处")
    citation = page.evaluate("navigator.clipboard.readText()")
    assert citation.startswith("《张三与长沙甲超市有限公司")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#s-disposition p'))")
    page.get_by_role("button", name="复制引用").click()
    expect(page.locator("#notice")).to_contain_text("已复制所选文字")
    assert page.evaluate("navigator.clipboard.readText()") == f"“驳回上诉，维持原判。”——{citation}"


# ------------------------------------------------------------------ without scripts


def test_searching_and_reading_need_no_scripts(visit: Visit) -> None:
    page = visit(scripts=False).open("/")
    page.locator("#q").fill("原告在超市购买进口饼干")
    page.get_by_role("button", name="检索", exact=True).click()
    expect(page.locator("#heading")).to_have_text("范围内 48 件，按相似度排列")
    assert "q=" in page.url
    page.locator('[name=authority][value="中级"]').check()
    page.get_by_role("button", name="应用筛选").click()
    expect(page.locator("#heading")).to_have_text("范围内 1 件，按相似度排列")
    page.get_by_role("button", name="去掉效力层级：中级法院").click()
    page.get_by_role("link", name="第 2 页").click()
    page.locator(".hit h3 a").first.click()
    expect(page.locator("article.text")).to_be_visible()
    page.get_by_role("link", name="在检索页查看全部并筛选").click()
    expect(page.locator("#crumb")).to_contain_text("以案找案")


def test_a_draft_needs_no_scripts(visit: Visit, tmp_path: Path) -> None:
    page = visit(scripts=False).open("/")
    page.locator("#q").fill(DRAFT)
    page.get_by_role("button", name="检索", exact=True).click()
    expect(page.locator("#heading")).to_have_text("范围内 48 件，按相似度排列")
    page.get_by_role("button", name="比对").first.click()
    expect(page.locator("h1")).to_contain_text("比对：")
    draft = tmp_path / "draft.txt"
    draft.write_text("原告在超市购买进口饼干。" * 20, encoding="utf-8")
    page.goto(page.url.split("/compare")[0] + "/")
    page.locator("#file").set_input_files(draft)
    page.get_by_role("button", name="检索", exact=True).click()
    expect(page.locator("#q")).to_have_value(re.compile("^原告在超市购买进口饼干"))


def test_the_system_page_needs_no_scripts(visit: Visit) -> None:
    page = visit(scripts=False).open("/system")
    page.get_by_role("link", name="查看检查结果").click()
    expect(page.locator("h1")).to_have_text("1 项须处理")
