"""How long a hand takes to learn."""

import time
from collections.abc import Iterator

import numpy as np

from model.bench.plan import ROUNDS, Measure, Plan, in_new_process
from model.data.source import Folders
from model.handwriting.synthesis import synthesize_digits
from model.network.weights import default_weights
from model.training import learn
from model.training.events import TrainingEvent

LEARNED_COUNT = 10


def measure_learning(plan: Plan) -> Iterator[Measure]:
    """Measure how long ten corrections take to learn, PyTorch being loaded."""
    plan.have_mnist()
    seconds = in_new_process(_learn, plan.folders, 1 if plan.quick else ROUNDS)
    yield Measure("learning", "ten drawings learned, median", float(np.median(seconds)), "s")


def _learn(folders: Folders, rounds: int) -> list[float]:
    seconds = []
    for _ in range(1 + rounds):
        begin = time.perf_counter()
        for _event in start_learning(folders):
            pass
        seconds.append(time.perf_counter() - begin)
    return seconds[1:]  # the first has warmed up


def start_learning(folders: Folders) -> Iterator[TrainingEvent]:
    """Begin to learn ten drawings, from the weights that ship."""
    return learn(default_weights(), synthesize_digits(LEARNED_COUNT, seed=0), folders=folders)
