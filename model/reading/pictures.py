"""Reading pictures: the network is asked of the chosen ink, and doubt about that ink is heeded."""

from dataclasses import replace

import numpy as np

from model.data.classes import DIGITS
from model.ink.picture import Doubt, Picture
from model.reading.picture_numbers import read_number
from model.reading.prediction import (
    KNOWN_THRESHOLD,
    Expected,
    NumberPrediction,
    Prediction,
    Reader,
)

DOUBTFUL = KNOWN_THRESHOLD / 2
"""The highest `is_known` where it is not sure what is the ink: such a picture is refused."""
SINGLE = (KNOWN_THRESHOLD, 0.75), (0.9, 1.3)
"""Ink that is at least so likely one character is not taken apart, where it is no wider than this.

In heights of the ink.
"""


def predict_picture(
    reader: Reader, picture: Picture, expected: Expected = Expected.EITHER
) -> Prediction:
    """Return what a reader says of a picture; refused where the picture's ink is in doubt."""
    whole = reader.predict(picture.input)[0]
    if expected is Expected.SINGLE or not picture.chosen or reader.classes != DIGITS:
        return _refused(whole) if picture.doubt is not None else whole
    if expected is Expected.EITHER and picture.doubt is None and _is_single(picture, whole):
        return whole
    prediction = read_number(reader, picture.chosen_ink, whole, expected) or whole
    if picture.doubt is None and whole.is_accepted and not prediction.is_accepted:
        prediction = whole  # ink in disorder that is one character, such as an ornate one
    return _refused(prediction) if doubt_of(picture, prediction) is not None else prediction


def doubt_of(picture: Picture, prediction: Prediction) -> Doubt | None:
    """Return why a picture is not read, if it is not; prediction: what was read of it."""
    if picture.doubt is Doubt.SEVERAL and isinstance(prediction, NumberPrediction):
        return None if prediction.is_accepted else picture.doubt
    return picture.doubt


def _is_single(picture: Picture, whole: Prediction) -> bool:
    """Whether ink is one character beyond doubt; whole: what is read of it."""
    if not whole.is_accepted:
        return False
    rows, columns = np.nonzero(np.isin(picture.pieces, list(picture.chosen)))
    width = (np.ptp(columns) + 1) / (np.ptp(rows) + 1)
    return any(whole.is_known >= known and width <= widest for known, widest in SINGLE)


def _refused(prediction: Prediction) -> Prediction:
    return replace(prediction, is_known=min(prediction.is_known, DOUBTFUL))
