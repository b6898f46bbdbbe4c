import numpy as np

from model.handwriting.arrays import Floats
from model.handwriting.hands import Hands
from model.handwriting.sampling import PAD_PX, sample_paths

WRITERS = 200
DRAWINGS = 5  # by each writer
POINTS = 30


def sample(scale: float = 1.0) -> Floats:
    """Return (WRITERS, DRAWINGS, POINTS, 3)."""
    angle = np.linspace(0, 5, POINTS)
    path = np.stack([np.cos(angle), 1.5 * np.sin(angle)], axis=1) * scale
    hands = Hands(np.random.default_rng(2), np.repeat(np.arange(WRITERS), DRAWINGS))
    points = sample_paths(np.tile(path, (len(hands), 1, 1)), hands)
    return points.reshape(WRITERS, DRAWINGS, POINTS, 3)


def test_points_lie_on_the_pad_and_pressure_within_0_and_1() -> None:
    points = sample()
    assert points[..., :2].min() >= -1
    assert points[..., :2].max() <= PAD_PX + 1
    assert points[..., 2].min() >= 0
    assert points[..., 2].max() <= 1
    assert 0.3 < points[..., 2].mean() < 0.8


def test_the_unit_of_a_path_does_not_matter() -> None:
    np.testing.assert_array_equal(sample(), sample(scale=1024))  # a power of 2, so exactly


def test_a_writer_has_one_pad_and_some_pads_report_whole_px() -> None:
    whole = (sample()[..., :2] % 1 == 0).all(axis=(2, 3))  # (WRITERS, DRAWINGS)
    assert (whole == whole[:, :1]).all()
    assert 0.3 < whole.mean() < 0.5


def test_some_pads_are_so_coarse_that_points_share_their_rows() -> None:
    rows = np.array([len(np.unique(y)) for y in sample()[:, 0, :, 1]])
    assert 0.1 < (rows < 0.8 * POINTS).mean() < 0.4


def test_a_hand_trembles_a_little() -> None:
    hands = Hands(np.random.default_rng(2), np.arange(WRITERS))
    straight = np.stack([np.zeros(POINTS), np.linspace(0, 1, POINTS)], axis=1)
    x, y, _ = sample_paths(np.tile(straight, (WRITERS, 1, 1)), hands).transpose(2, 0, 1)
    trembling = x.std(axis=1) / np.ptp(y, axis=1)
    seen = trembling[trembling > 0]  # a coarse grid hides it
    assert 0.003 < np.median(seen) < 0.01
    assert len(seen) > 0.6 * WRITERS


def test_drawings_differ_in_size_and_place() -> None:
    points = sample()[..., :2].reshape(-1, POINTS, 2)
    heights = np.ptp(points[..., 1], axis=1)
    assert heights.min() < 100
    assert heights.max() > 250
    assert points.mean(axis=1).std(axis=0).min() > 30
