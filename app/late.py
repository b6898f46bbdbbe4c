"""What the first paint does not wait for: NumPy, Pillow, and all that imports them.

The window's modules name these things `late.NAME`. Each is imported when it is first used, on the
thread that uses it, so classes of Qt's are to be used on the GUI thread first. A linter's contract
holds that the window imports NumPy and Pillow in no other way.
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
    from model.home.collection import Entry
    from model.ink.editing import erase
    from model.ink.picture import Picture
    from model.network.recognizer import Prediction, Recognizer
    from model.network.weights import Weights

_MODULES = {
    "np": "numpy",
    "DrawingKeeper": "app.drawings.drawing_keeper",
    "Gallery": "app.drawings.gallery",
    "ink_geometry": "app.pad.ink_geometry",
    "TrainingPanel": "app.training.training_panel",
    "VersionsDialog": "app.training.versions_dialog",
    "page_files": "app.transfer.page_files",
    "Entry": "model.home.collection",
    "erase": "model.ink.editing",
    "Picture": "model.ink.picture",
    "Prediction": "model.network.recognizer",
    "Recognizer": "model.network.recognizer",
    "Weights": "model.network.weights",
}

__all__ = [
    "DrawingKeeper",
    "Entry",
    "Gallery",
    "Picture",
    "Prediction",
    "Recognizer",
    "TrainingPanel",
    "VersionsDialog",
    "Weights",
    "erase",
    "ink_geometry",
    "np",
    "page_files",
]


def __getattr__(name: str) -> Any:
    """Import and return one of the names above, which stays."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(_MODULES[name])
    globals()[name] = found = getattr(module, name, module)
    return found
