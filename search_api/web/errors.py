"""Errors as pages: what happened, what was kept, what to do. The API answers in JSON instead."""

from dataclasses import dataclass

from corpus.errors import (
    InputError,
    LeianError,
    LockedError,
    MismatchError,
    MissingStateError,
    NotFoundError,
    SourceError,
    StateError,
    UnavailableError,
)

__all__ = ["Problem", "problem_of", "problem_of_status"]


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in the words of the screen."""

    status: int
    title: str
    happened: str
    kept: str
    advice: str
    retry_after: int | None = None


_NOTHING_CHANGED = "语料库和索引没有任何改动。"

# First match wins: a class stands before its parents.
_PROBLEMS: tuple[tuple[type[LeianError], Problem], ...] = (
    (
        NotFoundError,
        Problem(404, "没有这份文书", "", _NOTHING_CHANGED, "请核对案号或编号，或改用检索。"),
    ),
    (
        SourceError,
        Problem(
            422,
            "文件无法读取",
            "",
            "已输入的内容仍在，文件未保存。",
            "请换成 docx、txt 或带文字层的 PDF，或直接粘贴文字。",
        ),
    ),
    (
        InputError,
        Problem(400, "输入无法使用", "", "已输入的内容仍在，可直接修改。", "请按提示修改后再试。"),
    ),
    (
        MissingStateError,
        Problem(
            503,
            "语料库还是空的",
            "",
            "已输入的内容仍在。",
            "请系统管理员入库：leian ingest 文件或文件夹。入库后刷新本页即可，无需重启。",
        ),
    ),
    (
        LockedError,
        Problem(
            503, "正在写入，请稍候", "", "已输入的内容仍在。", "请一分钟后再试。", retry_after=60
        ),
    ),
    (
        MismatchError,
        Problem(
            503,
            "索引与程序的版本不一致",
            "",
            "文书记录不受影响。",
            "请系统管理员按提示执行命令，或执行 leian doctor 查看。",
        ),
    ),
    (
        StateError,
        Problem(
            503, "数据目录有问题", "", "未写入任何内容。", "请系统管理员执行 leian doctor 查看。"
        ),
    ),
    (
        UnavailableError,
        Problem(
            503,
            "检索服务暂时不可用",
            "",
            "已输入的内容仍在。",
            "请稍后再试；恢复后无需重启。",
            retry_after=30,
        ),
    ),
    (
        LeianError,
        Problem(500, "未能完成", "", _NOTHING_CHANGED, "请系统管理员执行 leian doctor 查看。"),
    ),
)

_UNEXPECTED = Problem(
    500,
    "程序出错",
    "这是程序的问题，不是输入的问题。详情已记入日志。",
    _NOTHING_CHANGED,
    "请再试一次；仍然出错时，请把发生的时间告诉系统管理员。",
)

_STATUSES = {
    404: Problem(
        404, "没有这个页面", "地址有误，或该页面已不存在。", _NOTHING_CHANGED, "请从检索开始。"
    ),
    405: Problem(
        405, "不支持这样访问", "这个地址不接受这种请求。", _NOTHING_CHANGED, "请从检索开始。"
    ),
    413: Problem(
        413, "文件过大", "上传的文件超过大小上限。", "未保存任何内容。", "请只上传一份文书。"
    ),
    422: Problem(
        422, "地址中的参数有误", "有一项参数无法识别。", _NOTHING_CHANGED, "请从检索开始。"
    ),
    503: Problem(
        503, "服务暂时不可用", "", _NOTHING_CHANGED, "请稍后再试；恢复后无需重启。", retry_after=30
    ),
}


def problem_of(error: Exception) -> Problem:
    """Return an exception in the words of the screen; nothing of a foreign one is shown."""
    for kind, problem in _PROBLEMS:
        if isinstance(error, kind):
            return Problem(
                problem.status,
                problem.title,
                str(error),
                problem.kept,
                problem.advice,
                problem.retry_after,
            )
    return _UNEXPECTED


def problem_of_status(status: int) -> Problem:
    """Return a bare HTTP status in the words of the screen."""
    return _STATUSES.get(status, _UNEXPECTED)
