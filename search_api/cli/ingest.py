"""`leian ingest` and `leian rejects`."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from search_api.cli.output import home_option, json_option, print_json, print_table

if TYPE_CHECKING:
    from corpus.sources import SourceOptions
    from indexer.pipeline import IngestReport
    from search_api.bootstrap import Application

__all__ = ["ingest_command", "rejects_command", "run_ingest"]

_INTERRUPTED = 130  # what a shell expects after Ctrl-C


@click.command(name="ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--mapping", help="列与字段的对应：内置名称或 YAML 文件，默认自动识别")
@click.option(
    "--kind",
    type=click.Choice(["judgment", "library_entry", "guiding_case"]),
    help="文书种类，默认由来源决定",
)
@click.option("--any-text", is_flag=True, help="文本不像裁判文书也照收")
@click.option("--workers", type=click.IntRange(0, 256), help="解析进程数，0 为处理器数")
@home_option
@json_option
def ingest_command(
    paths: tuple[Path, ...], *, home: Path | None, as_json: bool, **given: Any
) -> None:
    """把 PATHS（文件、文件夹、压缩包）中的文书解析、分词、编码并建立索引。

    可随时按 Ctrl-C 停止，再次运行即从停下处继续；重复入库不会重复写入。
    """
    from corpus.models import Kind
    from corpus.sources import SourceOptions
    from search_api.bootstrap import open_application
    from search_api.settings import get_settings

    settings = get_settings().with_home(home)
    if given["workers"] is not None:
        settings = settings.model_copy(update={"workers": given["workers"]})
    options = SourceOptions(
        mapping=given["mapping"],
        kind=Kind(given["kind"]) if given["kind"] else None,
        max_bytes=settings.max_document_mb << 20,
        any_text=given["any_text"],
    )
    with open_application(settings) as application:
        run_ingest(application, paths, options=options, as_json=as_json)


def run_ingest(
    application: "Application",
    paths: Sequence[Path],
    *,
    options: "SourceOptions | None" = None,
    as_json: bool = False,
) -> None:
    """Ingest with a progress bar, print the report; exit 130 where it was interrupted."""
    from search_api.admin.ingest import ingest_into
    from search_api.cli.progress import progress_bar

    with progress_bar(quiet=as_json) as progress:
        report = ingest_into(application, paths, options=options, progress=progress)
    if as_json:
        print_json(report.to_dict())
    else:
        _print_report(report)
    if report.interrupted:
        sys.exit(_INTERRUPTED)


def _print_report(report: "IngestReport") -> None:
    if report.interrupted:
        click.echo("已停止。已写入的都在；再次运行同一命令即从停下处继续。")
    click.echo(
        f"读取 {report.read:,} = 新增 {report.indexed:,} + 未变 {report.unchanged:,}"
        f" + 更新 {report.replaced:,} + 跳过 {report.skipped:,} + 拒收 {report.rejected:,}"
        f"；用时 {report.seconds:,.1f} 秒"
    )
    for reason, count in report.reasons.items():
        click.echo(f"  {reason}：{count:,}")
    if report.rejected:
        click.echo("逐条查看拒收文书：leian rejects；修正后重新入库：leian rejects --rerun")


@click.command(name="rejects")
@click.option("--rerun", is_flag=True, help="把拒收文书所在的文件重新入库")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True, help="最多列出")
@home_option
@json_option
def rejects_command(home: Path | None, *, rerun: bool, limit: int, as_json: bool) -> None:
    """列出拒收的文书：在哪个文件、第几行、为什么。"""
    from search_api.bootstrap import open_application
    from search_api.settings import get_settings

    with open_application(get_settings().with_home(home), create=False) as application:
        rejects = list(application.store.rejects())
        if rerun:
            _rerun(application, {reject.path for reject in rejects}, as_json=as_json)
            return
    if as_json:
        print_json(rejects)
        return
    click.echo(f"拒收 {len(rejects):,} 件。" if rejects else "没有拒收的文书。")
    if rejects:
        rows = [(one.path, one.row or "", one.detail) for one in rejects[:limit]]
        print_table(("文件", "行", "原因"), rows)
    if len(rejects) > limit:
        click.echo(f"其余 {len(rejects) - limit:,} 件未列出：--limit 增加，或 --json 全部输出")


def _rerun(application: "Application", paths: set[str], *, as_json: bool) -> None:
    from corpus.sources import container_of

    files = sorted({Path(container_of(path)) for path in paths})
    missing = [file for file in files if not file.exists()]
    for file in missing:
        click.echo(f"文件已不在原处，保留在拒收清单中：{file}", err=True)
    found = [file for file in files if file.exists()]
    if found:
        run_ingest(application, found, as_json=as_json)
    elif missing:
        sys.exit(1)
    else:
        click.echo("没有拒收的文书。")
