"""What is said of a picture on the pad: what was found in it, and what can be done.

Not imported before there is a picture.
"""

from collections.abc import Sequence

from model.ink.picture import DOUBT_SENTENCES, Doubt, Picture, piece_boxes

COARSE_SIDE_PX = 400
"""A look at so many px a side mostly tells where pieces are."""


def in_order(picture: Picture) -> tuple[int, ...]:
    """Return the numbers of a picture's pieces from left to right, row by row."""
    pieces = picture.pieces
    step = -(-max(pieces.shape) // COARSE_SIDE_PX)
    boxes = piece_boxes(pieces[::step, ::step])
    if len(boxes) < picture.piece_count:  # some fall through
        boxes = piece_boxes(pieces)
    rows: list[list[int]] = []
    row_bottom = -1.0
    for number in sorted(boxes, key=lambda number: boxes[number][1] + boxes[number][3]):
        _, top, _, bottom = boxes[number]
        if (top + bottom) / 2 <= row_bottom:  # its middle lies beside the row's first piece
            rows[-1].append(number)
        else:
            rows.append([number])
            row_bottom = bottom
    return tuple(number for row in rows for number in sorted(row, key=lambda n: boxes[n][0]))


def describe(picture: Picture) -> str:
    """Return what was taken for ink, and what can be done about it; true of this picture."""
    count = picture.piece_count
    if not count:
        return "No ink was found in this picture."
    how = "Click what is meant, or circle it." if count > 1 else "Circle what is meant."
    if picture.doubt in (
        Doubt.SEVERAL,
        Doubt.MANY,
    ):  # how many is not sure: two that touch are one piece
        one = "Click one to read it alone, or circle some."
        how = one if count > 1 else "Circle those that are to be read."
    if picture.doubt is not None:
        return f"{DOUBT_SENTENCES[picture.doubt]} {how}"
    if count == 1:
        return "The ink marked blue is read. Circle a part of it to read only that."
    if len(picture.chosen) == count:
        return "All ink, marked blue, is read. Click a piece to read it alone, or circle one."
    return "The ink marked blue is read. Click other ink, or circle what you mean."


def describe_pieces(picture: Picture, numbers: Sequence[int], pointed: int | None) -> str:
    """Return how many pieces there are and which are read or marked, for who does not see them.

    numbers: of the pieces, in the order in which they are counted.
    """
    of_all = f"of {len(numbers)}"
    read = [str(place) for place, number in enumerate(numbers, 1) if number in picture.chosen]
    done = "read" if picture.doubt is None else "marked"  # of what is in doubt nothing is read
    text = f"{describe(picture)} {done.capitalize()}: piece {', '.join(read) or 'none'} {of_all}."
    if pointed is None:
        return text
    is_done = f"is {done}" if pointed in picture.chosen else f"is not {done}"
    return f"Piece {numbers.index(pointed) + 1} {of_all} {is_done}. {text}"
