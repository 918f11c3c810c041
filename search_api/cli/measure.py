"""Measuring: `leian rank`, `leian eval …`, `leian bench …`."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from search_api.cli.output import home_option, json_option, print_json

if TYPE_CHECKING:
    from eval.bench import IngestBench, IngestOutcome, LoadReport, ScalePoint, Search

__all__ = ["bench_command", "eval_command", "rank_command"]

_folder = click.Path(path_type=Path, exists=True, file_okay=False)
_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(name="rank")
@click.option(
    "--corpus",
    type=_file,
    required=True,
    help="JSON Lines：id、text，可含 facts、reasoning、disposition",
)
@click.option("--queries", type=_file, required=True, help="JSON Lines：id、text")
@click.option(
    "--run", "out", type=click.Path(path_type=Path), required=True, help="写出的 TREC run"
)
@click.option("--pools", type=_file, help="每行 查询id、文书id；不给则对全部文书排序")
@click.option("--top", type=click.IntRange(1), default=100, show_default=True, help="每个查询保留")
@click.option("--signals", help="只用这些信号（逗号分隔），默认全部；用于消融比较")
@click.option("--learn", type=_file, help="TREC qrels：以这些标注学习排序")
@click.option("--learn-queries", type=_file, help="学习用的查询，JSON Lines：id、text")
@click.option("--learn-pools", type=_file, help="学习用的候选，每行 查询id、文书id")
@click.option("--weights", type=click.Path(path_type=Path), help="学得的权重写于此（JSON）")
def rank_command(
    corpus: Path,
    queries: Path,
    out: Path,
    *,
    pools: Path | None,
    top: int,
    signals: str | None,
    weights: Path | None,
    **learning: Path | None,
) -> None:
    """对每个查询的候选集（或全部文书）排序，写出 TREC run，所用即检索本身的打分。

    给出 --learn、--learn-queries、--learn-pools 时只以它们学习一个线性排序；在留出的查询上
    不如默认排序的，不采用，并写出默认排序。
    """
    from corpus.segment import get_segmenter
    from eval.datasets import load_cases, load_queries
    from eval.rank import SIGNALS, rank_corpus
    from eval.runs import load_pools, save_run
    from search_api.settings import get_settings

    # By name: options come in the order in which they were typed.
    wanted = [learning[name] for name in ("learn", "learn_queries", "learn_pools")]
    given = [path for path in wanted if path is not None]
    if given:
        if len(given) < len(wanted) or signals:
            raise click.UsageError(
                "--learn、--learn-queries、--learn-pools 须一并给出，且不能与 --signals 同用。"
            )
        files = _Files(corpus, queries, pools)
        _rank_learned(files, given, out=out, top=top, weights=weights)
        return
    run = rank_corpus(
        load_cases(corpus),
        load_queries(queries),
        segmenter=get_segmenter(get_settings().segmenter),
        pools=load_pools(pools) if pools else None,
        top=top,
        signals=tuple(signals.split(",")) if signals else SIGNALS,
        progress=lambda stage: click.echo(stage, err=True),
    )
    save_run(out, run, top=top)
    click.echo(f"已写出 {len(run):,} 个查询的排序：{out}", err=True)


class _Files(NamedTuple):
    corpus: Path
    queries: Path
    pools: Path | None


def _rank_learned(
    files: _Files, learning: Sequence[Path], *, out: Path, top: int, weights: Path | None
) -> None:
    from corpus.segment import get_segmenter
    from eval.datasets import load_cases, load_queries
    from eval.learned import LearningSet, format_learned, rank_learned
    from eval.runs import load_pools, load_qrels, save_run
    from indexer.learned import save_ranker
    from search_api.settings import get_settings

    qrels, queries, pools = learning
    run, found = rank_learned(
        load_cases(files.corpus),
        load_queries(files.queries),
        learning=LearningSet(load_queries(queries), load_pools(pools), load_qrels(qrels)),
        segmenter=get_segmenter(get_settings().segmenter),
        pools=load_pools(files.pools) if files.pools else None,
        top=top,
        progress=lambda stage: click.echo(stage, err=True),
    )
    save_run(out, run, top=top)
    click.echo(format_learned(found), err=True)
    if found.ranker is not None and weights is not None:
        save_ranker(weights, found.ranker)
    kind = "学得的排序" if found.ranker else "默认排序"
    click.echo(f"已写出 {len(run):,} 个查询的{kind}：{out}", err=True)


@click.group(name="eval")
def eval_command() -> None:
    """对照标注评测。"""


@eval_command.command(name="extraction")
@click.argument("data", type=_folder)
@click.option("--step", type=click.IntRange(1), default=1, show_default=True, help="每几行取一行")
@click.option("--misses", type=click.IntRange(0), default=5, show_default=True, help="列出差异数")
def eval_extraction(data: Path, *, step: int, misses: int) -> None:
    """解析器与 DATA 文件夹中的标注逐字段对照，并列出不同之处。"""
    from eval.extraction import format_scores, score_head
    from eval.extraction.law import score_law

    scores = [*score_head(data, step=step), *score_law(data, step=step)]
    click.echo(format_scores(scores, misses=misses))


@eval_command.command(name="ranking")
@click.argument("run", type=_file)
@click.option("--qrels", type=_file, required=True, help="TREC qrels")
@click.option("--baseline", type=_file, help="与此 run 成对比较")
@json_option
def eval_ranking(run: Path, *, qrels: Path, baseline: Path | None, as_json: bool) -> None:
    """按严格口径评测 RUN：全部候选参评，未标注记 0 分；附随机序、置信区间和最差十例。"""
    from eval.ranking import evaluate, format_report
    from eval.runs import load_qrels, load_run

    report = evaluate(
        load_run(run), load_qrels(qrels), baseline=load_run(baseline) if baseline else None
    )
    if as_json:
        print_json(report)
    else:
        click.echo(format_report(report))


@eval_command.command(name="learned")
@click.option("--corpus", type=_file, required=True, help="JSON Lines：id、text 等")
@click.option("--queries", type=_file, required=True, help="JSON Lines：id、text")
@click.option("--pools", type=_file, required=True, help="每行 查询id、文书id")
@click.option("--qrels", type=_file, required=True, help="TREC qrels")
@click.option("--repeats", type=click.IntRange(1), default=10, show_default=True, help="重复几次")
@json_option
def eval_learned(
    corpus: Path, queries: Path, pools: Path, qrels: Path, *, repeats: int, as_json: bool
) -> None:
    """以标注学习线性排序，按查询五折交叉验证，与默认排序比较。"""
    from corpus.segment import get_segmenter
    from eval.datasets import load_cases, load_queries
    from eval.learned import format_learned, labelled, learn
    from eval.rank import score_corpus
    from eval.runs import load_pools, load_qrels
    from search_api.settings import get_settings

    scored = score_corpus(
        load_cases(corpus),
        load_queries(queries),
        segmenter=get_segmenter(get_settings().segmenter),
        progress=lambda stage: click.echo(stage, err=True),
    )
    lists = scored.lists(load_pools(pools))
    found = learn(labelled(lists, load_qrels(qrels)), repeats=repeats)
    if as_json:
        print_json(found)
    else:
        click.echo(format_learned(found))


@eval_command.command(name="baselines")
@click.argument("data", type=_folder)
@json_option
def eval_baselines(data: Path, *, as_json: bool) -> None:
    """以 DATA/lecard 重测 docs/ranking.md 的每个排序数字，有出入则以状态 1 结束；约数分钟。"""
    from corpus.segment import get_segmenter
    from eval.baselines import check_baselines, format_results
    from search_api.settings import get_settings

    results = check_baselines(
        data / "lecard",
        segmenter=get_segmenter(get_settings().segmenter),
        progress=lambda stage: click.echo(stage, err=True),
    )
    if as_json:
        print_json(results)
    else:
        click.echo(format_results(results))
    if not all(one.holds for one in results):
        raise click.exceptions.Exit(1)


@eval_command.command(name="statutes")
@click.argument("data", type=_folder)
@click.option("--step", type=click.IntRange(1), default=1, show_default=True, help="每几问取一问")
@home_option
@json_option
def eval_statutes(data: Path, *, step: int, home: Path | None, as_json: bool) -> None:
    """以 DATA/stard 的问答评测“按案情查法条”，与同一批条文上的 BM25 比较。

    须先载入条文：leian statutes --load DATA/statutes；入库文书越多，引用信号越全。
    """
    import datetime as dt

    from eval.statutes import bm25_searchers, evaluate_statutes, format_statutes, load_questions
    from search_api.bootstrap import open_application
    from search_api.settings import get_settings

    questions = load_questions(data / "stard" / "queries.jsonl.xz")[::step]
    with open_application(get_settings().with_home(home)) as application:
        statutes = application.statutes
        statutes.reindex()
        articles = list(statutes.articles())
        today = dt.datetime.now().astimezone().date()

        def by(*, cited: bool) -> "Callable[[str], list[str]]":
            return lambda text: [one.key for one in statutes.rank(text, on=today, cited=cited)]

        report = evaluate_statutes(
            questions,
            {
                **bm25_searchers(articles, application.segmenter),
                "leian, texts alone": by(cited=False),
                "leian": by(cited=True),
            },
            articles=(article.key for article in articles),
            progress=lambda name: click.echo(name, err=True),
        )
    if as_json:
        print_json(report)
    else:
        click.echo(format_statutes(report))


@eval_command.command(name="divergence")
@click.argument("gold", type=_file)
@click.option("--corpus", type=_file, required=True, help="JSON Lines：id、text 或 full_text")
@click.option("--topic", default="", help="问题的用词，如 职业打假人")
@click.option("--folds", type=click.IntRange(2), default=10, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="分折的随机种子")
@json_option
def eval_divergence(
    gold: Path, *, corpus: Path, topic: str, folds: int, seed: int, as_json: bool
) -> None:
    """用 GOLD 的标注交叉验证立场识别（近似文书同折）：准确率、宏平均F1、置信区间。"""
    from eval.divergence import format_report
    from search_api.consistency.evaluation import evaluate_labels

    report = evaluate_labels(gold, corpus, topic=topic, folds=folds, seed=seed)
    if as_json:
        print_json(report)
    else:
        click.echo(format_report(report))


@click.group(name="bench")
def bench_command() -> None:
    """测速；结果可用 --json 保存。"""


@bench_command.command(name="ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@json_option
def bench_ingest_command(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """把 PATHS 入库到一个临时的空目录：速度、内存峰值、磁盘。"""
    from eval.bench import bench_ingest

    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "home"
        home.mkdir()
        _print_benches([bench_ingest(lambda: _ingest(paths, home), home)], as_json=as_json)


@bench_command.command(name="search")
@click.argument("queries", nargs=-1, required=True, type=_file)
@click.option("--url", help="对此地址的接口测速，如 http://127.0.0.1:8321；默认在本进程内")
@click.option("--requests", type=click.IntRange(1), default=2000, show_default=True)
@click.option(
    "--rate", type=click.FloatRange(0.1), default=10.0, show_default=True, help="每秒次数"
)
@click.option("--clients", type=click.IntRange(1), default=8, show_default=True)
@home_option
@json_option
def bench_search_command(
    queries: tuple[Path, ...], *, url: str | None, home: Path | None, as_json: bool, **load: Any
) -> None:
    """以 QUERIES 文件中的案情逐条检索，按固定速率到达（排队时间计入）。"""
    from eval.bench import bench_search, http_search, read_queries

    texts = read_queries(queries)
    if url is not None:
        search = http_search(f"{url.rstrip('/')}/api/v1/search", parameter="text", method="POST")
        report = bench_search(search, texts, **load)
    else:
        with _open_search(home) as search:
            report = bench_search(search, texts, **load)
    _print_benches([report], as_json=as_json)


@bench_command.command(name="scale")
@click.option(
    "--judgments", type=click.IntRange(100), multiple=True, default=(10_000,), show_default=True
)
@click.option("--out", type=click.Path(path_type=Path), help="保留语料和数据目录于此，默认用后即删")
@json_option
def bench_scale_command(*, judgments: tuple[int, ...], out: Path | None, as_json: bool) -> None:
    """合成短文书若干件：入库速度、磁盘、内存、检索时延；给出多个规模时另列增长指数。"""
    from eval.bench import bench_scale, growth

    with tempfile.TemporaryDirectory() as temporary:
        points = bench_scale(
            judgments,
            out or Path(temporary),
            ingest=lambda documents, home: _ingest([documents], home),
            open_search=_open_search,
            progress=lambda line: click.echo(line, err=True),
        )
    _print_benches(points, as_json=as_json)
    if len(points) > 1 and not as_json:
        for name, exponent in growth(points).items():
            click.echo(f"{name}: n^{exponent:.2f}")


@bench_command.command(name="peers")
@click.argument("data", type=_folder)
@click.option(
    "--peer", "peers", multiple=True, help="只比这些：bm25s、Tantivy、FAISS、leian（可多次）"
)
@click.option(
    "--step", type=click.IntRange(1), default=1, show_default=True, help="每几件文书取一件"
)
@json_option
def bench_peers_command(data: Path, *, peers: tuple[str, ...], step: int, as_json: bool) -> None:
    """以 DATA/lecard 并列比较：bm25s、单用 Tantivy、单用 FAISS、leian。

    质量（候选集 nDCG@10、MAP，全库 R@100）、建库时间、内存、单次检索时延；需 dev 附加依赖。
    """
    from corpus.segment import get_segmenter
    from eval.bench.peers import PEERS, bench_peers, format_peers
    from eval.datasets import load_cases, load_queries
    from eval.runs import load_pools, load_qrels
    from search_api.settings import get_settings

    if unknown := sorted(set(peers) - set(PEERS)):
        raise click.UsageError(f"不认识 {'、'.join(unknown)}，可选：{'、'.join(PEERS)}")
    folder = data / "lecard"
    queries = load_queries(folder / "queries.jsonl")[::step]
    asked = {query.id for query in queries}
    pools = {k: v for k, v in load_pools(folder / "pools.tsv").items() if k in asked}
    needed = {document for pool in pools.values() for document in pool}
    cases = load_cases(folder / "corpus.jsonl.xz")
    reports = bench_peers(
        [case for row, case in enumerate(cases) if row % step == 0 or case.id in needed],
        queries,
        pools=pools,
        qrels=load_qrels(folder / "qrels.trec"),
        segmenter=get_segmenter(get_settings().segmenter),
        peers=peers or PEERS,
        progress=lambda name: click.echo(name, err=True),
    )
    if as_json:
        print_json(list(reports))
    else:
        for line in format_peers(reports):
            click.echo(line)


def _print_benches(
    benches: "Sequence[IngestBench | LoadReport | ScalePoint]", *, as_json: bool
) -> None:
    from eval.bench import table, to_json

    if as_json:
        click.echo(to_json(benches))
        return
    click.echo(table(benches))
    for bench in benches:
        if steps := getattr(getattr(bench, "ingest", bench), "steps", None):
            click.echo("  ".join(f"{name} {seconds:.1f}s" for name, seconds in steps.items()))


def _ingest(paths: Sequence[Path], home: Path) -> "IngestOutcome":
    from eval.bench import IngestOutcome
    from indexer.pipeline import Progress
    from search_api.admin import ingest_into
    from search_api.bootstrap import open_application
    from search_api.settings import get_settings

    steps: dict[str, float] = {}

    def watch(progress: Progress) -> None:
        steps[progress.stage] = progress.seconds

    with open_application(get_settings().with_home(home)) as application:
        report = ingest_into(application, paths, progress=watch)
    return IngestOutcome(documents=report.read, steps=steps)


@contextmanager
def _open_search(home: Path | None) -> Iterator["Search"]:
    from search_api.bootstrap import open_application
    from search_api.settings import get_settings
    from search_api.similar.types import SearchRequest

    with open_application(get_settings().with_home(home), create=False) as application:
        similar = application.require_search()
        yield lambda text: similar.search(SearchRequest(text=text))
