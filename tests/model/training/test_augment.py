import pytest
import torch

from model.ink.field import FIELD
from model.training.augment import Augmenter
from model.training.recipes import Strengths

NOTHING = Strengths(rotation=0, shear=0, stretch=0, shift=0, elastic=0, thickness=(0, 0))


def make(strengths: Strengths, seed: int = 0) -> Augmenter:
    return Augmenter(strengths, FIELD, torch.Generator().manual_seed(seed))


@pytest.fixture
def images() -> torch.Tensor:
    """64 images of the same plus sign, off the edges."""
    image = torch.zeros(FIELD, FIELD)
    image[8:20, 13:15] = 1
    image[13:15, 8:20] = 1
    return image.expand(64, 1, FIELD, FIELD).clone()


def test_no_strength_changes_nothing(images: torch.Tensor) -> None:
    torch.testing.assert_close(make(NOTHING)(images), images, atol=1e-5, rtol=0)


def test_each_image_is_changed_by_itself_and_stays_an_image(images: torch.Tensor) -> None:
    changed = make(Strengths())(images)
    assert changed.shape == images.shape
    assert changed.min() >= 0
    assert changed.max() <= 1 + 1e-6
    assert len({image.sum().item() for image in changed}) == 64


def test_the_same_seed_changes_the_same_way(images: torch.Tensor) -> None:
    first, again, other = (make(Strengths(), seed)(images) for seed in (3, 3, 4))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.parametrize(
    ("thickness", "grows"), [((1.0, 1.0), True), ((-1.0, -1.0), False), ((0.5, 0.5), True)]
)
def test_thickness_adds_or_takes_ink(
    images: torch.Tensor, thickness: tuple[float, float], grows: bool
) -> None:
    strengths = Strengths(rotation=0, shear=0, stretch=0, shift=0, elastic=0, thickness=thickness)
    changed = make(strengths)(images)
    assert bool((changed.sum() > images.sum()).item()) is grows


@pytest.mark.parametrize("name", ["rotation", "shear", "stretch", "shift", "elastic"])
def test_each_movement_moves_and_keeps_about_the_ink(images: torch.Tensor, name: str) -> None:
    values = {"rotation": 0.0, "shear": 0.0, "stretch": 0.0, "shift": 0.0, "elastic": 0.0}
    values[name] = {"rotation": 0.2, "shear": 0.2, "stretch": 0.1}.get(name, 1.0)
    changed = make(Strengths(thickness=(0, 0), **values))(images)
    assert (changed - images).abs().mean() > 0.005
    assert changed.sum().item() == pytest.approx(images.sum().item(), rel=0.1)
