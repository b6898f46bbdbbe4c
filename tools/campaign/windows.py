"""Part `windows`: two windows on one folder. Nothing is lost, kept twice, or risen again.

Each keeps, relabels, deletes, undoes, imports, learns and goes back at random. A window deletes
only what it has kept itself, so that there is one order of what happens to a drawing; it relabels
any.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from random import Random

from model.home.collection import DrawingCollection
from model.home.versions import current_version, kept_weights, list_versions
from model.network.weights import load_weights
from tools.campaign.children import Child, can_fork
from tools.campaign.collection import fault_in_collection
from tools.campaign.homes import use_home
from tools.campaign.parts import PARTS, Job
from tools.campaign.report import Failure, Result
from tools.campaign.small_training import make_training_small
from tools.campaign.window_user import use_window

SECONDS = PARTS["windows"].per_trial
WINDOWS = 2
END_LIMIT_S = 60.0


@contextmanager
def open_part(job: Job) -> Iterator["WindowTrials"]:
    """Give what makes the trials; for `worker`."""
    make_training_small(job.folder / "small-mnist")
    yield WindowTrials(job)


class WindowTrials:
    """Has two processes work on one folder, and compares what they say with what is there."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def make(self, number: int) -> Result:
        """Have two windows work for SECONDS on a new folder."""
        if not can_fork():
            return Result(skipped=("windows: this system does not fork",))
        use_home(self._job.folder / f"home-{number}")
        self._job.tell("two windows")
        random = Random(f"windows {self._job.seed} {number}")
        users = [Random(random.random()) for _ in range(WINDOWS)]
        children = [Child(partial(use_window, random=user, seconds=SECONDS)) for user in users]
        exit_codes = [child.wait(SECONDS + END_LIMIT_S) for child in children]
        failures = [
            Failure(f"a window ends with {exit_code}", "\n".join(child.told("fault")))
            for child, exit_code in zip(children, exit_codes, strict=True)
            if exit_code
        ]
        failures += [
            Failure(f"in one of two windows: {json.loads(text)[0]}", json.loads(text)[1])
            for child in children
            for text in child.told("fault")
        ]
        done = sum(len(child.said) for child in children)
        failures += [Failure(fault) for fault in _find_faults(children)]
        return Result(accepted=done, failures=tuple(failures))

    def conclude(self) -> Result:
        """Nothing shows only in the end."""
        return Result()


def _find_faults(children: Sequence[Child]) -> Iterator[str]:
    """Yield what does not fit between what windows have done and what is there."""
    if fault := fault_in_collection():
        yield fault
    entries = DrawingCollection().entries()
    ids = {entry.id for entry in entries}
    for child in children:
        is_there: dict[str, bool] = {}
        for said in child.said:
            if said.kind in ("add", "remove"):
                is_there |= dict.fromkeys(json.loads(said.text), said.kind == "add")
        expected = {name for name, there in is_there.items() if there}
        if lost := expected - ids:
            yield f"{len(lost)} of {len(expected)} drawings are lost"
        if risen := (is_there.keys() - expected) & ids:
            yield f"{len(risen)} drawings that were removed are there again"
    labels = _labels_given(children)
    if any(entry.drawing.label not in labels.get(entry.id, ()) for entry in entries):
        yield "a drawing has a label that nobody gave it"
    kept = sum(len(child.told("kept network")) for child in children)
    if len(kept_weights()) < kept:
        yield f"{kept} networks were kept, {len(kept_weights())} are there"
    for weights in kept_weights():
        load_weights(weights)
    if current_version() not in {version.name for version in list_versions()}:
        yield "the current version is none"


def _labels_given(children: Sequence[Child]) -> dict[str, set[str]]:
    """Return the labels that each drawing was given, by its id."""
    labels: dict[str, set[str]] = {}
    for child in children:
        for said in child.said:
            if said.kind == "label":
                ids, label = json.loads(said.text)
                for name in ids:
                    labels.setdefault(name, set()).add(label)
    return labels
