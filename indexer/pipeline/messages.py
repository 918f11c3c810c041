"""What travels between the ingesting process and its workers: msgpack, no pickle."""

import functools
from collections.abc import Callable

import msgspec

from corpus.errors import LeianError
from corpus.models import Judgment, Kind, RawDocument
from corpus.sources import Blob, Rejected, Skipped, SourceOptions, read_blob
from indexer.pipeline.workers import Handler

__all__ = [
    "ParseTask",
    "Parsed",
    "ReadTask",
    "Refused",
    "decode_parse",
    "decode_read",
    "encode",
    "parse_task",
    "record_handler",
]

_TRIMMED = ("facts", "reasoning", "disposition", "gist", "keywords", "index")


class ParseTask(msgspec.Struct, frozen=True, tag="parse"):
    """One raw document."""

    text: str
    path: str
    row: int
    source: str
    source_id: str | None
    kind: Kind | None
    fields: dict[str, str]


class ReadTask(msgspec.Struct, frozen=True, tag="read"):
    """One file in its own format."""

    path: str
    format: str
    data: bytes


class Parsed(msgspec.Struct, frozen=True, tag="parsed"):
    """A judgment, and what its source said beside the text."""

    judgment: Judgment
    fields: dict[str, str]


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Why there is none; ``skipped`` when nothing is wrong with the file."""

    error: str
    detail: str
    skipped: bool = False


class ReadText(msgspec.Struct, frozen=True, tag="text"):
    """The text of a file."""

    text: str
    kind: Kind | None = None


_encoder = msgspec.msgpack.Encoder()
_task_decoder = msgspec.msgpack.Decoder(ParseTask | ReadTask)
_parse_decoder = msgspec.msgpack.Decoder(Parsed | Refused)
_read_decoder = msgspec.msgpack.Decoder(ReadText | Refused)

encode = _encoder.encode
decode_parse = _parse_decoder.decode
decode_read = _read_decoder.decode


def parse_task(raw: RawDocument) -> ParseTask:
    """Return the task that a raw document is."""
    return ParseTask(
        raw.text, raw.path, raw.row, raw.source, raw.source_id, raw.kind, dict(raw.fields)
    )


# ------------------------------------------------------------------------------ in the worker


def record_handler(parse: Callable[[RawDocument], Judgment], options: SourceOptions) -> Handler:
    """Return what a worker of the record stage does with a task's bytes."""
    return functools.partial(_handle, parse, options)


def _handle(parse: Callable[[RawDocument], Judgment], options: SourceOptions, task: bytes) -> bytes:
    given = _task_decoder.decode(task)
    if isinstance(given, ReadTask):
        return encode(_read(given, options))
    return encode(_parse(given, parse))


def _read(task: ReadTask, options: SourceOptions) -> ReadText | Refused:
    item = read_blob(Blob(task.path, task.format, task.data), options)
    if isinstance(item, Skipped):
        return Refused("skipped", item.detail, skipped=True)
    if isinstance(item, Rejected):
        return Refused(item.error, item.detail)
    return ReadText(item.text, item.kind)


def _parse(task: ParseTask, parse: Callable[[RawDocument], Judgment]) -> Parsed | Refused:
    raw = RawDocument(
        text=task.text,
        path=task.path,
        row=task.row,
        source=task.source,
        source_id=task.source_id,
        kind=task.kind,
        fields=task.fields,
    )
    try:
        judgment = parse(raw)
    except LeianError as error:
        return Refused(error.name, str(error))
    return Parsed(judgment, _worth_keeping(task.fields, judgment.text))


def _worth_keeping(fields: dict[str, str], text: str) -> dict[str, str]:
    """Return what a source said beside the text: parts of the text itself are not said twice."""
    return {
        name: value
        for name, value in fields.items()
        if name not in _TRIMMED or value.strip() not in text
    }
