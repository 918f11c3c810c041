"""docs/cli.md and docs/settings.md, generated: ``python -m search_api.cli.reference docs``."""

import sys
from pathlib import Path

import click

from search_api.cli import COMMANDS, cli
from search_api.settings import Settings

__all__ = ["cli_reference", "settings_reference", "write_reference"]

_MADE = "<!-- made by `python -m search_api.cli.reference docs`; a test compares -->"


def cli_reference() -> str:
    """Return docs/cli.md: the help text of each command."""
    parts = ["# Commands\n", _MADE + "\n", _help(cli, "leian")]
    context = click.Context(cli, info_name="leian")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        if command is not None:
            parts.append(f"## leian {name}\n")
            parts.append(_help(command, f"leian {name}"))
            parts += _subcommands(command, name)
    return "\n".join(parts)


def _subcommands(command: click.Command, name: str) -> list[str]:
    if not isinstance(command, click.Group):
        return []
    parts = []
    for sub_name, sub in sorted(command.commands.items()):
        parts.append(f"### leian {name} {sub_name}\n")
        parts.append(_help(sub, f"leian {name} {sub_name}"))
    return parts


def _help(command: click.Command, path: str) -> str:
    context = click.Context(
        command, info_name=path, max_content_width=96, terminal_width=96, color=False
    )
    return f"```text\n{command.get_help(context)}\n```\n"


def settings_reference() -> str:
    """Return docs/settings.md: name, default and meaning of each setting."""
    lines = [
        "# Settings\n",
        _MADE + "\n",
        "From the environment, or from a `.env` file in the folder where `leian` is started.\n",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, info in Settings.model_fields.items():
        lines.append(f"| `LEIAN_{name.upper()}` | `{info.default}` | {info.description} |")
    return "\n".join(lines) + "\n"


def write_reference(folder: Path) -> None:
    """Write both pages into a folder."""
    (folder / "cli.md").write_text(cli_reference(), encoding="utf-8")
    (folder / "settings.md").write_text(settings_reference(), encoding="utf-8")


if __name__ == "__main__":
    write_reference(Path(sys.argv[1]))
