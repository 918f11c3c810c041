"""How the command line prints: tables for people, one JSON object with ``--json``."""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from corpus.errors import LeianError

__all__ = ["home_option", "json_option", "print_error", "print_json", "print_table"]

F = TypeVar("F", bound=Callable[..., Any])


def home_option(command: F) -> F:
    """Add ``--home`` to a command: the data folder, instead of LEIAN_HOME."""
    return click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        help="数据目录，默认取 LEIAN_HOME，未设时为 var/leian",
    )(command)


def json_option(command: F) -> F:
    """Add ``--json`` to a command, as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="输出 JSON")(command)


def print_json(value: object) -> None:
    """Print one JSON object or array, dates in ISO form, Chinese unescaped."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def print_error(error: LeianError, *, as_json: bool) -> None:
    """Print an error to standard error: one line for people, the REST shape for programs."""
    if as_json:
        import msgspec

        click.echo(msgspec.json.encode({"error": error.name, "detail": str(error)}).decode())
    click.echo(f"错误：{error}", err=True)


def print_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under a header, columns as wide as their content."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*header, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    width = None if sys.stdout.isatty() else 160
    Console(width=width, highlight=False, soft_wrap=False).print(table)
