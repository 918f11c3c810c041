"""Checks of a home, each with what was found and what to do."""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from corpus.errors import LeianError
from embeddings.base import DocumentView
from indexer.types import AllOf, Manifest
from search_api.admin.contract import Application
from search_api.store.tables import HEAD

__all__ = ["Check", "compare_ids", "doctor"]

_SCARCE = 2 * 1024**3
_TOLERATED_REJECTS = 0.005
_NAMED = 3
_PROBE = "被告未按约定归还借款。"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: ``ok``, what was found, and what to do when it is not."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


def doctor(application: Application) -> list[Check]:
    """Return all checks in order; one that fails with an error of ours is reported, not raised."""
    checks: list[Check] = []
    for name, check, remedy in _CHECKS:
        try:
            ok, detail = check(application)
        except LeianError as error:
            ok, detail = False, str(error)
        checks.append(Check(name, ok, detail, "" if ok else remedy))
    return checks


_Found = tuple[bool, str]


def _home(application: Application) -> _Found:
    home = application.settings.home
    try:
        with tempfile.NamedTemporaryFile(dir=home, prefix=".doctor-"):
            pass
    except OSError as error:
        return False, f"{home} 不能写入（{error.strerror}）"
    return True, f"{home} 可以写入"


def _space(application: Application) -> _Found:
    try:
        usage = shutil.disk_usage(application.settings.home)
    except OSError as error:
        return False, f"读不出磁盘空间（{error.strerror}）"
    detail = f"剩余 {usage.free / 1024**3:.1f} GB，共 {usage.total / 1024**3:.1f} GB"
    return usage.free >= _SCARCE, detail


def _schema(application: Application) -> _Found:
    found = application.store.revision()
    return found == HEAD, f"文书库结构为 {found or '无'}，本程序为 {HEAD}"


def _records(application: Application) -> _Found:
    damage = application.store.damage()
    if damage is not None:
        return False, f"文书库文件受损：{damage}"
    return True, f"文书库完好，{application.store.count():,} 份文书"


def _rejects(application: Application) -> _Found:
    rejected = sum(1 for _ in application.store.rejects())
    if not rejected:
        return True, "没有拒收的文书"
    share = rejected / (rejected + application.store.count())
    return share <= _TOLERATED_REJECTS, f"拒收 {rejected:,} 份，占 {share:.2%}"


def _runs(application: Application) -> _Found:
    open_runs = [run for run in application.store.runs() if run.finished_at is None]
    if not open_runs:
        return True, "没有未完成的入库"
    started = "、".join(f"{run.label}（{run.started_at}）" for run in open_runs[:_NAMED])
    return False, f"{len(open_runs)} 次入库未完成：{started}"


def _current(application: Application) -> Manifest | None:
    return application.admin.current()


def _generation(application: Application) -> _Found:
    manifest = _current(application)
    if manifest is None:
        return False, "还没有索引"
    health = application.admin.health()
    if health.status != "green":
        return False, health.detail
    return True, f"当前索引 {manifest.generation}，建于 {manifest.created_at}"


def _leftovers(application: Application) -> _Found:
    names = application.admin.unfinished()
    if names:
        return False, f"未完成的索引：{'、'.join(names)}"
    return True, "没有遗留的半成品"


def _segmenter(application: Application) -> _Found:
    manifest = _current(application)
    running = application.segmenter.id
    if manifest is None or manifest.segmenter == running:
        return True, f"分词器 {running}"
    return False, f"索引用 {manifest.segmenter}，本程序用 {running}"


def _encoder(application: Application) -> _Found:
    manifest = _current(application)
    if manifest is None or manifest.encoder == "none":
        return True, "不使用向量编码器，仅关键词检索"
    encoder = application.load_encoder(manifest.encoder)
    if encoder is None:
        return False, f"编码器 {manifest.encoder} 无法加载"
    queries = encoder.encode_queries([_PROBE])
    documents = encoder.encode_documents([DocumentView(id="probe", text=_PROBE)])
    if (encoder.id, encoder.dim) != (manifest.encoder, manifest.dim):
        return False, (
            f"索引用 {manifest.encoder}（{manifest.dim} 维），"
            f"加载到的是 {encoder.id}（{encoder.dim} 维）"
        )
    if queries.shape != (1, manifest.dim) or documents.shape != (1, manifest.dim):
        return False, f"编码器给出 {queries.shape[1]} 维向量，索引为 {manifest.dim} 维"
    return True, f"编码器 {encoder.id}，{encoder.dim} 维"


def _agreement(application: Application) -> _Found:
    if _current(application) is None:
        documents = application.store.count()
        return documents == 0, f"文书库有 {documents:,} 份文书，尚无索引"
    index = application.admin.open()
    try:
        missing, surplus, both = compare_ids(application.store.ids(), index.scan(AllOf()))
    finally:
        index.close()
    if not missing and not surplus:
        return True, f"文书库与索引一致，{both:,} 份"
    return False, (
        f"文书库有而索引无 {len(missing):,} 份（{_named(missing)}），"
        f"索引有而文书库无 {len(surplus):,} 份（{_named(surplus)}）"
    )


def compare_ids(stored: Iterable[str], indexed: Iterable[str]) -> tuple[list[str], list[str], int]:
    """Return what only the first has, what only the second has, and how many both have.

    Both come in ascending order and are merged: what both have takes no memory.
    """
    missing: list[str] = []
    surplus: list[str] = []
    both = 0
    left, right = iter(stored), iter(indexed)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one < other):
            missing.append(str(one))
            one = next(left, None)
        elif one is None or other < one:
            surplus.append(other)
            other = next(right, None)
        else:
            both += 1
            one, other = next(left, None), next(right, None)
    return missing, surplus, both


def _named(ids: list[str]) -> str:
    if not ids:
        return "无"
    return "、".join(islice(ids, _NAMED)) + ("…" if len(ids) > _NAMED else "")


_CHECKS: tuple[tuple[str, Callable[[Application], _Found], str], ...] = (
    ("数据目录", _home, "请把目录的写权限给运行 leian 的用户，或用 --home 另指定目录。"),
    ("磁盘空间", _space, "请清理磁盘，或把数据目录移到更大的磁盘。"),
    ("文书库结构", _schema, "请运行任一 leian 命令以自动升级；版本更新的库请用更新的 leian。"),
    ("文书库完好", _records, "请用 leian restore 恢复最近的备份。"),
    ("拒收", _rejects, "请运行 leian rejects 查看原因，修正后重新入库。"),
    ("入库任务", _runs, "请重新运行同一条 leian ingest 命令，它会从中断处继续。"),
    ("索引", _generation, "请运行 leian ingest 入库；已入库的请运行 leian reindex。"),
    ("索引半成品", _leftovers, "下一次 leian reindex 会自动清除；也可能有另一个进程正在建立。"),
    ("分词器", _segmenter, "请运行 leian reindex，或把 LEIAN_SEGMENTER 改回原值。"),
    ("编码器", _encoder, "请运行 leian reindex 重新训练并建立索引。"),
    ("索引与文书库", _agreement, "请重新运行 leian ingest 补齐，或运行 leian reindex 重建。"),
)
