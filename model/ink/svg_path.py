"""SVG's path data as polylines, curves flattened; points are complex numbers, x + iy.

https://www.w3.org/TR/SVG11/paths.html
"""

import cmath
import itertools
import math
import re
from collections.abc import Iterator

from model.errors import BadInput
from model.ink.bounds import check_point_count, parse_numbers

MAX_COMMANDS = 200_000
MAX_LENGTH = 4_000_000
"""Of the text of one path, or of other numbers; 100,000 points are spelt in less."""
MAX_NUMBER = 1e9
"""Beyond it, sums and products of a few would overflow."""
FLATNESS = 1 / 400
"""How far a curve may be from its polyline, of the length of its control polygon."""
ARC_STEP = math.pi / 16

Polyline = list[complex]

# Possessive, so that no text makes them try one division into numbers after another.
NUMBER = re.compile(r"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?")
_GAP = r"[\s,]*+"
_NUMBER_AND_GAP = f"({NUMBER.pattern}){_GAP}"
_FLAG_AND_GAP = f"([01]){_GAP}"  # nothing need part it from what follows
_ARC = re.compile(_GAP + 3 * _NUMBER_AND_GAP + 2 * _FLAG_AND_GAP + 2 * _NUMBER_AND_GAP)
_COMMAND = re.compile("([MmZzLlHhVvCcSsQqTtAa])([^MmZzLlHhVvCcSsQqTtAa]*)")
_ARITIES = {"M": 2, "Z": 0, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}
_SEPARATORS = " \t\r\n\f,"


class PathParser:
    """Parses the paths of one drawing."""

    def __init__(self) -> None:
        self._command_count = 0

    def parse(self, data: str) -> list[Polyline]:
        """Return the polylines of a path; a move to where nothing is drawn is none.

        Raises BadInput, with the fault alone, on what is no path, has too many points, or too many
        commands with those of the paths before.
        """
        pen = _Pen()
        for letter, numbers in _split(data):
            self._command_count += 1 + len(numbers) // _ARITIES["A"]
            if self._command_count > MAX_COMMANDS:
                raise BadInput(f"paths of more than {MAX_COMMANDS} commands")
            pen.draw(letter, numbers)
        return pen.polylines


def numbers_in(text: str) -> list[float]:
    """Return the numbers of a list such as "1,2 -3.5e1-4"; raises BadInput on anything else."""
    _check_length(text)
    if NUMBER.sub("", text).strip(_SEPARATORS):
        raise BadInput("a list of numbers with something else in it")
    return _checked(NUMBER.findall(text))


def _check_length(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise BadInput(f"a path or list of more than {MAX_LENGTH} characters")


def _checked(words: list[str]) -> list[float]:
    numbers = parse_numbers(words)
    if numbers and not (max(numbers) <= MAX_NUMBER and min(numbers) >= -MAX_NUMBER):
        raise BadInput(f"a number is not within ±{MAX_NUMBER:.0f}")
    return numbers


def _split(data: str) -> Iterator[tuple[str, list[float]]]:
    """Yield each command's letter with the numbers of one use of it; of lines, of all."""
    _check_length(data)
    data = data.lstrip()
    if data in ("", "none"):
        return
    if data[0] not in "Mm":
        raise BadInput("a path that does not begin with M")
    for match in _COMMAND.finditer(data):
        letter, text = match.groups()
        arity = _ARITIES[letter.upper()]
        numbers = list(_arc_numbers(text)) if letter in "Aa" else numbers_in(text)
        if bool(numbers) != bool(arity) or (arity and len(numbers) % arity):
            raise BadInput(f"a path with a wrong count of numbers after {letter}")
        yield letter, numbers[:arity]
        following = {"M": "L", "m": "l"}.get(letter, letter)
        step = len(numbers) if following in "Ll" else arity or 1
        for start in range(arity, len(numbers), step):
            yield following, numbers[start : start + step]


def _arc_numbers(text: str) -> Iterator[float]:
    position = 0
    while position < len(text):
        match = _ARC.match(text, position)
        if match is None:
            raise BadInput("a path with an arc that is not one")
        yield from _checked(list(match.groups()))
        position = match.end()


class _Pen:
    """Draws commands one after another."""

    def __init__(self) -> None:
        self.polylines: list[Polyline] = []
        self._line: Polyline | None = None
        self._at = self._start = 0j
        self._control = 0j
        """The last control point of a curve, as far as the next one goes on from it smoothly."""
        self._control_of = ""
        self._point_count = 0

    def draw(self, letter: str, numbers: list[float]) -> None:
        """Carry out one command."""
        command = letter.upper()
        origin = self._at if letter.islower() else 0j
        if command == "H":
            self._go_to([complex(numbers[0] + origin.real, self._at.imag)])
        elif command == "V":
            self._go_to([complex(self._at.real, numbers[0] + origin.imag)])
        elif command == "A":
            end = origin + complex(*numbers[5:])
            self._go_to(list(_flatten_arc(self._at, end, numbers)))
        elif command == "Z":
            self._close()
        else:
            points = [origin + point for point in map(complex, numbers[::2], numbers[1::2])]
            if command == "M":
                self._at = self._start = points[0]
                self._line = None
            elif command == "L":
                self._go_to(points if letter == "L" else self._add_up(numbers))
            elif command in "CS":
                self._cubic(points if command == "C" else [self._mirrored("CS"), *points])
            else:
                self._quadratic(points if command == "Q" else [self._mirrored("QT"), *points])
        self._control_of = command

    def _go_to(self, points: Polyline) -> None:
        if self._line is None:
            self._line = [self._at]
            self.polylines.append(self._line)
            self._point_count += 1
        self._line += points
        self._point_count += len(points)
        check_point_count(self._point_count)
        self._at = points[-1]

    def _add_up(self, numbers: list[float]) -> Polyline:
        """Return where lines lead that each begin where the one before ends."""
        steps = map(complex, numbers[::2], numbers[1::2])
        return list(itertools.accumulate(steps, initial=self._at))[1:]

    def _close(self) -> None:
        if self._line is None or self._at != self._start:
            self._go_to([self._start])
            if self._line is not None and self._line[0] == self._line[-1] and len(self._line) == 2:
                self._line.pop()  # a dot
        self._line = None

    def _mirrored(self, of: str) -> complex:
        """Return the control point with which a curve goes on smoothly from one of these."""
        return 2 * self._at - self._control if self._control_of in tuple(of) else self._at

    def _cubic(self, points: Polyline) -> None:
        self._control = points[1]
        self._go_to(list(_flatten_cubic(self._at, *points)))

    def _quadratic(self, points: Polyline) -> None:
        control, end = points
        self._control = control
        first = self._at + (control - self._at) * (2 / 3)
        self._go_to(list(_flatten_cubic(self._at, first, end + (control - end) * (2 / 3), end)))


def _flatten_cubic(p0: complex, p1: complex, p2: complex, p3: complex) -> Iterator[complex]:
    """Yield points of the curve after its first; there are at most 25."""
    length = abs(p1 - p0) + abs(p2 - p1) + abs(p3 - p2)
    bend = max(abs(p0 - 2 * p1 + p2), abs(p1 - 2 * p2 + p3))
    # Of a polyline of n equal steps, no point is further away than 3/4 bend / n².
    steps = math.ceil(math.sqrt(0.75 * bend / (FLATNESS * length))) if length > 0 else 1
    c1 = 3 * (p1 - p0)
    c2 = 3 * (p2 - p1) - c1
    c3 = p3 - p0 - c1 - c2
    for step in range(1, steps):
        t = step / steps
        yield p0 + t * (c1 + t * (c2 + t * c3))
    yield p3


def _flatten_arc(begin: complex, end: complex, numbers: list[float]) -> Iterator[complex]:
    """Yield points of an elliptical arc after its first.

    https://www.w3.org/TR/SVG11/implnote.html#ArcConversionEndpointToCenter, in the plane where the
    ellipse is a unit circle.
    """
    rx, ry, rotation_degrees, is_large, is_sweep = numbers[:5]
    rx, ry = abs(rx), abs(ry)
    if min(rx, ry) > 1 / MAX_NUMBER and begin != end:
        turn = cmath.rect(1, math.radians(rotation_degrees))

        def to_circle(point: complex) -> complex:
            turned = point / turn
            return complex(turned.real / rx, turned.imag / ry)

        chord = to_circle(end - begin) / 2
        scale = max(abs(chord), 1.0)  # radii too small to reach are enlarged
        chord /= scale
        height = math.sqrt(max(1 - abs(chord) ** 2, 0.0))
        side = 1j if is_large != is_sweep else -1j
        from_centre = -chord - side * height * chord / abs(chord) if abs(chord) > 0 else -1 + 0j
        sweep = cmath.phase((from_centre + 2 * chord) / from_centre)
        if is_sweep and sweep < 0:
            sweep += 2 * math.pi
        elif not is_sweep and sweep > 0:
            sweep -= 2 * math.pi
        steps = max(math.ceil(abs(sweep) / ARC_STEP), 1)
        for step in range(1, steps):
            along = (from_centre * cmath.rect(1, sweep * step / steps) - from_centre) * scale
            yield begin + complex(along.real * rx, along.imag * ry) * turn
    yield end
