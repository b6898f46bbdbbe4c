"""Where frames come from: a camera, or whatever else has some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class CameraChoice(NamedTuple):
    """A camera that can be chosen."""

    id: str
    name: str


class FrameSource(QObject):
    """Gives frames one after the other while it runs. It keeps none.

    Signals, on the GUI thread:
        frame_arrived: there is another frame; with what `px_of` takes.
        cameras_changed: one was plugged in or taken out.
        failed: there will be no more frames; with one sentence.
    """

    frame_arrived = Signal(object)
    cameras_changed = Signal()
    failed = Signal(str)

    def cameras(self) -> list[CameraChoice]:
        """Return the cameras that there are, the one that the system prefers first."""
        raise NotImplementedError

    def start(self, camera_id: str) -> None:
        """Begin to give the frames of a camera, in place of any other's."""
        raise NotImplementedError

    def stop(self) -> None:
        """Give no more frames; the camera is free for other programs."""
        raise NotImplementedError

    def px_of(self, frame: Any) -> NDArray[np.uint8]:
        """Return a frame's px, (height, width, 4) RGBA; may be called on any thread.

        Raises BadInput where the frame cannot be read.
        """
        raise NotImplementedError
