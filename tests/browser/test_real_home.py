"""The pages over a real home: the sample made, ingested, indexed, served, read in Chromium."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from corpus.sample import write_sample
from search_api.admin.ingest import ingest_into
from search_api.bootstrap import open_application
from search_api.rest import create_app
from search_api.settings import Settings
from search_api.web.routes import error_pages, pages
from tests.browser.conftest import SCREENS, Watched, serve
from tests.browser.test_screens import serious

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

Open = Callable[..., Page]
FACTS = "被告向原告借款五万元，约定月息二分，出具借条一张，到期后未归还本金和利息。"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("real")
    write_sample(folder / "sample", judgments=120)
    settings = Settings(home=folder / "home", workers=1)
    with open_application(settings) as application:
        report = ingest_into(application, [folder / "sample"])
        assert report.indexed >= 120
        server = serve(
            create_app(application, pages=pages(application), error_page=error_pages(application))
        )
        yield server.url
        server.stop()


@pytest.fixture
def visit_home(visit: Callable[..., Watched], home: str) -> Open:
    def open_page(path: str, *, status: int = 200, **kind: str) -> Page:
        watched = visit(**kind)
        watched.base = home
        return watched.open(path, status=status)

    return open_page


def keep(page: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"real-{name}.png")
    assert serious(page) == []


def test_from_facts_to_a_similar_case_of_a_similar_case(visit_home: Open) -> None:
    page = visit_home("/?kind=judgment")
    expect(page.locator(".top")).to_contain_text("合成样例")
    page.locator("#q").fill(FACTS)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#heading")).to_contain_text("按相似度排列")
    keep(page, "search")
    expect(page.locator(".hit .meta").first).to_contain_text("民间借贷纠纷")
    expect(page.locator(".hit mark").first).to_be_visible()
    counted = page.locator("[name=authority] ~ b").first.inner_text()
    page.locator("[name=authority]").first.check()
    expect(page.locator("#heading")).to_contain_text(f"范围内 {counted} 件")
    page.locator(".hit h3 a").first.click()
    expect(page.locator("article.text")).to_contain_text("判决如下")
    expect(page.locator("#similar .hit").first).to_be_visible()
    keep(page, "judgment")
    page.locator("#similar .hit h3 a").first.click()
    expect(page.locator(".side")).to_contain_text("当事人")


def test_a_case_number_and_a_whole_judgment_are_searches(visit_home: Open) -> None:
    page = visit_home(f"/?q={FACTS}&kind=judgment")
    page.locator(".hit h3 a").first.click()
    number = page.locator(".in-caseno").inner_text().strip()
    whole = page.locator("article.text").inner_text()
    document = page.url
    page.locator("#find").fill(number)
    page.keyboard.press("Enter")
    expect(page).to_have_url(document)
    page.goto(document.split("/judgments")[0])
    page.locator("#q").fill(whole)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".strip.info")).to_contain_text("以其认定的事实检索")
    expect(page.locator(".chips")).to_contain_text("民间借贷纠纷")


def test_operators_and_their_mistakes(visit_home: Open) -> None:
    page = visit_home('/?q="借条" AND 案由:民间借贷纠纷')
    expect(page.locator(".chips")).to_contain_text("检索式")
    page = visit_home("/?q=案由:（民间借贷纠纷 AND", status=400)
    expect(page.locator(".trouble")).to_be_visible()
    expect(page.locator("#q")).to_have_value("案由:（民间借贷纠纷 AND")


def test_a_whole_judgment_is_compared(visit_home: Open) -> None:
    page = visit_home(f"/?q={FACTS}&kind=judgment")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator(".pane mark").first).to_be_visible()
    keep(page, "compare")


def test_the_state_of_the_house(visit_home: Open) -> None:
    page = visit_home("/system")
    expect(page.locator("#checks")).to_contain_text("索引与文书库")
    expect(page.locator("#checks .flag.bad")).to_have_count(0)
    keep(page, "system")


@pytest.mark.parametrize("path", ["/nowhere", "/judgments/none", "/judgments/a/b/c"])
def test_addresses_that_lead_nowhere_are_pages(visit_home: Open, path: str) -> None:
    page = visit_home(path, status=404)
    expect(page.get_by_text("辅助参考，不作为裁判依据")).to_be_visible()


def test_the_api_description_stands_beside(visit_home: Open) -> None:
    expect(visit_home("/docs").locator("body")).to_contain_text("/api/v1/search")
