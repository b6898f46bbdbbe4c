"""`inkling compare`: the old way, from the mean of px to made features, beside the network."""

import argparse
from pathlib import Path

from model.commands.console import (
    clear_progress,
    print_json,
    print_line,
    show_data_progress,
    show_progress,
)
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
from model.data.dataset import Dataset
from model.data.image_sets import MNIST
from model.data.labelled import read_labelled_data
from model.data.progress import complete
from model.data.source import Demand, Folders
from model.data.sources import CATALOGUE
from model.errors import BadInput
from model.evaluation.contact_sheet import write_page
from model.home.collection import DrawingCollection
from model.network.weights import Weights
from model.plain_text import plain
from model.shallow.comparison import STAIRCASE, Measured, Tested, compare
from model.shallow.staircase_chart import draw_staircase
from model.storage.files import check_writable
from model.text import format_seconds, percent

TITLE_WIDTH = 42
OWN = "mine"
"""What the user's own drawings are called; a file of that name is ./mine."""


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    command = add_command(
        "compare", run, "measure features made by hand, the old way, beside the network"
    )
    command.add_argument(
        "data",
        nargs="*",
        metavar="DATA",
        help=f"measured on besides MNIST: {', '.join(CATALOGUE)}, {OWN} for your drawings, an ink "
        "file, or a folder of pictures",
    )
    command.add_argument(
        "--chart", type=Path, metavar="FILE.png", help="picture of error against seconds to fit"
    )
    add_weights(command)
    add_seed(command)
    add_folders(command)


def run(options: argparse.Namespace) -> int:
    """Fit, measure, and print a line a step as soon as it is measured."""
    refuse_overwriting(options.chart, *options.data, options.weights)
    if options.chart is not None:
        check_writable(options.chart)
    network = chosen_weights(options)
    folders = chosen_folders(options)
    split = complete(MNIST.load(Demand(folders=folders, holds_out=False)), show_data_progress)
    if network.classes != split.train.classes:
        raise BadInput(f"the network has the classes {network.classes}, not those of {MNIST.title}")
    tested = [Tested(MNIST.title, split.test)]
    names = [name for name in dict.fromkeys(options.data) if name != MNIST.name]
    tested += [_read(name, folders, network) for name in names]
    clear_progress()
    if not options.json:
        print_line(_format_heading(tested))
    steps = []
    for event in compare(
        split.train, tested, network, STAIRCASE, seed=options.seed, data=MNIST.title
    ):
        if isinstance(event, Measured):
            clear_progress()
            steps.append(event)
            _print_step(event, options.json)
        else:
            show_data_progress(event)
    if options.chart is not None:
        write_page(options.chart, draw_staircase(steps))
    return 0


def _read(name: str, folders: Folders, network: Weights) -> Tested:
    show_progress(f"reading {name}")
    if name in CATALOGUE:
        source = CATALOGUE[name]
        if not any(one in network.classes for one in source.classes or ()):
            raise BadInput(f"{source.title} has no image of the classes {network.classes}")
        return Tested(source.title, complete(source.load_test(folders), show_data_progress))
    if name == OWN:
        return Tested("your drawings", _read_labelled(DrawingCollection().path, name, network))
    with opened(Path(name)) as path:
        return Tested(name, _read_labelled(path, name, network))


def _read_labelled(path: Path, name: str, network: Weights) -> Dataset:
    dataset = read_labelled_data(path).of_classes(network.classes)
    if not len(dataset):
        raise BadInput(f"{name}: holds no drawing that is labelled {network.classes}")
    return dataset


def _print_step(step: Measured, as_json: bool) -> None:
    if as_json:
        features, classifier = step.choice or (None, "network")
        print_json(
            features=features,
            classifier=classifier,
            title=step.title,
            adds=step.adds,
            seconds=step.seconds,
            errors=step.errors,
        )
        return
    time = "unknown" if step.seconds is None else format_seconds(step.seconds)
    errors = "".join(f"{percent(error):>{_width(name)}}" for name, error in step.errors.items())
    print_line(f"{step.title:<{TITLE_WIDTH}}{time:>9}{errors}  {step.adds}", flush=True)


def _format_heading(tested: list[Tested]) -> str:
    names = "".join(f"{_shown(data.name):>{_width(data.name)}}" for data in tested)
    return f"{'step':<{TITLE_WIDTH}}{'to fit':>9}{names}  it adds"


def _width(name: str) -> int:
    return max(10, len(_shown(name)) + 2)


def _shown(name: str) -> str:
    return plain(Path(name).name)
