"""The command line. Importing it imports click and nothing heavier: `leian --help` stays fast."""

import importlib
import sys
from typing import Final, NoReturn

import click
from typing_extensions import override

from corpus.errors import LeianError

__all__ = ["cli", "main"]

# command → (module, help line): the module is imported when the command is run or asked for help.
COMMANDS: Final = {
    "demo": ("demo", "合成样例一键体验：首次运行入库样例，然后启动网页和接口"),
    "ingest": ("ingest", "入库：文件、文件夹、压缩包 → 解析、分词、编码、建索引"),
    "rejects": ("ingest", "列出拒收文书及原因，或重新入库"),
    "search": ("search", "检索类案：一句话、整篇文书、案号，可加筛选条件"),
    "statutes": ("statutes", "按案情查法条；载入法条正文"),
    "parse": ("parse", "解析文书，每份输出一个 JSON 对象"),
    "serve": ("serve", "启动网页和接口"),
    "status": ("care", "语料、索引、编码器和磁盘的现状"),
    "doctor": ("care", "逐项检查，并说明如何处理"),
    "reindex": ("care", "重建索引：旁路建新，一次切换，保留旧代以便回退"),
    "backup": ("care", "备份整个数据目录到一个文件"),
    "restore": ("care", "从备份恢复到空目录"),
    "export": ("care", "导出：JSON Lines、CSV，或单篇文书 docx"),
    "sample": ("demo", "生成合成样例语料"),
    "divergence": ("divergence", "发现同一问题上裁判尺度不一之处"),
    "rank": ("measure", "对候选集排序，输出 TREC run"),
    "eval": ("measure", "评测：排序质量、抽取准确率"),
    "bench": ("measure", "测速：入库、检索、规模"),
}


class _LazyGroup(click.Group):
    """A group whose commands live in modules that are imported on demand."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"search_api.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_") + "_command")
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="leian", prog_name="leian")
def cli() -> None:
    """类案检索与法律适用一致性。辅助参考，不作为裁判依据。"""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line; what can go wrong becomes one clear line and an exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        code = cli.main(args=arguments, prog_name="leian", standalone_mode=False)
    except BrokenPipeError:
        # The reader of our output (head, less) went away: nothing to say, nowhere to say it.
        sys.stderr.close()
        sys.exit(0)
    except (LeianError, click.ClickException, click.Abort, OSError) as error:
        from search_api.cli.failures import fail

        sys.exit(fail(error, as_json="--json" in arguments))
    sys.exit(code if isinstance(code, int) else 0)
