"""`inkling train`: trains a new network."""

import argparse
from pathlib import Path

from model.commands.options import (
    AddCommand,
    add_folders,
    add_seed,
    chosen_folders,
    refuse_overwriting,
)
from model.commands.runs import check_place, follow, report, save
from model.data.sources import CATALOGUE
from model.training import train
from model.training.recipes import DEVICES, RECIPES, make_config


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    command = add_command("train", run, "train a new network")
    command.add_argument(
        "--data",
        nargs="+",
        metavar="SOURCE",
        help=f"{', '.join(CATALOGUE)} (ink: drawn by Inkling itself), ink files or folders of "
        "pictures; several are "
        "mixed (default: what the recipe is meant for)",
    )
    command.add_argument("--recipe", choices=list(RECIPES), default="inkling")
    command.add_argument("--device", choices=DEVICES, default="auto")
    command.add_argument("--epochs", type=int, metavar="N")
    command.add_argument(
        "--drawings",
        type=int,
        metavar="N",
        help="of a source that is drawn, how many characters are drawn for the run",
    )
    command.add_argument("--batch-size", type=int, metavar="N")
    command.add_argument("--lr", type=float, metavar="X", help="learning rate")
    add_seed(command, default=None)
    command.add_argument("--out", type=Path, metavar="W", help="weights file (default: keep it)")
    add_folders(command)


def run(options: argparse.Namespace) -> int:
    """Train, and save the weights."""
    config = make_config(
        options.recipe,
        options.data,
        device=options.device,
        drawings=options.drawings,
        epochs=options.epochs,
        batch_size=options.batch_size,
        learning_rate=options.lr,
        seed=options.seed,
    )
    refuse_overwriting(options.out, *(options.data or ()))
    check_place(options.out)
    weights = follow(train(config, chosen_folders(options)), options.json)
    report(weights.card, save(weights, options.out), options.json)
    return 0
