"""What `train` and `learn` share: telling of a run, and keeping what comes of it."""

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from model.commands.console import clear_progress, print_json, show_progress
from model.errors import BadInput
from model.home.versions import keep_weights, version_path
from model.network.weights import RunCard, Weights, save_weights
from model.storage.files import refusing_os_errors
from model.text import percent
from model.training.events import (
    Compared,
    Fetching,
    Finished,
    Notice,
    Snapshot,
    Started,
    Stepped,
    TrainingEvent,
    Validated,
    Working,
    to_json,
)


def follow(events: Iterator[TrainingEvent], as_json: bool) -> Weights:
    """Print what a run emits, and return its weights."""
    show = _print_event if as_json else _narrate
    last = None
    for event in events:
        if isinstance(event, Finished):
            return event.weights
        if event != last:
            show(event)
        last = event
    raise AssertionError("the run emitted no end")


def check_writable(path: Path) -> None:
    """Refuse before minutes of training what saving would refuse after them."""
    with refusing_os_errors("write", path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise BadInput(f"cannot write {path}: it is a folder")
        if not os.access(path.parent, os.W_OK):
            raise BadInput(f"cannot write {path}: no permission in its folder")


def save(weights: Weights, out: Path | None) -> Path:
    """Save to `out`, or among the kept; where `out` fails in the end, keep them and say where."""
    if out is None:
        return version_path(keep_weights(weights, datetime.now()))
    try:
        save_weights(out, weights)
    except BadInput as error:
        kept = version_path(keep_weights(weights, datetime.now()))
        raise BadInput(f"{error}; the weights are kept in {kept}") from error
    return out


def report(card: RunCard, path: Path, as_json: bool) -> None:
    """Print a run's results."""
    if as_json:
        print_json(
            event="finished",
            test_error=card.test_error,
            validation_error=card.validation_error,
            seconds=card.seconds,
            device=card.device,
            weights=str(path),
        )
    else:
        print(f"test error        {_error(card.test_error, 'nothing to measure on')}")
        print(f"validation error  {_error(card.validation_error, 'none held out')}")
        print(f"time              {card.seconds:.1f} s on {card.device}")
        print(f"weights           {path}")


def _error(error: float | None, otherwise: str) -> str:
    return otherwise if error is None else percent(error)


def _print_event(event: TrainingEvent) -> None:
    if not isinstance(event, Snapshot):
        print_json(**to_json(event))


def _narrate(event: TrainingEvent) -> None:
    """Tell a person: what stays on standard output, what passes on a terminal's last line."""
    match event:
        case Notice(message):
            clear_progress()
            print(message, file=sys.stderr)
        case Compared():
            clear_progress()
            print(f"read right        {event} ({event.everyone})")
        case Fetching(source, received, total):
            show_progress(f"{source}  {received / total:.0%}")
        case Started():
            clear_progress()
            print(f"{event.recipe} on {event.data}, {event.device}: {event.steps} steps")
        case Stepped(step, loss, _, remaining_s):
            show_progress(f"step {step}  loss {loss:.3f}  {remaining_s:.0f} s left")
        case Working(what, share):
            show_progress(what if share is None else f"{what}  {share:.0%}")
        case Validated(step, error):
            clear_progress()
            print(f"step {step:>6}  validation error {percent(error)}")
