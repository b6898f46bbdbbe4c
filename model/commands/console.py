"""What all commands print with: JSON Lines, progress on a terminal, and one line of refusal."""

import json
import sys
from typing import Any


def print_json(**fields: Any) -> None:
    """Print one JSON object on a line of its own."""
    print(json.dumps(fields), flush=True)


def refuse(message: str) -> int:
    """Say on standard error what is wrong with an argument or an input; return the exit code."""
    print(f"inkling: {message}", file=sys.stderr)
    return 2


def show_progress(text: str) -> None:
    """Show text in place of the last on a terminal's last line; nothing where there is none."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def show_share(share: float) -> None:
    """Show how much is done."""
    show_progress(f"{share:.0%}")


def clear_progress() -> None:
    """Take the progress off the terminal, before something is printed that stays."""
    show_progress("")
