"""Reading numbers in pictures: pieces of ink line by line, and the likeliest row of each line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from model.ink.picture.placing import ink_to_input
from model.ink.raster import Images
from model.reading.candidates import Candidates, find_candidates, known_odds
from model.reading.picture_atoms import (
    Ink,
    InkLine,
    InkPieces,
    cut_pieces,
    find_pieces,
    lines_of,
    make_line,
)
from model.reading.prediction import (
    Expected,
    NumberPrediction,
    PartPrediction,
    Prediction,
    Reader,
    Rival,
)
from model.reading.rows import RowRead, least_known, log_probabilities, make_part, read_row
from model.reading.scoring import FITTED, KNOWN, Scoring

CUT_BELOW = 0.9
"""A piece is cut only where it is less likely a character than this, or wider than CUT_WIDER."""
CUT_WIDER = 1.2
"""In heights of the line."""
LEAST_CUT = 0.5
"""Lower pieces are not cut, in heights of the line."""
SURE, ALONE_BY, AS_TALL = 0.97, 0.22, 0.7
"""What is so likely a character, so far from other ink and so high is one, in heights of a line."""
MAX_PIECES = 400
"""Ink in more of them is no page of numbers."""
UNSURE = 0.4
"""Where a line reads in no way likelier than this, it is not read: it is not sure how."""
FINE_SIDE_PX = 160
"""Smaller pictures are enlarged to about this, so that ink can be cut between px."""


@dataclass(frozen=True, eq=False)
class _LineRead:
    """A line with its groups, what is read of each alone, and how the line reads."""

    line: InkLine
    groups: Candidates
    images: Images
    predictions: list[Prediction]
    whole: Prediction
    row: RowRead


def read_number(
    reader: Reader,
    ink: Ink,
    whole: Prediction,
    expected: Expected = Expected.EITHER,
    scoring: Scoring = FITTED,
) -> NumberPrediction | None:
    """Return what is read of ink as a number; None where it is not one, but one character at most.

    ink: with some ink; whole: what is read of it all as one character.
    """
    ink, scale = _enlarged(ink)
    pieces = find_pieces(ink)
    if pieces is None or len(pieces.boxes) > MAX_PIECES:
        return None
    reads = _read_lines(reader, pieces, expected, scoring)
    if expected is not Expected.NUMBER and sum(len(read.row.segments) for read in reads) == 1:
        return None
    parts = [part for number, read in enumerate(reads) for part in _parts(read, number, scale)]
    known = min(read.row.known for read in reads)
    unsure = min(read.row.shares[0] for read in reads)
    if unsure < UNSURE:
        known = min(known, unsure)
    return NumberPrediction(
        whole.classes,
        whole.probabilities,
        least_known(parts) if expected is Expected.NUMBER else known,
        tuple(parts),
        float(np.prod([read.row.shares[0] for read in reads])),
        _rival(reads),
    )


def _enlarged(ink: Ink) -> tuple[Ink, int]:
    """Return the ink of a small picture enlarged, and how many times."""
    scale = max(1, round(FINE_SIDE_PX / max(ink.shape)))
    if scale == 1:
        return ink, 1
    size = (ink.shape[1] * scale, ink.shape[0] * scale)
    return np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BILINEAR)), scale


def _read_lines(
    reader: Reader, pieces: InkPieces, expected: Expected, scoring: Scoring
) -> list[_LineRead]:
    numbers = lines_of(pieces)
    lines = [make_line(pieces, line) for line in numbers]
    alone = _predict(
        reader, [line.ink_of(at, at + 1) for line in lines for at in range(len(line.pieces))]
    )[1]
    known = np.zeros(len(pieces.boxes))
    cut: dict[int, float] = {}
    sure: list[int] = []
    for line in lines:
        for at, number in enumerate(line.pieces.tolist()):
            known[number] = alone.pop(0).is_known
            if _may_be_cut(line, at, known[number]):
                cut[number] = line.atoms.line_height
            elif _is_sure(line, at, known[number]):
                sure.append(number)
    # What a cut makes stays on the line.
    parted = cut_pieces(pieces, cut)
    lines = [
        make_line(parted, [n for n in range(len(parted.boxes)) if parted.owners[n] in line], sure)
        for line in map(set, numbers)
    ]
    groups = [find_candidates(line.atoms) for line in lines]
    inks = [
        line.ink_of(first, past)
        for line, found in zip(lines, groups, strict=True)
        for first, past in [*zip(found.first, found.past, strict=True), (0, len(line.pieces))]
    ]
    images, predictions = _predict(reader, inks)
    reads, start = [], 0
    alone_counts = expected is Expected.EITHER and len(lines) == 1
    for line, found in zip(lines, groups, strict=True):
        end = start + len(found)
        own, whole = predictions[start:end], predictions[end]
        found.features[:, KNOWN] = known_odds(own)
        row = read_row(
            found,
            log_probabilities(own),
            float(known_odds([whole])[0]),
            scoring,
            alone_counts=alone_counts,
        )
        reads.append(_LineRead(line, found, images[start:end], own, whole, row))
        start = end + 1
    return reads


def _may_be_cut(line: InkLine, at: int, known: float) -> bool:
    left, top, right, bottom = line.atoms.boxes[at] / line.atoms.line_height
    if bottom - top < LEAST_CUT:
        return False
    return bool(right - left > CUT_WIDER) or known < CUT_BELOW


def _is_sure(line: InkLine, at: int, known: float) -> bool:
    _, top, _, bottom = line.atoms.boxes[at] / line.atoms.line_height
    apart = np.delete(line.atoms.distances[at], at)
    return bool(known >= SURE and bottom - top >= AS_TALL and (apart >= ALONE_BY).all())


def _predict(reader: Reader, inks: Sequence[Ink]) -> tuple[Images, list[Prediction]]:
    """Return pieces of ink as the reader sees them, and what it says of each."""
    images = np.concatenate([ink_to_input(ink) for ink in inks])
    return images, reader.predict(images)


def _parts(read: _LineRead, number: int, scale: int) -> list[PartPrediction]:
    """Return the characters of a line; scale: how many px of its ink are one of the picture's."""
    parts = []
    for segment in read.row.segments:
        group, _ = segment
        part = make_part(
            read.line.atoms,
            read.groups,
            segment,
            read.predictions[group],
            read.images[group : group + 1],
            float(read.row.marginals[segment]),
        )
        half = read.line.strokes_px / 2  # the boxes of atoms go along the middle of strokes
        left, top, right, bottom = part.box
        edges = (left - half, top - half, right + half, bottom + half)
        box = tuple(float(edge) / scale for edge in edges)
        parts.append(replace(part, box=box, line=number))
    return parts


def _rival(reads: Sequence[_LineRead]) -> Rival | None:
    """Return the likeliest other text: that of one line is another one."""
    texts = [_texts(read) for read in reads]
    total = float(np.prod([read.row.shares[0] for read in reads]))
    best: Rival | None = None
    for number, read in enumerate(reads):
        if len(read.row.ways) > 1:
            share = total * read.row.shares[1] / max(read.row.shares[0], 1e-12)
            if best is None or share > best.confidence:
                said = [own[1 if number == at else 0] for at, own in enumerate(texts)]
                best = Rival(" ".join(said), share)
    return best


def _texts(read: _LineRead) -> list[str]:
    classes = read.whole.classes
    return ["".join(classes[segment.label] for segment in way.segments) for way in read.row.ways]
