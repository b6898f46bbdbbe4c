"""The campaign in short, and that it finds what fails."""

import os
import sys
from functools import partial
from pathlib import Path
from random import Random

import pytest

from model.errors import BadInput
from model.home.collection import DrawingCollection, Entry
from model.ink.drawing import Drawing
from tools.campaign import files
from tools.campaign.__main__ import main
from tools.campaign.files import Laid, lay
from tools.campaign.homes import temporary_folder
from tools.campaign.kills import KillTrials, Lost
from tools.campaign.parts import PARTS, Job
from tools.campaign.readers import Reading
from tools.campaign.report import Failure, Result, Tally
from tools.campaign.subjects import SUBJECTS, suffixes_without_subject
from tools.campaign.training import slope_of

SEED = 0

read = partial(files.read, max_bytes=sys.maxsize)
"""In this process other tests have had memory, too."""


@pytest.mark.slow
@pytest.mark.parametrize("part", [name for name, part in PARTS.items() if part.by_default])
def test_nothing_fails_in_short(part: str, capfd: pytest.CaptureFixture[str]) -> None:
    # One worker: others run tests beside, and to start a second one takes as long as its trials.
    exit_code = main([part, "--short", "--seed", str(SEED), "--workers", "1"])
    assert exit_code == 0, capfd.readouterr().out


# What fails is found


def test_failures_hangs_and_crashes_are_told_with_how_to_repeat_them(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["faulty"]) == 1
    lines = capfd.readouterr().out.splitlines()
    assert lines[0].startswith("faulty: 6 tried / 1 refused cleanly / 1 accepted / 4 failed, in ")
    for number, kind in {
        2: "fails",
        3: "faulty: not over after 2 s",
        4: "faulty: killed by SIGABRT",
        5: "faulty: ended with exit code 3",
    }.items():
        at = lines.index(f"  1 x {kind}")
        repeat = next(line for line in lines[at:] if "repeat" in line)
        assert repeat.endswith(f"faulty --seed 1 --only {number}")


def test_what_shows_only_in_the_end_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["faulty", "--count", "2"]) == 1
    assert "1 x fails in the end" in capfd.readouterr().out


def test_a_part_that_takes_too_long_ends_early_and_says_so(
    capfd: pytest.CaptureFixture[str],
) -> None:
    main(["faulty", "--limit", "0.001", "--count", "2"])
    assert "stopped early: after the time limit" in capfd.readouterr().out


def test_of_failures_of_one_kind_the_smallest_is_shown() -> None:
    tally = Tally("files", SEED)
    for number, size in enumerate((30, 10, 20)):
        tally.add(number, Result(failures=(Failure("slow", f"{size} bytes", size),)))
    text = "\n".join(tally.lines())
    assert "3 x slow" in text
    assert "10 bytes" in text
    assert "--only 1" in text


@pytest.fixture
def laid(tmp_path: Path) -> Laid:
    """A plain ink file."""
    [subject] = [subject for subject in SUBJECTS if subject.name == "ink.jsonl"]
    path = tmp_path / subject.named
    path.write_bytes(b"{}\n")
    return Laid(subject, path, "", 3, is_whole=False, must_be_refused=False)


def raising(error: Exception) -> Reading:
    def fail(path: Path) -> None:
        raise error

    return Reading("read", fail)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ValueError("no"), "read: ValueError"),
        (MemoryError(), "read: MemoryError"),
        (BadInput("it is bad"), "read: the refusal does not name the file"),
        (BadInput("{path}: bad\nvery bad"), "read: the refusal has control characters"),
        (BadInput("{path}: " + "bad " * 1000), "read: the refusal is long"),
    ],
)
def test_a_file_must_be_refused_by_one_clear_line(laid: Laid, error: Exception, kind: str) -> None:
    said = type(error)(str(error).replace("{path}", str(laid.named)))
    [failure] = read(raising(said), laid).failures
    assert failure.kind == kind


def test_a_file_that_is_refused_clearly_is_counted_so(laid: Laid) -> None:
    assert read(raising(BadInput(f"{laid.named}: bad")), laid) == Result(refused=1)


@pytest.mark.skipif(os.name != "posix", reason="has no pipes with names")
def test_what_is_no_plain_file_must_be_refused(laid: Laid) -> None:
    pipe = Laid(laid.subject, laid.named, "", 0, is_whole=False, must_be_refused=True)
    [failure] = read(Reading("read", lambda path: None), pipe).failures
    assert failure.kind == "read: accepted what is no plain file"


def job(folder: Path) -> Job:
    return Job(SEED, folder, 1.0, lambda kind, detail="", size=0: None)


def test_a_kept_drawing_that_is_lost_is_found(tmp_path: Path, hand_drawn: list[Drawing]) -> None:
    from tools.campaign.children import Said

    entry = Entry(hand_drawn[3])
    DrawingCollection().add([entry])
    trials = KillTrials(job(tmp_path))
    trials._check_home([Said("kept", entry.id, 0.0)])
    with pytest.raises(Lost, match="a kept drawing is lost"):
        trials._check_home([Said("kept", "another", 0.0)])


def test_memory_that_grows_is_told_from_memory_that_jumps() -> None:
    assert slope_of([100 + n % 3 for n in range(100)]) == pytest.approx(0, abs=0.1)
    assert slope_of([100 + 1000 * (n > 30) for n in range(100)]) == 0
    assert slope_of([100 + 5 * n for n in range(100)]) == pytest.approx(5, rel=0.1)


# What is tried


def test_a_trial_is_the_same_each_time(tmp_path: Path) -> None:
    for number in range(20):
        first, second = (
            lay(Random(number), tmp_path / f"{name}-{number}") for name in ("first", "second")
        )
        assert first.description == second.description
        if first.named.is_file() and first.named.stat().st_size < 10_000_000:
            assert first.named.read_bytes() == second.named.read_bytes()


def test_each_format_that_the_program_opens_is_damaged() -> None:
    assert not suffixes_without_subject()


def test_a_folder_is_removed_with_what_nobody_may_read() -> None:
    with temporary_folder() as folder:
        closed = folder / "a" / "b"
        closed.mkdir(parents=True)
        (closed / "file").write_bytes(b"")
        closed.chmod(0)
        closed.parent.chmod(0)
    assert not folder.exists()
