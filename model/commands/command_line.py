"""The headless commands: `inkling COMMAND`, and `python -m model` for machines without Qt."""

import argparse
import logging
from collections.abc import Sequence

from model.commands import (
    bench,
    compare,
    completion,
    evaluate,
    export,
    learn,
    recognize,
    synthesize,
    train,
)
from model.commands.console import (
    OutputFailed,
    complain,
    flush_output,
    give_up_output,
    refuse,
)
from model.commands.options import Parser, Run
from model.errors import BadInput, reason_of
from model.release import version
from model.storage.log import libraries_write_to_log, log_path, start_logging

COMMANDS = (recognize, train, learn, evaluate, compare, export, synthesize, bench, completion)
"""In the order in which help lists them: what one does most comes first."""

USAGE = "inkling [FILE] | inkling COMMAND [OPTIONS]"
DESCRIPTION = """\
Reads handwriting, shows how, and learns yours.

  inkling                      open the pad
  inkling scan.jpg             open the pad, with a picture or with ink on it
  inkling recognize scan.jpg   read it here
  inkling COMMAND --help       what a command takes; --json is for programs"""
HELP_COLUMN = 16


class _OneLineEach(argparse.RawDescriptionHelpFormatter):
    """Lists the commands with their help beside them, however long their names are."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=HELP_COLUMN)
        self._action_max_length = HELP_COLUMN  # argparse forgets that commands are indented


log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when done, 2 on bad arguments or input, 1 on anything else."""
    start_logging()
    with libraries_write_to_log():
        return _carry_out(arguments)


def _carry_out(arguments: Sequence[str] | None) -> int:
    try:
        options = make_parser().parse_args(arguments)
        exit_code: int = options.run(options)
        flush_output()
    except BadInput as error:
        return refuse(str(error))
    except KeyboardInterrupt:
        complain("interrupted")
        return 1
    except OutputFailed as error:
        give_up_output()
        if reason := str(error):
            complain(f"cannot write standard output: {reason}")
            return 1
        return 0  # its reader has all that it wanted
    except Exception as error:
        log.exception("command failed: %s", arguments)
        complain(f"{type(error).__name__}: {reason_of(error)} (see {log_path()})")
        return 1
    return exit_code


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all headless commands; `run` of its result carries one out."""
    parser = Parser(
        prog="inkling",
        usage=USAGE,
        description=DESCRIPTION,
        add_help=False,  # after the commands
        formatter_class=_OneLineEach,
    )
    parser.set_defaults(parser=parser)
    commands = parser.add_subparsers(
        title="commands", prog="inkling", required=True, metavar="COMMAND"
    )

    def add_command(name: str, run: Run, help_text: str) -> Parser:
        command: Parser = commands.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(run=run)
        command.add_argument("--json", action="store_true", help="JSON Lines on standard output")
        return command

    for module in COMMANDS:
        module.add(add_command)
    others = parser.add_argument_group("options")
    others.add_argument("-h", "--help", action="help", help="show this and end")
    others.add_argument(
        "--version",
        action="version",
        version=f"Inkling {version()}",
        help="show which release this is and end",
    )
    return parser
