"""The pages over a small application: what they show, and that forms work without scripts."""

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.errors import LeianError, LockedError, QueryError, UnavailableError
from search_api.web.query_state import LONG_TEXT
from search_api.web.routes import page_routes
from tests.search_api.web import fakes

DRAFT = "原告在超市购买进口饼干，" * (LONG_TEXT // 12 + 1)
HTMX = {"HX-Request": "true"}


def client_of(application: fakes.FakeApplication) -> TestClient:
    app = FastAPI()
    app.include_router(page_routes(application, checks=fakes.checks))
    return TestClient(app, follow_redirects=False)


@pytest.fixture(scope="module")
def client() -> TestClient:
    return client_of(fakes.full())


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


# ------------------------------------------------------------------ the frame


@pytest.mark.parametrize(
    "url", ["/", "/?q=超市", "/judgments/j-appeal", "/system", "/system/checks"]
)
def test_every_page_stands_in_the_frame(client: TestClient, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 200
    assert "辅助参考，不作为裁判依据" in response.text
    assert "语料快照" in response.text
    assert response.text.count("<h1") == 1
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"


def test_the_rail_leads_to_pages_that_exist(client: TestClient) -> None:
    html = client.get("/").text
    rail = html[html.index('<nav class="rail"') : html.index("</nav>")]
    links = re.findall(r'href="([^"]+)"', rail)
    assert links == ["/", "/system"]
    assert all(client.get(link).status_code == 200 for link in links)


def test_the_sample_says_so_on_every_page_and_document() -> None:
    application = fakes.full()
    sample = fakes.marked_as_sample(application.store.cases[1])
    application.store.cases = [sample]
    assert application.fake_search is not None
    application.fake_search.cases = [sample]
    client = client_of(application)
    for url in ("/", "/?q=超市", "/system", "/judgments/j-appeal"):
        assert "<strong>合成样例</strong>" in client.get(url).text
    assert "本件由程序生成" in client.get("/judgments/j-appeal").text


def test_an_ordinary_corpus_is_not_called_a_sample(client: TestClient) -> None:
    assert "合成样例" not in client.get("/").text


# ------------------------------------------------------------------ screen 1


def test_results_are_counted_and_explained(client: TestClient) -> None:
    text = text_of(client.get("/?q=原告在超市购买进口饼干").text)
    assert "范围内 48 件，按相似度排列" in text
    assert "用时 46 毫秒 · 索引 g000012" in text
    assert "案由 买卖合同纠纷 限定" in text
    assert "法条 食品安全法第148条 限定" in text
    assert "关键词 第 1 位 字面 第 3 位" in text
    assert "相加得综合分" in text


def test_texts_from_outside_are_escaped(client: TestClient) -> None:
    html = client.get('/?q=<script>alert("1")</script>').text
    assert "<script>alert" not in html
    page = client.get("/judgments/j-%3Ctheft%3E%261").text
    assert "盗窃罪一审刑事判决书 &lt;b&gt;&amp;" in page


def test_facets_narrow_and_chips_widen(client: TestClient) -> None:
    html = client.get("/?q=超市&authority=指导性案例").text
    assert "范围内 1 件" in html
    assert 'name="authority" value="指导性案例" form="ask" data-submit checked' in html
    assert 'name="drop" value="authority=指导性案例"' in html


def test_a_short_search_is_sent_to_an_address_of_its_own(client: TestClient) -> None:
    form = {"q": " 超市 ", "cause": "买卖合同纠纷", "drop": "", "sort": "newest", "recent": "1"}
    response = client.post("/search", data=form)
    assert response.status_code == 303
    assert client.get(response.headers["location"]).status_code == 200
    assert "sort=newest" in response.headers["location"]
    pushed = client.get(response.headers["location"], headers=HTMX).headers["hx-push-url"]
    assert pushed == response.headers["location"]


def test_a_long_text_stays_in_the_body(client: TestClient) -> None:
    response = client.post("/search", data={"q": DRAFT})
    assert response.status_code == 200
    assert response.headers["hx-push-url"] == "false"
    assert "以前 1,500 字检索" in response.text
    assert DRAFT in response.text
    # Paging, comparing and facets go on by the form, since no address could hold the text.
    assert 'name="page" value="2" form="ask"' in response.text
    assert 'form="compare" formaction="/compare/' in response.text
    second = client.post("/search", data={"q": DRAFT, "page": "2"})
    assert 'aria-current="page">2<' in second.text


def test_a_long_text_is_compared_by_the_form(client: TestClient) -> None:
    response = client.post("/compare/j-appeal", data={"q": DRAFT})
    assert response.status_code == 200
    assert "待比对的案情" in response.text


@pytest.mark.parametrize(
    ("name", "body", "status", "shown"),
    [
        ("草稿.txt", "原告在超市购买进口饼干。".encode() * 200, 200, "原告在超市购买"),
        ("短.txt", ("原告在超市购买进口饼干，诉请十倍赔偿。" * 5).encode("gb18030"), 303, ""),
        ("空.txt", b"", 422, "空文件"),
        ("坏.docx", b"PK\x03\x04 broken", 422, "坏.docx"),
        ("大.txt", b"a" * (1024 * 1024 + 1), 422, "超过 1 MB"),
    ],
)
def test_a_file_is_read_and_searched_with(
    client: TestClient, name: str, body: bytes, status: int, shown: str
) -> None:
    response = client.post(
        "/search", data={"q": "原来写的"}, files={"file": (name, body, "application/octet-stream")}
    )
    assert response.status_code == status
    assert shown in response.text
    if status == 422:
        assert "原来写的" in response.text


def test_an_empty_file_field_changes_nothing(client: TestClient) -> None:
    response = client.post("/search", data={"q": "超市"}, files={"file": ("", b"")})
    assert response.status_code == 303


def test_a_case_number_goes_straight_to_the_document(client: TestClient) -> None:
    response = client.get("/?q=（2025）湘01民终902号")
    assert (response.status_code, response.headers["location"]) == (303, "/judgments/j-appeal")
    told = client.get("/?q=（2025）湘01民终902号", headers=HTMX)
    assert (told.status_code, told.headers["hx-redirect"]) == (200, "/judgments/j-appeal")
    narrowed = client.get("/?q=（2025）湘01民终902号&year=2016")
    assert "直达 1 件，另有范围内 5 件" in narrowed.text


def test_groups_count_the_range_and_the_page(client: TestClient) -> None:
    text = text_of(client.get("/?q=超市&group=1").text)
    assert re.search(r"指导性案例 1 件 (?!列出)", text)
    assert "最高法 0 件 已检索，无结果" in text
    assert "基层法院 44 件 列出前 5 件" in text
    assert "基层法院全部 44 件" in text


def test_nothing_found_says_why_and_what_to_do(client: TestClient) -> None:
    assert "减少限定词" in client.get("/?q=没有结果").text
    assert "逐项去掉" in client.get("/?q=超市&year=1900").text


def test_a_mistyped_address_is_answered(client: TestClient) -> None:
    html = client.get("/?q=超市&from=昨天&page=abc&sort=best").text
    assert "不是日期" in html
    assert "范围内 48 件，按相似度排列" in html


# ------------------------------------------------------------------ screen 2


def test_a_judgment_is_shown_whole_and_linked(client: TestClient) -> None:
    html = client.get("/judgments/j-appeal").text
    article = html[html.index('<article class="text"') : html.index("</article>")]
    words = re.sub(r"\s", "", re.sub(r"<h2>.*?</h2>|<p class=\"cite\">.*|<[^>]+>", "", article))
    assert words == re.sub(r"\s", "", fakes.appeal().text)
    assert 'href="/judgments/j-first" data-note="原审 · （2024）湘0104民初2210号"' in html
    assert "statute=%E4%B8%AD" in html
    assert "中华人民共和国合同法第107条 · 已废止" in html


def test_the_side_panel_tells_the_case(client: TestClient) -> None:
    text = text_of(client.get("/judgments/j-appeal").text)
    for told in (
        "裁判结果 维持",
        "原审：支持",
        "9,900.00 元",
        "审判长 赵甲",
        "委托诉讼代理人 李四，湖南某律师事务所",
        "一审 判决书 支持 2024-11-20",
        "解析提示 1 条",
        (
            "《张三与长沙甲超市有限公司买卖合同纠纷二审民事判决书》，湖南省长沙市中级人民法院"
            "（2025）湘01民终902号民事判决书，2025-06-12。"
        ),
    ):
        assert told in text


def test_what_became_of_a_judgment_is_flagged(client: TestClient) -> None:
    assert '<span class="flag ok">二审维持</span>' in client.get("/judgments/j-first").text
    assert "二审维持" not in client.get("/judgments/j-appeal").text


def test_sentences_are_put_in_words(client: TestClient) -> None:
    text = text_of(client.get("/judgments/j-%3Ctheft%3E%261").text)
    assert "有期徒刑 1 年 2 个月，缓刑 1 年 6 个月，罚金 2,000 元" in text
    assert "单处罚金，罚金 1,000 元" in text
    assert "罚金 2,000 元 自首、认罪认罚" in text
    assert "法院不详 · 案号不详 · 日期不详" in text


def test_a_passage_is_marked_where_it_stands(client: TestClient) -> None:
    start = fakes.appeal().text.index("法律并未规定")
    html = client.get(f"/judgments/j-appeal?mark={start}-{start + 6}&mark=x&mark=9-3").text
    assert '<p id="mark">' in html
    assert "<mark>法律并未规定</mark>" in html
    assert html.count('id="mark"') == 1


def test_similar_cases_are_a_part_and_a_page(client: TestClient) -> None:
    part = client.get("/judgments/j-appeal/similar").text
    assert "<html" not in part
    assert part.count('class="hit"') == 6
    assert "张三与长沙甲超市有限公司" not in part  # neither itself nor its first instance
    assert client.get("/?like=j-appeal").status_code == 200


def test_a_judgment_is_readable_while_the_index_is_away() -> None:
    application = fakes.full()
    assert application.fake_search is not None
    application.fake_search.instances_error = UnavailableError("索引没有应答")
    response = client_of(application).get("/judgments/j-appeal")
    assert response.status_code == 200
    assert "文书全文不受影响。索引没有应答" in response.text


def test_comparison_marks_the_same_words_on_both_sides(client: TestClient) -> None:
    html = client.get("/compare/g-1?q=购买不符合标准的食品，要求十倍赔偿").text
    left, right = html.split('id="right-title"')
    assert "<mark>十倍</mark>" in left
    assert "<mark>十倍</mark>" in right
    assert "<mark>不符合食品安全标准</mark>" in right
    assert "未作标记" in client.get("/compare/j-43?q=没有结果").text


def test_a_case_is_compared_with_a_case(client: TestClient) -> None:
    text = text_of(client.get("/compare/j-first?like=j-appeal").text)
    assert "张三与长沙甲超市有限公司买卖合同纠纷二审民事判决书" in text


# ------------------------------------------------------------------ screen 10


def test_the_system_page_counts(client: TestClient) -> None:
    text = text_of(client.get("/system").text)
    assert "语料 48 件，拒收 2 件" in text
    assert "2016—2025 年，2019 年最多，6 件（n = 47，日期不详的另有 1 件）。" in text
    assert "g000012 使用中" in text
    assert "未完成 再执行一次即可继续" in text
    assert "读入 52，新入库 48" in text
    assert "PDF 没有文字层" in text
    assert "裁判日期 1 2.1 %（n = 48）" in text


def test_checks_say_what_to_do(client: TestClient) -> None:
    text = text_of(client.get("/system/checks").text)
    assert "1 项须处理" in text
    assert "须处理 入库任务：1 次入库未完成：补充 请重新运行 leian ingest。" in text


# ------------------------------------------------------------------ palette, static


def test_the_palette_offers_pages_causes_and_cases(client: TestClient) -> None:
    assert "系统" in client.get("/palette").text
    offers = client.get("/palette?q=买卖").text
    assert "<i>案由</i>买卖合同纠纷" in offers
    number = client.get("/palette?q=（2025）湘01民终902号").text
    assert number.count("<i>文书</i>") == 1


def test_the_palette_goes_on_without_a_corpus() -> None:
    response = client_of(fakes.empty()).get("/palette?q=系统")
    assert response.status_code == 200
    assert 'href="/system"' in response.text


def test_static_files_are_kept_by_their_hash(client: TestClient) -> None:
    html = client.get("/").text
    urls = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
    assert len(urls) == 5
    for url in urls:
        response = client.get(url)
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
        again = client.get(url, headers={"If-None-Match": response.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert client.get("/static/leian.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/leian.css?v=other").headers["cache-control"] == "no-cache"
    assert client.get("/static/..%2froutes.py").status_code == 404


# ------------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("error", "status", "shown"),
    [
        (QueryError("第 3 个字符处的括号没有闭合"), 400, "括号没有闭合"),
        (UnavailableError("索引没有应答"), 503, "暂时不可用"),
        (LockedError("正在写入"), 503, "正在写入，请稍候"),
        (LeianError("未知"), 500, "未能完成"),
    ],
)
def test_a_search_that_fails_keeps_what_was_typed(
    error: LeianError, status: int, shown: str
) -> None:
    client = client_of(fakes.full(error))
    response = client.get("/?q=原告在超市")
    assert response.status_code == status
    assert shown in response.text
    assert "原告在超市</textarea>" in response.text
    assert 'id="results"' in response.text
    assert client.get("/judgments/j-appeal").status_code == status


def test_what_is_foreign_is_not_shown() -> None:
    client = client_of(fakes.full(RuntimeError("secret of the database")))
    response = client.get("/?q=超市")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "这是程序的问题" in response.text


@pytest.mark.parametrize(
    ("make", "url", "status", "shown"),
    [
        (fakes.full, "/judgments/j-none", 404, "库中没有 j-none"),
        (fakes.full, "/judgments/j-none/similar", 404, "库中没有 j-none"),
        (fakes.full, "/compare/j-none?q=a", 404, "库中没有 j-none"),
        (fakes.empty, "/?q=超市", 503, "leian ingest"),
        (fakes.empty, "/", 200, "leian ingest"),
        (fakes.empty, "/system", 200, "还没有建成的索引"),
        (fakes.empty, "/judgments/j-appeal", 503, "leian ingest"),
    ],
)
def test_errors_and_emptiness_are_pages(
    make: Callable[[], fakes.FakeApplication], url: str, status: int, shown: str
) -> None:
    response = client_of(make()).get(url)
    assert response.status_code == status
    assert shown in response.text
    assert "辅助参考，不作为裁判依据" in response.text
