"""Looking after a home: status, doctor, reindex, backup, restore, export."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search_api.cli.output import home_option, json_option, print_json, print_table

if TYPE_CHECKING:
    from search_api.admin import Status

__all__ = [
    "backup_command",
    "doctor_command",
    "export_command",
    "reindex_command",
    "restore_command",
    "status_command",
]

_MEGABYTE = 1 << 20


@click.command(name="status")
@home_option
@json_option
def status_command(home: Path | None, *, as_json: bool) -> None:
    """语料规模、年份、法院、案由、缺失、索引代、编码器和磁盘。"""
    from search_api.admin import status
    from search_api.bootstrap import open_application
    from search_api.settings import get_settings

    with open_application(get_settings().with_home(home), create=False) as application:
        found = status(application)
    if as_json:
        print_json(found)
    else:
        _print_status(found)


def _print_status(found: "Status") -> None:
    click.echo(
        f"文书 {found.documents:,}：裁判文书 {found.judgments:,}，入库案例 "
        f"{found.library_entries:,}，指导性案例 {found.guiding_cases:,}；拒收 {found.rejects:,}"
    )
    click.echo(
        f"索引 {found.generation or '尚无'}，{found.indexed:,} 件；编码器 {found.encoder}；"
        f"分词 {found.segmenter}"
    )
    disk = found.disk
    click.echo(
        "磁盘（MB）："
        f"文书库 {disk.records / _MEGABYTE:,.0f}，索引 {disk.index / _MEGABYTE:,.0f}，"
        f"模型 {disk.models / _MEGABYTE:,.0f}，可用 {disk.free / _MEGABYTE:,.0f}"
    )
    years = [(one.year or "不详", f"{one.documents:,}") for one in found.years]
    for title, rows in (
        ("年份", years),
        ("法院（前列）", [(one.name, f"{one.documents:,}") for one in found.courts]),
        ("案由（前列）", [(one.name, f"{one.documents:,}") for one in found.causes]),
        ("未能识别", [(one.name, f"{one.documents:,}") for one in found.gaps]),
    ):
        click.echo("")
        print_table((title, "件数"), rows)


@click.command(name="doctor")
@home_option
@json_option
def doctor_command(home: Path | None, *, as_json: bool) -> None:
    """逐项检查数据目录，不通过的说明如何处理；有不通过时以 1 退出。"""
    from search_api.admin import doctor
    from search_api.bootstrap import open_application
    from search_api.settings import get_settings

    with open_application(
        get_settings().with_home(home), create=False, migrate=False
    ) as application:
        checks = doctor(application)
    if as_json:
        print_json(checks)
    else:
        for check in checks:
            click.echo(f"{'通过' if check.ok else '注意'}  {check.name}：{check.detail}")
            if not check.ok:
                click.echo(f"      处理：{check.remedy}")
    if not all(check.ok for check in checks):
        sys.exit(1)


@click.command(name="reindex")
@click.option("--rollback", is_flag=True, help="回退到上一代索引")
@home_option
@json_option
def reindex_command(home: Path | None, *, rollback: bool, as_json: bool) -> None:
    """旁路重建索引并训练编码器，完成后一次切换；旧代保留，可 --rollback 回退。"""
    from search_api import admin
    from search_api.bootstrap import open_application
    from search_api.cli.progress import progress_bar
    from search_api.settings import get_settings

    with open_application(get_settings().with_home(home), create=False) as application:
        if rollback:
            manifest = admin.rollback(application)
        else:
            with progress_bar(quiet=as_json) as progress:
                manifest = admin.reindex(application, progress=progress)
    if as_json:
        print_json(manifest)
    else:
        click.echo(f"当前索引 {manifest.generation}，{manifest.documents:,} 件")


@click.command(name="backup")
@click.argument("file", type=click.Path(path_type=Path))
@home_option
@json_option
def backup_command(file: Path, home: Path | None, *, as_json: bool) -> None:
    """把整个数据目录备份到 FILE，写完即校验；备份期间检索照常。"""
    from search_api.admin import backup
    from search_api.bootstrap import open_application
    from search_api.settings import get_settings

    with open_application(get_settings().with_home(home), create=False) as application:
        report = backup(application, file)
    if as_json:
        print_json(report)
    else:
        click.echo(f"已备份 {report.documents:,} 件到 {report.path}")


@click.command(name="restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@home_option
@json_option
def restore_command(file: Path, home: Path | None, *, as_json: bool) -> None:
    """把备份 FILE 恢复到一个空的数据目录，逐部分校验，要么全有要么全无。"""
    from search_api.admin import restore
    from search_api.settings import get_settings

    report = restore(file, get_settings().with_home(home).home)
    if as_json:
        print_json(report)
    else:
        click.echo(f"已恢复 {report.documents:,} 件到 {report.path}")


@click.command(name="export")
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "docx"]),
    default="jsonl",
    show_default=True,
    help="docx 只导出一篇，须给 --id",
)
@click.option("--id", "case_id", help="文书的 id 或案号（docx）")
@click.option("--kind", multiple=True, help="只导出此种类（可多次）")
@click.option("--case-type", multiple=True, help="只导出此案件类型（可多次）")
@click.option("--cause", multiple=True, help="只导出此案由及其下级（可多次）")
@click.option("--court", multiple=True, help="只导出此法院（可多次）")
@home_option
@json_option
def export_command(
    out: Path,
    *,
    form: str,
    case_id: str | None,
    kind: tuple[str, ...],
    case_type: tuple[str, ...],
    cause: tuple[str, ...],
    court: tuple[str, ...],
    home: Path | None,
    as_json: bool,
) -> None:
    """导出到 OUT。JSON Lines 可再次入库，编号、正文和字段一无所失。"""
    from search_api import admin
    from search_api.bootstrap import open_application
    from search_api.settings import get_settings
    from search_api.similar.types import Filters

    chosen = Filters(kind=kind, case_type=case_type, cause=cause, court=court)
    filters = None if chosen == Filters() else chosen
    if form == "docx" and case_id is None:
        raise click.UsageError("docx 只导出一篇，请用 --id 给出文书的 id 或案号。")
    with open_application(get_settings().with_home(home), create=False) as application:
        if form == "docx":
            report = admin.export_docx(application, case_id or "", out)
        elif form == "csv":
            report = admin.export_csv(application, out, filters=filters)
        else:
            report = admin.export_jsonl(application, out, filters=filters)
    if as_json:
        print_json(report)
    else:
        click.echo(f"已导出 {report.documents:,} 件到 {report.path}")
