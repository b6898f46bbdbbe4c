"""An explanation is drawn as one picture."""

import numpy as np
from PIL import ImageColor

from model.ink.drawing import Drawing
from model.insight.colors import ON_LIGHT
from model.insight.explanation import explain
from model.insight.explanation_page import ACCENT, PAGE_PX, draw_explanation
from model.network.recognizer import Recognizer
from tests.model.conftest import lines_drawing, unsteady_drawing

INK = (slice(130, 495), slice(380, 780))
"""Where the ink is in colours, and no legend."""


def count_near(page: np.ndarray, color: str) -> int:
    """Return how many px are nearly of a colour."""
    apart = np.abs(page.astype(int) - ImageColor.getrgb(color)).max(axis=2)
    return int((apart < 24).sum())


def count_like(page: np.ndarray, color: str) -> int:
    """Return how many px are a paler kind of a colour, be it orange or blue."""
    red, _, blue = ImageColor.getrgb(color)[:3]
    px = page.astype(int)
    return int(((px[..., 0] - px[..., 2]) * np.sign(red - blue) > 40).sum())


def test_ink_that_counts_is_orange_and_what_speaks_against_another_class_is_blue(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    explanation = explain(hand_drawn[7], recognizer)
    negative, positive = ON_LIGHT
    why, why_not = (np.asarray(draw_explanation(explanation, target)) for target in (None, 1))
    assert why.shape == (PAGE_PX[1], PAGE_PX[0], 3)
    assert count_like(why[INK], positive) > 2_000
    assert count_like(why[INK], negative) == 0
    assert count_like(why_not[INK], negative) > 2_000
    assert count_like(why_not[INK], positive) == 0
    assert count_near(why, ACCENT) > 1_000  # the bar of 7


def test_a_wobble_that_is_read_otherwise_stands_out(
    recognizer: Recognizer, hand_drawn: list[Drawing]
) -> None:
    below = slice(570, None)
    steady = explain(hand_drawn[2], recognizer)
    unsteady = explain(unsteady_drawing(recognizer), recognizer)
    assert steady.wobble_strip.same_count == 20 > unsteady.wobble_strip.same_count
    assert count_near(np.asarray(draw_explanation(steady))[below], ACCENT) == 0
    assert count_near(np.asarray(draw_explanation(unsteady))[below], ACCENT) > 0


def test_a_dot_is_drawn(recognizer: Recognizer) -> None:
    page = np.asarray(draw_explanation(explain(lines_drawing([(3, 3)]), recognizer)))
    assert count_near(page, "#a0a0a0") > 100
