"""How fast numbers are read: a line of ten digits from rest, and one that grows on the pad."""

import time
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np

from model.bench.plan import Measure, Plan, in_new_process
from model.bench.window import IDLE_S, QUICK_IDLE_S, probe
from model.handwriting.composing import SpacedHand
from model.handwriting.numbers import join_digits
from model.handwriting.synthesis import synthesize_digits
from model.ink.drawing import Drawing
from model.ink.parallel import ONE_THREAD
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from model.reading.numbers import NumberReader

LINES, QUICK_LINES = 200, 20
DIGITS_OF_LINE, STROKES_OF_LINE = 10, 25
WRITTEN = 6_000
"""Digits that are written to choose a line's from."""
ONE = "one character"


def measure_numbers(plan: Plan) -> Iterator[Measure]:
    """Measure reading from rest, by one core, and from pen to bars while a number grows."""
    count = QUICK_LINES if plan.quick else LINES
    line_ms, one_ms = in_new_process(_read_lines, count, environment=ONE_THREAD)
    named = f"{DIGITS_OF_LINE} digits, {STROKES_OF_LINE} strokes, from rest"
    for which, value, baseline in (
        ("median", np.median(line_ms), np.median(one_ms)),
        ("longest", max(line_ms), max(one_ms)),
    ):
        yield Measure("numbers", f"{named}, {which}", float(value), "ms", float(baseline), ONE)
    if find_spec("PySide6"):
        told = probe("model.bench.numbers_probe", QUICK_IDLE_S if plan.quick else IDLE_S)
        for key, which in (("p99", "percentile 99"), ("max", "longest")):
            pen = f"pen to bars, {DIGITS_OF_LINE} digits grow, {which}"
            yield Measure("numbers", pen, told["latency_ms"][key], "ms")


def _read_lines(count: int) -> tuple[list[float], list[float]]:
    """Return the ms for each of some lines, and for as many characters alone, in turns."""
    recognizer = Recognizer(default_weights())
    lines = make_lines(count + 1)
    characters = synthesize_digits(count + 1, seed=1)
    line_ms, one_ms = [], []
    for line, character in zip(lines, characters, strict=True):
        begin = time.perf_counter()
        NumberReader(recognizer).read(line)
        line_ms.append(1000 * (time.perf_counter() - begin))
        begin = time.perf_counter()
        recognizer.recognize([character])
        one_ms.append(1000 * (time.perf_counter() - begin))
    return line_ms[1:], one_ms[1:]  # the first warm up


def make_lines(count: int) -> list[Drawing]:
    """Return numbers of ten digits, half of them of two strokes and half of three."""
    by_strokes = defaultdict(list)
    for digit in synthesize_digits(WRITTEN, seed=0):
        by_strokes[len(digit.strokes)].append(digit)
    rng = np.random.default_rng(0)
    lines = []
    for _ in range(count):
        chosen = [
            by_strokes[strokes][int(rng.integers(len(by_strokes[strokes])))]
            for strokes in rng.permutation([2, 3] * (DIGITS_OF_LINE // 2)).tolist()
        ]
        lines.append(join_digits(chosen, SpacedHand(rng)))
    return lines
