"""The command line starts light and fails clearly."""

import subprocess
import sys

import pytest

HEAVY = {"faiss", "torch", "jieba", "rjieba", "fastapi", "sentence_transformers", "sqlalchemy"}


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from search_api.cli import cli\n"
        "cli.main(['--help'], standalone_mode=False)\n"
        f"print(sorted(set(sys.modules) & {HEAVY!r}), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "ingest" in done.stdout


@pytest.mark.parametrize("arguments", [["nonsense"], ["search"], ["ingest"]])
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    code = f"from search_api.cli import main; main({arguments!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr
