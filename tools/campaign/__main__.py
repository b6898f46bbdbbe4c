"""`python -m tools.campaign`: runs parts of the campaign, and returns 1 where anything failed."""

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from model.ink.parallel import core_count
from tools.campaign.homes import temporary_folder
from tools.campaign.parts import PARTS, Part
from tools.campaign.running import run_part


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts that are named; return 1 where anything failed, else 0."""
    options = make_parser().parse_args(arguments)
    exit_code = 0
    for name in options.parts or [name for name, part in PARTS.items() if part.by_default]:
        if name not in PARTS:
            sys.exit(f"there is no part {name}: {', '.join(PARTS)}")
        part = PARTS[name]
        place = temporary_folder() if options.folder is None else nullcontext(options.folder)
        with place as folder:
            tally = run_part(
                name,
                _numbers(part, options),
                seed=options.seed,
                worker_count=options.workers,
                limit_s=options.limit or part.limit_s,
                folder=folder,
            )
        for line in tally.lines():
            print(line, flush=True)
        if tally.failures:
            exit_code = 1
    return exit_code


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the campaign's options."""
    listed = "\n".join(
        f"  {name:<10} {part.title} ({part.count:,} {part.unit})"
        for name, part in PARTS.items()
        if part.by_default
    )
    parser = argparse.ArgumentParser(
        prog="python -m tools.campaign",
        description="Damaged files, settings, random events and kills against the program.",
        epilog=f"parts, all of them by default:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--count", type=int, help="how many (see above for what is counted)")
    parser.add_argument("--short", action="store_true", help="as few as CI makes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first trial")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="repeat this trial alone")
    parser.add_argument("--workers", type=int, default=core_count(), help="processes at a time")
    parser.add_argument("--limit", type=float, metavar="S", help="end each part after so long")
    parser.add_argument("--folder", type=Path, help="work there, and leave what is there")
    return parser


def _numbers(part: Part, options: argparse.Namespace) -> range:
    if options.only is not None:
        return range(options.only, options.only + 1)
    units = options.count or (part.short_count if options.short else part.count)
    return range(options.first, options.first + part.trial_count(units))


if __name__ == "__main__":
    sys.exit(main())
