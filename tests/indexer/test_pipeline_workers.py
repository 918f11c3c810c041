import os
import signal
import time

import pytest

from corpus.errors import BackendError
from indexer.pipeline.workers import Failure, Handler, InlinePool, WorkerPool, make_pool
from tests.indexer.parsers import handler


def _broken() -> Handler:
    raise RuntimeError("cannot start")


def test_results_come_in_the_order_of_the_tasks() -> None:
    batches = [(number, [str(number).encode()] * 3) for number in range(20)]
    with WorkerPool(handler, workers=2) as pool:
        found = list(pool.map(batches))
    assert found == [(number, [str(number).encode() * 2] * 3) for number in range(20)]


def test_zero_workers_do_the_same_in_this_process() -> None:
    with make_pool(handler, workers=0) as pool:
        assert isinstance(pool, InlinePool)
        [(note, [good, bad])] = pool.map([("note", [b"a", b"fail"])])
    assert (note, good) == ("note", b"aa")
    assert isinstance(bad, Failure)


def test_accidents_cost_one_task_each() -> None:
    tasks = [b"a", b"die", b"b", b"hang", b"c", b"fail", b"d", b"memory", b"e"]
    with WorkerPool(handler, workers=1, seconds=0.7) as pool:
        [(_, outcomes)] = pool.map([(None, tasks)])
    results = [one if isinstance(one, bytes) else one.error for one in outcomes]
    assert results == [
        b"aa", "process_died", b"bb", "timeout", b"cc", "program_error", b"dd", "program_error",
        b"ee",
    ]  # fmt: skip


def test_a_worker_killed_from_outside_is_replaced() -> None:
    with WorkerPool(handler, workers=1) as pool:
        [(_, [first])] = pool.map([(None, [b"pid"])])
        assert isinstance(first, bytes)
        os.kill(int(first), signal.SIGKILL)
        [(_, [second])] = pool.map([(None, [b"pid"])])
    assert isinstance(second, bytes)
    assert first != second


def test_leaving_the_pool_stops_a_hanging_worker_at_once() -> None:
    started = time.monotonic()
    with WorkerPool(handler, workers=1) as pool:
        outcomes = pool.map([(1, [b"a"]), (2, [b"hang"]), (3, [b"hang"])])
        next(outcomes)
    assert time.monotonic() - started < 20


def test_workers_that_cannot_start_are_an_error_and_no_endless_loop() -> None:
    with WorkerPool(_broken, workers=1) as pool, pytest.raises(BackendError, match="无法启动"):
        list(pool.map([(None, [b"a"])]))
