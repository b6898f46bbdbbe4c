"""From a picture of writing to ink, and from that to the network's input."""

from model.ink.picture.boxes import piece_boxes
from model.ink.picture.doubt import DOUBT_SENTENCES, DOUBT_WORDS, Doubt
from model.ink.picture.opening import FORMATS, MAX_FILE_BYTES, MAX_SIDE_PX, read_picture
from model.ink.picture.picture import (
    INK_SIDE_PX,
    PREVIEW_SIDE_PX,
    Picture,
    find_picture,
    image_to_input,
    picture_of,
)
from model.ink.picture.png import decode_png, encode_png

__all__ = [
    "DOUBT_SENTENCES",
    "DOUBT_WORDS",
    "FORMATS",
    "INK_SIDE_PX",
    "MAX_FILE_BYTES",
    "MAX_SIDE_PX",
    "PREVIEW_SIDE_PX",
    "Doubt",
    "Picture",
    "decode_png",
    "encode_png",
    "find_picture",
    "image_to_input",
    "picture_of",
    "piece_boxes",
    "read_picture",
]
