import numpy as np
import pytest

from model.handwriting.arrays import Floats
from model.handwriting.curves import POINTS
from model.handwriting.hands import Hands
from model.handwriting.pen_paths import bend_paths, follow_style, rotate
from model.handwriting.skeleton import Style

COUNT = 400
ANGLE = "0,0 30,100! 60,0"


def hands(writers: int = COUNT) -> Hands:
    return Hands(np.random.default_rng(1), np.arange(COUNT) % writers)


def follow(style: Style, haste: float = 0.0) -> Floats:
    return follow_style(style, hands(), np.full(COUNT, haste))


def test_a_path_keeps_near_its_skeleton() -> None:
    paths = follow(Style(1, ("30,0 30,100",)))
    assert paths.shape == (COUNT, POINTS, 2)
    straight = np.stack([np.full(POINTS, 0.3), np.linspace(0, 1, POINTS)], axis=1)
    np.testing.assert_allclose(paths.mean(axis=0), straight, atol=0.03)
    assert np.abs(paths - straight).max() < 0.4


def test_a_hand_lies_between_the_extremes_of_a_style() -> None:
    ends = follow(Style(1, ("0,0 0,100", "60,0 60,100"), looseness=0.0))[:, POINTS // 2, 0]
    assert ends.min() >= 0
    assert ends.max() <= 0.6
    assert ends.std() > 0.1


def test_a_loose_style_strays_farther() -> None:
    tight, loose = (
        follow(Style(1, (ANGLE,), looseness)).std(axis=0).mean() for looseness in (0, 0.2)
    )
    assert loose > 3 * tight


def test_strokes_begin_and_end_early_or_late_and_some_in_a_hook() -> None:
    paths = follow(Style(1, ("30,0 30,100",), looseness=0.0))
    for end in (0, -1):
        x, y = paths[:, end].T
        hooked = np.abs(x - 0.3) > 1e-9
        assert hooked.mean() == pytest.approx(0.15, abs=0.05)
        assert 0.02 < y[~hooked].std() < 0.06
        assert np.abs(y[~hooked] - y.mean()).max() < 0.2
    middle = paths[:, POINTS // 2, 0]
    assert middle == pytest.approx(np.full(COUNT, 0.3))


def test_haste_wears_corners_round() -> None:
    careful, hasty = (follow(Style(1, (ANGLE,)), haste)[..., 1].max(axis=1) for haste in (0, 1))
    assert (hasty < careful).mean() > 0.95
    assert hasty.mean() < careful.mean() - 0.05


def test_writing_by_one_writer_is_more_alike() -> None:
    paths = np.tile(follow(Style(1, (ANGLE,), looseness=0.0))[:1], (COUNT, 1, 1))
    same, different = (
        bend_paths(paths, np.zeros(COUNT), hands(writers)).std(axis=0).mean()
        for writers in (1, COUNT)
    )
    assert same < 0.7 * different


def test_most_hands_slant_to_the_right() -> None:
    paths = bend_paths(follow(Style(1, ("30,0 30,100",))), np.zeros(COUNT), hands())
    slant = paths[:, 0, 0] - paths[:, -1, 0]
    assert slant.mean() > 0.1
    assert 0.6 < (slant > 0).mean() < 0.95


def test_a_style_that_is_turned_stands_at_more_angles() -> None:
    def spread(turn: float) -> float:
        paths = follow(Style(1, ("0,50 60,50",), looseness=0.0))
        x, y = np.ptp(bend_paths(paths, np.full(COUNT, turn), hands()), axis=1).T
        return float((y > x).mean())

    assert spread(0.0) < 0.02
    assert spread(3.0) > 0.3


def test_a_quarter_turn_leads_from_the_right_to_below() -> None:
    turned = rotate(np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]]), np.array([[np.pi / 2]]))
    assert turned == pytest.approx(np.array([[[0, 1], [-2, 0]]]))
