"""`inkling learn`: fine-tunes weights on labelled drawings."""

import argparse
from pathlib import Path

from model.commands.console import complain
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
from model.commands.runs import check_place, follow, report, save
from model.data.folders import Doubtful, read_labelled_folder, say_left_out
from model.errors import BadInput, NotInstalled
from model.home.collection import DrawingCollection
from model.home.versions import learning_base
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from model.training import learn


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    command = add_command("learn", run, "fine-tune weights on labelled drawings")
    command.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="an ink file or a folder of pictures (default: your drawings)",
    )
    add_weights(command)
    add_seed(command)
    command.add_argument("--out", type=Path, metavar="W", help="weights file (default: keep it)")
    add_folders(command)


def _read(path: Path | None) -> list[Drawing]:
    """Return the drawings of an ink file, or those that the pictures of a folder are traced as.

    Without a path, they are those that the user has kept.
    """
    if path is None:
        return [entry.drawing for entry in DrawingCollection().entries()]
    if not path.is_dir():
        with opened(path) as plain_path:
            return list(read_drawings(plain_path))
    read = list(read_labelled_folder(path))
    if left_out := sum(isinstance(drawing, Doubtful) for drawing in read):
        complain(say_left_out(path, left_out))
    return [drawing for drawing in read if isinstance(drawing, Drawing)]


def run(options: argparse.Namespace) -> int:
    """Learn, and save the weights."""
    path = options.file or DrawingCollection().path
    refuse_overwriting(options.out, path, options.weights)
    check_place(options.out)
    drawings = _read(options.file)
    if options.weights is None:
        base, weights = learning_base()
    else:
        base, weights = None, chosen_weights(options)
    events = learn(weights, drawings, base=base, folders=chosen_folders(options), seed=options.seed)
    try:
        weights = follow(events, options.json)
    except NotInstalled:
        raise  # no fault of the file
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error
    report(weights.card, save(weights, options.out), options.json)
    return 0
