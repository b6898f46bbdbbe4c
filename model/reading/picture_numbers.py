"""Reading numbers in pictures: pieces of ink line by line, and the likeliest row of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from PIL import Image

from model.ink.picture.placing import ink_to_input
from model.ink.raster import Images
from model.reading.candidates import Candidates, add_odds, find_candidates, spans_of
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
)
from model.reading.rows import (
    RowRead,
    is_doubtful,
    likelihood_of,
    log_probabilities,
    make_part,
    read_row,
    rival_of,
)
from model.reading.scoring import FITTED, Scoring

LEAST_CUT = 0.5
"""Lower pieces are not cut, in heights of the line."""
SURE, ALONE_BY, AS_TALL = 0.97, 0.22, 0.7
"""What is so likely a character, so far from other ink and so high is one, in heights of a line."""
MAX_PIECES, MAX_GROUPS = 300, 600
"""Ink in more of them is not read: it is no page of numbers, or takes too long."""
FEW_PIECES, MOSTLY_KNOWN = 40, 0.5
"""Of more pieces, some are characters by themselves where it is a page of numbers."""
UNSURE = 0.4
"""Where a line reads in no way likelier than this, it is not read: it is not sure how."""
FINE_SIDE_PX = 160
"""Smaller pictures are enlarged to about this, so that ink can be cut between px."""


class _Read(NamedTuple):
    """What is read of some pieces as one character."""

    images: Images
    prediction: Prediction


class _InkReader:
    """Reads pieces of ink together, and remembers what it read."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._memory: dict[tuple[int, ...], _Read] = {}

    def read(self, pieces: InkPieces, groups: Sequence[tuple[int, ...]]) -> list[_Read]:
        """Return what is read of each group of pieces, by their numbers."""
        new = [group for group in dict.fromkeys(groups) if group not in self._memory]
        if new:
            images = np.concatenate([ink_to_input(pieces.ink_of(group)) for group in new])
            for row, prediction in enumerate(self._reader.predict(images)):
                self._memory[new[row]] = _Read(images[row : row + 1], prediction)
        return [self._memory[group] for group in groups]


@dataclass(frozen=True, eq=False)
class _LineRead:
    """A line with its groups, what is read of each alone, and how the line reads."""

    line: InkLine
    groups: Candidates
    reads: list[_Read]
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
    reads = _read_lines(_InkReader(reader), pieces, expected, scoring)
    if not any(read.row.texts[0] for read in reads):
        return None
    if expected is not Expected.NUMBER and sum(len(read.row.segments) for read in reads) <= 1:
        return None
    parts = [part for number, read in enumerate(reads) for part in _parts(read, number, scale)]
    known = min(read.row.known for read in reads)
    unsure = min(read.row.shares[0] for read in reads)
    if unsure < UNSURE:
        known = min(known, unsure)
    rows = [read.row for read in reads]
    return NumberPrediction(
        whole.classes,
        whole.probabilities,
        known,
        tuple(parts),
        likelihood_of(rows),
        rival_of(rows),
    )


def _enlarged(ink: Ink) -> tuple[Ink, int]:
    """Return the ink of a small picture enlarged, and how many times."""
    scale = max(1, round(FINE_SIDE_PX / max(ink.shape)))
    if scale == 1:
        return ink, 1
    size = (ink.shape[1] * scale, ink.shape[0] * scale)
    return np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BILINEAR)), scale


def _read_lines(
    reader: _InkReader, pieces: InkPieces, expected: Expected, scoring: Scoring
) -> list[_LineRead]:
    """Return what is read of each line; nothing where it is no page of numbers."""
    lines = [make_line(pieces, line) for line in lines_of(pieces)]
    numbers = [number for line in lines for number in line.pieces]
    alone = dict(zip(numbers, reader.read(pieces, [(n,) for n in numbers]), strict=True))
    known = {number: read.prediction.is_known for number, read in alone.items()}
    if len(known) > FEW_PIECES and np.mean(list(known.values())) < MOSTLY_KNOWN:
        return []
    cuts = {
        number: line.atoms.line_height
        for line in lines
        for at, number in enumerate(line.pieces)
        if _may_be_cut(line, at, known[number])
    }
    pieces, parts = cut_pieces(pieces, cuts)
    lines = [_cut_line(pieces, line, parts) for line in lines]
    lines = [
        line.knowing([_is_sure(line, at, known.get(n, 0)) for at, n in enumerate(line.pieces)])
        for line in lines
    ]
    groups = [find_candidates(line.atoms) for line in lines]
    if sum(map(len, groups)) > MAX_GROUPS:
        return []
    alone_counts = expected is Expected.EITHER and len(lines) == 1
    return [
        _read_line(reader, pieces, line, found, scoring, alone_counts=alone_counts)
        for line, found in zip(lines, groups, strict=True)
    ]


def _cut_line(pieces: InkPieces, line: InkLine, parts: Mapping[int, Sequence[int]]) -> InkLine:
    """Return a line with the parts of its pieces that were cut: they stay on it."""
    if not any(number in parts for number in line.pieces):
        return line
    return make_line(pieces, [part for n in line.pieces for part in parts.get(n, (n,))])


def _read_line(
    reader: _InkReader,
    pieces: InkPieces,
    line: InkLine,
    groups: Candidates,
    scoring: Scoring,
    *,
    alone_counts: bool,
) -> _LineRead:
    *reads, whole = reader.read(
        pieces, [*(line.pieces[first:past] for first, past in spans_of(groups)), line.pieces]
    )
    predictions = [read.prediction for read in reads]
    add_odds(groups, predictions)
    row = read_row(
        groups,
        log_probabilities(predictions),
        whole.prediction,
        scoring,
        alone_counts=alone_counts,
    )
    return _LineRead(line, groups, reads, row)


def _may_be_cut(line: InkLine, at: int, known: float) -> bool:
    left, top, right, bottom = line.atoms.boxes[at] / line.atoms.line_height
    return bool(bottom - top >= LEAST_CUT) and is_doubtful(float(right - left), known)


def _is_sure(line: InkLine, at: int, known: float) -> bool:
    _, top, _, bottom = line.atoms.boxes[at] / line.atoms.line_height
    apart = np.delete(line.atoms.distances[at], at)
    return bool(known >= SURE and bottom - top >= AS_TALL and (apart >= ALONE_BY).all())


def _parts(read: _LineRead, number: int, scale: int) -> list[PartPrediction]:
    """Return the characters of a line; scale: how many px of its ink are one of the picture's."""
    parts = []
    for segment in read.row.segments:
        images, prediction = read.reads[segment.group]
        confidence = float(read.row.marginals[segment])
        part = make_part(read.groups, segment, prediction, images, confidence, number)
        half = read.line.strokes_px / 2  # the boxes of atoms go along the middle of strokes
        left, top, right, bottom = part.box
        box = (
            (left - half) / scale,
            (top - half) / scale,
            (right + half) / scale,
            (bottom + half) / scale,
        )
        parts.append(replace(part, box=box))
    return parts
