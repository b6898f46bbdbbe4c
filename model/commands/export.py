"""`inkling export`: writes how a network is trained as a program that needs no Inkling."""

import argparse
from pathlib import Path

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
from model.plain_text import plain
from model.storage.files import write_atomically
from model.training.program import PROGRAM, left_out, write_program
from model.training.recipes import RECIPES, make_config

SCRIPT = "script"
PLANNED = ("onnx", "card")
"""Formats that have a name, and nothing that writes them yet."""
USAGE = "inkling export [W] --to script OUT.py [--recipe R] [--epochs N] [...]"


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    command = add_command("export", run, "write a recipe as a PyTorch program of its own")
    command.usage = USAGE
    command.add_argument(
        "files",
        nargs="*",
        metavar="W",
        help='weights file, or "default": the recipe and seed are those of its run card',
    )
    command.add_argument(
        "--to",
        nargs="+",
        required=True,
        metavar=("FORMAT", "OUT.py"),
        help="script, and the file to write",
    )
    command.add_argument("--recipe", choices=list(RECIPES), help="(default: W's, else inkling)")
    command.add_argument(
        "--data",
        nargs="+",
        metavar="SOURCE",
        help=f"{', '.join(CATALOGUE)}, as for train; the program learns from MNIST alone, and says "
        "what it leaves out",
    )
    command.add_argument("--epochs", type=int, metavar="N")
    command.add_argument("--batch-size", type=int, metavar="N")
    command.add_argument("--lr", type=float, metavar="X", help="learning rate")
    add_seed(command, default=None)


def run(options: argparse.Namespace) -> int:
    """Write the program, and say what it leaves out."""
    weights, out = _named_files(options)
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
    refuse_overwriting(out, weights, *(options.data or ()))
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
    return 0


def _named_files(options: argparse.Namespace) -> tuple[str | None, Path]:
    """Return what was named to read and to write, wherever among the options it stands."""
    kind, *named = options.to
    if kind in PLANNED:
        raise BadInput(f"--to {kind} is not built yet: {SCRIPT} is the one format there is")
    if kind != SCRIPT:
        raise BadInput(f"--to takes {SCRIPT}, not {kind!r}")
    files = [*options.files, *named]
    if not 1 <= len(files) <= 2:
        raise BadInput(f"name one file to write, and at most one to read: {USAGE}")
    out = Path(files[-1])
    if not PROGRAM.fits(out):
        raise BadInput(f"{out}: a Python program is written, so end its name in .py")
    return (files[0] if len(files) == 2 else None), out


def _recipe_of(weights: str, recipe: str | None) -> str:
    """Return the recipe that a run card names; raises BadInput where no program has it."""
    if recipe in RECIPES:
        return recipe
    named = "no recipe" if recipe is None else f"the recipe {recipe!r}"
    raise BadInput(
        f"{weights}: its run card names {named}, of which there is no program;"
        f" name one with --recipe: {', '.join(RECIPES)}"
    )
