"""Reading pictures: the network is asked of the chosen ink, and doubt about that ink is heeded."""

from dataclasses import replace

from model.ink.picture import Picture
from model.reading.prediction import KNOWN_THRESHOLD, Prediction, Reader

DOUBTFUL = KNOWN_THRESHOLD / 2
"""The highest `is_known` where it is not sure what is the ink: such a picture is refused."""


def predict_picture(reader: Reader, picture: Picture) -> Prediction:
    """Return what a reader says of a picture; refused where the picture's ink is in doubt."""
    prediction = reader.predict(picture.input)[0]
    if picture.doubt is None:
        return prediction
    return replace(prediction, is_known=min(prediction.is_known, DOUBTFUL))
