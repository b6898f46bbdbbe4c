"""What is said of a picture on the pad: what was found in it, and what can be done.

Not imported before there is a picture.
"""

from collections.abc import Sequence

from model.ink.picture import DOUBT_SENTENCES, Doubt, Picture, piece_boxes

ROWS = 8
"""Pieces whose middles lie in the same of so many strips of a picture are in one row."""

COARSE_SIDE_PX = 400
"""A look at so many px a side mostly tells where pieces are."""


def in_order(picture: Picture) -> tuple[int, ...]:
    """Return the numbers of a picture's pieces from left to right, row by row."""
    pieces = picture.pieces
    step = -(-max(pieces.shape) // COARSE_SIDE_PX)
    coarse = pieces[::step, ::step]
    boxes = piece_boxes(coarse)
    if len(boxes) < picture.piece_count:  # some fall through
        coarse, boxes = pieces, piece_boxes(pieces)
    height = coarse.shape[0]

    def place(number: int) -> tuple[int, int]:
        left, top, _, bottom = boxes[number]
        return (top + bottom) * ROWS // (2 * height), left

    return tuple(sorted(boxes, key=place))


def describe(picture: Picture) -> str:
    """Return what was taken for ink, and what can be done about it; true of this picture."""
    count = picture.piece_count
    if not count:
        return "No ink was found in this picture."
    how = "Click the digit, or circle it." if count > 1 else "Circle the digit."
    if picture.doubt is Doubt.SEVERAL and len(picture.chosen) > 1:
        return f"{len(picture.chosen)} digits were found: click one, or circle it."
    if picture.doubt is not None:
        return f"{DOUBT_SENTENCES[picture.doubt]} {how}"
    if count == 1:
        return "The ink marked blue is read. Circle a part of it to read only that."
    if len(picture.chosen) == count:
        return "All ink, marked blue, is read. Click a piece to read it alone, or circle one."
    return "The ink marked blue is read. Click other ink, or circle what you mean."


def describe_pieces(picture: Picture, numbers: Sequence[int], pointed: int | None) -> str:
    """Return how many pieces there are and which are read, for who does not see them.

    numbers: of the pieces, in the order in which they are counted.
    """
    of_all = f"of {len(numbers)}"
    read = [str(place) for place, number in enumerate(numbers, 1) if number in picture.chosen]
    text = f"{describe(picture)} Read: piece {', '.join(read) or 'none'} {of_all}."
    if pointed is None:
        return text
    is_read = "is read" if pointed in picture.chosen else "is not read"
    return f"Piece {numbers.index(pointed) + 1} {of_all} {is_read}. {text}"
