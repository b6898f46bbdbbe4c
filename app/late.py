"""What the first paint does not wait for: NumPy, Pillow, and all of the model that imports them.

The modules that the first paint needs name such things `late.NAME`, and import them in no other
way: a linter's contract holds it. Each is imported when it is first used, on the thread that uses
it. Parts of the window that come later have a door of their own, `app/late_parts.py`.
"""

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from app.pad import ink_geometry
    from model.home import session, what_reads
    from model.home.chosen import VERSION, Choice, Loaded, chosen_id, version_choice
    from model.home.collection import Entry
    from model.home.kept import Kept
    from model.home.versions import load_reading_weights
    from model.ink.editing import bounded, cut_out, fit_to_pad
    from model.ink.picture import DOUBT_SENTENCES, DOUBT_WORDS, Doubt, Picture
    from model.ink.raster import Images, rasterize, to_grays
    from model.network.recognizer import Recognizer
    from model.network.weights import Weights
    from model.plain_text import plain
    from model.reading import regrouping
    from model.reading.numbers import NumberReader
    from model.reading.pictures import doubt_of, predict_picture
    from model.reading.prediction import NumberPrediction, PartPrediction, Prediction
    from model.training.torch_import import import_training

BLAS_THREADS = "OPENBLAS_NUM_THREADS"

_MODULES = {
    "DOUBT_SENTENCES": "model.ink.picture",
    "DOUBT_WORDS": "model.ink.picture",
    "Doubt": "model.ink.picture",
    "Entry": "model.home.collection",
    "Images": "model.ink.raster",
    "Kept": "model.home.kept",
    "NumberPrediction": "model.reading.prediction",
    "NumberReader": "model.reading.numbers",
    "PartPrediction": "model.reading.prediction",
    "Picture": "model.ink.picture",
    "Prediction": "model.reading.prediction",
    "Recognizer": "model.network.recognizer",
    "Weights": "model.network.weights",
    "bounded": "model.ink.editing",
    "VERSION": "model.home.chosen",
    "Choice": "model.home.chosen",
    "Loaded": "model.home.chosen",
    "chosen_id": "model.home.chosen",
    "version_choice": "model.home.chosen",
    "what_reads": "model.home.what_reads",
    "cut_out": "model.ink.editing",
    "doubt_of": "model.reading.pictures",
    "fit_to_pad": "model.ink.editing",
    "import_training": "model.training.torch_import",
    "ink_geometry": "app.pad.ink_geometry",
    "load_reading_weights": "model.home.versions",
    "np": "numpy",
    "plain": "model.plain_text",
    "predict_picture": "model.reading.pictures",
    "rasterize": "model.ink.raster",
    "regrouping": "model.reading.regrouping",
    "session": "model.home.session",
    "to_grays": "model.ink.raster",
}

_FOR_PANELS = (
    "model.home.versions",
    "model.home.what_reads",
    "model.training",
    "model.home.collection",
    "model.insight.cell_words",
    "model.insight.colors",
    "model.insight.examples",
    "model.insight.explanation",
    "model.insight.mistakes",
    "model.insight.nearest",
    "model.insight.offers",
)
"""All that those modules import comes with them."""

__all__ = [
    "DOUBT_SENTENCES",
    "DOUBT_WORDS",
    "VERSION",
    "Choice",
    "Doubt",
    "Entry",
    "Images",
    "Kept",
    "Loaded",
    "NumberPrediction",
    "NumberReader",
    "PartPrediction",
    "Picture",
    "Prediction",
    "Recognizer",
    "Weights",
    "bounded",
    "chosen_id",
    "cut_out",
    "doubt_of",
    "fit_to_pad",
    "import_for_panels",
    "import_late",
    "import_numpy",
    "import_reading",
    "import_training",
    "ink_geometry",
    "load_reading_weights",
    "np",
    "plain",
    "predict_picture",
    "rasterize",
    "regrouping",
    "session",
    "to_grays",
    "version_choice",
    "what_reads",
]


def import_late(door: dict[str, Any], modules: Mapping[str, str], name: str) -> Any:
    """Import a name out of the module that has it, and keep it among a door's globals."""
    if name not in modules:
        raise AttributeError(f"module {door['__name__']!r} has no attribute {name!r}")
    module = import_module(modules[name])
    door[name] = found = getattr(module, name, module)
    return found


def __getattr__(name: str) -> Any:
    """Import and return one of the names above, which stays."""
    return import_late(globals(), _MODULES, name)


def import_numpy() -> None:
    """Import NumPy so that it keeps to one thread, unless the user has said otherwise.

    The network's products are small. A second thread mostly waits for the first, and takes a core
    from the window and from training: where others use the cores, too, that took thrice the time.
    """
    if "numpy" in sys.modules or BLAS_THREADS in os.environ:
        return
    os.environ[BLAS_THREADS] = "1"  # read once, when the library is loaded
    try:
        import_module("numpy")
    finally:
        del os.environ[BLAS_THREADS]  # PyTorch's own library, on some machines, is to use all


def import_reading() -> None:
    """Import what reads numbers, so that the first drawing does not wait for it."""
    import_module(_MODULES["NumberReader"])


def import_for_panels() -> None:
    """Import what the training panel and the views need but classes of Qt's; on any thread."""
    for module in _FOR_PANELS:
        import_module(module)
