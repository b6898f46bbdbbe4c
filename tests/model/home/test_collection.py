"""The user's own drawings: nothing that was confirmed is lost, whatever happens."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from model.data.classes import DIGITS, Classes
from model.errors import BadInput
from model.handwriting.synthesis import synthesize_numbers
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings, write_drawings
from tests.model.conftest import ROOT

ADD_WITHOUT_END = """
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
import numpy as np
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing

collection = DrawingCollection(Path(sys.argv[1]))
stroke = np.random.default_rng(0).uniform(0, 400, (200, 2))
for number in range(int(sys.argv[3])):
    entry = Entry(Drawing((stroke,), str(number % 10), sys.argv[2]))
    collection.add([entry])
    print(entry.id, flush=True)  # confirmed
"""


@pytest.fixture
def collection(tmp_path: Path) -> DrawingCollection:
    return DrawingCollection(tmp_path / "drawings")


@pytest.fixture
def entries(hand_drawn: list[Drawing]) -> list[Entry]:
    return [Entry(drawing, answer=str(9 - digit)) for digit, drawing in enumerate(hand_drawn)]


def ids(entries: list[Entry]) -> list[str]:
    return [entry.id for entry in entries]


def start_adding(folder: Path, writer: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", ADD_WITHOUT_END, str(folder), writer, str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_there_is_none_at_first(collection: DrawingCollection) -> None:
    assert collection.entries() == []


def test_what_is_added_is_an_ink_file(collection: DrawingCollection, entries: list[Entry]) -> None:
    collection.add(entries[:4])
    collection.add(entries[4:])
    assert ids(collection.entries()) == ids(entries)
    assert [entry.answer for entry in collection.entries()] == list("9876543210")
    assert [entry.time for entry in collection.entries()] == [entry.time for entry in entries]
    assert list(read_drawings(collection.path)) == [entry.drawing for entry in entries]


def test_removing_takes_out_just_those(collection: DrawingCollection, entries: list[Entry]) -> None:
    collection.add(entries)
    collection.remove(ids(entries[2:5]))
    assert ids(collection.entries()) == ids(entries[:2] + entries[5:])
    collection.remove(ids(entries[2:5]))  # gone already
    assert len(collection.entries()) == 7


def test_relabelling_keeps_the_rest(collection: DrawingCollection, entries: list[Entry]) -> None:
    collection.add(entries)
    changed = [entries[1].relabelled("7"), entries[3].relabelled("8"), Entry(Drawing((), "9"))]
    collection.relabel(changed)
    changed = collection.entries()
    assert ids(changed) == ids(entries)
    assert [entry.drawing.label for entry in changed] == list("0728456789")
    assert changed[1].answer == entries[1].answer
    assert changed[1].time == entries[1].time


def test_numbers_are_kept_with_their_parts(collection: DrawingCollection) -> None:
    numbers = synthesize_numbers(5, seed=2)
    collection.add([Entry(number) for number in numbers])
    assert [entry.drawing for entry in collection.entries()] == numbers
    assert all(entry.drawing.parts for entry in collection.entries())


def test_relabelling_a_number_keeps_its_parts_where_they_are_as_many(
    collection: DrawingCollection,
) -> None:
    [number] = synthesize_numbers(1, seed=2)
    entry = Entry(number)
    collection.add([entry])
    other = "1" * len(number.parts)
    collection.relabel([entry.relabelled(other)])
    [changed] = collection.entries()
    assert [part.label for part in changed.drawing.parts] == list(other)
    collection.relabel([entry.relabelled("1")])
    [changed] = collection.entries()
    assert (changed.drawing.label, changed.drawing.parts) == ("1", ())
    collection.relabel([entry])  # as undo does
    assert collection.entries()[0].drawing == number


def test_a_number_counts_as_one_drawing_where_its_characters_are_classes(
    collection: DrawingCollection,
) -> None:
    [number] = synthesize_numbers(1, seed=2)
    unparted = replace(number, label="1 2", parts=())
    collection.add(
        [Entry(number), Entry(number), Entry(unparted), Entry(replace(unparted, label="1a"))]
    )
    assert collection.count(DIGITS) == 2
    assert collection.count(Classes("ab")) == 0


def test_drawings_of_another_program_can_be_told_apart(
    collection: DrawingCollection, hand_drawn: list[Drawing]
) -> None:
    write_drawings(collection.path, hand_drawn)
    found = collection.entries()
    assert len(set(ids(found))) == 10
    collection.remove([found[3].id])
    assert [entry.drawing.label for entry in collection.entries()] == list("012456789")


def test_damaged_lines_harm_no_other_and_are_kept(
    collection: DrawingCollection, entries: list[Entry]
) -> None:
    collection.add(entries[:2])
    with collection.path.open("ab") as file:
        file.write(b"no ink at all\n")
    collection.add(entries[2:4])
    collection.remove([entries[0].id])
    assert ids(collection.entries()) == ids(entries[1:4])
    assert b"no ink at all\n" in collection.path.read_bytes()


def test_a_line_cut_short_by_a_crash_is_dropped(
    collection: DrawingCollection, entries: list[Entry]
) -> None:
    collection.add(entries[:3])
    whole = collection.path.read_bytes()
    collection.path.write_bytes(whole[:-30])
    assert ids(collection.entries()) == ids(entries[:2])
    collection.add(entries[3:4])
    assert ids(collection.entries()) == ids(entries[:2] + entries[3:4])
    assert len(list(read_drawings(collection.path))) == 3


def test_a_last_line_without_its_end_is_kept(
    collection: DrawingCollection, entries: list[Entry]
) -> None:
    collection.add(entries[:3])
    collection.path.write_bytes(collection.path.read_bytes()[:-1])
    assert ids(collection.entries()) == ids(entries[:3])
    collection.add(entries[3:4])
    assert ids(collection.entries()) == ids(entries[:4])


def test_two_windows_lose_nothing(tmp_path: Path) -> None:
    processes = [start_adding(tmp_path, writer, 60) for writer in ("left", "right")]
    confirmed = [process.communicate(timeout=60)[0].split() for process in processes]
    found = DrawingCollection(tmp_path).entries()
    assert sorted(ids(found)) == sorted(confirmed[0] + confirmed[1])
    assert len(found) == 120


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
def test_a_kill_loses_nothing_that_was_confirmed(tmp_path: Path) -> None:
    for killed_after in range(1, 6):
        folder = tmp_path / str(killed_after)
        with start_adding(folder, "window", 100_000) as process:
            assert process.stdout is not None
            confirmed = [process.stdout.readline().strip() for _ in range(7 * killed_after)]
            os.kill(process.pid, signal.SIGKILL)
            confirmed += process.stdout.read().split()
        collection = DrawingCollection(folder)
        found = ids(collection.entries())
        assert set(confirmed) <= set(found)
        assert len(found) <= len(confirmed) + 1  # one may be kept, but not yet confirmed
        collection.add([Entry(collection.entries()[0].drawing)])  # no lock is left behind
        assert len(collection.entries()) == len(found) + 1


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(
    collection: DrawingCollection, entries: list[Entry]
) -> None:
    collection.path.parent.mkdir()
    collection.path.parent.chmod(0o500)
    with pytest.raises(BadInput, match="cannot write"):
        collection.add(entries)


@pytest.mark.skipif(os.name != "posix", reason="has no devices in the file system")
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom", "/dev/null"])
def test_a_link_to_a_device_is_neither_read_nor_written(
    collection: DrawingCollection, entries: list[Entry], device: str
) -> None:
    collection.path.parent.mkdir()
    collection.path.symlink_to(device)
    kept = collection.path.parent / "waiting-1.jsonl"
    write_drawings(kept, [entries[0].drawing])
    for change in (
        partial(collection.add, entries[1:2]),
        partial(collection.remove, ["an id"]),
        partial(collection.relabel, entries[1:2]),
    ):
        with pytest.raises(BadInput, match=r"cannot write .*mine\.jsonl: it is not a plain file$"):
            change()
    with pytest.raises(BadInput, match="it is not a plain file"):
        collection.entries()
    assert kept.exists()


def test_a_link_to_a_file_is_followed(
    collection: DrawingCollection, entries: list[Entry], tmp_path: Path
) -> None:
    collection.path.parent.mkdir()
    collection.path.symlink_to(tmp_path / "elsewhere.jsonl")
    collection.add(entries[:1])
    collection.add(entries[1:2])
    assert len(list(read_drawings(tmp_path / "elsewhere.jsonl"))) == 2


def test_what_is_brought_back_twice_is_there_once(
    collection: DrawingCollection, entries: list[Entry]
) -> None:
    collection.add(entries)
    collection.add([entries[3].relabelled("7")])
    assert len(collection.path.read_bytes().splitlines()) == len(entries)
    labels = {entry.id: entry.drawing.label for entry in collection.entries()}
    assert labels == {entry.id: entry.drawing.label for entry in entries} | {entries[3].id: "7"}


@pytest.mark.parametrize(
    ("drawing", "fault"),
    [
        (Drawing((np.full((2, 2), 2e6),), "1"), "a coordinate is not within ±1000000 px"),
        (Drawing((np.zeros((100_001, 2)),), "1"), "a drawing of more than 100000 points"),
        (Drawing((np.full((300_000, 2), np.pi),), "1"), "too large to keep, 11,400,117 bytes"),
    ],
)
def test_what_could_not_be_read_again_is_refused_with_the_reason(
    collection: DrawingCollection, drawing: Drawing, fault: str
) -> None:
    with pytest.raises(BadInput, match=fault):
        collection.add([Entry(drawing)])
    assert not collection.path.exists()


def test_no_more_is_kept_than_can_be_read_again(
    collection: DrawingCollection, entries: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    collection.add(entries)
    size = collection.path.stat().st_size
    monkeypatch.setattr("model.home.collection.MAX_FILE_BYTES", size + 10)
    with pytest.raises(BadInput, match="has no room left"):
        collection.add([Entry(entries[0].drawing)])
    assert ids(collection.entries()) == ids(entries)
    collection.remove([entries[0].id])
    assert ids(collection.entries()) == ids(entries[1:])


def test_millions_of_blank_and_of_damaged_lines_take_no_time(
    collection: DrawingCollection, entries: list[Entry]
) -> None:
    collection.add(entries)
    with collection.path.open("ab") as file:
        file.write(b"\n" * 12_000_000 + b"{\n" * 1_000_000)
    begin = time.process_time()
    assert len(collection.entries()) == len(entries)
    assert collection.count(DIGITS) == len(entries)
    collection.add([Entry(entries[0].drawing)])
    collection.remove([entries[3].id])
    # Each blank line alone, taken for a damaged one, cost 4 microseconds: a minute each time.
    assert time.process_time() - begin < 20
    assert len(collection.entries()) == len(entries)


# Another program holds the lock


HOLD = """
import sys, time
from filelock import FileLock
with FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def held(collection: DrawingCollection) -> Iterator[Callable[[], None]]:
    """The collection's lock, held by another process until the function is called."""
    lock = collection.path.with_suffix(".lock")
    lock.parent.mkdir(parents=True)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"

    def let_go() -> None:
        if process.poll() is None:
            process.communicate("\n", timeout=30)

    yield let_go
    let_go()


def test_what_is_added_while_the_lock_is_held_counts_and_is_taken_in_later(
    held: Callable[[], None], collection: DrawingCollection, entries: list[Entry]
) -> None:
    collection.add(entries[:2])  # the other program lets nobody in
    assert not collection.path.exists()
    assert [entry.id for entry in collection.entries()] == [entry.id for entry in entries[:2]]
    assert collection.count(DIGITS) == 2
    held()
    collection.remove([entries[0].id])
    collection.add(entries[2:3])
    assert [entry.id for entry in collection.entries()] == [entries[1].id, entries[2].id]
    assert {path.name for path in collection.path.parent.iterdir()} <= {"mine.jsonl", "mine.lock"}


def test_removing_while_the_lock_is_held_is_refused(
    held: Callable[[], None],
    collection: DrawingCollection,
    entries: list[Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("model.home.collection.LOCK_TIMEOUT_S", 0.1)
    with pytest.raises(BadInput, match="another program has held it"):
        collection.remove([entries[0].id])


# How many there are to learn


def test_a_drawing_that_was_kept_twice_counts_once(
    collection: DrawingCollection, entries: list[Entry]
) -> None:
    again = Entry(entries[3].drawing)
    letter = Entry(replace(entries[0].drawing, label="A"))
    collection.add([*entries, again, letter, Entry(Drawing(label="5"))])
    assert len(collection.entries()) == len(entries) + 3
    assert collection.count(DIGITS) == len(entries)


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_what_is_kept_is_nobody_elses_to_read(
    collection: DrawingCollection, entries: list[Entry]
) -> None:
    collection.add(entries[:2])
    assert stat.S_IMODE(collection.path.stat().st_mode) == 0o600
    collection.path.chmod(0o640)  # as somebody wants it
    collection.add(entries[2:])
    collection.remove([entries[0].id])
    assert stat.S_IMODE(collection.path.stat().st_mode) == 0o640
