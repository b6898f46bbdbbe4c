"""Ink files of any length, worked on in other processes."""

import multiprocessing
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.ink.parallel import CHUNK, SERIAL_CHUNKS, map_ink
from tests.model.conftest import ROOT, lines_drawing

LONG = CHUNK * (SERIAL_CHUNKS + 2) + 7


def writers_of(drawings: list[Drawing]) -> list[str | None]:
    return [drawing.writer for drawing in drawings]


def process_of(drawings: list[Drawing]) -> str:
    return multiprocessing.current_process().name


def process_id_of(drawings: list[Drawing]) -> int:
    return os.getpid()


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ink") / "long.jsonl.gz"
    [stroke] = lines_drawing([(0, 0), (1, 9)]).strokes
    write_drawings(path, (Drawing((stroke,), "1", str(number)) for number in range(LONG)))
    return path


def test_results_come_in_order_with_the_share_that_is_done(long_file: Path) -> None:
    shares: list[float] = []
    results = list(map_ink(long_file, writers_of, shares.append))
    assert [writer for part in results for writer in part] == [str(n) for n in range(LONG)]
    assert [len(part) for part in results[:-1]] == [CHUNK] * (len(results) - 1)
    assert len(shares) == len(results)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_only_long_files_take_other_processes(long_file: Path) -> None:
    processes = list(map_ink(long_file, process_of))
    here = multiprocessing.current_process().name
    assert processes[:SERIAL_CHUNKS] == [here] * SERIAL_CHUNKS
    assert here not in processes[SERIAL_CHUNKS:]


def test_a_fault_far_down_is_named_by_its_line(long_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "damaged.jsonl"
    good = b'{"strokes": [[[0, 0]]]}\n'
    path.write_bytes(good * LONG + b"\n" + b"no ink\n" + good)
    with pytest.raises(BadInput, match=f"damaged.jsonl, line {LONG + 2}: not valid JSON"):
        list(map_ink(path, writers_of))


def test_closing_early_leaves_no_process(long_file: Path) -> None:
    results = map_ink(long_file, process_of)
    for _ in range(SERIAL_CHUNKS + 1):
        next(results)
    results.close()
    assert multiprocessing.active_children() == []


EVALUATE = """
import os, sys
from pathlib import Path
from model.ink.parallel import map_ink
from tests.model.ink.test_parallel import process_id_of

if __name__ == "__main__":
    for process in map_ink(Path(sys.argv[1]), process_id_of):
        print(process, os.getpid(), flush=True)
    sys.stdin.readline()
"""


def is_running(process: int) -> bool:
    """Whether a process is there and no zombie, on Linux."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_kill_takes_the_other_processes_along(long_file: Path, tmp_path: Path) -> None:
    script = tmp_path / "evaluate.py"
    script.write_text(EVALUATE)
    with subprocess.Popen(
        [sys.executable, str(script), str(long_file)],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    ) as process:
        assert process.stdout is not None
        workers: set[int] = set()
        for line in process.stdout:
            worker, parent = map(int, line.split())
            if worker != parent:
                workers.add(worker)
                break
        process.kill()
    assert workers
    until_s = time.monotonic() + 30
    while any(map(is_running, workers)):
        assert time.monotonic() < until_s
