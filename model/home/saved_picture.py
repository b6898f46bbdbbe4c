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


def picture_fields(picture: Picture, before: Picture | None) -> dict[str, Any]:
    """Return a picture as JSON has it.

    before: the picture that lay there before it, if one did; what it has of that is null.
    """

    def spelled(name: str) -> str | None:
        px: NDArray[np.uint8] = getattr(picture, name)
        return None if px is getattr(before, name, None) else _spelled_px(px)

    return {
        "input": base64.b64encode(picture.input.astype("<f4").tobytes()).decode(),
        **{name: spelled(name) for name in ("preview", "ink", "pieces")},
        "chosen": sorted(picture.chosen),
        "doubt": picture.doubt,
    }


def _spelled_px(px: NDArray[np.uint8]) -> str:
    return base64.b64encode(encode_png(px)).decode()


def parse_picture(fields: Mapping[str, Any], before: Picture | None) -> Picture:
    """Return the picture; raises LookupError, TypeError or ValueError where that is damaged.

    before: as it was for `picture_fields`.
    """
    data = np.frombuffer(base64.b64decode(fields["input"]), "<f4")
    image = data.reshape(1, 1, FIELD, FIELD).astype(np.float32)
    if not np.isfinite(image).all():
        raise ValueError("an image that is not finite")

    def px(name: str, side_px: int, mode: str) -> NDArray[np.uint8]:
        if fields[name] is None:
            if before is None:
                raise ValueError("px of a picture that is not there")
            return np.asarray(getattr(before, name))
        return decode_png(base64.b64decode(fields[name]), side_px, mode)

    preview = px("preview", PREVIEW_SIDE_PX, "RGBA")
    if "ink" not in fields:  # as it was saved before there were pieces
        return Picture.unparted(image, preview)
    ink, pieces = px("ink", INK_SIDE_PX, "L"), px("pieces", INK_SIDE_PX, "L")
    if ink.shape != pieces.shape:
        raise ValueError("pieces of another size than the ink")
    chosen = frozenset(int(number) for number in fields["chosen"])
    if not chosen <= set(np.flatnonzero(np.bincount(pieces.ravel())).tolist()) - {0}:
        raise ValueError("pieces chosen that are not there")
    doubt = None if fields["doubt"] is None else Doubt(fields["doubt"])
    return Picture(image, preview, ink, pieces, chosen, doubt)
