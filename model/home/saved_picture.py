"""A picture on the pad, as the journal of a session keeps it."""

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.ink.field import FIELD
from model.ink.picture import (
    INK_SIDE_PX,
    PREVIEW_SIDE_PX,
    Doubt,
    Picture,
    decode_png,
    encode_png,
)


def picture_fields(picture: Picture) -> dict[str, Any]:
    """Return a picture as JSON has it."""

    def spelled(px: NDArray[np.uint8]) -> str:
        return base64.b64encode(encode_png(px)).decode()

    return {
        "input": base64.b64encode(picture.input.astype("<f4").tobytes()).decode(),
        "preview": spelled(picture.preview),
        "ink": spelled(picture.ink),
        "pieces": spelled(picture.pieces),
        "chosen": sorted(picture.chosen),
        "doubt": picture.doubt,
    }


def parse_picture(fields: Mapping[str, Any]) -> Picture:
    """Return the picture; raises LookupError, TypeError or ValueError where that is damaged."""
    data = np.frombuffer(base64.b64decode(fields["input"]), "<f4")
    image = data.reshape(1, 1, FIELD, FIELD).astype(np.float32)
    if not np.isfinite(image).all():
        raise ValueError("an image that is not finite")

    def px(name: str, side_px: int, mode: str) -> NDArray[np.uint8]:
        return decode_png(base64.b64decode(fields[name]), side_px, mode)

    preview = px("preview", PREVIEW_SIDE_PX, "RGBA")
    if "ink" not in fields:  # as it was saved before there were pieces
        return Picture.unparted(image, preview)
    ink, pieces = px("ink", INK_SIDE_PX, "L"), px("pieces", INK_SIDE_PX, "L")
    if ink.shape != pieces.shape:
        raise ValueError("pieces of another size than the ink")
    chosen = frozenset(int(number) for number in fields["chosen"])
    doubt = None if fields["doubt"] is None else Doubt(fields["doubt"])
    return Picture(image, preview, ink, pieces, chosen, doubt)
