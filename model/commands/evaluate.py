"""`inkling evaluate`: measures how well weights predict data."""

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL.Image import Image

from model.commands.console import (
    clear_progress,
    print_json,
    print_line,
    show_data_progress,
    show_progress,
    show_share,
)
from model.commands.inputs import opened
from model.commands.options import (
    AddCommand,
    add_expected,
    add_folders,
    add_seed,
    add_weights,
    chosen_expected,
    chosen_folders,
    chosen_weights,
    refuse_overwriting,
)
from model.data.classes import Classes
from model.data.progress import complete
from model.data.source import Folders, Source
from model.data.sources import CATALOGUE
from model.errors import BadInput
from model.evaluation.contact_sheet import make_number_page, make_page, write_page
from model.evaluation.measure import (
    batches_of,
    evaluate,
    evaluate_ink,
    measure_noncharacters,
)
from model.evaluation.number_tally import NumberEvaluation
from model.evaluation.numbers import evaluate_ink_or_numbers, evaluate_numbers
from model.evaluation.pictures import (
    SURE,
    PictureEvaluation,
    accepted_share,
    as_one_share,
    evaluate_pictures,
    right_share,
)
from model.evaluation.statistics import auroc
from model.evaluation.tally import Evaluation
from model.ink.ink_file import looks_like_ink, read_drawings
from model.insight.flips import DRAWINGS, Flips, measure_flips
from model.network.recognizer import Recognizer
from model.plain_text import plain
from model.reading.prediction import KNOWN_THRESHOLD, Expected, Reader
from model.text import percent

MOST_MISREAD, MOST_CONFUSED = 10, 20
"""How many writers are listed, and how many pairs of classes."""
MATRIX_COLUMNS = 160
"""A wider confusion matrix is not printed."""


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    command = add_command("evaluate", run, "measure how well weights read data")
    command.add_argument(
        "data", metavar="DATA", help=f"{', '.join(CATALOGUE)}, an ink file, or a folder of pictures"
    )
    add_weights(command)
    add_expected(
        command,
        "measure an ink file as numbers, also where each is one digit (by itself where any label "
        "has several)",
        "measure an ink file's single characters alone",
    )
    command.add_argument(
        "--gallery", type=Path, metavar="FILE.png", help="picture of the worst misread drawings"
    )
    command.add_argument(
        "--others",
        type=Path,
        metavar="FILE",
        help="ink of none of the classes, to measure how well it is refused",
    )
    command.add_argument(
        "--occlusion",
        action="store_true",
        help="also measure whether leaving out the ink that counts most changes the answer, over "
        f"{DRAWINGS} drawings of an ink file",
    )
    add_seed(command)
    add_folders(command)


def run(options: argparse.Namespace) -> int:
    """Measure, and print what was measured."""
    refuse_overwriting(options.gallery, options.data, options.others, options.weights)
    if options.occlusion:
        _check_takes_apart(options.data)
    recognizer = Recognizer(chosen_weights(options))
    measured = _measure(recognizer, options)
    result = measured.characters if isinstance(measured, PictureEvaluation) else measured
    clear_progress()
    if options.occlusion and isinstance(result, NumberEvaluation):
        raise BadInput(
            f"{options.data}: --occlusion takes single characters, and these are numbers; --single "
            "leaves numbers out"
        )
    if options.gallery is not None:
        write_page(options.gallery, _make_gallery(result))
    of_others = {}
    if options.others is not None:
        of_others = _measure_others(recognizer, options.others, result)
    flips = _measure_flips(recognizer, options) if options.occlusion else None
    if options.json:
        of_flips = {"occlusion": flips.to_json()} if flips else {}
        print_json(data=options.data, **measured.to_json(), **of_others, **of_flips)
    else:
        if isinstance(result, NumberEvaluation):
            print_line(format_numbers(options.data, result))
        else:
            print_line(format_evaluation(options.data, result))
        if isinstance(measured, PictureEvaluation):
            print_line(format_pictures(measured))
        for name, value in of_others.items():
            print_line(f"{name:<16}  {value:.4f}")
        if flips:
            print_line(format_flips(flips))
    return 0


def _measure(
    reader: Reader, options: argparse.Namespace
) -> Evaluation | NumberEvaluation | PictureEvaluation:
    expected = chosen_expected(options)
    if options.data in CATALOGUE:
        _check_is_by_itself(options.data, expected)
        return _evaluate_source(reader, CATALOGUE[options.data], chosen_folders(options))
    with opened(Path(options.data)) as path:
        if path.is_dir():
            _check_is_by_itself(options.data, expected)
            return evaluate_pictures(reader, path, show_share)
        match expected:
            case Expected.NUMBER:
                return evaluate_numbers(reader, path, show_share)
            case Expected.SINGLE:
                return evaluate_ink(reader, path, show_share)
            case Expected.EITHER:
                return evaluate_ink_or_numbers(reader, path, show_share)


def _check_is_by_itself(data: str, expected: Expected) -> None:
    if expected is not Expected.EITHER:
        raise BadInput(f"{data}: --numbers and --single are for ink files")


def _measure_others(
    reader: Reader, path: Path, result: Evaluation | NumberEvaluation
) -> dict[str, float]:
    """Return how well ink of none of the classes is told from what was measured."""
    is_number = isinstance(result, NumberEvaluation)
    expected = Expected.EITHER if is_number else Expected.SINGLE
    others = measure_noncharacters(reader, path, show_share, expected)
    clear_progress()
    return {
        "auroc": auroc(result.is_known, others),
        "others_rejected": float((others < KNOWN_THRESHOLD).mean()),
    }


def _check_takes_apart(data: str) -> None:
    # A pipe can be read once only.
    if data in CATALOGUE or not (Path(data).is_file() and looks_like_ink(Path(data))):
        raise BadInput(f"{data}: --occlusion takes an ink file")


def _measure_flips(reader: Reader, options: argparse.Namespace) -> Flips:
    show_progress("occlusion")
    flips = measure_flips(reader, read_drawings(Path(options.data)), seed=options.seed)
    clear_progress()
    return flips


def format_flips(flips: Flips) -> str:
    """Return for a person how often the answer changes without some ink."""
    return "\n".join(
        [
            "",
            f"{flips.count} drawings, each without {percent(flips.share, 0)} of its ink:",
            "the answer changes without",
            f"{percent(flips.most):>9}  the ink that counts most",
            f"{percent(flips.random_run):>9}  as much in one place at random",
            f"{percent(flips.random):>9}  as much in pieces at random",
        ]
    )


def format_pictures(pictures: PictureEvaluation) -> str:
    """Return for a person how pictures were read, by what kind they are of."""
    rows = ["", f"{percent(pictures.right):>9}  of the pictures read right and accepted"]
    if len(pictures.kinds) > 1:
        rows += [
            f"{percent(right_share(reads)):>9} of {len(reads):>5}  {plain(kind)}"
            for kind, reads in pictures.kinds.items()
        ]
    rows += [
        f"{percent(right_share(reads)):>9} of {len(reads):>5}  {plain(group)}: several, and all "
        f"read right; {percent(as_one_share(reads, pictures.classes))} accepted as one"
        for group, reads in pictures.numbers.items()
    ]
    rows += [
        f"{percent(accepted_share(reads)):>9} of {len(reads):>5}  {plain(group)}: none of the "
        "classes, and accepted"
        for group, reads in pictures.others.items()
    ]
    rows.append(f"{len(pictures.misleading):>9} wrong with a confidence above {percent(SURE, 0)}")
    rows += [
        f"{'':>9}  {plain(str(read.file.path))}: {plain(read.file.label or '')} as {read.text}"
        for read in pictures.misleading[:MOST_MISREAD]
    ]
    return "\n".join(rows)


def _evaluate_source(reader: Reader, source: Source, folders: Folders) -> Evaluation:
    assert source.classes is not None
    if source.classes != reader.classes:
        raise BadInput(
            f"{source.title} has {_say_classes(source.classes)}, and the weights have "
            f"{_say_classes(reader.classes)}: they have to be the same"
        )
    test = complete(source.load_test(folders), show_data_progress)
    return evaluate(reader, batches_of(test, reader.classes))


def _say_classes(classes: Classes) -> str:
    return f"{len(classes)} classes, {classes}"


def _make_gallery(result: Evaluation | NumberEvaluation) -> Image:
    if isinstance(result, NumberEvaluation):
        numbers = [misread.drawing for misread in result.worst]
        captions = [
            f"{misread.drawing.label} as {misread.text or 'no number'}" for misread in result.worst
        ]
        return make_number_page(numbers, captions)
    images = np.array([misread.image for misread in result.worst], np.float32)
    captions = [f"{misread.label} as {misread.predicted}" for misread in result.worst]
    return make_page(images, captions)


def format_numbers(data: str, result: NumberEvaluation) -> str:
    """Return what was measured on numbers as lines for a person."""
    interval = " to ".join(map(percent, result.interval))
    rows = [
        f"{plain(data)}: {result.count} numbers",
        f"strings right  {percent(result.strings_right)}  (95 %: {interval})",
        f"digits right   {percent(result.digits_right)}",
        f"too many       {percent(result.too_many)}",
        f"too few        {percent(result.too_few)}",
        f"rejected       {percent(result.rejected)}",
        f"ECE            {percent(result.ece)}",
    ]
    if single := result.single_digits:
        rows += [
            "",
            f"{single.count} single digits:",
            f"{percent(single.taken_apart):>9}  taken apart",
            f"{percent(single.error):>9}  misread",
            f"{percent(single.error_single):>9}  misread with numbers off",
        ]
    return "\n".join(rows + _writer_rows(result.writers))


def format_evaluation(data: str, result: Evaluation) -> str:
    """Return what was measured as lines for a person."""
    low, high = result.interval
    rows = [
        f"{plain(data)}: {result.count} images",
        f"error     {percent(result.error)}  (95 %: {percent(low)} to {percent(high)})",
        f"ECE       {percent(result.ece)}",
        f"rejected  {percent(result.rejected)}",
        "",
    ]
    return "\n".join(rows + _confusion_rows(result) + _writer_rows(result.writers))


def _confusion_rows(result: Evaluation) -> list[str]:
    """Return the confusion matrix; where that is too wide to read, what is confused most."""
    names = [plain(name) for name in result.classes]
    width = max(5, *(len(name) + 1 for name in names))
    if width * len(names) > MATRIX_COLUMNS:
        return _confused_rows(result)
    head = "label".rjust(width) + "".join(f"{name:>{width + 1}}" for name in names)
    return [
        f"{head}   read as",
        *(
            f"{name:>{width}}" + "".join(f"{n or '.':>{width + 1}}" for n in row)
            for name, row in zip(names, result.confusion.tolist(), strict=True)
        ),
    ]


def _confused_rows(result: Evaluation) -> list[str]:
    classes, totals = result.classes, result.confusion.sum(axis=1)
    wrong = result.confusion.copy()
    np.fill_diagonal(wrong, 0)
    most = np.argsort(-wrong, axis=None, kind="stable")[:MOST_CONFUSED]
    pairs = [divmod(int(pair), len(classes)) for pair in most if wrong.flat[pair]]
    return [
        f"{len(classes)} classes, those misread most (all of them: --json):",
        *(
            f"{wrong[label, read]:>9} of {totals[label]:>5}  "
            f"{plain(classes[label])} read as {plain(classes[read])}"
            for label, read in pairs
        ),
    ]


def _writer_rows(writers: Mapping[str, tuple[int, float]]) -> list[str]:
    if not writers:
        return []
    most = sorted(writers.items(), key=lambda item: -item[1][1])[:MOST_MISREAD]
    return [
        "",
        f"{len(writers)} writers, those misread most:",
        *(f"{percent(error):>9} of {count:>5}  {plain(writer)}" for writer, (count, error) in most),
    ]
