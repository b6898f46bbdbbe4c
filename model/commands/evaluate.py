"""`inkling evaluate`: measures how well weights predict data."""

import argparse
from pathlib import Path

import numpy as np

from model.commands.console import clear_progress, print_json, print_line, show_progress, show_share
from model.commands.inputs import opened
from model.commands.options import (
    AddCommand,
    add_folders,
    add_seed,
    add_weights,
    chosen_folders,
    chosen_weights,
    refuse_overwriting,
)
from model.data.progress import complete
from model.data.sources import CATALOGUE, Folders, Source
from model.errors import BadInput
from model.evaluation.contact_sheet import make_page, write_page
from model.evaluation.measure import (
    batches_of,
    evaluate,
    evaluate_ink,
    measure_noncharacters,
)
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
from model.reading.prediction import KNOWN_THRESHOLD, Reader
from model.text import percent

MOST_MISREAD = 10
"""How many writers are listed."""


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    command = add_command("evaluate", run, "measure how well weights read data")
    command.add_argument(
        "data", metavar="DATA", help=f"{', '.join(CATALOGUE)}, an ink file, or a folder of pictures"
    )
    add_weights(command)
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
    pictures = None
    if options.data in CATALOGUE:
        source = CATALOGUE[options.data]
        result = _evaluate_source(recognizer, source, chosen_folders(options))
    else:
        with opened(Path(options.data)) as path:
            if path.is_dir():
                pictures = evaluate_pictures(recognizer, path, show_share)
                result = pictures.characters
            else:
                result = evaluate_ink(recognizer, path, show_share)
    clear_progress()
    if options.gallery is not None:
        _write_gallery(options.gallery, result)
    of_others = {}
    if options.others is not None:
        others = measure_noncharacters(recognizer, options.others, show_share)
        clear_progress()
        of_others = {
            "auroc": auroc(result.is_known, others),
            "others_rejected": float((others < KNOWN_THRESHOLD).mean()),
        }
    flips = _measure_flips(recognizer, options) if options.occlusion else None
    if options.json:
        of_flips = {"occlusion": flips.to_json()} if flips else {}
        measured = pictures.to_json() if pictures else result.to_json()
        print_json(data=options.data, **measured, **of_others, **of_flips)
    else:
        print_line(format_evaluation(options.data, result))
        if pictures:
            print_line(format_pictures(pictures))
        for name, value in of_others.items():
            print_line(f"{name:<16}  {value:.4f}")
        if flips:
            print_line(format_flips(flips))
    return 0


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
    if source.classes != reader.classes:
        raise BadInput(f"{source.title} has the classes {source.classes}, not {reader.classes}")
    return evaluate(reader, batches_of(complete(source.load_test(folders)), reader.classes))


def _write_gallery(path: Path, result: Evaluation) -> None:
    images = np.array([misread.image for misread in result.worst], np.float32)
    captions = [f"{misread.label} as {misread.predicted}" for misread in result.worst]
    write_page(path, make_page(images, captions))


def format_evaluation(data: str, result: Evaluation) -> str:
    """Return what was measured as lines for a person."""
    low, high = result.interval
    names = [plain(name) for name in result.classes]
    width = max(5, *(len(name) + 1 for name in names))
    rows = [
        f"{plain(data)}: {result.count} images",
        f"error     {percent(result.error)}  (95 %: {percent(low)} to {percent(high)})",
        f"ECE       {percent(result.ece)}",
        f"rejected  {percent(result.rejected)}",
        "",
        "label".rjust(width) + "".join(f"{name:>{width + 1}}" for name in names) + "   read as",
    ]
    rows += [
        f"{name:>{width}}" + "".join(f"{n or '.':>{width + 1}}" for n in row)
        for name, row in zip(names, result.confusion.tolist(), strict=True)
    ]
    if result.writers:
        rows += ["", f"{len(result.writers)} writers, those misread most:"]
        most = sorted(result.writers.items(), key=lambda item: -item[1][1])[:MOST_MISREAD]
        rows += [
            f"{percent(error):>9} of {count:>5}  {plain(writer)}" for writer, (count, error) in most
        ]
    return "\n".join(rows)
