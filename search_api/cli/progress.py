"""Progress of long work in a terminal: a bar with count, rate and time left."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from indexer.pipeline import Progress, ProgressCallback

__all__ = ["progress_bar"]

_EVERY = 10.0  # seconds between lines where the output is not a terminal


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator["ProgressCallback"]:
    """Give a callback that shows each stage of the work as a bar, on standard error.

    Where that is a file, a line now and then takes the bar's place.
    """
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    if quiet:
        yield lambda _: None
    elif not console.is_terminal:
        yield _lines()
    else:
        columns = ("{task.description}", BarColumn(), TextColumn("{task.fields[words]}"))
        with Bars(*columns, console=console, transient=True) as bars:
            tasks: dict[str, int] = {}

            def show(progress: "Progress") -> None:
                if progress.stage not in tasks:
                    tasks[progress.stage] = int(bars.add_task(progress.stage, words=""))
                bars.update(
                    bars.tasks[tasks[progress.stage]].id,
                    total=progress.total or None,
                    completed=progress.done,
                    words=_words(progress),
                )

            yield show


def _words(progress: "Progress") -> str:
    left = progress.seconds_left
    time_left = "" if left is None else f"，约剩 {_duration(left)}"
    return f"{progress.documents:,} 件，{progress.rate:,.0f} 件/秒{time_left}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} 分 {rest} 秒" if minutes else f"{rest} 秒"


def _lines() -> "ProgressCallback":
    last: dict[str, float] = {}

    def show(progress: "Progress") -> None:
        if progress.seconds - last.get(progress.stage, 0.0) >= _EVERY:
            last[progress.stage] = progress.seconds
            click.echo(f"{progress.stage}：{_words(progress)}", err=True)

    return show
