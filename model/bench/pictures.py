"""How fast a photograph is read."""

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from model.bench.memory import peak_memory_mb
from model.bench.plan import Measure, Plan, in_new_process
from model.ink.parallel import ONE_THREAD
from model.ink.picture import read_picture
from model.network.recognizer import Recognizer
from model.network.weights import default_weights
from model.photographs import synthesize_photographs
from model.reading.pictures import predict_picture

SIZE_PX = (4000, 3000)
"""Twelve megapixels, as a telephone's camera has them."""
KINDS = ("ruled", "shadow", "squared")
REPEATS = 3


def measure_pictures(plan: Plan) -> Iterator[Measure]:
    """Measure how long a photograph takes to be opened, its ink found and read, by one core."""
    repeats = 1 if plan.quick else REPEATS
    seconds, grown_mb = in_new_process(_read_photographs, repeats, environment=ONE_THREAD)
    for which, value in (("median", float(np.median(seconds))), ("longest", max(seconds))):
        yield Measure("pictures", f"12-megapixel photograph read, {which}", value, "s")
    yield Measure("pictures", "memory that this takes at most", grown_mb, "MB")


def _read_photographs(repeats: int) -> tuple[list[float], float]:
    """Return the seconds of each reading, and by how many MB the process grew at its largest."""
    recognizer = Recognizer(default_weights())
    seconds = []
    with TemporaryDirectory(prefix="inkling-bench-") as folder:
        paths = _write_photographs(Path(folder))
        before_mb = peak_memory_mb()
        for path in paths * repeats:
            begin = time.perf_counter()
            predict_picture(recognizer, read_picture(path))
            seconds.append(time.perf_counter() - begin)
        return seconds, peak_memory_mb() - before_mb


def _write_photographs(folder: Path) -> list[Path]:
    """Write the photographs in a process of their own, whose memory is not what is measured."""
    in_new_process(_write, folder)
    return sorted(folder.iterdir())


def _write(folder: Path) -> None:
    for photograph in synthesize_photographs(len(KINDS), seed=0, kinds=KINDS):
        large = Image.fromarray(photograph.px).resize(SIZE_PX, Image.Resampling.BICUBIC)
        large.save(folder / f"{photograph.kind}.jpg", quality=90)
