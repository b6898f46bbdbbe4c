"""From a style to the paths of a pen, one for each hand.

Paths are in heights of the skeletons' box, y down. A pad turns them into px: see
`model.handwriting.sampling`.
"""

import numpy as np
from numpy.random import Generator

from model.handwriting.arrays import Floats
from model.handwriting.curves import make_curve
from model.handwriting.hands import Hands
from model.handwriting.skeleton import Style

HOOK_POINTS = 6
"""How long a hook at the end of a stroke is, in points of the path."""


def follow_style(style: Style, hands: Hands, haste: Floats) -> Floats:
    """Return (N, POINTS, 2) paths along the skeletons of one style.

    haste: (N,) in [0, 1], how far each hand wears its corners round.
    """
    curve = make_curve(style)
    # A hand lies between the style's extremes, and misses each control point by a little.
    share = np.exp(hands.vary(1.2, 0.6, len(curve.control)))
    share /= share.sum(axis=1, keepdims=True)
    missed = hands.vary(style.looseness, 0.7 * style.looseness, *curve.control.shape[1:])
    missed[:, 1:] += missed[:, :-1]  # a hand that misses one point misses the next with it
    control = np.tensordot(share, curve.control, axes=1) + missed  # (N, P, 2)
    path: Floats = curve.sharp @ control
    path += haste[:, None, None] * (curve.soft @ control - path)
    for first, last in curve.strokes:
        path[:, first:last] = _hook_ends(_shift_ends(path[:, first:last], hands), hands.rng)
    return path


def _shift_ends(stroke: Floats, hands: Hands) -> Floats:
    """Return (N, T, 2) the strokes, begun and ended early or late. stroke: (N, T, 2)."""
    count, length, _ = stroke.shape
    early, late = np.clip(hands.vary(0.02, 0.035, 2), -0.12, 0.12).T[:, :, None]
    along = np.linspace(0, 1, length)
    at = (along * (1 + early + late) - early) * (length - 1)  # (N, T), beyond the ends too
    before = np.clip(np.floor(at), 0, length - 2).astype(np.intp)
    rows = np.arange(count)[:, None]
    start, end = stroke[rows, before], stroke[rows, before + 1]
    shifted: Floats = start + (at - before)[..., None] * (end - start)
    return shifted


def _hook_ends(stroke: Floats, rng: Generator) -> Floats:
    """Drag some ends of the strokes aside, in place; return them. stroke: (N, T, 2)."""
    count, length, _ = stroke.shape
    hook = min(HOOK_POINTS, length // 3)
    fade = np.linspace(1, 0, hook, endpoint=False)[:, None] ** 2
    for end in (stroke[:, :hook], stroke[:, ::-1][:, :hook]):
        dragged = rng.random((count, 1, 1)) < 0.15
        end += dragged * rng.normal(0, 0.05, (count, 1, 2)) * fade
    return stroke


def bend_paths(paths: Floats, style_turns: Floats, hands: Hands) -> Floats:
    """Return (N, T, 2) the paths, warped, stretched, slanted and turned by each hand.

    paths: (N, T, 2); style_turns: (N,) in radians, the `Style.turn` of each path's style.
    """
    x, y = (paths - (0.3, 0.5)).transpose(2, 0, 1)  # each (N, T), about the middle of the box
    # Uneven proportions: a head wider than the foot, a curved back, a drooping bar.
    a, b = hands.vary(0.18, 0.1, 2, 3, 1).transpose(1, 2, 0, 3)
    x, y = (
        x + a[0] * 2 * x * y + a[1] * (y * y - 0.1) + a[2] * 0.5 * x * x,
        y + b[0] * x * y + b[1] * (y * y - 0.1) + b[2] * 0.5 * x * x,
    )
    x, y = x + _ripple(x, y, hands.rng), y + _ripple(x, y, hands.rng)
    x = x * np.exp(hands.vary(0.22, 0.1, 1, mean=0.05))
    x = x - y * hands.vary(0.24, 0.07, 1, mean=0.18)
    turns = hands.vary(0.05, 0.05, 1)
    turns += style_turns[:, None] * hands.rng.normal(0, 1, (len(hands), 1))
    return rotate(x, y, turns)


def _ripple(x: Floats, y: Floats, rng: Generator) -> Floats:
    """Return (N, T) how far waves, about as long as a loop is wide, move each point."""
    height = rng.normal(0, 0.015, (len(x), 1))
    wave_x, wave_y = rng.normal(0, 5, (2, len(x), 1))
    phase = rng.uniform(0, 2 * np.pi, (len(x), 1))
    ripple: Floats = height * np.sin(wave_x * x + wave_y * y + phase)
    return ripple


def rotate(x: Floats, y: Floats, turn: Floats) -> Floats:
    """Return (N, T, 2) paths turned about the origin. x, y: (N, T); turn: (N, 1) in radians."""
    cos, sin = np.cos(turn), np.sin(turn)
    return np.stack([cos * x - sin * y, sin * x + cos * y], axis=2)
