"""Drawings of Google's data set Quick, Draw!, raw or simplified: one a line of JSON.

https://github.com/googlecreativelab/quickdraw-dataset
"""

from itertools import chain
from typing import Any

import numpy as np

from model.errors import BadInput
from model.ink.bounds import check_point_count, checked_stroke, foreign_label
from model.ink.drawing import Drawing, Stroke
from model.ink.json_lines import is_numbers, parse_json


def parse_quick_drawing(line: bytes | str) -> Drawing:
    """Return the drawing of one line, labelled with its word; raises BadInput with the fault alone.

    A stroke is `[[x, ...], [y, ...]]`; a third list, times, is not kept.
    """
    fields = parse_json(line)
    strokes = fields.get("drawing") if isinstance(fields, dict) else None
    if not isinstance(strokes, list):
        raise BadInput('not an object with a list of strokes as "drawing"')
    word = fields.get("word")
    if not isinstance(word, str | None):
        raise BadInput('"word" is not a string')
    check_point_count(sum(len(s[0]) for s in strokes if _is_lists(s)))
    return Drawing(tuple(map(_parse_stroke, strokes)), foreign_label(word))


def _is_lists(stroke: Any) -> bool:
    return (
        isinstance(stroke, list)
        and len(stroke) in (2, 3)
        and all(isinstance(values, list) for values in stroke)
    )


def _parse_stroke(stroke: Any) -> Stroke:
    if (
        not _is_lists(stroke)
        or not stroke[0]
        or len(stroke[0]) != len(stroke[1])
        or not is_numbers(chain.from_iterable(stroke[:2]))
    ):
        raise BadInput("a stroke is not a list of x and one of y, equally long")
    try:
        return checked_stroke(np.array(stroke[:2], np.float64).T.copy())
    except OverflowError:  # a whole number of hundreds of digits
        raise BadInput("a coordinate is a number of hundreds of digits") from None
