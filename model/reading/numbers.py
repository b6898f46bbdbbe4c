"""Reading a number from ink: groups of strokes, each read alone, and the likeliest row of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from model.data.classes import DIGITS
from model.ink.drawing import Drawing, Part
from model.ink.parts import all_ink, characters_in, ink_of, join_traces
from model.ink.raster import Images, rasterize
from model.reading.atoms import (
    Arrangement,
    Atoms,
    Cut,
    Shape,
    Traces,
    arrange,
    find_cuts,
    measure,
)
from model.reading.candidates import Candidates, add_odds, find_candidates
from model.reading.ink_digests import InkDigest, digests_of
from model.reading.lattice import Floats, Segment
from model.reading.prediction import (
    KNOWN_THRESHOLD,
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
    make_lattice,
    make_part,
    read_row,
    rival_of,
)
from model.reading.scoring import FITTED, Scoring
from model.reading.stroke_lines import lines_of

MAX_ATOMS_READ = 120
"""Ink of more is no number that anybody writes; it is read as one character."""
MAX_POINTS_READ = 20_000
"""Likewise; each group of so much ink would take long to draw."""
MAX_REMEMBERED = 2_000


@dataclass(frozen=True, eq=False)
class _Read:
    """What was read of some ink."""

    images: Images
    prediction: Prediction


@dataclass(frozen=True, eq=False)
class Survey:
    """A drawing's ink in groups, and what is read of each."""

    atoms: Atoms
    groups: Candidates
    """Their features are complete."""
    log_probabilities: Floats
    """(G, C)"""
    reads: list[_Read]
    whole: Prediction
    """What is read of all the ink as one character."""

    def ink_of(self, segment: Segment) -> Traces:
        """Return the ink of a group on a way."""
        first, past = self.groups.first[segment.group], self.groups.past[segment.group]
        return join_traces(_traces(self.atoms, int(first), int(past)))


class _Line(NamedTuple):
    """A line of a drawing, as a drawing of its own."""

    drawing: Drawing
    strokes: Sequence[int]
    """Its strokes among all of them."""
    fixed: Sequence[Traces]
    """What is known of it to be one character each, by its own strokes."""


class NumberReader:
    """Reads drawings of one character or of several, and remembers what it read of their ink.

    While a number is written only the groups with new ink are read. What was read of ink, and how
    it lies, is remembered by its points, and forgotten once that is more than MAX_REMEMBERED. For
    one thread.
    """

    def __init__(self, reader: Reader, scoring: Scoring = FITTED) -> None:
        self._reader = reader
        self._scoring = scoring
        self._memory: dict[InkDigest, _Read] = {}
        self._shapes: dict[InkDigest, Shape] = {}

    def read(
        self,
        drawing: Drawing,
        expected: Expected = Expected.EITHER,
        fixed: Sequence[Traces] = (),
    ) -> Prediction:
        """Return what is read of a drawing: a NumberPrediction where it is taken for a number.

        fixed: ink that is known to be one character each; where there is any, the drawing is a
        number, unless one digit is expected.
        """
        if expected is Expected.SINGLE or not self._reads_numbers(drawing):
            return self._read(drawing, [all_ink(drawing)])[0].prediction
        lines = _lines(drawing, fixed)
        if len(lines) > 1:
            rows = [self._read_row(line.drawing, line.fixed, Expected.NUMBER) for line in lines]
            if all(row.known >= KNOWN_THRESHOLD and row.texts[0] for _, row in rows):
                whole = self._read(drawing, [all_ink(drawing)])[0].prediction
                return _number(whole, rows, [line.strokes for line in lines])
        survey, row = self._read_row(drawing, fixed, expected)
        is_asked = expected is Expected.NUMBER or bool(fixed)
        is_number = is_asked or (len(row.segments) > 1 and row.known >= KNOWN_THRESHOLD)
        if not is_number or not row.texts[0]:
            return survey.whole
        return _number(survey.whole, [(survey, row)], [range(len(drawing.strokes))])

    def _read_row(
        self, drawing: Drawing, fixed: Sequence[Traces], expected: Expected
    ) -> tuple[Survey, RowRead]:
        survey = self.survey(drawing, fixed)
        return survey, read_row(
            survey.groups,
            survey.log_probabilities,
            survey.whole,
            self._scoring,
            alone_counts=expected is Expected.EITHER,
        )

    def align(
        self, drawing: Drawing, text: str, fixed: Sequence[Traces] = ()
    ) -> tuple[Part, ...] | None:
        """Return which ink of a drawing is which character of what it is known to say.

        It is the likeliest way to part the ink into these characters, with more cuts in strokes
        where there is none else; None where there is none at all, and where the network's classes
        are not digits. fixed: ink that is known to be one character each.
        """
        words, lines = text.split(), _lines(drawing, fixed)
        if len(words) == len(lines) > 1:
            aligned = [
                self.align(line.drawing, word, line.fixed)
                for word, line in zip(words, lines, strict=True)
            ]
            return (
                tuple(
                    Part(part.label, _renumbered(part.traces, line.strokes))
                    for parts, line in zip(aligned, lines, strict=True)
                    for part in parts or ()
                )
                if all(aligned)
                else None
            )
        indices = map(self._reader.classes.index, characters_in(text))
        labels = [index for index in indices if index is not None]
        if len(labels) < max(len(characters_in(text)), 1) or not self._reads_numbers(drawing):
            return None
        for cuts_all in (False, True):
            survey = self.survey(drawing, fixed, cuts_all=cuts_all)
            lattice = make_lattice(
                survey.groups,
                survey.log_probabilities,
                self._reader.classes,
                self._scoring,
                alone_counts=False,
            )
            if way := lattice.best_of(labels):
                spoken = [one for one in way.segments if one.label != lattice.silent]
                return tuple(
                    Part(self._reader.classes[one.label], survey.ink_of(one)) for one in spoken
                )
        return None

    def _reads_numbers(self, drawing: Drawing) -> bool:
        return (
            not drawing.is_empty
            and self._reader.classes == DIGITS
            and len(drawing.strokes) <= MAX_ATOMS_READ
            and drawing.point_count <= MAX_POINTS_READ
        )

    def survey(
        self, drawing: Drawing, fixed: Sequence[Traces] = (), *, cuts_all: bool = False
    ) -> Survey:
        """Return the groups that the ink of a drawing, which has some, may be parted into.

        cuts_all: whether strokes are cut that are likely one character, too.
        """
        if len(self._shapes) > MAX_REMEMBERED:
            self._shapes.clear()
        row = arrange(drawing, (), fixed, self._shapes)
        singles = [*row.traces, all_ink(drawing)]
        *alone, whole = [read.prediction for read in self._read(drawing, singles)]
        if cuts := _find_cuts(drawing, row, alone, cuts_all=cuts_all):
            row = arrange(drawing, cuts, fixed, self._shapes)
        atoms = measure(row)
        groups = find_candidates(atoms)
        reads = self._read(drawing, [_traces(atoms, a, b) for a, b in _spans(groups)])
        predictions = [read.prediction for read in reads]
        add_odds(groups, predictions)
        return Survey(atoms, groups, log_probabilities(predictions), reads, whole)

    def _read(self, drawing: Drawing, groups: Sequence[Traces]) -> list[_Read]:
        """Return what is read of each group of a drawing's ink, of the memory where it is there."""
        keys = digests_of(drawing, groups)
        new = {
            key: traces for key, traces in zip(keys, groups, strict=True) if key not in self._memory
        }
        if new:
            images = rasterize([ink_of(drawing, traces) for traces in new.values()])
            if len(self._memory) + len(new) > MAX_REMEMBERED:
                self._memory = {key: self._memory[key] for key in keys if key in self._memory}
            predictions = self._reader.predict(images)
            for row, key in enumerate(new):
                self._memory[key] = _Read(images[row : row + 1], predictions[row])
        return [self._memory[key] for key in keys]


def _find_cuts(
    drawing: Drawing, row: Arrangement, alone: Sequence[Prediction], *, cuts_all: bool
) -> list[Cut]:
    """Return where strokes may be cut; alone: what is read of each run, all of them uncut."""
    cuts = []
    for index, prediction in enumerate(alone):
        width = float(np.ptp(row.boxes[index, ::2])) / row.line_height
        may_be_cut = cuts_all or is_doubtful(width, prediction.is_known)
        if may_be_cut and not row.is_whole[index]:
            stroke = row.traces[index][0].stroke
            found = find_cuts(drawing.strokes[stroke], row.line_height)
            cuts += [(stroke, point) for point in found]
    return cuts


def _spans(groups: Candidates) -> list[tuple[int, int]]:
    return list(zip(groups.first.tolist(), groups.past.tolist(), strict=True))


def _traces(atoms: Atoms, first: int, past: int) -> Traces:
    return tuple(trace for traces in atoms.traces[first:past] for trace in traces)


def _lines(drawing: Drawing, fixed: Sequence[Traces]) -> list[_Line]:
    """Return the lines of a drawing; one, where ink that is one character is of several."""
    lines = [] if drawing.is_empty else lines_of(drawing)
    line_of = {stroke: number for number, line in enumerate(lines) for stroke in line}
    if any(len({line_of[trace.stroke] for trace in traces}) > 1 for traces in fixed):
        lines = [tuple(range(len(drawing.strokes)))]
    return [
        _Line(
            replace(
                drawing,
                strokes=tuple(drawing.strokes[stroke] for stroke in line),
                label=None,
                parts=(),
            ),
            line,
            [
                tuple(trace._replace(stroke=line.index(trace.stroke)) for trace in traces)
                for traces in fixed
                if traces[0].stroke in line
            ],
        )
        for line in lines
    ]


def _renumbered(traces: Traces, strokes: Sequence[int]) -> Traces:
    """Return a line's traces by the strokes of the whole drawing."""
    return tuple(trace._replace(stroke=strokes[trace.stroke]) for trace in traces)


def _number(
    whole: Prediction, rows: Sequence[tuple[Survey, RowRead]], strokes: Sequence[Sequence[int]]
) -> NumberPrediction:
    """Return what was read of lines as one number; strokes: those of each line."""
    parts = [
        _part(survey, segment, row, number, strokes[number])
        for number, (survey, row) in enumerate(rows)
        for segment in row.segments
    ]
    read = [row for _, row in rows]
    return NumberPrediction(
        whole.classes,
        whole.probabilities,
        min(row.known for row in read),
        tuple(parts),
        likelihood_of(read),
        rival_of(read),
    )


def _part(
    survey: Survey, segment: Segment, row: RowRead, number: int, strokes: Sequence[int]
) -> PartPrediction:
    read = survey.reads[segment.group]
    confidence = float(row.marginals[segment])
    part = make_part(survey.atoms, survey.groups, segment, read.prediction, read.images, confidence)
    return replace(part, line=number, traces=_renumbered(survey.ink_of(segment), strokes))
