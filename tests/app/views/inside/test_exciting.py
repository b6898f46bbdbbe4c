"""What is said of the drawings that excite a map."""

from collections.abc import Callable

import numpy as np

from app.prediction.reading import Reading
from app.views.inside.exciting import summary
from app.views.inside.flows import Exciting
from model.insight.fields import WHOLE_FIELD
from model.insight.layers import HIDDEN, Cell, flow
from model.network.recognizer import Recognizer


def test_their_commonest_class_has_the_article_that_is_spoken(
    recognizer: Recognizer, digit: Callable[[int], Reading]
) -> None:
    shown = [Exciting(np.zeros((28, 28), np.uint8), name, "", WHOLE_FIELD) for name in "883"]
    said = summary(flow(recognizer, digit(7).images), Cell(HIDDEN, 4), shown)
    assert said.endswith("2 of these 3 are an 8.")
