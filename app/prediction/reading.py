"""What was read of the pad at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from app import late
from app.pad.page import Page


@dataclass(frozen=True, eq=False)
class Reading:
    """The page, what the network sees of it, and what the network says."""

    page: Page
    images: late.Images
    """(1, 1, 28, 28) float32 in [0, 1], ink = 1."""
    recognizer: late.Recognizer | None
    """The network that reads; None before it is loaded."""
    prediction: late.Prediction | None
    """None where there is no ink, or no network yet."""
