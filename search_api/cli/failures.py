"""What the command line says when a command cannot go on: one line, and what to do.

Our own errors say it themselves. Wrong usage is worded here, because click speaks English; so are
the failures of the operating system that any command may meet: no permission, a full disk.
"""

import errno
import re
from typing import Final

import click

from corpus.errors import LeianError
from search_api.cli.output import print_error

__all__ = ["fail", "worded"]

_INTERRUPTED: Final = 130  # what a shell expects after Ctrl-C
_FAILED: Final = 1

# What click's own types say → the same in Chinese; what is not listed is shown as it stands.
_USAGE: Final = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"(?:File|Path|Directory) '(.+)' does not exist\.", r"\1 不存在"),
        (r"File '(.+)' is a directory\.", r"\1 是文件夹，这里要文件"),
        (r"Directory '(.+)' is a file\.", r"\1 是文件，这里要文件夹"),
        (r"(?:File|Path|Directory) '(.+)' is not readable\.", r"\1 没有读权限"),
        (r"(.+) is not in the range (.+)\.", r"\1 不在范围 \2 内"),
        (r"'(.+)' is not a valid (?:integer|float)(?: range)?\.", r"\1 不是数字"),
        (r"'(.+)' is not one of (.+)\.", r"\1 不在可选值之内：\2"),
        (r"'(.+)' does not match the format '%Y-%m-%d'\.", r"\1 不是日期，应写成 2024-01-31"),
        (r"Option '(.+)' requires an argument\.", r"选项 \1 后面缺少值"),
        (r"Option '(.+)' does not take a value\.", r"选项 \1 不带值"),
        (r"Got unexpected extra arguments? \((.+)\)", r"多出的参数：\1（含空格的内容请加引号）"),
        (r"No such command '(.+)'\.", r"没有命令 \1"),
    )
)

_SYSTEM: Final = {
    errno.EACCES: "没有权限。请检查该文件或目录的权限，或换一个位置",
    errno.EPERM: "没有权限。请检查该文件或目录的权限，或换一个位置",
    errno.EROFS: "磁盘是只读的。请换一个位置",
    errno.ENOSPC: "磁盘已满。请清理后重试，已写入的都在",
    errno.EDQUOT: "磁盘配额已满。请清理后重试，已写入的都在",
    errno.ENOENT: "路径不存在。请检查写法",
    errno.ENOTDIR: "路径的上一级是文件而不是目录。请检查写法",
    errno.EISDIR: "是目录而不是文件。请给出文件名",
    errno.ENAMETOOLONG: "路径过长。请换短一些的名字",
    errno.EMFILE: "打开的文件过多。请提高 ulimit -n 后重试",
}


def fail(error: Exception, *, as_json: bool) -> int:
    """Print what went wrong and return the exit code."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message())
        return error.exit_code
    if isinstance(error, click.Abort):
        click.echo("已停止。", err=True)
        return _INTERRUPTED
    if isinstance(error, click.ClickException):
        click.echo(f"错误：{worded(error)}", err=True)
        return error.exit_code
    if isinstance(error, OSError):
        error = _of_system(error)
    if not isinstance(error, LeianError):
        raise error
    print_error(error, as_json=as_json)
    return _FAILED


def worded(error: click.ClickException) -> str:
    """Return a click error in one Chinese line that ends with where the usage is explained."""
    if not isinstance(error, click.UsageError):
        return error.message
    path = error.ctx.command_path if error.ctx else "leian"
    return f"{_usage(error).rstrip('。.')}。用法见 {path} --help"


def _usage(error: click.UsageError) -> str:
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_name(error)}"
    if isinstance(error, click.NoSuchOption):
        near = f"；相近的有 {'、'.join(error.possibilities)}" if error.possibilities else ""
        return f"没有选项 {error.option_name}{near}"
    message = _translated(error.message)
    if isinstance(error, click.BadParameter) and (name := _name(error)):
        return f"{name}：{message}"
    return message


def _name(error: click.BadParameter) -> str:
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    return error.param.make_metavar(error.ctx) if error.param and error.ctx else ""


def _translated(message: str) -> str:
    for pattern, said in _USAGE:
        if found := pattern.fullmatch(message.strip()):
            return found.expand(said)
    return message


def _of_system(error: OSError) -> LeianError:
    place = f"{error.filename}：" if error.filename else ""
    said = _SYSTEM.get(error.errno or 0) or f"{error.strerror or error}。请用 leian doctor 检查"
    return LeianError(place + said)
