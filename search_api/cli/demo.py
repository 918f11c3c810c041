"""`leian demo` and `leian sample`: the synthetic sample corpus."""

from pathlib import Path

import click

from search_api.cli.output import home_option

__all__ = ["demo_command", "sample_command"]


@click.command(name="demo")
@home_option
@click.option("--port", type=click.IntRange(0, 65535), help="端口，0 为自动选择；默认 8321")
@click.option("--judgments", type=click.IntRange(20), default=1200, show_default=True)
def demo_command(home: Path | None, port: int | None, judgments: int) -> None:
    """首次运行时生成并入库合成样例，然后启动网页和接口。"""
    from search_api.bootstrap import open_application
    from search_api.cli.ingest import run_ingest
    from search_api.cli.serve import run_server
    from search_api.settings import get_settings

    settings = get_settings().with_home(home)
    folder = settings.home.parent / "sample"
    with open_application(settings) as application:
        if application.store.counts().documents == 0:
            _write_sample(folder, judgments=judgments, seed=7)
            run_ingest(application, [folder / "documents"])
    run_server(settings, host=None, port=port)


@click.command(name="sample")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--judgments", type=click.IntRange(20), default=1200, show_default=True)
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--questions", type=click.IntRange(1), default=22, show_default=True, help="争点数")
@click.option("--divergent", type=click.IntRange(0), default=6, show_default=True, help="其分歧数")
def sample_command(out: Path, **plan: int) -> None:
    """生成合成样例语料（人名、案情均为虚构），附标准答案 truth.json。"""
    _write_sample(out, **plan)


def _write_sample(folder: Path, **plan: int) -> None:
    from corpus.sample import write_sample

    report = write_sample(folder, **plan)
    click.echo(f"合成样例：{report.documents:,} 件，写入 {folder}")
