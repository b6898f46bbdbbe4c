"""`inkling synthesize`: draws handwriting as a built-in source does, numbers, or photographs."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from model.commands.console import clear_progress, print_json, print_line, show_share
from model.commands.options import AddCommand, add_seed, refuse_overwriting
from model.data.classes import DIGITS
from model.data.folders_out import NO_LABEL, write_photographs
from model.data.sources import BUILT_IN_INK, CATALOGUE
from model.errors import BadInput
from model.evaluation.contact_sheet import (
    make_number_page,
    make_page,
    make_picture_page,
    write_page,
)
from model.handwriting.composing import COMPOSED_LENGTHS, compose_numbers
from model.handwriting.numbers import ALL_LENGTHS, LENGTHS
from model.handwriting.synthesis import (
    synthesize_noncharacters,
    synthesize_numbers,
)
from model.ink.bounds import MAX_LABEL_LENGTH
from model.ink.drawing import Drawing
from model.ink.formats import DRAWINGS, PICTURES, PNG, format_by_name
from model.ink.ink_file import read_drawings, write_drawings
from model.ink.raster import rasterize
from model.photographs import KINDS, MAX_CHARACTERS, Photograph, synthesize_photographs
from model.plain_text import plain
from model.storage.files import check_writable

DRAWN = [name for name, source in CATALOGUE.items() if source.draw is not None]
"""The sources that are built in."""
MAX_COUNT = 100_000
MAX_ON_PAGE = 5_000
"""Photographs, or numbers; a page of more could not be opened."""
MAX_COMPOSED_FROM = 100_000
"""Digits; of more in a file, the first."""


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    command = add_command(
        "synthesize", run, "draw as the built-in data do, numbers, or photographs of it"
    )
    command.add_argument(
        "out",
        nargs="?",
        type=Path,
        metavar="OUT",
        help="a page .png, or an ink file; of photographs a page .png, or a new folder",
    )
    command.add_argument("--count", type=int, default=400, metavar="N")
    command.add_argument(
        "--data", choices=DRAWN, default=BUILT_IN_INK.name, help="which characters (default: ink)"
    )
    command.add_argument("--others", action="store_true", help="what is none of them")
    command.add_argument("--numbers", action="store_true", help="whole numbers")
    command.add_argument(
        "--lengths",
        type=_lengths,
        metavar="A-B",
        help="with --numbers: of how many digits (default: "
        f"{_span(ALL_LENGTHS)}; with --ink {_span(COMPOSED_LENGTHS)})",
    )
    command.add_argument(
        "--paper",
        nargs="*",
        metavar="KIND",
        help=f"photographs of it on paper; of these kinds: {', '.join(KINDS)}",
    )
    command.add_argument(
        "--ink",
        type=Path,
        metavar="FILE",
        help="with --paper: photographs of these drawings; with --numbers: numbers of its digits, "
        "each by one writer",
    )
    add_seed(command)


def run(options: argparse.Namespace) -> int:
    """Draw, and write a page, an ink file, or a folder of photographs."""
    if not 1 <= options.count <= MAX_COUNT:
        raise BadInput(f"--count is {options.count}, not within 1 and {MAX_COUNT}")
    _find_out(options)
    if options.lengths is not None and not options.numbers:
        raise BadInput("--lengths is for numbers; give --numbers, too")
    if options.data != BUILT_IN_INK.name and (options.numbers or options.paper is not None):
        raise BadInput(f"--data {options.data} goes with neither --paper nor --numbers")
    if options.numbers:
        _write_numbers(options)
        what = "numbers"
    elif options.paper is not None:
        _photograph(options)
        what = "photographs"
    elif options.ink is not None:
        raise BadInput("--ink is for photographs and numbers; give --paper or --numbers, too")
    else:
        _draw(options)
        what = "drawings"
    if options.json:
        print_json(file=str(options.out), count=options.count)
    else:
        print_line(f"{options.count} {what} in {plain(options.out)}")
    return 0


def _find_out(options: argparse.Namespace) -> None:
    """Take OUT for what it is where it follows --paper, as if it were one of its kinds."""
    if options.out is None and options.paper and options.paper[-1] not in KINDS:
        options.out = Path(options.paper.pop())
    if options.out is None:
        raise BadInput("OUT is missing: the file, or the folder of photographs, to write")


def _draw(options: argparse.Namespace) -> None:
    source = CATALOGUE[options.data]
    draw = source.draw_others if options.others else source.draw
    assert draw is not None
    drawings = draw(options.count, options.seed)
    if PNG.fits(options.out):
        captions = [drawing.label or "" for drawing in drawings]
        write_page(options.out, make_page(rasterize(drawings), captions))
    else:
        write_drawings(options.out, drawings)


def _write_numbers(options: argparse.Namespace) -> None:
    if options.paper is not None or options.others:
        raise BadInput("--numbers goes with neither --paper nor --others")
    refuse_overwriting(options.out, options.ink)
    is_page = PNG.fits(options.out)
    if is_page and options.count > MAX_ON_PAGE:
        raise BadInput(f"--count is {options.count}; a page shows at most {MAX_ON_PAGE}")
    check_writable(options.out)
    numbers = _draw_numbers(options)
    if is_page:
        captions = [number.label or "" for number in numbers]
        write_page(options.out, make_number_page(numbers, captions))
    else:
        write_drawings(options.out, numbers)


def _draw_numbers(options: argparse.Namespace) -> list[Drawing]:
    if options.ink is None:
        lengths = options.lengths or ALL_LENGTHS
        if not set(LENGTHS) & set(lengths):
            known = ", ".join(map(str, LENGTHS))
            raise BadInput(
                f"--lengths is {_span(lengths)}; without --ink, numbers have {known} digits"
            )
        return synthesize_numbers(options.count, options.seed, lengths)
    lengths = options.lengths or COMPOSED_LENGTHS
    found = (
        drawing
        for drawing in read_drawings(options.ink)
        if drawing.label in DIGITS and not drawing.is_empty
    )
    digits = list(islice(found, MAX_COMPOSED_FROM))
    numbers = compose_numbers(digits, options.count, options.seed, lengths)
    if not numbers:
        raise BadInput(
            f"{options.ink}: holds no writer's {lengths.start} digits to make a number of"
        )
    return numbers


def _lengths(text: str) -> range:
    """Return the lengths that "3-6" or "4" says."""
    first, _, last = text.partition("-")
    last = last or first
    if first.isdecimal() and last.isdecimal() and len(first + last) <= 6:
        lengths = range(int(first), int(last) + 1)
        if lengths and 2 <= lengths.start <= lengths[-1] <= MAX_LABEL_LENGTH:
            return lengths
    raise argparse.ArgumentTypeError(
        f"{text} is no span within 2 and {MAX_LABEL_LENGTH}, as 3-6 is"
    )


def _span(lengths: range) -> str:
    return f"{lengths.start}-{lengths[-1]}"


def _photograph(options: argparse.Namespace) -> None:
    refuse_overwriting(options.out, options.ink)
    if PNG.fits(options.out):
        if options.count > MAX_ON_PAGE:
            raise BadInput(f"--count is {options.count}; a page shows at most {MAX_ON_PAGE}")
        check_writable(options.out)
    elif format_by_name(options.out, (*DRAWINGS, PICTURES)):
        raise BadInput(f"{options.out}: photographs are written as a page .png, or into a folder")
    photographs = synthesize_photographs(
        options.count, options.seed, options.paper, _drawings_of(options)
    )
    shown = _showing_progress(photographs, options.count)
    if PNG.fits(options.out):
        page = make_picture_page((photograph.px, _caption(photograph)) for photograph in shown)
        write_page(options.out, page)
    else:
        write_photographs(options.out, shown)
    clear_progress()


def _drawings_of(options: argparse.Namespace) -> Sequence[Drawing] | None:
    """Return what is to be written on paper; None for the synthesiser's digits."""
    if options.ink is None:
        if not options.others:
            return None
        others = synthesize_noncharacters(options.count, options.seed)
        # Nothing is measured on what nobody says anything of; of these it is known.
        return [replace(drawing, label=drawing.label or NO_LABEL) for drawing in others]
    if options.others:
        raise BadInput("--ink and --others both say what is drawn; give one of them")
    inked = (drawing for drawing in read_drawings(options.ink) if not drawing.is_empty)
    drawings = list(islice(inked, options.count * MAX_CHARACTERS))
    if not drawings:
        raise BadInput(f"{options.ink}: no drawing with ink")
    return drawings


def _caption(photograph: Photograph) -> str:
    return " ".join(filter(None, (photograph.label, photograph.kind)))


def _showing_progress(photographs: Iterator[Photograph], count: int) -> Iterator[Photograph]:
    for number, photograph in enumerate(photographs):
        show_share(number / count)
        yield photograph
