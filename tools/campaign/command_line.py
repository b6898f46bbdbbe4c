"""The real command line, in a process of its own, and what it may say."""

import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO

from model.storage.log import log_path
from tools.campaign.homes import ROOT
from tools.campaign.report import ACCEPTED, REFUSED, Result, failed

LIMIT_S = 5.0
TAIL_CHARACTERS = 3_000
MAY_BE_PRINTED = "\n\t"


def run_command(
    title: str, command: Sequence[str | Path], named: Path, *, as_input: bool
) -> Result:
    """Run a headless command on a file and judge what comes of it.

    as_input: the command gets the file on standard input. A pipe gets something written into it,
    since a command reads pipes.
    """
    arguments = ["-" if as_input and part == named else str(part) for part in command]
    shown = f"inkling {' '.join(map(ascii, arguments))}"
    size = named.stat().st_size if named.is_file() else 0
    source = named.open("rb") if as_input else nullcontext(subprocess.DEVNULL)
    with source as standard_input, _written(named):
        try:
            done = _run(arguments, standard_input)
        except subprocess.TimeoutExpired:
            return failed(f"{title}: not over after {LIMIT_S:g} s", shown, size)
    errors = done.stderr.decode(errors="replace")
    if fault := _fault_in(done.returncode, done.stdout.decode(errors="replace"), errors):
        said = f"{errors}\n{_read_log()}"[-TAIL_CHARACTERS:]
        return failed(f"{title}: {fault}", f"{shown}\n{said}", size)
    return REFUSED if done.returncode else ACCEPTED


def _run(
    arguments: Sequence[str], standard_input: int | IO[bytes]
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "model", *arguments],
        cwd=ROOT,
        stdin=standard_input,
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )


@contextmanager
def _written(path: Path) -> Iterator[None]:
    """Have something write a line into a pipe as soon as somebody reads it."""
    shell = shutil.which("sh")
    if not path.is_fifo() or shell is None:
        yield
        return
    writer = subprocess.Popen([shell, "-c", 'echo "{}" > "$0"', path])
    try:
        yield
    finally:
        writer.kill()
        writer.wait()


def _fault_in(exit_code: int, output: str, errors: str) -> str | None:
    """Return what is wrong with how a command ended, or with what it printed."""
    if exit_code not in (0, 2):
        return f"ended with {exit_code}"
    if "Traceback" in errors:
        return "printed a traceback"
    lines = errors.splitlines()
    if exit_code == 2 and len(lines) != 1:
        return f"refused with {len(lines)} lines"
    if not all(line.startswith("inkling: ") for line in lines):
        return "said something that does not begin with its name"
    hidden = {c for c in output + errors if unicodedata.category(c) == "Cc"} - set(MAY_BE_PRINTED)
    return f"printed control characters {sorted(hidden)}" if hidden else None


def _read_log() -> str:
    return log_path().read_text(errors="replace") if log_path().is_file() else ""
