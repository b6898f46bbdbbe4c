"""What `train` and `learn` share: telling of a run, and keeping what comes of it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import gettempdir

from model.commands.console import (
    clear_progress,
    print_json,
    print_line,
    show_data_progress,
    show_progress,
)
from model.errors import BadInput
from model.home.versions import check_can_keep, keep_weights, version_path
from model.network.weights import RunCard, Weights, save_weights
from model.plain_text import plain
from model.storage.files import check_writable
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


def check_place(out: Path | None) -> None:
    """Refuse before minutes of training what saving would refuse after them."""
    if out is None:
        check_can_keep()
    else:
        check_writable(out)


def save(weights: Weights, out: Path | None) -> Path:
    """Save to `out`, or among the kept; return where.

    Where that fails in the end, save them where it can be, and raise BadInput that says where.
    """
    now = datetime.now()
    name = f"inkling-{now:%Y%m%d-%H%M%S}.safetensors"
    places: list[Callable[[], Path]] = [
        lambda: version_path(keep_weights(weights, now)),
        *(partial(_save_to, folder / name, weights) for folder in (Path(), Path(gettempdir()))),
    ]
    if out is not None:
        places.insert(0, partial(_save_to, out, weights))
    fault = None
    for place in places:
        try:
            path = place()
        except BadInput as error:
            fault = fault or error
            continue
        if fault is not None:
            raise BadInput(f"{fault}; the weights are saved as {path.absolute()}") from fault
        return path
    assert fault is not None
    raise fault


def _save_to(path: Path, weights: Weights) -> Path:
    save_weights(path, weights)
    return path


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
        print_line(f"test error        {_error(card.test_error, 'nothing to measure on')}")
        print_line(f"validation error  {_error(card.validation_error, 'none held out')}")
        print_line(f"time              {card.seconds:.1f} s on {card.device}")
        print_line(f"weights           {plain(path)}")


def _error(error: float | None, otherwise: str) -> str:
    return otherwise if error is None else percent(error)


def _print_event(event: TrainingEvent) -> None:
    if not isinstance(event, Snapshot):
        print_json(**to_json(event))


def _narrate(event: TrainingEvent) -> None:
    """Tell a person: what stays on standard output, what passes on a terminal's last line."""
    match event:
        case Notice() | Fetching() | Working():
            show_data_progress(event)
        case Compared():
            clear_progress()
            everyone = f" ({event.everyone})" if event.everyone else ""
            print_line(f"read right        {event}{everyone}")
        case Started():
            clear_progress()
            print_line(
                f"{event.recipe} on {plain(event.data)}, {event.device}: {event.steps} steps"
            )
        case Stepped(step, loss, _, remaining_s):
            show_progress(f"step {step}  loss {loss:.3f}  {remaining_s:.0f} s left")
        case Validated(step, error):
            clear_progress()
            print_line(f"step {step:>6}  validation error {percent(error)}")
