import pytest

from model.handwriting.skeleton import Style, parse_skeleton
from model.handwriting.styles import DIGITS, LETTERS, SIGNS

ALL_STYLES = [
    pytest.param(style, id=f"{name}-{number}")
    for name, styles in [*DIGITS.items(), *LETTERS.items(), ("sign", SIGNS)]
    for number, style in enumerate(styles)
]
LOOK_ALIKES = set("bBdDgGiIjJlLoOqQsStTuUyYzZ")


def test_the_ten_digits_have_styles() -> None:
    assert list(DIGITS) == list("0123456789")
    assert all(DIGITS.values())


def test_no_letter_looks_like_a_digit() -> None:
    assert all(label.isalpha() and len(label) == 1 for label in LETTERS)
    assert not set(LETTERS) & LOOK_ALIKES


@pytest.mark.parametrize("style", ALL_STYLES)
def test_a_styles_skeletons_agree_and_stay_near_the_box(style: Style) -> None:
    first, *others = map(parse_skeleton, style.skeletons)
    assert style.weight > 0
    for other in others:
        assert other.points.shape == first.points.shape
        assert other.strokes == first.strokes
        assert other.corners == first.corners
    for skeleton in (first, *others):
        assert all(end - begin >= 2 for begin, end in skeleton.strokes)
        assert skeleton.points.min() >= -0.3
        assert skeleton.points.max() <= 1.2
