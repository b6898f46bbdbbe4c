"""What all commands print with: lines for a person, JSON Lines, and progress on a terminal."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from model.data.progress import Fetching, Notice, Progress, Working
from model.errors import reason_of
from model.plain_text import plain


class OutputFailed(Exception):
    """Standard output cannot be written, with the reason; an empty one where its reader is gone."""


def print_line(text: str, *, flush: bool = False) -> None:
    """Print text of Inkling's own, in which foreign names are made plain; raises OutputFailed."""
    with _writing_output():
        print(text, flush=flush)


def print_json(**fields: Any) -> None:
    """Print one JSON object on a line of its own; raises OutputFailed."""
    print_line(json.dumps(fields), flush=True)


def flush_output() -> None:
    """Write out what was printed; raises OutputFailed."""
    with _writing_output():
        if sys.stdout is not None:
            sys.stdout.flush()


@contextmanager
def _writing_output() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise OutputFailed from error
    except OSError as error:
        raise OutputFailed(reason_of(error.strerror or error)) from error


def give_up_output() -> None:
    """Have what is still to be written go nowhere, so that the end of the program is quiet."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(message: str) -> None:
    """Print one line on standard error, if there is one."""
    print(f"inkling: {plain(message)}", file=sys.stderr)


def refuse(message: str) -> int:
    """Say what is wrong with an argument or an input, and return the exit code for that."""
    complain(message)
    return 2


def show_progress(text: str) -> None:
    """Show text in place of the last on a terminal's last line; nothing where there is none."""
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"\r\x1b[K{plain(text)}", end="", file=sys.stderr, flush=True)


def show_share(share: float) -> None:
    """Show how much is done."""
    show_progress(f"{share:.0%}")


def show_data_progress(event: Progress) -> None:
    """Show how data come along; a notice stays on standard error."""
    match event:
        case Notice(message):
            clear_progress()
            complain(message)
        case Fetching(source, received, total):
            show_progress(f"{source}  {received / total:.0%}")
        case Working(what, share):
            show_progress(what if share is None else f"{what}  {share:.0%}")


def clear_progress() -> None:
    """Take the progress off the terminal, before something is printed that stays."""
    show_progress("")
