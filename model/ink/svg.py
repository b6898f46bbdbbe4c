"""SVG: the lines of a vector graphic as one drawing. Nothing in it is run or followed.

https://www.w3.org/TR/SVG11/; of styles, what stands at the elements themselves counts.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from model.errors import BadInput
from model.ink.bounds import DrawingBuilder, checked_stroke, foreign_label, foreign_writer
from model.ink.drawing import Drawing, Stroke
from model.ink.svg_path import NUMBER, PathParser, Polyline, numbers_in
from model.ink.svg_transform import IDENTITY, Affine, TransformParser, multiply
from model.ink.xml_events import Begin, read_xml

NAMESPACE = "http://www.w3.org/2000/svg"
LABEL_ATTRIBUTE, WRITER_ATTRIBUTE = "data-label", "data-writer"
"""Of the outermost element, as `svg_writing` writes them."""
ELLIPSE_STEPS = 48
MAX_DECLARATIONS = 1000
"""In one element's style."""

_DEFINING = ("defs", "symbol", "marker", "pattern", "linearGradient", "radialGradient", "filter")
_TELLING = ("title", "desc", "metadata", "script", "style", "font", "glyph", "foreignObject")
_UNDRAWN = frozenset((*_DEFINING, *_TELLING, "clipPath", "mask"))
"""What lies in one of these is not drawn where it stands."""
_WHITE = frozenset(
    ("white", "#fff", "#ffffff", "#ffffffff", "rgb(255,255,255)", "rgb(100%,100%,100%)")
)
_NO_PAINT = frozenset(("none", "transparent"))
_INVISIBLE = frozenset(("0", "0.0", "0%"))
_INHERITED = frozenset(("", "inherit"))
_UNITS_PX = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96,
}
_LENGTH = re.compile(rf"\s*({NUMBER.pattern})\s*([a-z]*)\s*")
_LONGEST_LENGTH = 100  # in characters
_SHAPES: Mapping[str, tuple[str, ...]] = {
    "path": (),
    "polyline": (),
    "polygon": (),
    "line": ("x1", "y1", "x2", "y2"),
    "rect": ("x", "y", "width", "height"),
    "circle": ("cx", "cy", "r"),
    "ellipse": ("cx", "cy", "rx", "ry"),
}
"""What can be ink, and the lengths that make it."""


@dataclass(frozen=True)
class _Look:
    """What an element has from those around it."""

    transform: Affine = IDENTITY
    is_drawn: bool = True
    """Whether what lies in it can be seen at all."""
    visibility: str = "visible"
    stroke: str | None = None
    fill: str | None = None
    """The colours; None where nothing names one."""


def read_svg(path: Path) -> Iterator[Drawing]:
    """Yield the one drawing of an SVG file; none where nothing in it is ink.

    Ink is what is stroked, and what is filled unless it is white or a rectangle, by its outline.
    `use`, text, pictures and style sheets are passed over. Raises BadInput, naming file and line.
    """
    builder, paths, transforms = DrawingBuilder(), PathParser(), TransformParser()
    looks = [_Look()]
    root: Mapping[str, str] | None = None
    for event in read_xml(path, "svg", NAMESPACE):
        if not isinstance(event, Begin):
            looks.pop()
            continue
        root = event.attributes if root is None else root
        try:
            looks.append(_inherit(looks[-1], event, transforms))
            if _is_ink(event.name, looks[-1]):
                for polyline in _outline(event.name, event.attributes, paths):
                    builder.check_room(len(polyline))
                    builder.add(_to_stroke(polyline, looks[-1].transform))
        except BadInput as error:
            raise BadInput(f"{path}, line {event.line}: {error}") from error
    if root is not None and not builder.is_empty:
        label = foreign_label(root.get(LABEL_ATTRIBUTE))
        yield builder.finish(label, foreign_writer(root.get(WRITER_ATTRIBUTE)))


# Looks


def _inherit(around: _Look, element: Begin, transforms: TransformParser) -> _Look:
    attributes = element.attributes
    if not attributes and element.name not in _UNDRAWN:
        return around
    styles = dict(attributes)
    declarations = attributes.get("style", "").split(";", MAX_DECLARATIONS)
    if len(declarations) > MAX_DECLARATIONS:
        raise BadInput(f"a style of more than {MAX_DECLARATIONS} declarations")
    for declaration in declarations:
        name, _, value = declaration.partition(":")
        styles[name.strip()] = value
    stroke, fill, visibility, display, opacity = (
        styles.get(name, "").replace("!important", "").strip().lower()
        for name in ("stroke", "fill", "visibility", "display", "opacity")
    )
    is_hidden = display == "none" or opacity in _INVISIBLE or element.name in _UNDRAWN
    transform = around.transform
    if "transform" in attributes:
        transform = multiply(transform, transforms.parse(attributes["transform"]))
    return replace(
        around,
        transform=transform,
        is_drawn=around.is_drawn and not is_hidden,
        visibility=around.visibility if visibility in _INHERITED else visibility,
        stroke=around.stroke if stroke in _INHERITED else stroke,
        fill=around.fill if fill in _INHERITED else fill,
    )


def _is_ink(name: str, look: _Look) -> bool:
    if name not in _SHAPES or not look.is_drawn or look.visibility != "visible":
        return False
    if look.stroke is None and (look.fill is None or look.fill in _NO_PAINT):
        return True  # a bare path, or one that a style sheet gives its colour
    if look.stroke is not None and look.stroke not in _NO_PAINT:
        return True
    fill = (look.fill or "black").replace(" ", "")
    return fill not in _NO_PAINT and fill not in _WHITE and name != "rect"


# Shapes


def _outline(name: str, attributes: Mapping[str, str], paths: PathParser) -> list[Polyline]:
    if name == "path":
        return paths.parse(attributes.get("d", ""))
    if name in ("polyline", "polygon"):
        numbers = numbers_in(attributes.get("points", ""))
        points = [complex(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]
        return [points + points[:1] if name == "polygon" else points] if points else []
    lengths = [_length_px(attributes.get(key, "0")) for key in _SHAPES[name]]
    known = [length for length in lengths if length is not None]
    return [_simple_shape(name, known)] if len(known) == len(lengths) else []


def _simple_shape(name: str, lengths: list[float]) -> Polyline:
    x, y, *sizes = lengths
    corner = complex(x, y)
    if name == "line":
        return [corner, complex(*sizes)]
    if name == "rect":
        right, down = complex(sizes[0]), complex(0, sizes[1])
        return [corner, corner + right, corner + right + down, corner + down, corner]
    turns = (2 * math.pi * step / ELLIPSE_STEPS for step in range(ELLIPSE_STEPS + 1))
    rx, ry = sizes[0], sizes[-1]
    return [corner + complex(rx * math.cos(turn), ry * math.sin(turn)) for turn in turns]


def _length_px(text: str) -> float | None:
    """Return a length, or None for one that depends on the picture's size or a font's."""
    match = _LENGTH.fullmatch(text[:_LONGEST_LENGTH].lower())
    if match is None or match[2] not in _UNITS_PX:
        return None
    return numbers_in(match[1])[0] * _UNITS_PX[match[2]]


def _to_stroke(polyline: Polyline, transform: Affine) -> Stroke:
    points = np.array(polyline).view(np.float64).reshape(-1, 2)
    if transform != IDENTITY:
        a, b, c, d, e, f = transform
        x, y = points.T
        with np.errstate(all="ignore"):
            points = np.stack([a * x + c * y + e, b * x + d * y + f], axis=1)
    return checked_stroke(points)
