"""Work on much ink, of files of any length: part by part, in order, on all cores if it pays."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import NamedTuple, TypeVar

from model.ink.drawing import Drawing
from model.ink.formats import INK
from model.ink.ink_file import LINE_PARSERS, READERS, ParseLine, find_format, parse_lines
from model.ink.unpacking import read_lines

S = TypeVar("S")
T = TypeVar("T")

CHUNK = 500
SERIAL_CHUNKS = 8
"""A file of no more is done before other processes have started."""
WAITING_PER_WORKER = 2

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""The environment of a process that is to keep to one core."""


class _Chunk(NamedTuple):
    path: Path
    parse: ParseLine
    lines: list[tuple[int, bytes]]
    share: float  # of the file, up to the chunk's end


def map_ink(
    path: Path,
    function: Callable[[list[Drawing]], T],
    show_share: Callable[[float], None] = lambda share: None,
    chunk: int = CHUNK,
) -> Generator[T, None, None]:
    """Yield what the function returns for each `chunk` of the file's drawings, in order.

    The function may run in another process, so it and what it returns have to be picklable; no
    more than a few chunks are held at a time. show_share is told the share of the file done.
    Formats that are not read line by line are short enough for one process. Raises BadInput, naming
    file and line, as `read_drawings` does.
    """
    known = find_format(path) or INK
    if known in READERS:
        drawings = READERS[known](path)
        while chunk_of_whole := list(islice(drawings, chunk)):
            yield function(chunk_of_whole)
        show_share(1.0)
        return
    chunks = _read_chunks(path, LINE_PARSERS[known], chunk)
    shared = ((lines, lines.share) for lines in chunks)
    yield from map_parts(partial(_apply, function), shared, show_share, SERIAL_CHUNKS)


def map_parts(
    function: Callable[[S], T],
    parts: Iterator[tuple[S, float]],
    show_share: Callable[[float], None],
    serial_parts: int,
) -> Generator[T, None, None]:
    """Yield what the function returns for each part of some work, in order, on all cores.

    The first parts, `serial_parts` of them, are done in this process: where there are no more, no
    other is started. Function, parts and what comes of them have to be picklable. parts: each with
    the share of the work that is done after it, which show_share is told.
    """
    for part, share in islice(parts, serial_parts):
        yield function(part)
        show_share(share)
    following = next(parts, None)
    if following is None:
        return
    workers = core_count()
    waiting: deque[tuple[Future[T], float]] = deque()
    with (
        changed_environment(ONE_THREAD),
        ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=end_with_parent
        ) as pool,
    ):
        try:
            for part, share in chain([following], parts):
                waiting.append((pool.submit(function, part), share))
                if len(waiting) > WAITING_PER_WORKER * workers:
                    future, done = waiting.popleft()
                    yield future.result()
                    show_share(done)
            for future, done in waiting:
                yield future.result()
                show_share(done)
        finally:
            pool.shutdown(cancel_futures=True)


def _read_chunks(path: Path, parse: ParseLine, count: int) -> Iterator[_Chunk]:
    lines: list[tuple[int, bytes]] = []
    share = 0.0
    for number, line, share in read_lines(path):
        lines.append((number, line))
        if len(lines) == count:
            yield _Chunk(path, parse, lines, share)
            lines = []
    if lines:
        yield _Chunk(path, parse, lines, share)


def _apply(function: Callable[[list[Drawing]], T], chunk: _Chunk) -> T:
    return function(list(parse_lines(chunk.path, chunk.lines, chunk.parse)))


def end_with_parent() -> None:
    """Have this process end when the one that started it does, even by a kill."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_await_end, args=(parent,), daemon=True).start()


def _await_end(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def core_count() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def changed_environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Have processes that are started inside the block see these environment variables."""
    before = {name: os.environ.get(name) for name in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
