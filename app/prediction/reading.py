"""What was read of the pad at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from app import late
from app.pad.page import Page


@dataclass(frozen=True, eq=False)
class Reading:
    """What lies on the pad, what the network sees of it, and what the network says.

    Where several characters lie there, it is of the one in focus.
    """

    page: Page
    """The pad's page; for one of several characters a page with its ink alone, where that lies."""
    images: late.Images
    """(1, 1, 28, 28) float32 in [0, 1], ink = 1."""
    recognizer: late.Recognizer | None
    """The network that reads; None before it is loaded."""
    prediction: late.Prediction | None
    """None where there is no ink, or no network yet."""
