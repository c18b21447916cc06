"""The engine of one machine: processes that read shards; one that dies or hangs costs its shard a second try, no more.

A shard whose worker was lost comes back in halves, until the one item that kills workers stands alone and is given up.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from typing import Any, Literal, cast

from pipeline.engine.base import Item, Lost, Maker, Outcome, Result, attempt_all
from pipeline.engine.shards import cut, halve
from pipeline.engine.work import Work
from pipeline.errors import HeshuError

SHARD_WEIGHT = 100_000
SHARD_ITEMS = 64
AHEAD = 4
PATIENCE = 600.0
START = 120.0  # seconds that a worker may take to start, on a busy machine


def _serve(make: Maker[Item, Result], pipe: Connection) -> None:
    """A worker's life: says that it is ready, or why not; then shards in, outcomes out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        function = make()
    except HeshuError as error:
        pipe.send(error)
        return
    try:
        pipe.send(None)
        while True:
            pipe.send(attempt_all(function, pipe.recv()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


@dataclass(slots=True)
class _Task:
    """One shard: pieces still to be read, and the outcomes so far, both by their place in the shard."""

    pieces: deque[tuple[int, list[Any]]]
    outcomes: dict[int, list[Any]] = field(default_factory=dict)
    running: int = 0

    @property
    def done(self) -> bool:
        return not self.pieces and not self.running

    def result(self) -> list[Any]:
        return [outcome for place in sorted(self.outcomes) for outcome in self.outcomes[place]]


@dataclass(slots=True)
class _Worker:
    """A process and the piece it has; `task` is None while it starts or waits."""

    process: BaseProcess
    pipe: Connection
    deadline: float
    ready: bool = False
    task: _Task | None = None
    place: int = 0
    piece: list[Any] = field(default_factory=list)


class LocalEngine:
    """Maps over `workers` processes; with one worker, or too little to do for more, in this process.

    `weigh` says how much work an item is, in characters; what weighs less than `alone` together is read in this
    process, which is up before another could be; `guarded` leaves nothing to this process. A worker silent for
    `patience` seconds is taken for hung.
    """

    def __init__(
        self,
        workers: int = 0,
        weigh: Callable[[Any], int] = lambda item: 1,
        alone: int = 0,
        patience: float = PATIENCE,
        guarded: bool = False,
    ) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._weigh = weigh
        self._alone = alone
        self._patience = patience
        self._guarded = guarded

    def map(self, make: Maker[Item, Result], items: Iterable[Item]) -> Iterator[Outcome[Item, Result]]:
        """One outcome an item, in the order of the items."""
        stream = iter(items)
        first = self._taste(stream)
        more = list(islice(stream, 1))
        if (self.workers == 1 or not more) and not self._guarded:
            function = make()
            for shard in cut(chain(first, more, stream), self._weigh, SHARD_WEIGHT, SHARD_ITEMS):
                yield from attempt_all(function, shard)
            return
        pool = _Pool(make, self.workers, self._patience)
        try:
            shards = cut(chain(first, more, stream), self._weigh, SHARD_WEIGHT, SHARD_ITEMS)
            for outcomes in pool.run(shards):
                yield from cast(list[Outcome[Item, Result]], outcomes)
        finally:
            pool.close()

    @property
    def afar(self) -> None:
        """Nothing: there is one machine."""
        return None

    def read(self, work: Work[Item, Result]) -> Iterator[Outcome[Item, Result]]:
        """Items are found in this process, which is quick beside reading them."""
        return self.map(work.task.reader, work.chosen())

    def _taste(self, stream: Iterator[Item]) -> list[Item]:
        """Items from the front that are light enough together to be read here."""
        taken: list[Item] = []
        weight = 0
        while weight < self._alone:
            item = next(stream, None)
            if item is None:
                break
            taken.append(item)
            weight += self._weigh(item)
        return taken


class _Pool:
    """The processes and what each is doing."""

    def __init__(self, make: Maker[Any, Any], workers: int, patience: float) -> None:
        self._context = _context()
        self._make = make
        self._size = workers
        self._patience = patience
        self._workers: list[_Worker] = []

    def run(self, shards: Iterable[list[Any]]) -> Iterator[list[Any]]:
        """Outcomes of each shard, in order; at most `AHEAD` shards a worker are held at once."""
        stream = iter(shards)
        tasks: deque[_Task] = deque()
        while True:
            tasks.extend(_Task(deque([(0, shard)])) for shard in islice(stream, AHEAD * self._size - len(tasks)))
            if not tasks:
                return
            self._hand_out(tasks)
            self._collect()
            while tasks and tasks[0].done:
                yield tasks.popleft().result()

    def _hand_out(self, tasks: Iterable[_Task]) -> None:
        """Gives pieces to waiting workers, first shards first, and starts workers for what is left."""
        idle = [w for w in self._workers if w.ready and w.task is None]
        waiting = 0
        for task in tasks:
            while task.pieces and idle:
                self._send(idle.pop(), task)
            waiting += len(task.pieces)
        for _ in range(min(waiting, self._size - len(self._workers))):
            self._workers.append(self._spawn())

    def _send(self, worker: _Worker, task: _Task) -> None:
        worker.task = task
        worker.place, worker.piece = task.pieces.popleft()
        worker.deadline = time.monotonic() + self._patience
        task.running += 1
        # A worker that died meanwhile shows it when its pipe is read.
        with suppress(BrokenPipeError, ConnectionResetError):
            worker.pipe.send(worker.piece)

    def _spawn(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(self._make, theirs), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours, time.monotonic() + max(START, self._patience))

    def _collect(self) -> None:
        """Waits until workers answer, die or run out of time."""
        engaged = [w for w in self._workers if w.task is not None or not w.ready]
        patience = max(0.0, min(w.deadline for w in engaged) - time.monotonic())
        answered = set(wait([w.pipe for w in engaged], patience))
        now = time.monotonic()
        for worker in engaged:
            if worker.pipe in answered:
                self._receive(worker)
            elif worker.deadline <= now:
                limit = self._patience if worker.task else max(START, self._patience)
                self._lose(worker, "worker_hung", f"no answer within {limit:g} seconds")

    def _receive(self, worker: _Worker) -> None:
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(5)
            self._lose(worker, "worker_died", f"the worker ended with exit code {worker.process.exitcode}")
            return
        if isinstance(answer, HeshuError):
            raise answer
        if worker.task is not None:
            worker.task.outcomes[worker.place] = answer
            worker.task.running -= 1
            worker.task = None
        worker.ready = True

    def _lose(self, worker: _Worker, reason: Literal["worker_died", "worker_hung"], note: str) -> None:
        """Puts the piece of a lost worker back in halves, or gives it up where it is one item."""
        self._workers.remove(worker)
        _end(worker)
        if worker.task is None:
            raise RuntimeError(f"a worker could not start ({note}); scripts need `if __name__ == '__main__':`")
        worker.task.running -= 1
        if len(worker.piece) == 1:
            worker.task.outcomes[worker.place] = [Lost(worker.piece[0], reason, note)]
            return
        place = worker.place
        for half in halve(worker.piece):
            worker.task.pieces.append((place, half))
            place += len(half)

    def close(self) -> None:
        """Ends every process: what it has in hand is of no use any more."""
        for worker in self._workers:
            _end(worker)
        self._workers.clear()


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()


def _context() -> ForkServerContext | SpawnContext:
    """Workers never fork from a process with threads (DuckDB, Arrow): they come from a clean one."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("forkserver")
    return multiprocessing.get_context("spawn")
