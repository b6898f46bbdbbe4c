"""`inkling learn`: fine-tunes weights on labelled drawings."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
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
from model.data.classes import normal
from model.data.folders import Doubtful, read_labelled_folder, say_left_out
from model.errors import BadInput, NotInstalled
from model.home.collection import DrawingCollection, Entry
from model.home.signs import create_set, signs_folder
from model.home.signs_card import MAX_TITLE_LENGTH, SignsCard
from model.home.versions import learning_base
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings
from model.network.weights import Weights
from model.plain_text import plain
from model.storage.files import check_writable
from model.training import learn, learn_signs


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    command = add_command("learn", run, "learn a hand: fine-tune weights on labelled drawings")
    command.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="an ink file or a folder of pictures (default: your drawings)",
    )
    command.add_argument(
        "--signs", action="store_true", help="teach the labels of FILE as a new set of signs"
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
    if options.signs:
        return _run_signs(options)
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


def _run_signs(options: argparse.Namespace) -> int:
    """Learn the labels of a file as signs; save the weights, or make a set of it all."""
    path = options.file
    if path is None:
        raise BadInput("--signs needs FILE, whose labels are the signs")
    refuse_overwriting(options.out, path, options.weights)
    if options.out is None:
        check_writable(signs_folder() / "trial")
    else:
        check_place(options.out)
    base = chosen_weights(options) if options.weights else None
    drawings = [
        replace(drawing, label=normal(drawing.label.strip()), parts=())
        for drawing in _read(path)
        if drawing.label and not drawing.is_empty
    ]
    title = plain(path.name.partition(".")[0])[:MAX_TITLE_LENGTH].strip() or "signs"
    try:
        card = SignsCard(title).with_signs(sorted({drawing.label or "" for drawing in drawings}))
        weights = follow(
            learn_signs(drawings, card.names, base=base, seed=options.seed), options.json
        )
    except NotInstalled:
        raise
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from error
    out = options.out
    place = _keep_as_set(card, drawings, weights) if out is None else save(weights, out)
    report(weights.card, place, options.json)
    return 0


def _keep_as_set(card: SignsCard, drawings: Sequence[Drawing], weights: Weights) -> Path:
    """Make a set of signs of what was learned, whole or not at all; return its weights' place."""
    made = create_set(card.title, card.names)
    try:
        made.add([Entry(drawing) for drawing in drawings])
        made.keep(weights)
    except BaseException:
        made.delete()
        raise
    return made.weights_path
