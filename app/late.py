"""What the first paint does not wait for: NumPy, Pillow, and all that imports them.

The modules that the first paint needs name such things `late.NAME`, and import them in no other
way: a linter's contract holds it. Each is imported when it is first used, on the thread that uses
it; a class of Qt's is therefore to be used on the GUI thread first.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from app.drawings.drawing_keeper import DrawingKeeper
    from app.drawings.gallery import Gallery
    from app.pad import ink_geometry
    from app.training.training_panel import TrainingPanel
    from app.training.versions_dialog import VersionsDialog
    from app.transfer import page_files
    from app.transfer.page_files import Opened
    from model.home.collection import Entry
    from model.home.versions import count_drawings, load_reading_weights
    from model.ink.editing import bounded, erase, fit_to_pad
    from model.ink.picture import Picture
    from model.ink.raster import Images, rasterize
    from model.ink.tracing import trace
    from model.network.recognizer import Recognizer
    from model.network.weights import Weights
    from model.reading.prediction import Prediction
    from model.training.torch_import import import_training

_MODULES = {
    "DrawingKeeper": "app.drawings.drawing_keeper",
    "Entry": "model.home.collection",
    "Gallery": "app.drawings.gallery",
    "Images": "model.ink.raster",
    "Opened": "app.transfer.page_files",
    "Picture": "model.ink.picture",
    "Prediction": "model.reading.prediction",
    "Recognizer": "model.network.recognizer",
    "TrainingPanel": "app.training.training_panel",
    "VersionsDialog": "app.training.versions_dialog",
    "Weights": "model.network.weights",
    "bounded": "model.ink.editing",
    "count_drawings": "model.home.versions",
    "erase": "model.ink.editing",
    "fit_to_pad": "model.ink.editing",
    "import_training": "model.training.torch_import",
    "ink_geometry": "app.pad.ink_geometry",
    "load_reading_weights": "model.home.versions",
    "np": "numpy",
    "page_files": "app.transfer.page_files",
    "rasterize": "model.ink.raster",
    "trace": "model.ink.tracing",
}

__all__ = [
    "DrawingKeeper",
    "Entry",
    "Gallery",
    "Images",
    "Opened",
    "Picture",
    "Prediction",
    "Recognizer",
    "TrainingPanel",
    "VersionsDialog",
    "Weights",
    "bounded",
    "count_drawings",
    "erase",
    "fit_to_pad",
    "import_for_training_panel",
    "import_training",
    "ink_geometry",
    "load_reading_weights",
    "np",
    "page_files",
    "rasterize",
    "trace",
]


def __getattr__(name: str) -> Any:
    """Import and return one of the names above, which stays."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(_MODULES[name])
    globals()[name] = found = getattr(module, name, module)
    return found


def import_for_training_panel() -> None:
    """Import what the training panel needs but classes of Qt's; on any thread."""
    for module in ("model.home.versions", "model.training"):
        import_module(module)
