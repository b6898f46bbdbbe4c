"""Ink files of any length, worked on in other processes."""

import multiprocessing
from pathlib import Path

import pytest

from model.errors import BadInput
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.ink.parallel import CHUNK, SERIAL_CHUNKS, map_ink
from tests.model.conftest import lines_drawing

LONG = CHUNK * (SERIAL_CHUNKS + 2) + 7


def writers_of(drawings: list[Drawing]) -> list[str | None]:
    return [drawing.writer for drawing in drawings]


def process_of(drawings: list[Drawing]) -> str:
    return multiprocessing.current_process().name


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
