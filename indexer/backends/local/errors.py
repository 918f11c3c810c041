"""The one place where Tantivy's exceptions become ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import (
    BackendError,
    CorruptStateError,
    InputError,
    LeianError,
    LockedError,
    MismatchError,
)

__all__ = ["tantivy_errors"]

# Tantivy raises ValueError with the text of its own error; what tells one from another:
_LOCKED = ("LockFailure", "LockBusy", "Failed to acquire Lockfile")
_OTHER_FIELDS = "schema does not match"
_DAMAGED = (
    "IoError",
    "FileDoesNotExist",
    "DoesNotExist",
    "DataCorruption",
    "Data corrupted",
    "IncompatibleIndex",
    "Failed to open file",
    "corrupt",
)


def _translate(error: BaseException) -> LeianError:
    detail = str(error)
    if isinstance(error, UnicodeEncodeError):
        return InputError(f"文本含有不成对的代理字符，不是有效的 Unicode：{error.reason}")
    if isinstance(error, FileNotFoundError):
        return CorruptStateError(f"索引缺少文件 {error.filename}。请运行 leian reindex")
    if _OTHER_FIELDS in detail:
        return MismatchError("索引的字段与本程序不同，由其他版本写成。请运行 leian reindex")
    if any(mark in detail for mark in _LOCKED):
        return LockedError("另一个进程正在写入索引。请等它结束，或先停止它")
    if any(mark in detail for mark in _DAMAGED):
        return CorruptStateError(f"索引文件已损坏：{detail}。请运行 leian reindex")
    return BackendError(f"全文索引出错：{detail}")


@contextmanager
def tantivy_errors() -> Iterator[None]:
    """Turn Tantivy's exceptions, a panic of its Rust code included, into ours."""
    try:
        yield
    except (ValueError, OSError, RuntimeError) as error:
        raise _translate(error) from error
    except BaseException as error:
        # pyo3's PanicException is no Exception and cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        raise _translate(error) from error
