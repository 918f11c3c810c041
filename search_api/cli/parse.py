"""`leian parse`: the contract's JSON for each document of a file or of a JSON Lines stream."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

__all__ = ["parse_command"]


@click.command(name="parse")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--jsonl", is_flag=True, help="输入为 JSON Lines，每行含 text，可含 id")
@click.option("--with-text", is_flag=True, help="同时输出正文 text，偏移以它为准")
def parse_command(files: tuple[Path, ...], *, jsonl: bool, with_text: bool) -> None:
    """解析 FILES（- 或缺省为标准输入），每份文书输出一行 JSON。

    文件可以是任何支持的格式。加 --jsonl 时逐行读取，逐行输出，次序不变；
    读不懂的行输出 {"id","error"}，读到末尾即以 0 退出。
    """
    import msgspec

    encoder = msgspec.json.Encoder()
    failed = False
    for result in _parse_all(files or (Path("-"),), jsonl=jsonl, with_text=with_text):
        failed = failed or "error" in result
        sys.stdout.buffer.write(encoder.encode(result) + b"\n")
    sys.stdout.buffer.flush()
    if failed and not jsonl:
        sys.exit(1)


def _parse_all(
    files: tuple[Path, ...], *, jsonl: bool, with_text: bool
) -> Iterator[dict[str, Any]]:
    for file in files:
        if jsonl:
            yield from _parse_lines(file, with_text=with_text)
        else:
            yield from _parse_file(file, with_text=with_text)


def _parse_lines(file: Path, *, with_text: bool) -> Iterator[dict[str, Any]]:
    stream = sys.stdin.buffer if str(file) == "-" else file.open("rb")
    with stream:
        for number, line in enumerate(stream):
            if line.strip():
                yield _parse_line(line, row=number, path=str(file), with_text=with_text)


def _parse_line(line: bytes, *, row: int, path: str, with_text: bool) -> dict[str, Any]:
    import msgspec

    from corpus.codec import to_builtins
    from corpus.errors import LeianError
    from corpus.models import RawDocument
    from corpus.parse import parse_judgment

    try:
        fields = msgspec.json.decode(line)
    except msgspec.DecodeError as error:
        return {"id": None, "error": f"第 {row + 1} 行不是完整的 JSON：{error}"}
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        return {"id": None, "error": f"第 {row + 1} 行没有字符串字段 text"}
    given = fields.get("id")
    try:
        parsed = to_builtins(
            parse_judgment(RawDocument(text=fields["text"], path=path, row=row)),
            with_text=with_text,
        )
    except LeianError as error:
        return {"id": given, "error": str(error)}
    if given is not None:
        parsed["id"] = given
    return parsed


def _parse_file(file: Path, *, with_text: bool) -> Iterator[dict[str, Any]]:
    from corpus.codec import to_builtins
    from corpus.errors import LeianError
    from corpus.models import RawDocument
    from corpus.parse import parse_judgment

    for document in _documents(file):
        if not isinstance(document, RawDocument):
            yield {"id": None, "path": document[0], "error": document[1]}
            continue
        try:
            yield to_builtins(parse_judgment(document), with_text=with_text)
        except LeianError as error:
            yield {"id": None, "path": document.path, "error": str(error)}


def _documents(file: Path) -> Iterator[Any]:
    """Yield RawDocuments and, for what could not be read, (path, reason)."""
    from corpus.models import RawDocument
    from corpus.sources import decode_text, read_paths

    if str(file) == "-":
        yield RawDocument(text=decode_text(sys.stdin.buffer.read()), path="-")
        return
    for item in read_paths([file]):
        yield item if isinstance(item, RawDocument) else (item.path, item.detail)
