"""Augmentation: batch -> batch, each image changed by itself, on the device the batch is on."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from model.training.recipes import ELASTIC_KNOTS, Strengths


class Augmenter:
    """Turns, slants, stretches, shifts, bends, thickens and thins each image at random.

    The elastic field is that of Simard et al., 2003, "Best practices for convolutional neural
    networks applied to visual document analysis", but smoothed by splines rather than a Gaussian.
    """

    def __init__(self, strengths: Strengths, side: int, generator: torch.Generator) -> None:
        """Images are `side` px a side, and on the generator's device."""
        self._strengths = strengths
        self._generator = generator
        device = generator.device
        centres = (torch.arange(side, device=device) + 0.5) * (2 / side) - 1  # as grid_sample's
        y, x = torch.meshgrid(centres, centres, indexing="ij")
        self._grid = torch.stack([x, y, torch.ones_like(x)], -1).reshape(side * side, 3)
        self._splines = _spline_weights(centres, ELASTIC_KNOTS)  # (side, knots)
        self._px = 2 / side  # grid_sample's unit is half the image's side

    def __call__(self, images: Tensor) -> Tensor:
        """Return the changed images; images: (N, 1, side, side) float32 in [0, 1]."""
        return self._move(self._thicken(images))

    def _thicken(self, images: Tensor) -> Tensor:
        low, high = self._strengths.thickness
        amount = self._uniform(len(images), low, high)[:, None, None, None]
        brightest = _neighbourhood(images, torch.maximum)
        darkest = _neighbourhood(images, torch.minimum)
        towards = torch.where(amount > 0, brightest, darkest)
        return images + amount.abs() * (towards - images)

    def _move(self, images: Tensor) -> Tensor:
        count, side = len(images), images.shape[-1]
        s = self._strengths
        rotation, shear, stretch_x, stretch_y = self._normal(4, count)
        cos, sin = torch.cos(rotation * s.rotation), torch.sin(rotation * s.rotation)
        shear = shear * s.shear
        stretch_x = torch.exp(stretch_x * s.stretch)
        stretch_y = torch.exp(stretch_y * s.stretch)
        shift = self._normal(2, count) * (s.shift * self._px)
        to_x = torch.stack([cos * stretch_x, (shear * cos - sin) * stretch_y, shift[0]], 1)
        to_y = torch.stack([sin * stretch_x, (shear * sin + cos) * stretch_y, shift[1]], 1)
        affine = torch.stack([to_x, to_y], 2)  # (N, 3, 2)
        grid = (self._grid @ affine).reshape(count, side, side, 2)
        if s.elastic:
            knots = self._normal(count, 2, ELASTIC_KNOTS, ELASTIC_KNOTS) * (s.elastic * self._px)
            field = self._splines @ knots @ self._splines.T  # (N, 2, side, side)
            grid = grid + field.permute(0, 2, 3, 1)
        return F.grid_sample(images, grid, align_corners=False)

    def _normal(self, *shape: int) -> Tensor:
        return torch.randn(shape, generator=self._generator, device=self._generator.device)

    def _uniform(self, count: int, low: float, high: float) -> Tensor:
        draws = torch.rand(count, generator=self._generator, device=self._generator.device)
        return low + (high - low) * draws


def _neighbourhood(images: Tensor, best: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """Return the best of each px and its eight neighbours; faster here than max_pool2d."""
    padded = F.pad(images, (1, 1, 1, 1))
    rows = best(best(padded[..., :-2, :], padded[..., 1:-1, :]), padded[..., 2:, :])
    return best(best(rows[..., :-2], rows[..., 1:-1]), rows[..., 2:])


def _spline_weights(positions: Tensor, knots: int) -> Tensor:
    """Return (positions, knots): each knot's cubic B-spline at each position in [-1, 1]."""
    spacing = 2 / (knots - 3)  # one knot lies beyond either end
    at = torch.arange(knots, device=positions.device) * spacing - 1 - spacing
    t = ((positions[:, None] - at) / spacing).abs()
    near = 2 / 3 - t**2 + t**3 / 2
    far = (2 - t).clamp(min=0) ** 3 / 6
    return torch.where(t < 1, near, far)
