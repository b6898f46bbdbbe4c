"""What the tour needs of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from app import late_parts

if TYPE_CHECKING:
    from app.pad.drawing_pad import DrawingPad
    from app.prediction.live_reading import LiveReading
    from app.views.views import Views


class Stage(Protocol):
    """The parts of the window that the tour shows."""

    @property
    def pad(self) -> DrawingPad:
        """What is drawn on."""

    @property
    def reading(self) -> LiveReading:
        """What reads it."""

    @property
    def views(self) -> Views:
        """What shows how it is read."""

    @property
    def training_panel(self) -> late_parts.TrainingPanel:
        """What trains."""
