"""Options that several commands share, and what they stand for."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, Protocol

from model.data.image_sets import MNIST
from model.data.source import Folders
from model.errors import BadInput
from model.home.signs_file import shared_weights
from model.home.versions import current_weights
from model.ink.formats import SIGNS
from model.network.weights import (
    SHIPPED,
    Weights,
    default_weights,
    load_weights,
    shipped_weights,
)
from model.reading.prediction import Expected

MAX_SEED = 2**32 - 1

Run = Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """Refuses bad arguments like any bad input: one line, exit 2."""

    def error(self, message: str) -> NoReturn:
        """Raise BadInput."""
        raise BadInput(f"{message} (see {self.prog} --help)")


class AddCommand(Protocol):
    """Adds a command of a name to the parser, and returns the command's own parser."""

    def __call__(self, name: str, run: Run, help_text: str) -> Parser:
        """run: carries the command out and returns its exit code."""


def add_weights(command: Parser) -> None:
    """Let a command be told which weights to use."""
    command.add_argument(
        "--weights",
        metavar="W",
        help='weights file, or set of signs (.signs), or "default", or of those that ship '
        f"{', '.join(SHIPPED)} (otherwise yours)",
    )


def chosen_weights(options: argparse.Namespace) -> Weights:
    """Return the weights that were chosen; raises BadInput where they cannot be read."""
    return current_weights() if options.weights is None else named_weights(options.weights)


def named_weights(name: str) -> Weights:
    """Return the weights of a file, of a set of signs too, or those that ship by this name.

    Raises BadInput.
    """
    if name in SHIPPED:
        return shipped_weights(name)
    if name == "default":
        return default_weights()
    path = Path(name)
    return shared_weights(path) if SIGNS.fits(path) else load_weights(path)


def add_expected(command: Parser, as_numbers: str, as_single: str) -> None:
    """Let a command be told whether drawings are numbers or single characters, in these words."""
    expected = command.add_mutually_exclusive_group()
    expected.add_argument("--numbers", action="store_true", help=as_numbers)
    expected.add_argument("--single", action="store_true", help=as_single)


def chosen_expected(options: argparse.Namespace) -> Expected:
    """Return what drawings are to be read as."""
    if options.numbers:
        return Expected.NUMBER
    return Expected.SINGLE if options.single else Expected.EITHER


def add_seed(command: Parser, default: int | None = 0) -> None:
    """Let a command be told where chance begins."""
    command.add_argument("--seed", type=_seed, default=default, metavar="S")


def _seed(text: str) -> int:
    if not text.isdecimal() or len(text) > len(str(MAX_SEED)) or int(text) > MAX_SEED:
        raise argparse.ArgumentTypeError(f"{text} is not within 0 and {MAX_SEED}")
    return int(text)


def refuse_overwriting(out: Path | None, *inputs: Path | str | None) -> None:
    """Raise BadInput where what is written would replace what is read."""
    for named in inputs:
        if out is not None and named is not None and _is_same(out, Path(named)):
            raise BadInput(f"{out}: it is read, and would be overwritten; name another file")


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except (OSError, ValueError):  # one of them is not there
        return False


def add_folders(command: Parser) -> None:
    """Let a command be told where data sets lie."""
    command.add_argument(
        "--datasets",
        type=Path,
        metavar="DIR",
        help="folder with data sets, as torchvision has them",
    )
    command.add_argument("--mnist", type=Path, metavar="DIR", help="folder with MNIST alone")


def chosen_folders(options: argparse.Namespace) -> Folders:
    """Return where data sets lie."""
    named = {MNIST.name: options.mnist} if options.mnist else {}
    return Folders(named=named, datasets=options.datasets)
