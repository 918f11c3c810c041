"""`leian statutes`: from a described situation to articles of law, and loading their texts."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search_api.cli.output import home_option, json_option, print_json

if TYPE_CHECKING:
    from corpus.articles import BadRow
    from search_api.similar.statutes import StatuteLoad, StatuteResult

__all__ = ["statutes_command"]

_SHOWN = 120  # characters of an article in the list
_REASONS = 10


@click.command(name="statutes")
@click.argument("text", required=False, default="")
@click.option(
    "--load",
    multiple=True,
    type=click.Path(path_type=Path, exists=True),
    help="载入法条正文：JSON Lines 文件或文件夹（可多次）",
)
@click.option("--reindex", is_flag=True, help="按已载入的正文重建法条索引")
@click.option("--law", multiple=True, help="只在此法中查（可多次）")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@home_option
@json_option
def statutes_command(
    text: str,
    *,
    load: tuple[Path, ...],
    reindex: bool,
    law: tuple[str, ...],
    limit: int,
    home: Path | None,
    as_json: bool,
) -> None:
    """按 TEXT（案情或问题）查找可能适用的法条，附该条今日的效力状态。

    法条正文不随程序提供，须先以 --load 载入；未载入时给出说明。
    """
    from search_api.bootstrap import open_application
    from search_api.settings import get_settings

    if not text.strip() and not load and not reindex:
        raise click.UsageError("请写明案情或问题，或用 --load 载入法条正文。")
    with open_application(get_settings().with_home(home)) as application:
        if load or reindex:
            with application.lock():
                loaded = application.statutes.load(load)
            if not text.strip():
                _tell(loaded, as_json=as_json)
                return
        result = application.statutes.search(text, limit=limit, laws=law)
    if as_json:
        print_json(result)
    else:
        _print(result)


def _tell(loaded: "StatuteLoad", *, as_json: bool) -> None:
    if as_json:
        print_json(loaded)
        return
    click.echo(
        f"读取 {loaded.read:,}：新增 {loaded.added:,}，替换 {loaded.replaced:,}，"
        f"未变 {loaded.unchanged:,}，重复 {loaded.repeated:,}，跳过 {len(loaded.skipped):,}，"
        f"拒收 {len(loaded.rejected):,}"
    )
    for line in _reasons(loaded.rejected) + _reasons(loaded.skipped):
        click.echo(f"  {line}", err=True)
    click.echo(f"可查 {loaded.laws:,} 部法律、{loaded.articles:,} 条")


def _reasons(rows: "Sequence[BadRow]") -> list[str]:
    """Return one line a file and reason with how often it holds, the most frequent first."""
    counts = Counter((bad.path, bad.reason) for bad in rows)
    first = {(bad.path, bad.reason): bad.row for bad in reversed(rows)}
    lines = [
        f"{path}:{first[path, reason]} {reason}" + (f"（同因共 {count:,} 行）" if count > 1 else "")
        for (path, reason), count in counts.most_common(_REASONS)
    ]
    return [*lines, "其余见 --json"] if len(counts) > _REASONS else lines


def _print(result: "StatuteResult") -> None:
    for rank, hit in enumerate(result.hits, 1):
        number, _, inserted = hit.article.partition("-")
        name = f"《{hit.law}》第{number}条" + (f"之{inserted}" if inserted else "")
        click.echo(f"{rank:3} {name}　[{hit.status or '未核'}]　{hit.score:.2f}")
        text = "".join(hit.text.split())
        click.echo(f"    {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}")
        if hit.cases:
            click.echo(f"    近似案件曾引用：{'、'.join(hit.cases)}")
    for note in result.notes:
        click.echo(note, err=True)
    click.echo(
        f"共 {result.articles:,} 条中查找，{result.took_ms:.0f} 毫秒。辅助参考，以法律原文为准。"
    )
