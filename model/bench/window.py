"""The parts of `inkling bench` that need a window: start-up, and how the window keeps up."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from app.late import BLAS_THREADS
from model.bench.plan import Measure, Plan
from model.data.image_sets import MNIST

LAUNCHES = 9
QUICK_LAUNCHES = 3
IDLE_S, QUICK_IDLE_S = 15, 2
GALLERY_COUNT = 10_000
TRAINING_S, QUICK_TRAINING_S = 60, 5
VIEW_S = 60
EXPLAINED, QUICK_EXPLAINED = 40, 5
MANY_CLASSES = (47, 62)
"""Of EMNIST's balanced letters and digits, and of all letters and digits."""
BARE = "a bare Qt window"


def probe(module: str, *arguments: object) -> dict[str, Any]:
    """Run a module in a process of its own, offscreen; return what it tells.

    It has a state folder of its own: neither the user's choices nor the user's drawings count.
    NumPy keeps to one thread, as in the app, which a probe that imports it first would prevent.
    """
    with TemporaryDirectory() as home:
        begin = time.time()
        process = subprocess.run(
            [sys.executable, "-m", module, *map(str, arguments)],
            env={
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "INKLING_HOME": home,
                BLAS_THREADS: "1",
            },
            capture_output=True,  # Qt remarks that offscreen has no size hints
            text=True,
            check=False,
        )
    if process.returncode:
        raise RuntimeError(f"{module} failed: {process.stderr.strip()[-2000:]}")
    told: dict[str, Any] = json.loads(process.stdout)
    return {"begin": begin, **told}


def measure_startup(plan: Plan) -> Iterator[Measure]:
    """Measure launches, Inkling's and a bare window's in turns; medians."""
    bare_s, drawable_s, read_s, memory_mb = [], [], [], []
    for _ in range(QUICK_LAUNCHES if plan.quick else LAUNCHES):
        bare = probe("model.bench.bare_window")
        bare_s.append(bare["painted"] - bare["begin"])
        own = probe("model.bench.launch_probe")
        drawable_s.append(own["painted"] - own["begin"])
        read_s.append(own["read"] - own["begin"])
        memory_mb.append(own["memory_mb"])
    bare_median = float(np.median(bare_s))
    for what, seconds in (("window drawable", drawable_s), ("first digit read", read_s)):
        yield Measure("startup", what, float(np.median(seconds)), "s", bare_median, BARE)
    yield Measure("startup", "memory with a digit read", float(np.median(memory_mb)), "MB")


def measure_window(plan: Plan) -> Iterator[Measure]:
    """Measure from pen to bars, and the GUI thread's gaps: idle, training and learning a hand."""
    plan.have_mnist()
    idle = probe("model.bench.live_probe", "idle", QUICK_IDLE_S if plan.quick else IDLE_S)
    yield Measure("window", "gap while PyTorch loads, longest", idle["loading_gap_ms"], "ms")
    yield from _figures("idle", idle)
    for count in MANY_CLASSES:
        idle_s = QUICK_IDLE_S if plan.quick else IDLE_S
        many = probe("model.bench.live_probe", "classes", idle_s, count)
        yield from _figures(f"{count} classes", many)
    seconds = QUICK_TRAINING_S if plan.quick else TRAINING_S
    training = probe(
        "model.bench.live_probe", "training", seconds, plan.device, plan.folders.of(MNIST)
    )
    yield from _figures("training", training)
    yield Measure("window", "memory, training", training["memory_mb"], "MB")
    seconds = QUICK_IDLE_S if plan.quick else IDLE_S
    yield from _figures(
        "learning", probe("model.bench.live_probe", "learning", seconds, plan.folders.of(MNIST))
    )


def measure_views(plan: Plan) -> Iterator[Measure]:
    """Measure from pen to bars and maps with Inside shown, gaps with any view, and Why."""
    plan.have_mnist()
    idle_s = QUICK_IDLE_S if plan.quick else VIEW_S
    training_s = QUICK_TRAINING_S if plan.quick else TRAINING_S
    mnist = plan.folders.of(MNIST)
    for view in ("inside", "why", "oldWay", "mistakes", "data"):
        told = probe("model.bench.live_probe", "idle", idle_s, view)
        yield from _view_figures(view, "idle", told)
        if view == "inside":
            told = probe("model.bench.live_probe", "training", training_s, plan.device, mnist, view)
            yield from _view_figures(view, "training", told)
    told = probe("model.bench.why_probe", QUICK_EXPLAINED if plan.quick else EXPLAINED)
    for key, which in (("p50", "median"), ("p99", "percentile 99")):
        yield Measure("views", f"pen at rest to Why, {which}", told["explained_ms"][key], "ms")


def _view_figures(view: str, when: str, told: Mapping[str, Any]) -> Iterator[Measure]:
    shown = "bars and maps" if view == "inside" else "bars"
    named = view.capitalize()
    pen = f"{named}, pen to {shown}, {when}, percentile 99"
    yield Measure("views", pen, told["latency_ms"]["p99"], "ms")
    yield Measure("views", f"{named}, gap, {when}, longest", told["gap_ms"]["max"], "ms")


def measure_gallery(plan: Plan) -> Iterator[Measure]:
    """Measure how a gallery of many drawings opens and scrolls."""
    seconds = QUICK_IDLE_S if plan.quick else IDLE_S
    told = probe("model.bench.gallery_probe", GALLERY_COUNT, seconds)
    named = f"gallery of {GALLERY_COUNT:,}"
    yield Measure("gallery", f"{named}, opening, longest gap", told["opening_gap_ms"], "ms")
    for key, which in (("p99", "percentile 99"), ("max", "longest")):
        yield Measure("gallery", f"{named}, scrolling, gap {which}", told["gap_ms"][key], "ms")


def _figures(when: str, told: Mapping[str, Any]) -> Iterator[Measure]:
    for name, key in (("pen to bars", "latency_ms"), ("gap of the GUI thread", "gap_ms")):
        yield Measure("window", f"{name}, {when}, percentile 99", told[key]["p99"], "ms")
        yield Measure("window", f"{name}, {when}, longest", told[key]["max"], "ms")
