"""What may be the ink of a picture, under one assumption of how dark and how wide it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.ink.picture.components import Components, Floats, find_components
from model.ink.picture.edges import edge_share
from model.ink.picture.grays import blurred
from model.ink.picture.light import Contrast
from model.ink.picture.rules import without_rules
from model.ink.picture.runs import Mask
from model.ink.picture.surroundings import SMALL_PX, border_share, find_bars, find_frames

_SOFT = 0.3  # px fainter than this share of their component's strongest are not its strokes
_LEAST_SIZE = 0.03  # of the picture's longer side
_LEAST_SIZE_PX = 4
_WIDEST_STROKE = 0.45  # of the ink's size; a printed 1 may be little else
_SHEET = 0.8  # what fills so much of its rows, and these of a box that is no bar, is a sheet
_STRIP = 0.3  # of the picture: what covers so much and lies flat is a field of a form
_ROOM = 1.2, 1.7  # strokes of a width times this are cut by a window, times that they are not
_UNLIKELY = 0.05
_FAINTER_LINE = 0.6  # of the ink's strength: px of such lines can be told from ink on them
_LIKE_MAIN = 0.2  # of its value


@dataclass(frozen=True, eq=False)
class Candidate:
    """What one assumption takes for ink, as N components."""

    contrast: Contrast
    components: Components
    strength: Floats
    """(N,): the mean strength of each component."""
    peak: NDArray[np.uint8]
    """(N,): the largest strength of each component."""
    edges: Floats
    """(N,): near 1 where its edges are sharp, near 0 where it fades away."""
    is_setting: Mask
    """(N,): whether it is a frame, or a bar at the edge of the picture."""
    value: Floats
    """(N,): how much each component is like writing; 0 where it cannot be."""

    @property
    def main(self) -> int | None:
        """The component that is most like writing."""
        return int(self.value.argmax()) if self.value.max(initial=0) > 0 else None

    @property
    def like_main(self) -> int:
        """How many components may be characters as the main one is."""
        return int((self.value > _LIKE_MAIN * self.value.max(initial=0)).sum())

    @property
    def writing(self) -> float:
        """How much there is that is like writing."""
        return float(self.value.sum())

    @property
    def score(self) -> float:
        """How well this explains the picture: much of what stands out is writing."""
        if self.main is None:
            return 0.0
        energy = self.components.area * self.strength**2 * ~self.is_setting
        purity = float(energy[self.value > 0].sum() / max(float(energy.sum()), 1e-9))
        return float(self.value[self.main]) * purity


def examine(contrast: Contrast, drops: list[NDArray[np.uint8]]) -> Candidate:
    """Return what of a contrast may be ink; drops: as for `edge_share`."""
    strength = contrast.strength
    clear = strength >= contrast.least
    seeds = find_components(clear)
    peaks = seeds.largest(_even(strength)).astype(np.float64)
    # Each is as soft as its own strongest px says: a faint line that runs into ink is cut off.
    mask = clear & (strength >= seeds.paint((peaks * _SOFT).astype(np.int64), 255))
    components = find_components(mask)
    cleaned = without_rules(mask, components)
    if cleaned is not mask:
        cleaned |= _written_on(strength, mask & ~cleaned, cleaned)
        components = find_components(cleaned)
    mean = components.total(strength) / np.maximum(components.area, 1)
    peak = components.largest(strength)
    edges = edge_share(components, mean, drops)
    bars, frames = find_bars(components), find_frames(components, peak)
    value = _value(components, mean, contrast.window) * edges
    value = np.where(frames, 0, np.where(bars, 0.2 * value, value))
    return Candidate(contrast, components, mean, peak, edges, bars | frames, value)


def _written_on(strength: NDArray[np.uint8], erased: Mask, left: Mask) -> Mask:
    """Return (H, W): px of erased lines that are as strong as the ink that is left.

    Such is the foot of a 2 that stands on a fainter line.
    """
    if not erased.any() or not left.any():
        return np.zeros_like(erased)
    line, ink = float(np.median(strength[erased])), float(np.median(strength[left]))
    if line > _FAINTER_LINE * ink:
        return np.zeros_like(erased)
    return erased & (strength > (line + 2 * ink) / 3)


def _even(strength: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the strengths without what single px have more than those around them."""
    if max(strength.shape) < SMALL_PX:
        return strength
    return blurred(strength, 1)


def _value(components: Components, strength: Floats, window: int | None) -> Floats:
    """Return (N,): large, strong, central ink with strokes narrower than itself counts most."""
    height, width = components.shape
    longer = max(height, width)
    size, stroke = components.size, components.stroke_width
    value: Floats = size / longer * (strength / 255)
    value = np.where(size >= max(_LEAST_SIZE * longer, _LEAST_SIZE_PX), value, 0)
    value *= np.where(stroke <= _WIDEST_STROKE * size, 1, _UNLIKELY)
    box = components.width * components.height
    is_wide = np.minimum(components.width, components.height) >= 0.4 * size
    is_wide |= components.width >= 2 * components.height  # such as a field of a form
    if longer >= SMALL_PX:
        hull = components.row_hull
        is_sheet = is_wide & (components.area > _SHEET * hull) & (hull > _SHEET * box)
        is_strip = components.width >= 1.5 * components.height  # tilted, a box is not filled
        is_sheet |= is_strip & (components.area > _STRIP * height * width)
        value *= np.where(is_sheet, _UNLIKELY, 1)
    if window is not None:
        least, enough = _ROOM
        value *= np.clip((window / np.maximum(stroke, 1) - least) / (enough - least), 0, 1)
    x = (components.left + components.right) / 2 / width - 0.5
    y = (components.top + components.bottom) / 2 / height - 0.5
    value *= 1 - np.minimum(np.hypot(x, y), 0.7)
    value *= np.clip(1 - 2 * border_share(components), 0.02, 1)
    return value
