"""`inkling bench`: measures how fast Inkling is on this machine."""

import argparse

from model.bench.parts import TRAINING_PARTS, available_parts
from model.bench.plan import Measure, Plan
from model.commands.console import clear_progress, print_json, print_line, show_progress
from model.commands.options import AddCommand, add_folders, chosen_folders
from model.training.recipes import DEVICES
from model.training.torch_import import check_pytorch


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    parts = list(available_parts())
    command = add_command("bench", run, "measure how fast Inkling is here")
    command.add_argument("--device", choices=DEVICES, default="auto")
    command.add_argument(
        "--parts",
        nargs="+",
        choices=parts,
        default=parts,
        metavar="PART",
        help=f"some of {', '.join(parts)} (default: all)",
    )
    command.add_argument("--quick", action="store_true", help="in under a minute, and less surely")
    add_folders(command)


def run(options: argparse.Namespace) -> int:
    """Measure part after part, and print each figure as soon as it is known."""
    plan = Plan(device=options.device, folders=chosen_folders(options), quick=options.quick)
    parts = available_parts()
    if training := [name for name in options.parts if name in TRAINING_PARTS]:
        check_pytorch(f"measuring {', '.join(training)}")
    if not options.json:
        print_line(f"{'':<48}{'Inkling':>12}  {'':<4}{'against':>12}  {'ratio':>6}")
    for name in options.parts:
        show_progress(f"measuring {name}")
        for measure in parts[name](plan):
            clear_progress()
            if options.json:
                print_json(**measure.to_json())
            else:
                print_line(_format(measure), flush=True)
            show_progress(f"measuring {name}")
    clear_progress()
    return 0


def _format(measure: Measure) -> str:
    value = "never" if measure.value is None else f"{measure.value:.4g}"
    row = f"{f'{measure.part}: {measure.what}':<48}{value:>12}  {measure.unit:<4}"
    if measure.baseline is not None:
        ratio = "" if measure.ratio is None else f"{measure.ratio:.2f}"
        row += f"{measure.baseline:>12.4g}  {ratio:>6}  than {measure.than}"
    return row.rstrip()
