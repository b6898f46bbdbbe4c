"""Part `settings`: the window starts with whatever `settings.ini` holds.

In some trials another file of the program's own folder is damaged instead, as in `files`. Most
build, paint and close the window in one process; every FRESH_EVERY-th starts the program in a
process of its own, where somebody draws, copies, and closes it.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from PySide6.QtCore import QByteArray, QSettings

from app.settings import DEFAULTS
from model.storage.log import log_path
from tools.campaign.faults import FaultWatch, describe_error, kind_of_error
from tools.campaign.files import lay
from tools.campaign.homes import remove, use_home
from tools.campaign.mutations import mutate
from tools.campaign.parts import Job
from tools.campaign.placements import PLACEMENTS, PLAIN
from tools.campaign.report import Failure, Result
from tools.campaign.subjects import OWN_SUBJECTS
from tools.campaign.windowing import application, opened_window

OWN_SHARE = 0.15
SHOWN_BYTES = 400
FRESH_EVERY = 20
FRESH_LIMIT_S = 15.0
PLACED_SHARE = 0.03
PLACES = ("a link", "a link to nothing", "a folder", "an unreadable file")
"""What may lie there instead, of `placements.PLACEMENTS`."""
VALUES = (
    "", " ", "0", "-1", "1e999", "nan", "inf", "-inf", "1e-320", "99999999999999999999", "true",
    "2147483648", "maybe", "a, b, c", "nan, nan", "16.0", "16.5", "8", "26", "/dev/zero", "/",
    "/dev/null", "mnist", "mnist+ink", "ink", "lecture", "choose an ink file", "cuda", "ü", "%n%s",
    "@Invalid()", "@ByteArray()", r"@ByteArray(\x1\xd9\xd0\xcb\0\x3)", r"@Variant(\0\0\0\x1f)",
    r"@Variant(\0\0\0\x7f\0\0\0\xePyObject\0\0\0\0)", r"@DateTime(\0\0)", "@Rect(1 2 3 4)", "..",
    "@Size(-1 -1)", "@Point(9 9", "@String(x)", '"', '"unended', r"\x", r"\xFFFFFF", r"a\0b",
    "x" * 100_000, "\udcff",
)  # fmt: skip
STRAY_LINES = (
    "[window", "]", "[]", "[%General]", "[General]", "=", "==", "=1", r"window\geometry=1", "%%%=1",
    "x", "; comment", "# comment", "geometry", "[training]", "[pad]", "\\", "a=\\", "\0", "[\0]",
)  # fmt: skip
QUIET = ("QVariant::", "QSettings")
"""What Qt says of values that it cannot read is of no consequence."""


@contextmanager
def open_part(job: Job) -> Iterator["SettingsTrials"]:
    """Give what makes the trials; for `worker`."""
    application()
    yield SettingsTrials(job)


class SettingsTrials:
    """Starts the window with damaged settings."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._watch = FaultWatch(QUIET)
        self._whole = _write_whole(job.folder / "whole.ini")

    def make(self, number: int) -> Result:
        """Start the window once."""
        random = Random(f"settings {self._job.seed} {number}")
        folder = self._job.folder / f"trial-{number}"  # Qt remembers a file by its name
        use_home(folder / "home")
        if random.random() < OWN_SHARE:
            laid = lay(random, folder, OWN_SUBJECTS)
            detail, size, skipped = laid.description, laid.size, laid.skipped
        else:
            title, data = damage(random, self._whole)
            skipped = _lay(random, folder / "home" / "settings.ini", data)
            detail, size = f"{title}: {data[:SHOWN_BYTES]!r}", len(data)
        self._job.tell("the window starts", detail, size)
        fault = _start_program() if number % FRESH_EVERY == FRESH_EVERY - 1 else self._start()
        remove(folder)
        if fault is not None:
            failure = Failure(fault.kind, f"{detail}\n{fault.detail}", size)
            return Result(failures=(failure,), spends_worker=True)
        return Result(accepted=1, skipped=skipped)

    def _start(self) -> Failure | None:
        """Start the window in this process."""
        self._watch.take()
        try:
            with opened_window() as window:
                window.grab()
        except Exception as error:
            return Failure(
                f"the window does not start: {kind_of_error(error)}", describe_error(error)
            )
        faults = self._watch.take()
        return faults[0] if faults else None

    def conclude(self) -> Result:
        """Nothing shows only in the end."""
        return Result()


def _write_whole(path: Path) -> bytes:
    """Return a file of settings in which everything is set."""
    store = QSettings(str(path), QSettings.Format.IniFormat)
    own = {"window/geometry": QByteArray(b"\x01\xd9\xd0\xcb" * 12), "pad/folder": "/home/somebody"}
    for name, default in DEFAULTS.items():
        store.setValue(name, own.get(name, default))
    store.sync()
    return path.read_bytes()


def damage(random: Random, whole: bytes) -> tuple[str, bytes]:
    """Return what was done, and damaged settings: another value, a stray line, or any damage."""
    chance = random.random()
    if chance < 0.3:
        data, done = mutate(random, whole)
        return done, data
    lines = whole.decode().splitlines()
    for _ in range(random.choice((1, 1, 2, 5))):
        index = random.randrange(len(lines))
        name = lines[index].partition("=")[0]
        changed = f"{name}={random.choice(VALUES)}"
        lines[index : index + random.randrange(2)] = [
            random.choice(STRAY_LINES) if chance < 0.5 else changed
        ]
    return "other lines", "\n".join(lines).encode(errors="surrogateescape")


def _lay(random: Random, path: Path, data: bytes) -> tuple[str, ...]:
    """Lay the settings at their place, or something else; return what cannot be laid here."""
    placement, skipped = PLAIN, tuple[str, ...]()
    if random.random() < PLACED_SHARE:
        title = random.choice(PLACES)
        if PLACEMENTS[title].is_possible():
            placement = PLACEMENTS[title]
        else:
            skipped = (f"{title}: {PLACEMENTS[title].why_not}",)
    placement.lay(random, path, data)
    return skipped


def _start_program() -> Failure | None:
    """Start the real program in a process of its own; it closes itself as soon as it is ready."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tools.campaign.closing_program"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=FRESH_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Failure(f"the program: not over after {FRESH_LIMIT_S:g} s")
    said = done.stderr.decode(errors="replace")
    log = log_path().read_text(errors="replace") if log_path().is_file() else ""
    if done.returncode or "Traceback" in said or " ERROR " in log:
        last = (log or said).strip().splitlines()[-1:]
        return Failure(f"the program ends with {done.returncode}: {last}", f"{said}\n{log}")
    return None
