"""Worker processes that may hang, crash or be killed without taking the run with them.

The standard process pools lose everything when one process dies and cannot stop one task. Here
each worker has a pipe and a thread in the parent that feeds it: a task that takes too long or takes
its process down is named, the process is replaced, and the other tasks go on. Results come in the
order of the tasks, whatever the workers' timing.
"""

import contextlib
import logging
import multiprocessing
import queue
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Final, Protocol, Self, TypeVar

import msgspec

from corpus.errors import BackendError

__all__ = ["Failure", "Handler", "InlinePool", "Pool", "WorkerPool", "make_pool"]

Handler = Callable[[bytes], bytes]
_Note = TypeVar("_Note")

_logger = logging.getLogger(__name__)

_SLOWEST: Final = 500_000  # bytes a second below which a long task is taken to hang
_START_SECONDS: Final = 120.0
_READY: Final = b"ready"
_DONE, _CRASHED = b"+", b"-"

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[bytes]).decode


@dataclass(frozen=True, slots=True)
class Failure:
    """A task without result. ``error`` is timeout, process_died or program_error."""

    error: str
    detail: str


Outcome = bytes | Failure


class Pool(Protocol):
    """Runs tasks; notes travel beside the tasks of a batch and come back with their outcomes."""

    def map(
        self, batches: Iterable[tuple[_Note, Sequence[bytes]]]
    ) -> Iterator[tuple[_Note, list[Outcome]]]:
        """Yield for each batch, in order, its note and one outcome a task."""
        ...

    def __enter__(self) -> Self:
        """Return the pool."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop all workers."""
        ...


class InlinePool:
    """The same in this process, for a few documents: nothing to start, nothing to kill."""

    def __init__(self, factory: Callable[[], Handler]) -> None:
        """Make the handler."""
        self._handle = factory()

    def map(
        self, batches: Iterable[tuple[_Note, Sequence[bytes]]]
    ) -> Iterator[tuple[_Note, list[Outcome]]]:
        """Yield for each batch, in order, its note and one outcome a task."""
        for note, tasks in batches:
            yield note, [_outcome(_answer(self._handle, task)) for task in tasks]

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Do nothing."""


class WorkerPool:
    """``workers`` processes, started when first needed."""

    def __init__(
        self,
        factory: Callable[[], Handler],
        *,
        workers: int,
        seconds: float = 60.0,
        memory: int | None = 4 << 30,
    ) -> None:
        """Prepare the pool.

        Args:
            factory: makes the handler inside a worker; a module's function or a partial of one.
            workers: number of processes.
            seconds: what one task may take, and more for a long one (0.5 MB/s).
            memory: bytes of address space a worker may take; None for no limit.
        """
        self._workers = [
            _Worker(factory, seconds=seconds, memory=memory) for _ in range(max(1, workers))
        ]
        self._free: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        for worker in self._workers:
            self._free.put(worker)
        self._threads = ThreadPoolExecutor(len(self._workers), thread_name_prefix="feeder")

    def map(
        self, batches: Iterable[tuple[_Note, Sequence[bytes]]]
    ) -> Iterator[tuple[_Note, list[Outcome]]]:
        """Yield for each batch, in order, its note and one outcome a task.

        Takes batches from the iterable as far ahead as keeps the workers busy, and no further.
        """
        waiting: deque[tuple[_Note, Future[list[Outcome]]]] = deque()
        for note, tasks in batches:
            waiting.append((note, self._threads.submit(self._run, tasks)))
            while len(waiting) > 2 * len(self._workers):
                first, done = waiting.popleft()
                yield first, done.result()
        while waiting:
            first, done = waiting.popleft()
            yield first, done.result()

    def _run(self, tasks: Sequence[bytes]) -> list[Outcome]:
        if not tasks:
            return []
        worker = self._free.get()
        try:
            return worker.run(tasks)
        finally:
            self._free.put(worker)

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop all workers; tasks in hand are dropped."""
        for worker in self._workers:
            worker.close()
        self._threads.shutdown(wait=True, cancel_futures=True)


class _OverdueError(Exception):
    """A process gave no answer in time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class _DiedError(Exception):
    """A process is gone."""


class _Worker:
    """One process with its pipe; replaced when it dies."""

    def __init__(
        self, factory: Callable[[], Handler], *, seconds: float, memory: int | None
    ) -> None:
        self._factory = factory
        self._seconds = seconds
        self._memory = memory
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._closed = False

    def run(self, tasks: Sequence[bytes]) -> list[Outcome]:
        """Return one outcome a task.

        A batch travels as one message each way. When the process dies or is overdue, its tasks are
        given again one by one to fresh processes, so that the one at fault is found.
        """
        with contextlib.suppress(_OverdueError, _DiedError):
            return self._ask(tasks)
        return [self._alone(task) for task in tasks]

    def _alone(self, task: bytes) -> Outcome:
        try:
            return self._ask([task])[0]
        except _OverdueError as error:
            return Failure(
                "timeout", f"处理超过 {error.seconds:.0f} 秒，已停止并拒收；请检查该文书是否异常"
            )
        except _DiedError:
            return Failure(
                "process_died",
                "处理这份文书时工作进程异常退出（崩溃或内存不足），已拒收；请检查该文件",
            )

    def _ask(self, tasks: Sequence[bytes]) -> list[Outcome]:
        """Return the process' answers; raises when it gives none."""
        pipe = self._started()
        limit = self._seconds + sum(map(len, tasks)) / _SLOWEST
        try:
            pipe.send_bytes(_encode(list(tasks)))
            if pipe.poll(limit):
                return [_outcome(answer) for answer in _decode(pipe.recv_bytes())]
        except (EOFError, OSError) as error:
            self._stop()
            raise _DiedError from error
        self._stop()
        raise _OverdueError(limit)

    def _started(self) -> Connection:
        self._check_open()
        if self._pipe is None:
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_serve, args=(theirs, self._factory, self._memory), daemon=True
            )
            _leave_interrupts()
            process.start()
            theirs.close()
            self._pipe, self._process = ours, process
            self._check_open()  # whoever closed meanwhile did not see this process yet
            self._await_ready(ours)
        return self._pipe

    def _check_open(self) -> None:
        if self._closed:
            self._stop()
            raise BackendError("工作进程已停止")

    def _await_ready(self, pipe: Connection) -> None:
        with contextlib.suppress(EOFError, OSError):
            if pipe.poll(_START_SECONDS) and pipe.recv_bytes() == _READY:
                return
        self._stop()
        raise BackendError("工作进程无法启动。请用 leian doctor 检查安装")

    def _stop(self) -> None:
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if process is not None:
            process.kill()
            process.join()
        if pipe is not None:
            pipe.close()

    def close(self) -> None:
        """Kill the process; the thread that waits for it wakes up and finds the pool closed."""
        self._closed = True
        if (process := self._process) is not None:
            process.kill()
            process.join()


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the main thread; to be called in a thread that starts a process.

    A process inherits the mask of the thread that starts it, so a worker is deaf from its first
    moment on and not only once it has imported everything.
    """
    if hasattr(signal, "pthread_sigmask"):  # not on every system
        resource_tracker.ensure_running()  # its start would undo the mask
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _answer(handle: Handler, task: bytes) -> bytes:
    try:
        return _DONE + handle(task)
    except Exception as error:
        # A mistake in a parser must cost one document, not the run; the reject list names it.
        _logger.debug("handler failed", exc_info=True)
        return _CRASHED + f"{type(error).__name__}: {error}".encode("utf-8", "replace")


def _outcome(answer: bytes) -> Outcome:
    if answer.startswith(_DONE):
        return answer[1:]
    return Failure(
        "program_error",
        f"程序在处理这份文书时出错（{answer[1:].decode('utf-8', 'replace')}），请报告",
    )


def _serve(pipe: Connection, factory: Callable[[], Handler], memory: int | None) -> None:
    """Answer tasks until the parent goes away. Ctrl-C is the parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory is not None:
        _limit_memory(memory)
    handle = factory()
    with contextlib.suppress(EOFError, OSError):
        pipe.send_bytes(_READY)
        while True:
            tasks = _decode(pipe.recv_bytes())
            pipe.send_bytes(_encode([_answer(handle, task) for task in tasks]))


def _limit_memory(size: int) -> None:
    """Make a document that would eat the machine's memory fail alone."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not on every system

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def make_pool(factory: Callable[[], Handler], *, workers: int, seconds: float = 60.0) -> Pool:
    """Return a pool of that many processes, or one in this process for 0."""
    if workers == 0:
        return InlinePool(factory)
    return WorkerPool(factory, workers=workers, seconds=seconds)
