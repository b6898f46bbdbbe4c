"""What may be the ink of a picture, under each assumption of how dark and how wide it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from model.ink.picture.components import Components, Mask, find_components
from model.ink.picture.light import Contrast
from model.ink.picture.rules import without_rules
from model.ink.picture.morphology import dilate, lightest

_SOFT = 0.3  # px fainter than this share of their component's strongest are not its strokes
_LEAST_SIZE = 0.03  # of the picture's longer side
_LEAST_SIZE_PX = 4
RING_PX = 2
REACHES_PX = (4, 8, 16)
SMALL_PX = 64
MOST_FRAMES = 12
_SHARP = 0.4  # of a component's strength: what is lost within some px at an edge
_WIDEST_STROKE = 0.45  # of the ink's size; a printed 1 may be little else


@dataclass(frozen=True, eq=False)
class Candidate:
    """What one assumption takes for ink."""

    contrast: Contrast
    components: Components
    strength: NDArray[np.float64]
    """(N,): the mean strength of each component."""
    peak: NDArray[np.uint8]
    """(N,): the largest strength of each component."""
    edges: NDArray[np.float64]
    """(N,): near 1 where its edges are sharp, near 0 where it fades away."""
    is_setting: Mask
    """(N,): whether it is a frame, or a bar at the edge of the picture."""
    value: NDArray[np.float64]
    """(N,): how much each component is like writing; 0 where it cannot be."""

    @property
    def main(self) -> int | None:
        """The component that is most like writing."""
        return int(self.value.argmax()) if self.value.max(initial=0) > 0 else None

    @property
    def score(self) -> float:
        """How well this explains the picture: much of what stands out is writing."""
        if self.main is None:
            return 0.0
        energy = self.components.area * self.strength**2 * ~self.is_setting
        purity = float(energy[self.value > 0].sum() / max(energy.sum(), 1e-9))
        return float(self.value[self.main]) * purity


def examine(contrast: Contrast, drops: list[NDArray[np.uint8]]) -> Candidate:
    """Return what of a contrast may be ink."""
    strength = contrast.strength
    seeds = find_components(strength >= contrast.least)
    peaks = seeds.largest(_even(strength)).astype(np.float64)
    least = seeds.paint((peaks * _SOFT).astype(np.int64), 255)
    mask = (strength >= least) & (strength >= contrast.least)
    components = find_components(mask)
    cleaned = without_rules(mask, components)
    if cleaned is not mask:
        components = find_components(cleaned)
    area = np.maximum(components.area, 1)
    mean = components.total(strength) / area
    edges = _edge_share(components, mean, drops)
    value = _value(components, mean, contrast) * edges
    peak = components.largest(strength)
    bars, frames = is_bar(components), is_frame(components, peak)
    value[bars] *= 0.2
    value[frames] = 0
    return Candidate(contrast, components, mean, peak, edges, bars | frames, value)


def _even(strength: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the strengths without what single px have more than those around them."""
    if max(strength.shape) < SMALL_PX:
        return strength
    return np.asarray(Image.fromarray(strength).filter(ImageFilter.BoxBlur(1)))


def _value(
    components: Components, strength: NDArray[np.float64], contrast: Contrast
) -> NDArray[np.float64]:
    height, width = components.shape
    longer = max(height, width)
    size, stroke = components.size, components.stroke_width
    value = size / longer * (strength / 255)
    value = value * np.where(size >= max(_LEAST_SIZE * longer, _LEAST_SIZE_PX), 1, 0)
    value *= np.where(stroke <= _WIDEST_STROKE * size, 1, 0.05)
    box = components.width * components.height
    square = np.minimum(components.width, components.height) >= 0.4 * size
    value *= np.where(square & (components.area > 0.75 * box), 0.05, 1)  # a sheet, not a stroke
    if contrast.window is not None:
        value *= np.clip((contrast.window / np.maximum(stroke, 1) - 1.2) / 0.5, 0, 1)
    x = (components.left + components.right) / 2 / width - 0.5
    y = (components.top + components.bottom) / 2 / height - 0.5
    value *= 1 - 0.7 * np.minimum(np.hypot(x, y) / 0.7, 1)
    value *= _border_factor(components)
    return value


def _edge_share(
    components: Components, strength: NDArray[np.float64], drops: list[NDArray[np.uint8]]
) -> NDArray[np.float64]:
    """Return (N,): near 1 where the edges are such in the picture, too, not only of the window.

    The ink of a wide window may end where the window did, or where a shadow has grown dark enough.
    """
    near = lightest((components.labels() + 1), 2 * RING_PX + 1)
    inner = lightest((components.labels() + 1), 2 * RING_PX - 1)
    ring = (near > 0) & (inner == 0)
    owner = near[ring] - 1
    level = np.searchsorted(0.25 * np.array(REACHES_PX), 0.08 * components.stroke_width)
    level = level.clip(max=len(drops) - 1)
    dropped = np.stack([drop[ring] for drop in drops])[level[owner], np.arange(len(owner))]
    sharp = dropped >= _SHARP * strength[owner]
    count = np.bincount(owner, minlength=len(components))
    lost = np.zeros(len(components))
    if components.shape[0] > SMALL_PX or components.shape[1] > SMALL_PX:
        lost = 2.0 * border_contact(components)  # weighs as an edge of the ring does
    share = np.bincount(owner, sharp, len(components)) / np.maximum(count + lost, 1)
    return np.where(count > 0, np.clip((share - 0.5) / 0.35, 0.01, 1), 1)


def _border_factor(components: Components) -> NDArray[np.float64]:
    """Return (N,): less than 1 where a component runs along the picture's edge."""
    return np.clip(1 - 2 * border_share(components), 0.02, 1)


def _edges(components: Components) -> list[NDArray[np.int32]]:
    labels = components.labels()
    return [labels[0], labels[-1], labels[:, 0], labels[:, -1]]


def border_contact(components: Components) -> NDArray[np.float64]:
    """Return (N,): how many px of each component lie at the edge of the picture."""
    along = [np.bincount(e[e >= 0], minlength=len(components)) for e in _edges(components)]
    return np.sum(along, 0).astype(np.float64)


def border_share(components: Components) -> NDArray[np.float64]:
    """Return (N,): which share of the picture's edges each component takes; of each edge, added."""
    shares = [
        np.bincount(e[e >= 0], minlength=len(components)) / len(e) for e in _edges(components)
    ]
    return np.sum(shares, 0)


def is_bar(components: Components) -> Mask:
    """Return (N,): whether a component runs along the picture's edge, or in from it, straight."""
    height, width = components.shape
    if max(height, width) < SMALL_PX:
        return np.zeros(len(components), np.bool_)
    level = (components.height <= 0.1 * components.width) & (components.width >= 0.4 * width)
    upright = (components.width <= 0.1 * components.height) & (components.height >= 0.4 * height)
    cut = (components.left == 0) | (components.right == width)
    cut_short = (components.top == 0) | (components.bottom == height)
    return (level & (cut | cut_short)) | (upright & (cut | cut_short))


def is_frame(components: Components, peak: NDArray[np.uint8]) -> Mask:
    """Return (N,): whether a component runs along the sides of its box, and has another in it."""
    frames = np.zeros(len(components), np.bool_)
    size = components.size
    large = np.flatnonzero(size >= 0.08 * max(components.shape))
    for index in large[np.argsort(-size[large])][:MOST_FRAMES]:
        left, top = components.left[index], components.top[index]
        right, bottom = components.right[index], components.bottom[index]
        inside = (
            (components.left >= left)
            & (components.top >= top)
            & (components.right <= right)
            & (components.bottom <= bottom)
            & (size >= 0.1 * size[index])
            & (peak >= 0.3 * float(peak[index]))
        )
        inside[index] = False
        if not inside.any():
            continue
        short = min(components.width[index], components.height[index])
        reach = min(max(1.5 * components.stroke_width[index], 0.06 * size[index]), 0.15 * short)
        near, count = components.sides(index, reach)
        frames[index] = near >= 0.75 and count >= 2
    return frames
