"""All that `inkling bench` can measure."""

from collections.abc import Mapping
from importlib.util import find_spec

from model.bench.learning import measure_learning
from model.bench.numbers import measure_numbers
from model.bench.pictures import measure_pictures
from model.bench.plan import Part
from model.bench.recognition import measure_recognition
from model.bench.training import measure_training
from model.bench.window import measure_gallery, measure_startup, measure_views, measure_window

HEADLESS_PARTS: Mapping[str, Part] = {
    "training": measure_training,
    "recognition": measure_recognition,
    "numbers": measure_numbers,
    "pictures": measure_pictures,
    "learning": measure_learning,
}
WINDOW_PARTS: Mapping[str, Part] = {
    "startup": measure_startup,
    "window": measure_window,
    "views": measure_views,
    "gallery": measure_gallery,
}
TRAINING_PARTS = ("training", "learning", "window", "views")
"""Those that train, or train beside: they take PyTorch."""


def available_parts() -> Mapping[str, Part]:
    """Return what can be measured on this machine: what needs a window only where Qt is."""
    return {**HEADLESS_PARTS, **(WINDOW_PARTS if find_spec("PySide6") else {})}
