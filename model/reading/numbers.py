"""Reading a number from ink: groups of strokes, each read alone, and the likeliest row of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from model.data.classes import DIGITS
from model.ink.drawing import Drawing, Part, Traces
from model.ink.parts import all_ink, characters_in, ink_of, join_traces
from model.ink.raster import Images, rasterize
from model.reading.atoms import Arrangement, Atoms, arrange, measure
from model.reading.candidates import (
    Candidates,
    Groups,
    add_odds,
    find_candidates,
    find_groups,
    spans_of,
)
from model.reading.cuts import Doubts, cuts_in
from model.reading.ink_digests import InkDigest, digests_of
from model.reading.lattice import Floats, Segment
from model.reading.layout import Layout
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
        return join_traces(_join(self.atoms.traces[first:past]))


class _Parted(NamedTuple):
    """A drawing's ink in groups, and what is read of all of it as one character."""

    row: Arrangement
    groups: Groups
    whole: Prediction


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
        self._doubts = Doubts()
        self._layouts: dict[int, Layout | None] = {}  # of each line, as it was read last

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
            surveys = [
                self._complete(self._part(line.drawing, line.fixed), number)
                for number, line in enumerate(lines)
            ]
            rows = [self._read_row(survey, Expected.NUMBER) for survey in surveys]
            if all(row.known >= KNOWN_THRESHOLD and row.texts[0] for row in rows):
                whole = self._read(drawing, [all_ink(drawing)])[0].prediction
                read = list(zip(surveys, rows, strict=True))
                return _number(whole, read, [line.strokes for line in lines])
        is_asked = expected is Expected.NUMBER or bool(fixed)
        parted = self._part(drawing, fixed)
        if len(parted.row) == 1 and not is_asked:
            return parted.whole
        survey = self._complete(parted)
        row = self._read_row(survey, expected)
        is_number = is_asked or (len(row.segments) > 1 and row.known >= KNOWN_THRESHOLD)
        if not is_number or not row.texts[0]:
            return survey.whole
        return _number(survey.whole, [(survey, row)], [range(len(drawing.strokes))])

    def images_of(self, drawing: Drawing) -> Images:
        """Return (1, 1, 28, 28), what is seen of a drawing that was read, as one character."""
        return self._read(drawing, [all_ink(drawing)])[0].images

    def _read_row(self, survey: Survey, expected: Expected) -> RowRead:
        return read_row(
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
        return self._complete(self._part(drawing, fixed, cuts_all=cuts_all))

    def _part(
        self, drawing: Drawing, fixed: Sequence[Traces] = (), *, cuts_all: bool = False
    ) -> _Parted:
        uncut = arrange(drawing, (), fixed)
        singles = [*uncut.traces, all_ink(drawing)]
        if self._count_unread(drawing, uncut.traces) > 1:
            # A guess that is wrong would have much read in vain.
            *alone, whole = self._predict(drawing, singles)
            doubtful = self._doubts.find(uncut, alone, cuts_all=cuts_all)
            return _Parted(*_cut(uncut, doubtful, fixed), whole)
        guessed = self._doubts.guess(uncut)
        row, groups = _cut(uncut, guessed, fixed)
        # All of them at once: one pass through the network costs less than two.
        *alone, whole = self._predict(drawing, singles, also=_traces_of(row, groups))
        doubtful = self._doubts.find(uncut, alone, cuts_all=cuts_all)
        if doubtful != guessed:
            row, groups = _cut(uncut, doubtful, fixed)
        return _Parted(row, groups, whole)

    def _complete(self, parted: _Parted, line: int = 0) -> Survey:
        row, groups, whole = parted
        reads = self._read(row.drawing, _traces_of(row, groups))
        predictions = [read.prediction for read in reads]
        atoms = measure(row, self._layouts.get(line))
        self._layouts[line] = atoms.layout
        candidates = find_candidates(atoms, groups)
        add_odds(candidates, predictions)
        return Survey(atoms, candidates, log_probabilities(predictions), reads, whole)

    def _count_unread(self, drawing: Drawing, groups: Sequence[Traces]) -> int:
        return sum(digest not in self._memory for digest in digests_of(drawing, groups))

    def _predict(
        self, drawing: Drawing, groups: Sequence[Traces], also: Sequence[Traces] = ()
    ) -> list[Prediction]:
        """Return what is read of groups of ink; also: groups that are read beside them."""
        reads = self._read(drawing, [*groups, *also])
        return [read.prediction for read in reads[: len(groups)]]

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


def _cut(
    uncut: Arrangement, doubtful: Iterable[int], fixed: Sequence[Traces]
) -> tuple[Arrangement, Groups]:
    """Return a row with the strokes of some of its atoms cut, and its groups."""
    cuts = cuts_in(uncut, doubtful)
    row = arrange(uncut.drawing, cuts, fixed) if cuts else uncut
    return row, find_groups(row)


def _traces_of(row: Arrangement, groups: Groups) -> list[Traces]:
    """Return the ink of each group."""
    return [_join(row.traces[first:past]) for first, past in spans_of(groups)]


def _join(ink: Iterable[Traces]) -> Traces:
    return tuple(trace for traces in ink for trace in traces)


def _lines(drawing: Drawing, fixed: Sequence[Traces]) -> list[_Line]:
    """Return the lines of a drawing that has several.

    It has one where ink that is one character is of several.
    """
    lines = [] if drawing.is_empty else lines_of(drawing)
    line_of = {stroke: number for number, line in enumerate(lines) for stroke in line}
    is_across = any(len({line_of[trace.stroke] for trace in traces}) > 1 for traces in fixed)
    if len(lines) < 2 or is_across:
        return []
    return [
        _Line(
            Drawing(tuple(drawing.strokes[stroke] for stroke in line), writer=drawing.writer),
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
        _part_on_way(survey, segment, row, number, strokes[number])
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


def _part_on_way(
    survey: Survey, segment: Segment, row: RowRead, number: int, strokes: Sequence[int]
) -> PartPrediction:
    read = survey.reads[segment.group]
    confidence = float(row.marginals[segment])
    traces = _renumbered(survey.ink_of(segment), strokes)
    groups = survey.groups
    return make_part(groups, segment, read.prediction, read.images, confidence, number, traces)
