"""The docs say what the code does: generated pages are current, links and commands exist."""

import re
from pathlib import Path

import click
import pytest

from search_api.cli import COMMANDS, cli
from search_api.cli.reference import cli_reference, settings_reference
from search_api.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


def test_generated_pages_are_current() -> None:
    docs = ROOT / "docs"
    mend = "run: python -m search_api.cli.reference docs"
    assert (docs / "cli.md").read_text(encoding="utf-8") == cli_reference(), mend
    assert (docs / "settings.md").read_text(encoding="utf-8") == settings_reference(), mend


def test_every_setting_has_a_description() -> None:
    assert [n for n, info in Settings.model_fields.items() if not info.description] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_in_the_docs_exist(page: Path) -> None:
    blocks = re.findall(r"```(?:sh|bash|console)\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    context = click.Context(cli, info_name="leian")
    unknown = []
    for line in lines:
        found = re.match(r"(?:\$ )?(?:\.venv/bin/)?leian ([a-z-]+)(.*)", line)
        if not found:
            continue
        command = cli.get_command(context, found[1])
        given = set(re.findall(r"(?<!\S)--[a-z-]+", found[2].split("#")[0]))
        if command is None or not given <= _options(command):
            unknown.append(line)
    assert unknown == []


def _options(command: click.Command) -> set[str]:
    commands = [command, *getattr(command, "commands", {}).values()]
    options = [option for each in commands for param in each.params for option in param.opts]
    return {*options, "--help"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_docs(name: str) -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page.name != "cli.md")
    assert re.search(rf"\bleian[^`\n]*\b{name}\b|`{name}`", text)


def test_make_targets_in_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert targets
    assert [t for t in targets if not re.search(rf"^{t}:", makefile, re.M)] == []
