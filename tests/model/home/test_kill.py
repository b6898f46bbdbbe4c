"""kill -9 while drawings are kept, learned, and the result is kept: nothing confirmed is lost.

INKLING_KILLS says how often.
"""

import os
import random
import signal
import time
from datetime import datetime
from pathlib import Path

import pytest

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
from model.ink.drawing import Drawing
from model.network.recognizer import Recognizer
from model.network.weights import load_weights
from model.storage.paths import home_folder
from model.training import learn
from model.training.events import Finished
from tools.campaign.small_training import make_training_small

KILLS = int(os.environ.get("INKLING_KILLS", "3"))
LONGEST_S = 1.5
"""About two rounds of what is killed."""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and kill -9")


def work_without_end(drawings: list[Drawing], confirm: int) -> None:
    """Keep drawings, learn them, keep the result, go back; tell each thing that is done."""

    def tell(kind: str, name: str) -> None:
        os.write(confirm, f"{kind} {name}\n".encode())

    make_training_small(home_folder() / "small-mnist")
    collection = DrawingCollection()
    while True:
        for drawing in drawings:
            entry = Entry(drawing)
            collection.add([entry])
            tell("drawing", entry.id)
        removed, relabelled = collection.entries()[:2]
        collection.relabel([relabelled.relabelled("5")])
        tell("removing", removed.id)
        collection.remove([removed.id])
        base, weights = learning_base()
        for event in learn(weights, drawings, base=base):
            if isinstance(event, Finished):
                name = keep_weights(event.weights, datetime.now())
                tell("version", name)
        use_version(list_versions()[-1].name)
        use_version(name)
        tell("used", name)


def run_and_kill(drawings: list[Drawing], after_s: float) -> list[tuple[str, str]]:
    """Return what was confirmed before the kill."""
    reading, confirm = os.pipe()
    child = os.fork()
    if not child:
        try:
            work_without_end(drawings, confirm)
        finally:
            os._exit(1)
    os.close(confirm)
    time.sleep(after_s)  # a moment of its own choosing: not to wait for anything
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as told:
        return [(line.split()[0], line.split()[1]) for line in told]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_kill_at_any_moment_loses_nothing(home: Path, hand_drawn: list[Drawing]) -> None:
    moments = random.Random(0)
    drawings: set[str] = set()
    removing: set[str] = set()
    versions: set[str] = set()
    for _ in range(KILLS):
        for kind, name in run_and_kill(hand_drawn, moments.uniform(0, LONGEST_S)):
            {"drawing": drawings, "removing": removing}.get(kind, versions).add(name)
        entries = DrawingCollection().entries()
        assert drawings - removing <= {entry.id for entry in entries}
        assert all(entry.drawing.strokes for entry in entries)
        for path in kept_weights():
            load_weights(path)
        assert versions <= {path.stem for path in kept_weights()}
        assert current_version() in {version.name for version in list_versions()}
        assert Recognizer(current_weights()).recognize(hand_drawn)[7].label == "7"
    DrawingCollection().add([Entry(hand_drawn[0])])  # no lock is left behind
