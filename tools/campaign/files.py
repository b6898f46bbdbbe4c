"""Part `files`: damaged files through every reader. Each is accepted, or refused by one line.

A trial lays one subject in a folder of its own, damages one of its files or puts something in its
place, and has one reader read it: here, or every COMMAND_EVERY-th time, the command line in a
process of its own.
"""

import time
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from model.errors import BadInput
from tools.campaign import bombs
from tools.campaign.command_line import run_command
from tools.campaign.faults import describe_error, kind_of_error
from tools.campaign.homes import remove, use_home
from tools.campaign.limits import MAX_MEMORY_BYTES, limit_memory, peak_bytes, reset_peak
from tools.campaign.mutations import mutate, mutate_inside
from tools.campaign.parts import Job
from tools.campaign.placements import NAMES, PLACEMENTS, PLAIN
from tools.campaign.readers import COMMANDS, READINGS, Reading, recognizer
from tools.campaign.report import ACCEPTED, REFUSED, Result, failed
from tools.campaign.subjects import SUBJECTS, Subject, suffixes_without_subject

COMMAND_EVERY = 50
WHOLE = "whole"
WHOLE_SHARE = 0.03
"""So many are not damaged at all, and must be accepted, or refused by the name of their format."""
PLACED_SHARE = 0.08
BOMB_SHARE = 0.02
ODD_NAME_SHARE = 0.06
INSIDE_SHARE = 0.5
INPUT_SHARE = 0.3
MAX_REFUSAL_LENGTH = 400
"""Characters, without the file's name."""
SLOW_S = 5.0
OF_USER = ("ink", "picture", "weights", "pipeline", "idx", "packed idx")
"""The kinds of files that somebody names, rather than finds in the program's folder."""


@dataclass(frozen=True)
class Laid:
    """A subject as it lies in a folder, damaged."""

    subject: Subject
    named: Path
    description: str
    size: int
    is_whole: bool
    must_be_refused: bool
    oddity: str = ""
    """What it is instead of a plain file that is damaged here and there."""
    skipped: tuple[str, ...] = ()


@contextmanager
def open_part(job: Job) -> Iterator["FileTrials"]:
    """Give what makes the trials; for `worker`."""
    limit_memory()
    recognizer()
    yield FileTrials(job)


class FileTrials:
    """Damages files and has them read."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._folder = job.folder / "trial"

    def make(self, number: int) -> Result:
        """Damage one file and have it read by one reader."""
        random = Random(f"files {self._job.seed} {number}")
        remove(self._folder)
        use_home(self._folder / "home")
        laid = lay(random, self._folder)
        if number % COMMAND_EVERY == COMMAND_EVERY - 1:
            return self._run_command(random, laid)
        reading = random.choice(READINGS[laid.subject.kind])
        detail = f"{laid.subject.name}: {laid.description}"
        self._job.tell(_name_reading(reading, laid), detail, laid.size)
        result = read(reading, laid)
        return Result(result.accepted, result.refused, result.failures, laid.skipped)

    def _run_command(self, random: Random, laid: Laid) -> Result:
        command = random.choice(COMMANDS[laid.subject.kind])(laid.named)
        title = f"inkling {command[0]}"
        self._job.tell(title, f"{laid.subject.name}: {laid.description}", laid.size)
        is_input = command[1] == laid.named and laid.named.is_file()
        return run_command(
            title, command, laid.named, as_input=is_input and random.random() < INPUT_SHARE
        )

    def conclude(self) -> Result:
        """Say which formats were not tried at all."""
        missing = suffixes_without_subject()
        skipped = f"formats that the campaign does not know: {', '.join(sorted(missing))}"
        remove(self._folder)
        return Result(skipped=(skipped,) if missing else ())


def lay(random: Random, folder: Path, subjects: Sequence[Subject] = SUBJECTS) -> Laid:
    """Lay a subject in a folder, damaged in one way."""
    subject = random.choices(subjects, [subject.share for subject in subjects])[0]
    damaged = random.choice(list(subject.files))
    paths = {name: folder / name for name in subject.files}
    named = folder / subject.named
    if subject.named == damaged and len(paths) == 1 and random.random() < ODD_NAME_SHARE:
        named = named.with_name(random.choice(NAMES) + named.name)
        paths[damaged] = named
    for name, path in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if name != damaged:
            path.write_bytes(subject.files[name]())
    data, done, oddity = _damage(random, subject.files[damaged](), damaged)
    is_whole = done == WHOLE
    placement, skipped = PLAIN, tuple[str, ...]()
    if random.random() < PLACED_SHARE:
        title = random.choice(list(PLACEMENTS))
        if PLACEMENTS[title].is_possible():
            placement, oddity, is_whole = PLACEMENTS[title], title, False
            done = f"{done}; in its place {title}"
        else:
            skipped = (f"{title}: {PLACEMENTS[title].why_not}",)
    placement.lay(random, paths[damaged], data)
    description = f"{damaged}: {done}, {len(data):,} bytes"
    must_be_refused = not placement.holds_data
    size = len(data)
    return Laid(subject, named, description, size, is_whole, must_be_refused, oddity, skipped)


def _damage(random: Random, data: bytes, name: str) -> tuple[bytes, str, str]:
    """Return damaged data, what was done, and what they are instead, if anything."""
    chance = random.random()
    if chance < WHOLE_SHARE:
        return data, WHOLE, ""
    if chance < WHOLE_SHARE + BOMB_SHARE:
        title, data = bombs.choose(random, name)
        return data, title, title
    damage = mutate_inside if random.random() < INSIDE_SHARE else mutate
    return *damage(random, data), ""


def _name_reading(reading: Reading, laid: Laid) -> str:
    return f"{reading.title}, {laid.oddity}" if laid.oddity else reading.title


def read(reading: Reading, laid: Laid, max_bytes: int = MAX_MEMORY_BYTES) -> Result:
    """Have a file read, and judge what comes of it; max_bytes: what this process may have."""
    detail = f"{laid.subject.name}: {laid.description}"

    def fail(fault: str, more: str = "") -> Result:
        kind = f"{_name_reading(reading, laid)}: {fault}"
        return failed(kind, f"{detail}\n{more}".strip(), laid.size)

    reset_peak()
    begin_s = time.perf_counter()
    refusal = None
    try:
        reading.read(laid.named)
    except BadInput as error:
        refusal = str(error)
    except (Exception, MemoryError) as error:
        return fail(kind_of_error(error), describe_error(error))
    elapsed_s = time.perf_counter() - begin_s
    if elapsed_s > SLOW_S:
        return fail("slow", f"{elapsed_s:.1f} s")
    if peak_bytes() > max_bytes:
        return fail(f"more than {max_bytes / 1e9:g} GB of memory", f"{peak_bytes() / 1e6:.0f} MB")
    if fault := _fault_in_outcome(refusal, reading, laid):
        return fail(fault, refusal or "")
    return ACCEPTED if refusal is None else REFUSED


def _fault_in_outcome(refusal: str | None, reading: Reading, laid: Laid) -> str | None:
    """Return what is wrong with a file being accepted, or refused in this way."""
    subject = laid.subject
    if refusal is None:
        if laid.is_whole and subject.refusal and subject.is_known:
            return f"accepted, though it is {subject.refusal}"
        is_of_user = subject.kind in OF_USER
        return "accepted what is no plain file" if laid.must_be_refused and is_of_user else None
    if reading.always_accepts:
        return "refused, though it must go on"
    must_accept = subject.is_known and (subject.is_labelled or not reading.needs_labels)
    if laid.is_whole and must_accept and (subject.refusal or "no refusal") not in refusal:
        return "the whole file is refused" + (" without its format" if subject.refusal else "")
    return _fault_in_refusal(refusal, laid)


def _fault_in_refusal(refusal: str, laid: Laid) -> str | None:
    names = (str(path) for path in (laid.named, *laid.named.parents))
    name = next((name for name in names if name in refusal), None)
    folder = str(laid.named.parents[len(Path(laid.subject.named).parts) - 1])
    if name is None or folder not in refusal:
        return "the refusal does not name the file"
    rest = refusal.replace(name, "")
    if len(rest) > MAX_REFUSAL_LENGTH:
        return "the refusal is long"
    if any(unicodedata.category(character) == "Cc" for character in rest):
        return "the refusal has control characters"
    return None if rest.strip(": ") else "the refusal is empty"
