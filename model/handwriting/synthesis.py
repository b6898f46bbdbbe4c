"""Handwriting synthesiser: believable drawings of digits, and of what is no digit, without end.

A writer has a hand: slant, proportions, haste, a pad, and a favourite style of each character.
Each drawing bends the style's skeleton (`model.handwriting.skeleton`) by the writer's hand and by
chance. All of it is arithmetic on arrays of many drawings at once. Nothing here is fitted to data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from model.handwriting.skeleton import Style, parse_skeleton
from model.handwriting.styles import DIGITS, LETTERS, SIGNS
from model.ink.drawing import Drawing

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Character = tuple[str | None, tuple[Style, ...]]
"""A label and the styles it is written in."""

WRITER_DRAWINGS = 20
"""Drawings by one writer."""
LOYALTY = 0.7
"""How often a writer writes a character in its favourite style."""
POINTS = 48
"""Points of a drawing before the pad samples it."""
SCRIBBLE_POINTS = 160
"""Points of a scribble, which is far longer than a character."""
PAD_PX = 400
"""Side of the pad."""
LINKABLE = 0.6
"""Strokes whose ends are closer than this, in skeleton heights, may be joined by a hasty pen."""
WEAR_POINTS = 2.4
"""How far corners are worn round by a hand all in haste, in points of the path."""
HOOK_POINTS = 6
"""How long a hook at the end of a stroke is, in points of the path."""

_BATCH = 4000  # drawings worked on at once; bounds the memory. A multiple of WRITER_DRAWINGS


def synthesize_digits(count: int, seed: int) -> list[Drawing]:
    """Return `count` drawings labelled "0" to "9" in equal shares, shuffled; the same per seed."""
    rng = np.random.default_rng([seed, 0])
    return _shuffled(_write(count, list(DIGITS.items()), rng), rng)


def synthesize_noncharacters(count: int, seed: int) -> list[Drawing]:
    """Return `count` drawings of no digit, shuffled; the same per seed.

    Letters carry their label; signs, scribbles, dots and pairs of digits carry none.
    """
    rng = np.random.default_rng([seed, 1])
    pairs = count // 12
    dots = count // 24
    signs = count // 4
    scribbles = count // 6
    letters = count - signs - scribbles - pairs - dots
    drawings = _write(letters, list(LETTERS.items()), rng)
    drawings += _write(signs, [(None, SIGNS)], rng)
    drawings += _scribble(scribbles, rng)
    drawings += _pair(_write(2 * pairs, list(DIGITS.items()), rng), rng)
    drawings += [_dot(rng) for _ in range(dots)]
    return _shuffled(drawings, rng)


def _pair(digits: list[Drawing], rng: Generator) -> list[Drawing]:
    """Return half as many drawings, each of two digits side by side."""
    digits = _shuffled(digits, rng)
    pairs = []
    for left, right in zip(digits[::2], digits[1::2], strict=True):
        strokes = []
        x_px = 0.0
        for digit in (left, right):
            low_x, low_y, high_x, high_y = digit.bounds()
            scale = 100 * rng.uniform(0.85, 1.15) / max(high_y - low_y, 0.5 * (high_x - low_x), 1)
            for stroke in digit.strokes:
                moved = stroke.copy()
                moved[:, :2] = (stroke[:, :2] - (low_x, low_y)) * scale + (x_px, 0)
                strokes.append(moved)
            x_px += (high_x - low_x) * scale + rng.uniform(8, 40)
        pairs.append(Drawing(tuple(strokes), None, left.writer))
    return pairs


def _scribble(count: int, rng: Generator) -> list[Drawing]:
    """Return drawings of a pen that goes round and round, to and fro, or nowhere in particular."""
    thirds = [count // 3, count // 3, count - 2 * (count // 3)]
    coils, hatchings, tangles = (_Hands(rng, np.arange(n)) for n in thirds)
    along = np.linspace(0, 1, SCRIBBLE_POINTS)

    # Round and round, narrower with each turn and drifting: a plain thick ring would be a 0.
    turns = rng.uniform(2.5, 9, (len(coils), 1)) * rng.choice((-1, 1), (len(coils), 1))
    angle = 2 * np.pi * (turns * along + rng.random((len(coils), 1)))
    narrowing = rng.uniform(0.3, 1.0, (len(coils), 1))
    radius = 0.5 * (1 - narrowing * along + _wander(coils, 6, 0.25))
    drift = coils.vary(0, 0.4, 2, 1) * along
    coil = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1) + drift

    # To and fro: a zigzag, round or sharp, across a field too wide for the bar of a 1.
    swings = rng.uniform(4, 16, (len(hatchings), 1))
    phase = 2 * np.pi * swings * along
    sharpness = rng.random((len(hatchings), 1))
    swing = np.sin(phase) + sharpness * (np.arcsin(np.sin(phase)) * 2 / np.pi - np.sin(phase))
    width = np.exp(hatchings.vary(0.3, 0.3, 1, mean=0.4).clip(-0.1, None))
    hatching = np.stack(
        [swing + _wander(hatchings, 5, 0.3), width * along + _wander(hatchings, 5, 0.15)], 1
    )

    # Nowhere in particular.
    tangle = np.stack([_wander(tangles, 12, 1.0), _wander(tangles, 12, 1.0)], 1)

    drawings = []
    for hands, paths in ((coils, coil), (hatchings, hatching), (tangles, tangle)):
        turn = rng.uniform(-np.pi, np.pi, (len(hands), 1))
        cos, sin = np.cos(turn), np.sin(turn)
        x, y = paths[:, 0], paths[:, 1]
        points = _sample(np.stack([cos * x - sin * y, sin * x + cos * y], 2), hands)
        drawings += [Drawing((path[:, :2].copy(),)) for path in points]
    return drawings


def _wander(hands: "_Hands", waves: int, size: float) -> Floats:
    """Return (N, SCRIBBLE_POINTS): a smooth random walk about 0, of up to so many waves."""
    number = np.arange(1, waves + 1)
    heights = hands.rng.normal(0, size, (len(hands), waves)) / np.sqrt(waves)
    phases = hands.rng.uniform(0, 2 * np.pi, (len(hands), waves))
    along = np.linspace(0, 1, SCRIBBLE_POINTS)
    angles = np.pi * number[:, None] * along + phases[:, :, None]  # (N, waves, T)
    walk: Floats = (heights[:, :, None] * np.sin(angles)).sum(axis=1)
    return walk


def _dot(rng: Generator) -> Drawing:
    """Return a touch of the pen, or a few."""
    touch = rng.uniform(20, PAD_PX - 20, 2) + rng.normal(0, 0.5, (rng.integers(1, 6), 2))
    return Drawing((np.rint(touch),))


def _shuffled(drawings: list[Drawing], rng: Generator) -> list[Drawing]:
    return [drawings[index] for index in rng.permutation(len(drawings))]


def _write(count: int, characters: Sequence[Character], rng: Generator) -> list[Drawing]:
    """Return `count` drawings, writer by writer, each writer going round the characters."""
    drawings: list[Drawing] = []
    for first in range(0, count, _BATCH):
        index = np.arange(first, min(first + _BATCH, count))
        hands = _Hands(rng, index // WRITER_DRAWINGS)
        drawings += _write_batch(characters, index % len(characters), hands)
    return drawings


def _write_batch(
    characters: Sequence[Character], character: Indices, hands: "_Hands"
) -> list[Drawing]:
    """Return one drawing for each of `character`: (N,) places in `characters`."""
    styles = [style for _, of_character in characters for style in of_character]
    choice = _choose_styles(characters, character, hands)
    haste = hands.vary(0.3, 0.15, mean=0.2).clip(0, 1)
    paths = np.empty((len(hands), POINTS, 2))
    for number in np.unique(choice):
        rows = np.flatnonzero(choice == number)
        paths[rows] = _follow(styles[number], hands.of(rows), haste[rows])
    turn = np.array([style.turn for style in styles])[choice]
    points = _sample(_bend(paths, turn, hands), hands)

    every = hands.choose((1, 2, 3, 4), (0.45, 0.3, 0.18, 0.07))  # a slow pad sees every 4th point
    columns = hands.choose((2, 3), (0.7, 0.3))  # a tablet reports pressure
    linked = hands.rng.random(len(hands)) < 0.2 * haste
    drawings = []
    for row, number in enumerate(choice):
        curve = _curve(styles[number])
        strokes = [
            points[row, first + (last - first - 1) % every[row] : last : every[row], : columns[row]]
            for first, last in (curve.linked if linked[row] else curve.strokes)
        ]
        drawings.append(
            Drawing(
                tuple(stroke.copy() for stroke in strokes),  # not views, which hold the batch
                characters[character[row]][0],
                f"synthetic/{hands.writer[row]}",
            )
        )
    return drawings


class _Hands:
    """The writers of N drawings, and how chance varies among them and within each."""

    def __init__(self, rng: Generator, writer: Indices) -> None:
        """writer: (N,) the writer of each drawing."""
        self.rng = rng
        self.writer = writer
        self._hands, self._hand = np.unique(writer, return_inverse=True)

    def __len__(self) -> int:
        return len(self.writer)

    def of(self, rows: Indices) -> "_Hands":
        """Return the hands of some of the drawings."""
        return _Hands(self.rng, self.writer[rows])

    def vary(self, among: float, within: float, *shape: int, mean: float = 0.0) -> Floats:
        """Return (N, *shape) of a trait: normal among writers, and again within each."""
        among_writers = self.rng.normal(mean, among, (len(self._hands), *shape))
        return among_writers[self._hand] + self.rng.normal(0, within, (len(self), *shape))

    def uniform(self, *shape: int) -> Floats:
        """Return (N, *shape) in [0, 1), the same for all drawings of a writer."""
        return self.rng.random((len(self._hands), *shape))[self._hand]

    def choose(self, values: Sequence[int], shares: Sequence[float]) -> Indices:
        """Return (N,) of `values`, one for each writer, in such shares."""
        return np.array(values, np.intp)[np.searchsorted(np.cumsum(shares)[:-1], self.uniform())]


def _choose_styles(characters: Sequence[Character], character: Indices, hands: _Hands) -> Indices:
    """Return (N,) places in the list of all styles of all characters."""
    favourite = hands.uniform(len(characters))[np.arange(len(hands)), character]
    loyal = hands.rng.random(len(hands)) < LOYALTY
    chance = np.where(loyal, favourite, hands.rng.random(len(hands)))
    choice = np.empty(len(hands), np.intp)
    offset = 0
    for number, (_, styles) in enumerate(characters):
        shares = np.cumsum([style.weight for style in styles])
        rows = character == number
        choice[rows] = offset + np.searchsorted(shares[:-1] / shares[-1], chance[rows])
        offset += len(styles)
    return choice


@dataclass(frozen=True)
class _Curve:
    """What turns a style's control points into a path; matrices, since splines are linear."""

    control: Floats
    """(K, P, 2): the control points of each of the style's skeletons."""
    sharp: Floats
    """(POINTS, P): the path through the control points."""
    soft: Floats
    """(POINTS, P): that path with its corners worn round."""
    strokes: tuple[tuple[int, int], ...]
    """First and past-the-last point of each stroke of the path."""
    linked: tuple[tuple[int, int], ...]
    """The same where a hasty pen is not lifted on a short way."""


@cache
def _curve(style: Style) -> _Curve:
    skeletons = [parse_skeleton(text) for text in style.skeletons]
    strokes, corners = skeletons[0].strokes, skeletons[0].corners
    control = np.stack([skeleton.points for skeleton in skeletons])
    # Centripetal knots: as far apart as the root of the way from point to point.
    ways = np.hypot(*np.diff(control, axis=1).transpose(2, 0, 1))  # (K, P - 1)
    gaps = np.sqrt(ways).mean(axis=0)
    knots = [np.concatenate([[0.0], np.cumsum(gaps[a : b - 1])]) for a, b in strokes]

    # Each stroke gets points by its length, and a few more.
    lengths = np.array([of_stroke[-1] for of_stroke in knots]) + 0.1
    bounds = np.rint(np.cumsum([0, *lengths]) / lengths.sum() * POINTS).astype(int).tolist()
    path_strokes = tuple(pairwise(bounds))

    sharp = np.zeros((POINTS, control.shape[1]))
    wear = np.zeros((POINTS, POINTS))
    for (begin, end), of_stroke, (a, b) in zip(strokes, knots, path_strokes, strict=True):
        inner = sorted(corner - begin for corner in corners if begin < corner < end - 1)
        breaks = [0, *inner, end - begin - 1]
        at = np.linspace(0, of_stroke[-1], b - a)
        for corner in breaks:  # a point of the path on each corner
            at[np.abs(at - of_stroke[corner]).argmin()] = of_stroke[corner]
        for first, last in pairwise(breaks):  # smooth from corner to corner
            inside = np.flatnonzero((at >= of_stroke[first]) & (at <= of_stroke[last]))
            sharp[a + inside, begin + first : begin + last + 1] = _spline(
                of_stroke[first : last + 1], at[inside]
            )
        apart = np.subtract.outer(np.arange(b - a), np.arange(b - a))
        kernel = np.exp(-0.5 * (apart / WEAR_POINTS) ** 2)
        wear[a:b, a:b] = kernel / kernel.sum(axis=1, keepdims=True)

    linked = [path_strokes[0]]
    for (_, end), (a, b) in zip(strokes, path_strokes[1:], strict=False):
        if ways[:, end - 1].mean() < LINKABLE:
            linked[-1] = (linked[-1][0], b)
        else:
            linked.append((a, b))
    return _Curve(control, sharp, wear @ sharp, path_strokes, tuple(linked))


def _spline(knots: Floats, at: Floats) -> Floats:
    """Return (T, P): what each control point adds to a smooth curve at each of `at`.

    A cubic Hermite spline whose tangents are those of parabolas through three neighbours
    (Catmull-Rom with uneven knots). knots: (P,) ascending; at: (T,) within them.
    """
    points: Floats = np.eye(len(knots))
    width: Floats = np.diff(knots)
    slope = np.diff(points, axis=0) / width[:, None]
    if len(knots) == 2:
        tangent = np.concatenate([slope, slope])
    else:
        inner = (slope[:-1] * width[1:, None] + slope[1:] * width[:-1, None]) / (
            width[1:] + width[:-1]
        )[:, None]
        tangent = np.concatenate([[2 * slope[0] - inner[0]], inner, [2 * slope[-1] - inner[-1]]])
    piece = np.searchsorted(knots[1:-1], at, side="right")
    h = width[piece]
    t = (at - knots[piece]) / h
    curve: Floats = (
        ((1 + 2 * t) * (1 - t) ** 2)[:, None] * points[piece]
        + (h * t * (1 - t) ** 2)[:, None] * tangent[piece]
        + (t**2 * (3 - 2 * t))[:, None] * points[piece + 1]
        + (h * t**2 * (t - 1))[:, None] * tangent[piece + 1]
    )
    return curve


def _follow(style: Style, hands: _Hands, haste: Floats) -> Floats:
    """Return (N, POINTS, 2): paths along one style's skeletons, the box 1 high."""
    curve = _curve(style)
    # A hand lies between the style's extremes, and misses each control point by a little.
    share = np.exp(hands.vary(1.2, 0.6, len(curve.control)))
    share /= share.sum(axis=1, keepdims=True)
    missed = hands.vary(style.looseness, 0.7 * style.looseness, *curve.control.shape[1:])
    missed[:, 1:] += missed[:, :-1]  # and, with it, the next
    control = np.tensordot(share, curve.control, axes=1) + missed
    path: Floats = curve.sharp @ control
    path += haste[:, None, None] * (curve.soft @ control - path)
    for first, last in curve.strokes:
        path[:, first:last] = _hook_ends(_shift_ends(path[:, first:last], hands), hands.rng)
    return path


def _shift_ends(stroke: Floats, hands: _Hands) -> Floats:
    """Return (N, T, 2): the strokes, begun and ended early or late."""
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
    """Return (N, T, 2): the strokes, some of whose ends the pen drags aside."""
    count, length, _ = stroke.shape
    hook = min(HOOK_POINTS, length // 3)
    fade = np.linspace(1, 0, hook, endpoint=False)[:, None] ** 2
    for end in (stroke[:, :hook], stroke[:, ::-1][:, :hook]):
        dragged = rng.random((count, 1, 1)) < 0.15
        end += dragged * rng.normal(0, 0.05, (count, 1, 2)) * fade
    return stroke


def _bend(path: Floats, style_turn: Floats, hands: _Hands) -> Floats:
    """Return (N, POINTS, 2): the paths, warped, stretched, slanted and turned by each hand.

    path: (N, POINTS, 2), the box 1 high; style_turn: (N,) radians, as `Style.turn`.
    """
    x, y = (path - (0.3, 0.5)).transpose(2, 0, 1)  # each (N, POINTS)
    # Uneven proportions: a head wider than the foot, a curved back, a drooping bar.
    a, b = hands.vary(0.18, 0.1, 2, 3, 1).transpose(1, 2, 0, 3)
    x, y = (
        x + a[0] * 2 * x * y + a[1] * (y * y - 0.1) + a[2] * 0.5 * x * x,
        y + b[0] * x * y + b[1] * (y * y - 0.1) + b[2] * 0.5 * x * x,
    )
    x, y = x + _ripple(x, y, hands.rng), y + _ripple(x, y, hands.rng)
    x = x * np.exp(hands.vary(0.22, 0.1, 1, mean=0.05))
    x = x - y * hands.vary(0.24, 0.07, 1, mean=0.18)
    turn = hands.vary(0.05, 0.05, 1) + style_turn[:, None] * hands.rng.normal(0, 1, (len(hands), 1))
    cos, sin = np.cos(turn), np.sin(turn)
    return np.stack([cos * x - sin * y, sin * x + cos * y], axis=2)


def _ripple(x: Floats, y: Floats, rng: Generator) -> Floats:
    """Return (N, POINTS): waves over the box, about as long as a loop is wide, to be added."""
    height = rng.normal(0, 0.015, (len(x), 1))
    wave_x, wave_y = rng.normal(0, 5, (2, len(x), 1))
    phase = rng.uniform(0, 2 * np.pi, (len(x), 1))
    ripple: Floats = height * np.sin(wave_x * x + wave_y * y + phase)
    return ripple


def _sample(path: Floats, hands: _Hands) -> Floats:
    """Return (N, T, 3) of x and y in px and pressure: the paths, (N, T, 2), as pads report them."""
    rng = hands.rng
    size_px = np.exp(hands.vary(0.3, 0.1, 1, 1, mean=5.1)).clip(40, 300)
    path = path * (size_px / np.ptp(path, axis=1).max(axis=1)[:, None, None])
    tremor = rng.normal(0, 1, path.shape)
    tremor[:, 1:] += tremor[:, :-1]
    path += tremor * size_px * np.abs(hands.vary(0.004, 0.001, 1, 1))
    # Some pads report fractions of a px, a mouse whole ones, and some so coarse a grid that
    # slopes are stairs.
    kind = hands.choose((0, 1, 2), (0.4, 0.4, 0.2))[:, None, None]
    cells = np.exp(hands.vary(0.4, 0, 1, 1, mean=2.95))
    cell_px = np.where(kind == 2, size_px / cells, 1)
    path = np.where(kind == 0, path, np.rint(path / cell_px) * cell_px)
    low, high = path.min(axis=1, keepdims=True), path.max(axis=1, keepdims=True)
    path += np.rint((PAD_PX - (high - low)) * rng.random((len(hands), 1, 2)) - low)
    # Pressure swells from the pen's touch, and falters.
    touch = np.sqrt(np.sin(np.linspace(0.3, np.pi - 0.3, path.shape[1])))
    firmness = hands.vary(0.15, 0.05, 1, mean=0.6) + rng.normal(0, 0.03, path.shape[:2])
    return np.concatenate([path, (touch * firmness).clip(0, 1)[..., None]], axis=2)
