"""The door to Qt's multimedia, an extra; nothing else imports it, and only when it is used."""

from importlib import import_module
from types import ModuleType

from PySide6.QtCore import QLoggingCategory, QObject

from app.camera.frame_source import FrameSource
from model.errors import BadInput, NotInstalled, reason_of

MODULE = "PySide6.QtMultimedia"


def open_cameras(parent: QObject) -> FrameSource:
    """Return the source of the machine's cameras; raises as `import_cameras` does."""
    source: FrameSource = import_cameras().CameraSource(parent)
    return source


def import_cameras() -> ModuleType:
    """Return the module that reads from cameras; on the GUI thread.

    Raises NotInstalled where Qt's multimedia is not, and BadInput where it does not load.
    """
    # It warns of each library for films that a machine lacks; a camera needs none of them.
    QLoggingCategory.setFilterRules(
        "qt.multimedia.symbolsresolver=false\nqt.multimedia.ffmpeg=false"
    )
    try:
        return import_module("app.camera.camera_source")
    except ModuleNotFoundError as error:
        if error.name != MODULE:
            raise
        raise NotInstalled("reading from a camera", "Qt's multimedia", "camera") from error
    except ImportError as error:
        raise BadInput(
            f"Qt's multimedia, which cameras are read with, does not load: {reason_of(error)}"
        ) from error
