"""Whatever goes wrong on the command line is one Chinese line, and never a traceback."""

from pathlib import Path

import pytest

from search_api.cli import main
from search_api.settings import get_settings


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    get_settings.cache_clear()
    with pytest.raises(SystemExit) as stopped:
        main(list(arguments))
    get_settings.cache_clear()
    said = capsys.readouterr().err.strip()
    assert "\n" not in said, said
    return int(str(stopped.value.code or 0)), said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["search"], "请给出检索词、--file 或 --like。用法见 leian search --help"),
        (["search", "借款", "--offset", "2000"], "--offset：2000 不在范围 0<=x<=1000 内"),
        (["search", "借款", "--limit", "many"], "--limit：many 不是数字"),
        (["search", "借款", "--from", "昨天"], "--from：昨天 不是日期，应写成 2024-01-31"),
        (["search", "借款", "--sort", "price"], "--sort：price 不在可选值之内"),
        (["search", "--file", "/no.docx"], "--file：/no.docx 不存在"),
        (["search", "民间", "借贷"], "多出的参数：借贷（含空格的内容请加引号）"),
        (["search", "--like"], "选项 --like 后面缺少值"),
        (["ingest"], "缺少 PATHS"),
        (["ingest", "/nowhere"], "/nowhere 不存在"),
        (["serch"], "没有命令 serch"),
        (["status", "--hoem", "x"], "没有选项 --hoem；相近的有 --home"),
        (["sample"], "缺少 --out"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    code, found = run(capsys, *arguments)
    assert code == 2
    assert found.startswith("错误：")
    assert said in found
    assert "--help" in found


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LEIAN_SEGMENTER", "ictclas", "可选 'rjieba' or 'jieba'"),
        ("LEIAN_PORT", "http", "应为整数"),
        ("LEIAN_PORT", "70000", "不得大于 65535"),
        ("LEIAN_ENCODER", "", "不能为空"),
    ],
)
def test_wrong_settings(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.setenv(name, value)
    code, found = run(capsys, "status")
    assert code == 1
    assert found.startswith(f"错误：设置 {name}={value} 不能使用：{said}")


@pytest.mark.parametrize(
    "arguments", [["search", "借款"], ["status"], ["doctor"], ["rejects"], ["reindex"]]
)
def test_a_mistyped_home_is_not_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str]
) -> None:
    home = tmp_path / "hoem"
    code, found = run(capsys, *arguments, "--home", str(home))
    assert code == 1
    assert f"没有数据目录 {home}" in found
    assert not home.exists()


def test_a_home_that_cannot_be_made(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "文件"
    file.touch()
    code, found = run(capsys, "ingest", str(Path(__file__)), "--home", str(file / "home"))
    assert (code, found) == (1, f"错误：{file / 'home'}：路径的上一级是文件而不是目录。请检查写法")


def test_records_that_are_no_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "records.sqlite3").write_bytes(b"not a database at all " * 100)
    code, found = run(capsys, "status", "--home", str(tmp_path))
    assert code == 1
    assert found.startswith("错误：文书库已损坏")
    assert "leian restore" in found


def test_ctrl_c_is_not_an_error_of_the_program(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("search_api.admin.status", interrupted)
    assert run(capsys, "status", "--home", str(tmp_path)) == (130, "已停止。")
