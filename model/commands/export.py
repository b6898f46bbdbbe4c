"""`inkling export`: the network for other programs, or its training as a program of its own."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from model.commands.console import print_json, print_line
from model.commands.options import (
    AddCommand,
    add_seed,
    named_weights,
    refuse_overwriting,
)
from model.data.classes import DIGITS
from model.data.sources import CATALOGUE
from model.errors import BadInput
from model.export.hub_folder import write_hub_folder
from model.export.model_card import ONNX_FILE
from model.export.onnx_file import IR_VERSION, ONNX, OPSET, write_onnx
from model.home.versions import current_weights
from model.ink.formats import Format
from model.network.weights import Weights
from model.plain_text import plain
from model.storage.files import write_atomically
from model.training.program import PROGRAM, left_out, write_program
from model.training.recipes import RECIPES, make_config

USAGE = "inkling export [W] --to onnx OUT.onnx | card FOLDER | script OUT.py [--recipe R] [...]"
RUN_OPTIONS = ("recipe", "data", "epochs", "batch_size", "lr", "seed")
"""What a run is asked for, by the parser's names."""


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    command = add_command(
        "export", run, "write the network for other programs, or as a PyTorch program"
    )
    command.usage = USAGE
    command.add_argument(
        "files",
        nargs="*",
        metavar="W",
        help='weights file, or "default" for those that ship (otherwise yours; for a script, '
        "those whose run card has the recipe and the seed)",
    )
    command.add_argument(
        "--to",
        nargs="+",
        required=True,
        metavar=("FORMAT", "OUT"),
        help="onnx and the file to write; card and the folder to make, as model hubs take it; "
        "or script and the program to write",
    )
    scripts = command.add_argument_group("for a script: the run that it does")
    scripts.add_argument("--recipe", choices=list(RECIPES), help="(default: W's, else inkling)")
    scripts.add_argument(
        "--data",
        nargs="+",
        metavar="SOURCE",
        help=f"{', '.join(CATALOGUE)}, as for train; the program learns from MNIST alone, and says "
        "what it leaves out",
    )
    scripts.add_argument("--epochs", type=int, metavar="N")
    scripts.add_argument("--batch-size", type=int, metavar="N")
    scripts.add_argument("--lr", type=float, metavar="X", help="learning rate")
    add_seed(command, default=None)


def run(options: argparse.Namespace) -> int:
    """Write what is asked for, and say what was written."""
    name, *named = options.to
    if name not in KINDS:
        raise BadInput(f"--to takes {', '.join(KINDS)}, not {name!r}")
    kind = KINDS[name]
    files = [*options.files, *named]
    if not 1 <= len(files) <= 2:
        raise BadInput(f"name one file to write, and at most one to read: {USAGE}")
    out = Path(files[-1])
    if kind.format is not None and not kind.format.fits(out):
        ending = kind.format.suffixes[0]
        raise BadInput(f"{out}: {kind.what} is written, so end its name in {ending}")
    given = [option for option in RUN_OPTIONS if getattr(options, option) is not None]
    if given and not kind.takes_run_options:
        raise BadInput(f"--{given[0].replace('_', '-')} is for --to {SCRIPT}, not --to {name}")
    weights = files[0] if len(files) == 2 else None
    refuse_overwriting(out, weights, *(options.data or ()))
    kind.write(options, weights, out)
    return 0


def _write_onnx(options: argparse.Namespace, name: str | None, out: Path) -> None:
    data = write_onnx(_weights(name))
    write_atomically(out, data)
    if options.json:
        print_json(file=str(out), bytes=len(data), opset=OPSET, ir_version=IR_VERSION)
    else:
        print_line(f"network   {plain(out)}, {len(data):,} bytes, opset {OPSET}")


def _write_card(options: argparse.Namespace, name: str | None, out: Path) -> None:
    files = write_hub_folder(out, _weights(name))
    if options.json:
        print_json(folder=str(out), files=files)
        return
    print_line(f"folder    {plain(out)}")
    print_line(f"files     {', '.join(files)}")
    if ONNX_FILE not in files:
        print_line(f'left out  {ONNX_FILE}, which takes: pip install "inkling-pad[onnx]"')


def _weights(name: str | None) -> Weights:
    return current_weights() if name is None else named_weights(name)


def _write_script(options: argparse.Namespace, weights: str | None, out: Path) -> None:
    recipe, seed = options.recipe, options.seed
    classes = DIGITS
    if weights is not None:
        named = named_weights(weights)
        card, classes = named.card, named.classes
        recipe = recipe or _recipe_of(weights, card.recipe)
        seed = card.seed if seed is None and recipe == card.recipe else seed
    config = make_config(
        recipe or "inkling",
        options.data,
        epochs=options.epochs,
        batch_size=options.batch_size,
        learning_rate=options.lr,
        seed=seed,
    )
    write_atomically(out, write_program(config).encode())
    if options.json:
        print_json(file=str(out), recipe=config.recipe, left_out=left_out(config))
    else:
        without = " and ".join(map(plain, left_out(config)))
        print_line(f"recipe    {config.recipe}")
        print_line(f"left out  {without or 'nothing'}")
        if classes != DIGITS:
            print_line(f"classes   {DIGITS}: it learns from MNIST, not {plain(str(classes))}")
        print_line(f"program   {plain(out)}")


def _recipe_of(weights: str, recipe: str | None) -> str:
    """Return the recipe that a run card names; raises BadInput where no program has it."""
    if recipe in RECIPES:
        return recipe
    named = "no recipe" if recipe is None else f"the recipe {recipe!r}"
    raise BadInput(
        f"{weights}: its run card names {named}, of which there is no program;"
        f" name one with --recipe: {', '.join(RECIPES)}"
    )


class Kind(NamedTuple):
    """One of what can be written."""

    write: Callable[[argparse.Namespace, str | None, Path], None]
    """Writes it; takes the options, the name of weights, and where it is written."""
    what: str
    format: Format | None
    """None for a folder."""
    takes_run_options: bool = False


SCRIPT = "script"
KINDS: Mapping[str, Kind] = {
    "onnx": Kind(_write_onnx, "an ONNX file", ONNX),
    "card": Kind(_write_card, "a folder", None),
    SCRIPT: Kind(_write_script, "a Python program", PROGRAM, takes_run_options=True),
}
