"""What each block makes of images."""

import numpy as np
import pytest

from model.data.dataset import Dataset
from model.ink.raster import rasterize
from model.shallow.blocks import Deskewed, PrincipalComponents, RawPixels
from model.shallow.gradients import EDGE_NAMES, OrientedGradients
from tests.model.conftest import lines_drawing
from tests.model.shallow.conftest import images_of

Points = list[tuple[float, float]]


def drawn_line(*points: tuple[float, float]) -> np.ndarray:
    """Return (28, 28), one stroke."""
    drawn: np.ndarray = rasterize([lines_drawing(list(points))])[0, 0]
    return drawn


def slant_of(image: np.ndarray) -> float:
    """Return by how many px the ink lies farther right a px down, by least squares."""
    y, x = np.indices(image.shape)
    mass = image.sum()
    y, x = y - (image * y).sum() / mass, x - (image * x).sum() / mass
    return float((image * x * y).sum() / (image * y * y).sum())


def test_slanted_ink_stands_upright_afterwards_where_it_stood() -> None:
    slanted = drawn_line((40, 0), (0, 100))
    assert slant_of(slanted) < -0.3
    [upright] = Deskewed().apply(slanted[None])
    assert slant_of(upright) == pytest.approx(0, abs=0.02)
    assert upright.sum() == pytest.approx(slanted.sum(), rel=0.01)
    assert upright.min() >= 0
    assert upright.max() <= 1
    columns = np.flatnonzero(upright.sum(0) > 0.1)
    assert np.ptp(columns) <= 4


def test_upright_and_flat_ink_and_none_stay_as_they_are() -> None:
    flat = drawn_line((0, 0), (100, 0))
    upright = drawn_line((0, 0), (0, 100))
    nothing = np.zeros((28, 28), np.float32)
    batch = np.stack([flat, upright, nothing])
    np.testing.assert_allclose(Deskewed().apply(batch), batch, atol=1e-3)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([(30, 0), (0, 100)], "It leaned 16° to the right"),
        ([(0, 0), (30, 100)], "It leaned 16° to the left"),
        ([(0, 0), (0, 100)], "It stands upright already."),
    ],
)
def test_deskewing_says_how_far_it_leaned(points: Points, said: str) -> None:
    image = drawn_line(*points)
    block = Deskewed()
    assert said in block.sentence(image, block.apply(image[None])[0])


@pytest.mark.parametrize(
    ("points", "name"),
    [
        ([(0, 0), (0, 100)], EDGE_NAMES[0]),
        ([(0, 100), (100, 0)], EDGE_NAMES[1]),
        ([(0, 0), (100, 0)], EDGE_NAMES[2]),
        ([(0, 0), (100, 100)], EDGE_NAMES[3]),
    ],
)
def test_gradients_tell_which_way_edges_run(points: Points, name: str) -> None:
    image = drawn_line(*points)
    [gradients] = OrientedGradients().apply(image[None])
    assert name in OrientedGradients().sentence(image, gradients)


def test_gradients_point_to_more_ink_in_the_cell_where_it_begins() -> None:
    image = np.zeros((28, 28), np.float32)
    image[:, 14:] = 1
    [gradients] = OrientedGradients().apply(image[None])
    assert gradients.shape == (7, 7, 8)
    # It grows to the right: orientation 0, in the middle column; down the right border it ends.
    assert gradients[1:-1, :5].sum((0, 1)).argmax() == 0
    assert gradients[3, :5, 0].argmax() == 3
    assert gradients[1:-1, :2].max() == 0
    assert (gradients**2).sum() == pytest.approx(1)


def test_faint_ink_has_the_gradients_of_dark_ink() -> None:
    image = drawn_line((0, 0), (60, 0), (20, 100))
    dark, faint = OrientedGradients().apply(np.stack([image, image / 4]))
    np.testing.assert_allclose(dark, faint, atol=1e-4)


def test_no_ink_has_no_gradients() -> None:
    nothing = np.zeros((1, 28, 28), np.float32)
    gradients = OrientedGradients().apply(nothing)
    assert not gradients.any()
    assert "there are none" in OrientedGradients().sentence(nothing[0], gradients[0])


def test_components_hold_most_of_an_image_and_say_so(drawn: Dataset) -> None:
    images = images_of(drawn)[:, 0]
    block = PrincipalComponents.found_in(images)
    np.testing.assert_allclose(block.axes @ block.axes.T, np.eye(50), atol=1e-4)
    components = block.apply(images)
    variances = components.var(axis=0)
    assert (np.diff(variances) <= 1e-3).all()
    centred = (images - block.mean).reshape(len(images), -1)
    left = centred - components @ block.axes
    assert (left**2).sum() / (centred**2).sum() < 0.2
    assert "50 numbers stand for the 784" in block.sentence(images[0], components[0])


def test_raw_pixels_are_counted() -> None:
    image = np.zeros((28, 28), np.float32)
    image[3, 4:9] = 0.5
    assert RawPixels().sentence(image, image) == "The image is 784 numbers, 5 of them not 0."
