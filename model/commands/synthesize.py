"""`inkling synthesize`: draws handwriting as the source `ink` does."""

import argparse
from pathlib import Path

from model.commands.console import print_json, print_line
from model.commands.options import AddCommand, add_seed
from model.errors import BadInput
from model.evaluation.contact_sheet import make_page, write_page
from model.handwriting.synthesis import synthesize_digits, synthesize_noncharacters
from model.ink.formats import PNG
from model.ink.ink_file import write_drawings
from model.ink.raster import rasterize
from model.plain_text import plain

MAX_COUNT = 100_000


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    command = add_command("synthesize", run, "draw handwriting as the data `ink` does")
    command.add_argument("out", type=Path, metavar="OUT", help="a page .png, or an ink file")
    command.add_argument("--count", type=int, default=400, metavar="N")
    command.add_argument("--others", action="store_true", help="what is no digit")
    add_seed(command)


def run(options: argparse.Namespace) -> int:
    """Draw, and write a page or an ink file."""
    if not 1 <= options.count <= MAX_COUNT:
        raise BadInput(f"--count is {options.count}, not within 1 and {MAX_COUNT}")
    draw = synthesize_noncharacters if options.others else synthesize_digits
    drawings = draw(options.count, options.seed)
    if PNG.fits(options.out):
        captions = [drawing.label or "" for drawing in drawings]
        write_page(options.out, make_page(rasterize(drawings), captions))
    else:
        write_drawings(options.out, drawings)
    if options.json:
        print_json(file=str(options.out), count=len(drawings))
    else:
        print_line(f"{len(drawings)} drawings in {plain(options.out)}")
    return 0
