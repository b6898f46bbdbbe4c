"""The characters that were read of a page: as they lie on the pad, and each as a reading."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from app import late, late_parts
from app.pad.brackets import PadPart
from app.pad.page import Page
from app.prediction.reading import Reading
from model.data.classes import DIGITS
from model.ink.parts import all_ink, ink_of, key_of

SURE_FROM = 0.5
"""A part is marked as not sure where it is less likely than this."""


def several_parts(prediction: late.Prediction | None) -> tuple[late.PartPrediction, ...]:
    """Return the characters of what was read; none where it is only one."""
    if prediction is None:  # NumPy may not be there yet
        return ()
    if not isinstance(prediction, late.NumberPrediction) or len(prediction.parts) < 2:
        return ()
    return prediction.parts


def parts_on_pad(page: Page, prediction: late.Prediction | None) -> tuple[PadPart, ...]:
    """Return the characters of a page as they lie on the pad; a drawing of one digit is one."""
    parts = several_parts(prediction)
    if parts:
        return tuple(_on_pad(page, part) for part in parts)
    if prediction is None or page.picture is not None or prediction.classes != DIGITS:
        return ()
    traces = all_ink(page.drawing)
    box = _rectangle(page.drawing.bounds())
    is_unsure = prediction.text is None
    return (PadPart(prediction.label, prediction.confidence, is_unsure, box, traces),)


def _on_pad(page: Page, part: late.PartPrediction) -> PadPart:
    box = _rectangle(part.box)
    if page.picture is not None:
        box = late_parts.picture_painter.from_picture(page.picture, box)
    is_unsure = part.confidence < SURE_FROM or not part.prediction.is_accepted
    return PadPart(part.label, part.confidence, is_unsure, box, part.traces, part.line)


def _rectangle(box: tuple[float, float, float, float]) -> QRectF:
    left, top, right, bottom = box
    return QRectF(left, top, right - left, bottom - top)


class PartReader:
    """Makes readings of characters that stand beside others, each alone.

    Of the same ink it makes the same page: whoever has explained that need not do so again.
    """

    def __init__(self) -> None:
        self._from = Page()  # whose strokes live, so that no others have their identities
        self._ink: dict[tuple[object, ...], Page] = {}

    def read(
        self,
        page: Page,
        recognizer: late.Recognizer | None,
        parts: Sequence[late.PartPrediction],
        index: int,
    ) -> Reading:
        """Return the reading of one of a page's characters; recognizer: which has read it."""
        keys = [_key(page, part) for part in parts]
        self._ink = {key: self._ink[key] for key in keys if key in self._ink}
        self._from = page
        part = parts[index]
        ink = self._ink.setdefault(keys[index], _ink_of(page, part))
        return Reading(ink, part.images, recognizer, part.prediction)


def _key(page: Page, part: late.PartPrediction) -> tuple[object, ...]:
    """Return what is the same for the same ink, as long as that lives."""
    return (id(page.picture), part.box, *key_of(page.drawing, part.traces))


def _ink_of(page: Page, part: late.PartPrediction) -> Page:
    if page.picture is None:
        return Page(ink_of(page.drawing, part.traces))
    return Page(picture=late.Picture.of_image(late.to_grays(part.images[0, 0])))
