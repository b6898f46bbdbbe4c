"""Augmentation: batch -> batch, each image changed by itself, on the device the batch is on."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

MAX_ROTATION = math.radians(12)
MAX_SHEAR = 0.2
MAX_STRETCH = 0.12
MAX_SHIFT_PX = 1.0


def augment(images: Tensor, generator: torch.Generator) -> Tensor:
    """Return the images, each turned, slanted, stretched and shifted at random.

    images: (N, 1, 28, 28) float32 in [0, 1]; generator: on the same device.
    """
    count, side = len(images), images.shape[-1]
    draws = torch.rand((6, count), generator=generator, device=images.device) * 2 - 1
    rotation, shear, stretch_x, stretch_y, shift_x, shift_y = draws
    cos, sin = torch.cos(rotation * MAX_ROTATION), torch.sin(rotation * MAX_ROTATION)
    shear = shear * MAX_SHEAR
    stretch_x = torch.exp(stretch_x * MAX_STRETCH)
    stretch_y = torch.exp(stretch_y * MAX_STRETCH)
    # grid_sample's unit is half the image's side.
    to_unit = 2 * MAX_SHIFT_PX / side
    rows = torch.stack(
        [
            torch.stack([cos * stretch_x, (shear * cos - sin) * stretch_x, shift_x * to_unit], 1),
            torch.stack([sin * stretch_y, (shear * sin + cos) * stretch_y, shift_y * to_unit], 1),
        ],
        dim=1,
    )  # (N, 2, 3)
    grid = F.affine_grid(rows, list(images.shape), align_corners=False)
    return F.grid_sample(images, grid, align_corners=False)
