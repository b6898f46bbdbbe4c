"""SVG's transforms as affine maps.

https://www.w3.org/TR/SVG11/coords.html#TransformAttribute
"""

import math
import re

from model.errors import BadInput
from model.ink.svg_path import numbers_in

MAX_TRANSFORMS = 100_000

Affine = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f) as SVG has them: x' = a x + c y + e, y' = b x + d y + f."""
IDENTITY: Affine = (1, 0, 0, 1, 0, 0)

_TRANSFORM = re.compile(r"(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)")
_SEPARATORS = " \t\r\n\f,"


class TransformParser:
    """Parses the transforms of one drawing."""

    def __init__(self) -> None:
        self._count = 0

    def parse(self, text: str) -> Affine:
        """Return what a list of transforms does, the last of them first.

        Raises BadInput, with the fault alone, on what is none, and where there are too many with
        those before.
        """
        if text.strip() in ("", "none"):
            return IDENTITY
        found = _TRANSFORM.findall(text)
        self._count += len(found)
        if self._count > MAX_TRANSFORMS:
            raise BadInput(f"more than {MAX_TRANSFORMS} transforms")
        if not found or _TRANSFORM.sub("", text).strip(_SEPARATORS):
            raise BadInput("a transform that is not one")
        result = IDENTITY
        for name, arguments in found:
            result = multiply(result, _to_affine(name, numbers_in(arguments)))
        return result


def _to_affine(name: str, numbers: list[float]) -> Affine:
    match name, numbers:
        case "matrix", [a, b, c, d, e, f]:
            return a, b, c, d, e, f
        case "translate", [x, *rest] if len(rest) <= 1:
            return 1, 0, 0, 1, x, sum(rest)
        case "scale", [x, *rest] if len(rest) <= 1:
            return x, 0, 0, (rest or [x])[0], 0, 0
        case "rotate", [degrees]:
            cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
            return cosine, sine, -sine, cosine, 0, 0
        case "rotate", [degrees, x, y]:
            around = multiply((1, 0, 0, 1, x, y), _to_affine(name, [degrees]))
            return multiply(around, (1, 0, 0, 1, -x, -y))
        case "skewX", [degrees]:
            return 1, 0, math.tan(math.radians(degrees)), 1, 0, 0
        case "skewY", [degrees]:
            return 1, math.tan(math.radians(degrees)), 0, 1, 0, 0
    raise BadInput(f"a transform {name} with {len(numbers)} numbers")


def multiply(outer: Affine, inner: Affine) -> Affine:
    """Return the map that applies `inner`, then `outer`."""
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (
        a * p + c * q,
        b * p + d * q,
        a * r + c * s,
        b * r + d * s,
        a * t + c * u + e,
        b * t + d * u + f,
    )
