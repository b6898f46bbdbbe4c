"""How fast ink is read."""

import time
from collections.abc import Iterator

import numpy as np

from model.bench.plan import Measure, Plan, in_new_process
from model.handwriting.synthesis import synthesize_digits
from model.ink.parallel import CHUNK, ONE_THREAD
from model.network.recognizer import Recognizer
from model.network.weights import default_weights

READ_COUNT = 4_000
READ_SINGLY_COUNT = 1_000


def measure_recognition(plan: Plan) -> Iterator[Measure]:
    """Measure how fast ink is read, rasterising included, by one core."""
    count = READ_COUNT // 4 if plan.quick else READ_COUNT
    rate, singly_ms = in_new_process(_recognize, count, environment=ONE_THREAD)
    yield Measure("recognition", "drawings read, one core", rate, "1/s")
    for percentile in (50, 99):
        value = float(np.percentile(singly_ms, percentile))
        yield Measure("recognition", f"one drawing, percentile {percentile}", value, "ms")


def _recognize(count: int) -> tuple[float, list[float]]:

    recognizer = Recognizer(default_weights())
    drawings = synthesize_digits(count, seed=0)
    recognizer.recognize(drawings[:CHUNK])  # warm up
    begin = time.perf_counter()
    for start in range(0, count, CHUNK):
        recognizer.recognize(drawings[start : start + CHUNK])
    rate = count / (time.perf_counter() - begin)
    singly_ms = []
    for drawing in drawings[:READ_SINGLY_COUNT]:
        begin = time.perf_counter()
        recognizer.recognize([drawing])
        singly_ms.append(1000 * (time.perf_counter() - begin))
    return rate, singly_ms
