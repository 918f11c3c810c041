"""`leian search`: the ranked list of similar cases in a terminal."""

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search_api.cli.output import home_option, json_option, print_json

if TYPE_CHECKING:
    from search_api.similar.types import SearchHit, SearchRequest, SearchResult

__all__ = ["search_command"]

FILTERS = {
    "kind": "文书种类：judgment、library_entry、guiding_case",
    "case-type": "案件类型：刑事、民事、行政、执行、国家赔偿",
    "cause": "案由或罪名，含其下级",
    "court": "法院全称",
    "level": "法院层级：最高、高级、中级、基层",
    "province": "省份",
    "procedure": "审理程序：一审、二审、再审",
    "document-type": "文书类型：判决书、裁定书",
    "result": "裁判结果：支持、部分支持、驳回",
    "statute": "法条，如 民法典680",
    "judge": "审判人员",
    "authority": "效力层级：指导性案例、入库案例、最高人民法院、高级、中级、基层",
    "year": "裁判年份",
}


def _filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for name, text in reversed(FILTERS.items()):
        command = click.option(f"--{name}", multiple=True, help=text + "（可多次）")(command)
    return command


@click.command(name="search")
@click.argument("query", required=False, default="")
@click.option(
    "--file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="以文件为检索词（docx、pdf、txt 等）",
)
@click.option("--like", help="以库中一件案例为检索词：其 id 或案号")
@_filter_options
@click.option("--from", "date_from", type=click.DateTime(["%Y-%m-%d"]), help="裁判日期不早于")
@click.option("--to", "date_to", type=click.DateTime(["%Y-%m-%d"]), help="裁判日期不晚于")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--offset", type=click.IntRange(0, 1000), default=0, show_default=True)
@click.option("--sort", type=click.Choice(["similarity", "newest", "oldest"]), default="similarity")
@click.option("--fold/--no-fold", default=True, show_default=True, help="近似文书和系列案并为一行")
@click.option("--facets", is_flag=True, help="同时列出各分面计数")
@home_option
@json_option
def search_command(home: Path | None, *, as_json: bool, facets: bool, **given: Any) -> None:
    """检索与 QUERY 相似的案例。

    QUERY 可以是一句话、一段案情、整篇文书，也可以是案号或入库编号（直达该文书）；
    支持 "短语"、AND、OR、NOT、字段:值（如 案由:盗窃罪 法条:民法典680）。
    """
    from search_api.bootstrap import open_application
    from search_api.settings import get_settings

    request = _request(given)
    with open_application(get_settings().with_home(home), create=False) as application:
        result = application.require_search().search(request)
    if as_json:
        print_json(result)
    else:
        _print_result(result, offset=request.offset, facets=facets)


def _request(given: dict[str, Any]) -> "SearchRequest":
    from corpus.sources import read_document
    from search_api.similar.types import Filters, SearchRequest

    text = given["query"]
    if text == "-":
        text = sys.stdin.read()
    if given["file"] is not None:
        text = read_document(given["file"]).text
    if not text.strip() and not given["like"]:
        raise click.UsageError("请给出检索词、--file 或 --like。")
    names = [name.replace("-", "_") for name in FILTERS]
    return SearchRequest(
        text=text,
        like=given["like"],
        filters=Filters(
            **{name: given[name] for name in names},
            date_from=_date(given["date_from"]),
            date_to=_date(given["date_to"]),
        ),
        limit=given["limit"],
        offset=given["offset"],
        sort=given["sort"],
        fold=given["fold"],
    )


def _date(value: dt.datetime | None) -> dt.date | None:
    return None if value is None else value.date()


def _print_result(result: "SearchResult", *, offset: int, facets: bool) -> None:
    if result.exact:
        click.echo("直达：")
        for case in result.exact:
            click.echo(f"  {case.title}  {case.case_number or ''}  {case.id}")
    understood = result.understanding
    for label, values in (("案由", understood.causes), ("法条", understood.statutes)):
        if values:
            click.echo(f"理解为 {label}：{'、'.join(values)}")
    for note in understood.notes:
        click.echo(f"提示：{note}")
    click.echo(
        f"范围内 {result.total:,} 件，按相似度排列；用时 {result.took_ms:.0f} 毫秒；"
        f"索引 {result.generation}。辅助参考，不作为裁判依据。"
    )
    for place, hit in enumerate(result.hits, start=offset + 1):
        _print_hit(place, hit)
    if facets:
        for facet in result.facets:
            shown = "  ".join(f"{value} {count:,}" for value, count in facet.values)
            click.echo(f"{facet.field}：{shown}")


def _print_hit(place: int, hit: "SearchHit") -> None:
    case = hit.case
    click.echo(f"\n{place:>3}. [{case.authority}] {click.style(case.title, bold=True)}")
    date = case.date.isoformat() if case.date else "日期不详"
    about = [
        case.court,
        case.case_number,
        date,
        case.procedure,
        "、".join(case.causes),
        case.result,
    ]
    click.echo("     " + " · ".join(part for part in about if part))
    if case.holding:
        click.echo(f"     {case.holding}")
    for passage in hit.passages[:2]:
        click.echo(f"     …{_marked(passage.text, passage.start, passage.marks)}…")
    if hit.folded:
        click.echo(f"     另有 {len(hit.folded):,} 件近似或同系列（--no-fold 逐件列出）")
    lists = "  ".join(f"{signal.name}#{signal.rank}" for signal in hit.signals)
    click.echo(click.style(f"     {hit.score:.4f}  {lists}  {case.id}", dim=True))


def _marked(text: str, start: int, marks: tuple[tuple[int, int], ...]) -> str:
    parts, last = [], 0
    for mark_start, mark_end in marks:
        begin, end = mark_start - start, mark_end - start
        parts += [text[last:begin], click.style(text[begin:end], underline=True)]
        last = end
    return "".join([*parts, text[last:]]).replace("\n", " ")
