"""Part `kills`: processes are killed at random moments. Nothing that was confirmed is lost.

Every other process keeps drawings, relabels, removes, learns, keeps weights and goes back; the rest
are windows in which somebody draws and says what it is. Kills of one worker hit the same folder.
"""

import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from random import Random

from model.home.collection import DrawingCollection, Entry
from model.home.versions import (
    current_version,
    current_weights,
    keep_weights,
    kept_weights,
    learning_base,
    list_versions,
    use_version,
)
from model.network.recognizer import Recognizer
from model.network.weights import load_weights
from model.training import learn
from model.training.events import Finished
from tools.campaign import session, window_child
from tools.campaign.children import Child, Said, TellParent, can_fork
from tools.campaign.faults import describe_error, kind_of_error
from tools.campaign.homes import keeps_sessions, use_home
from tools.campaign.parts import Job
from tools.campaign.report import ACCEPTED, Result, failed
from tools.campaign.small_training import make_training_small
from tools.campaign.subjects import drawings

LONGEST_S = 2.0
"""About two rounds of what is killed."""
SURE_KILLS = 10
"""After so many, some window has certainly kept something before."""


class Lost(AssertionError):
    """Something that was confirmed is not there."""


@contextmanager
def open_part(job: Job) -> Iterator["KillTrials"]:
    """Give what makes the trials; for `worker`."""
    make_training_small(job.folder / "small-mnist")
    yield KillTrials(job)


class KillTrials:
    """Kills processes and looks at what they leave."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._kept: set[str] = set()
        self._removing: set[str] = set()
        self._labels: dict[str, str] = {}
        self._versions: set[str] = set()
        self._of_windows = Counter[str]()
        self._window_kills = self._confirmed = 0

    def make(self, number: int) -> Result:
        """Start one process, kill it, and look."""
        if not can_fork():
            return Result(skipped=("kills: this system does not fork",))
        random = Random(f"kills {self._job.seed} {number}")
        is_window = number % 2 == 1
        title = "a window" if is_window else "a process that keeps and learns"
        after_s = random.uniform(0, LONGEST_S)
        self._job.tell(f"killed: {title}", f"after {after_s:.3f} s")
        use_home(self._job.folder / ("window-home" if is_window else "home"))
        work = window_child.draw_without_end if is_window else work_without_end
        child = Child(partial(work, random=Random(random.random())))
        time.sleep(after_s)  # a moment of its own choosing: not to wait for anything
        killed_s = time.monotonic()
        exit_code = child.kill()
        if exit_code != -signal.SIGKILL:
            return failed(f"{title} ended by itself with {exit_code}, before it was killed")
        try:
            if is_window:
                self._check_window(child.said, killed_s)
            else:
                self._check_home(child.said)
        except Exception as error:
            kind = str(error) if isinstance(error, Lost) else kind_of_error(error)
            return failed(f"{title}: {kind}", f"after {after_s:.3f} s\n{describe_error(error)}")
        return ACCEPTED

    def _check_home(self, said: list[Said]) -> None:
        for line in said:
            match line.kind:
                case "kept":
                    self._kept.add(line.text)
                case "removing":
                    self._removing.add(line.text)
                case "relabelling":
                    self._labels.pop(line.text, None)
                case "relabelled":
                    self._labels[line.text] = "5"
                case "version":
                    self._versions.add(line.text)
        entries = {entry.id: entry for entry in DrawingCollection().entries()}
        _require(self._kept - self._removing <= entries.keys(), "a kept drawing is lost")
        _require(all(e.drawing.strokes for e in entries.values()), "a kept drawing has no ink")
        relabelled = ((entries.get(name), label) for name, label in self._labels.items())
        _require(
            all(e is None or e.drawing.label == label for e, label in relabelled),
            "a label is lost",
        )
        _require(self._versions <= {path.stem for path in kept_weights()}, "a kept network is lost")
        for path in kept_weights():
            load_weights(path)
        names = {version.name for version in list_versions()}
        _require(current_version() in names, "the current version is none")
        Recognizer(current_weights()).recognize(drawings())

    def _check_window(self, said: list[Said], killed_s: float) -> None:
        self._window_kills += 1
        self._confirmed += len([line for line in said if line.kind == "kept"])
        counted = Counter(entry.drawing.label or "" for entry in DrawingCollection().entries())
        told = {
            kind: Counter(line.text for line in said if line.kind == kind)
            for kind in ("asked", "kept", "undoing")
        }
        before, self._of_windows = self._of_windows, counted
        for label in told["kept"]:
            least = before[label] + told["kept"][label] - told["undoing"][label]
            _require(counted[label] >= least, "a drawing that a window had kept is lost")
        for label, count in counted.items():
            most = before[label] + told["asked"][label]
            _require(count <= most, "a window has kept a drawing twice")
        session.check(said, killed_s)

    def conclude(self) -> Result:
        """Say what was not tried."""
        DrawingCollection().add([Entry(drawings()[0])])  # no lock is left behind
        if self._window_kills >= SURE_KILLS and not self._confirmed:
            return failed("no window has said that it kept a drawing: the campaign tests nothing")
        skipped = () if keeps_sessions() else ("the pad's ink after a kill: no session yet",)
        return Result(skipped=skipped)


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise Lost(otherwise)


def work_without_end(tell: TellParent, random: Random) -> None:
    """Keep drawings, learn them, keep the result, go back; tell each thing that is done."""
    collection = DrawingCollection()
    while True:
        for drawing in drawings():
            entry = Entry(drawing)
            collection.add([entry])
            tell("kept", entry.id)
        removed, relabelled = random.sample(collection.entries(), 2)
        tell("relabelling", relabelled.id)
        collection.relabel([relabelled.relabelled("5")])
        tell("relabelled", relabelled.id)
        tell("removing", removed.id)
        collection.remove([removed.id])
        base, weights = learning_base()
        for event in learn(weights, drawings(), base=base):
            if isinstance(event, Finished):
                name = keep_weights(event.weights, datetime.now())
                tell("version", name)
        use_version(list_versions()[-1].name)
        use_version(name)
