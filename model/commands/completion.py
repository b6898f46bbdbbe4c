"""`inkling completion`: what a shell needs to complete Inkling's commands, out of the parser.

Written here rather than by the library shtab: it would have to be installed before anything can be
completed, and is ten times as long.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from model.commands.console import print_json, print_line
from model.commands.options import AddCommand

PROGRAM = "inkling"

INSTALLING = """\
bash:  inkling completion bash > ~/.local/share/bash-completion/completions/inkling
zsh:   inkling completion zsh > a folder of $fpath, as _inkling
fish:  inkling completion fish > ~/.config/fish/completions/inkling.fish"""


class Option(NamedTuple):
    """An option of a command."""

    names: tuple[str, ...]
    help: str
    takes_value: bool
    choices: tuple[str, ...]
    """The values that it takes; empty where these are names of files, or cannot be told."""


class Command(NamedTuple):
    """A command, or the program itself."""

    name: str
    help: str
    options: tuple[Option, ...]
    choices: tuple[str, ...]
    """What may stand in the place of its arguments; empty where these are names of files."""
    commands: tuple["Command", ...] = ()


def add(add_command: AddCommand) -> None:
    """Add the command to the parser."""
    command = add_command("completion", run, "print what completes all this in bash, zsh or fish")
    command.add_argument("shell", choices=list(SHELLS))
    command.epilog = INSTALLING
    command.formatter_class = argparse.RawDescriptionHelpFormatter


def run(options: argparse.Namespace) -> int:
    """Print the shell's script; `options.parser` is the parser of all commands."""
    script = "\n".join(SHELLS[options.shell](describe(options.parser)))
    if options.json:
        print_json(shell=options.shell, script=script)
    else:
        print_line(script)
    return 0


def describe(parser: argparse.ArgumentParser, name: str = PROGRAM, help_text: str = "") -> Command:
    """Return what a parser takes."""
    options: list[Option] = []
    commands: list[Command] = []
    choices: list[str] = []
    for action in parser._actions:  # argparse says so in no other way
        summary = _first_line(action)
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            commands = [describe(each, name, helps[name]) for name, each in action.choices.items()]
        elif action.option_strings:
            values = tuple(map(str, action.choices or ()))
            names = tuple(action.option_strings)
            options.append(Option(names, summary, action.nargs != 0, values))
        else:
            choices += map(str, action.choices or ())
    return Command(name, help_text, tuple(options), tuple(choices), tuple(commands))


def _first_line(action: argparse.Action) -> str:
    """Return what an option's help says, as text that a shell shows in one line."""
    return " ".join((action.help or "").replace("%%", "%").split())


# bash


def _write_bash(program: Command) -> Iterator[str]:
    first = [each.name for each in program.commands] + _names(program)
    yield f"""\
_{PROGRAM}() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} words=
    if ((COMP_CWORD == 1)); then
        words="{" ".join(first)}"
    else
        case ${{COMP_WORDS[1]}} in"""
    for command in program.commands:
        yield f"        {command.name})"
        yield "            case $before in"
        of_files: list[str] = []
        for option in command.options:
            if option.choices:
                yield f'            {"|".join(option.names)}) words="{" ".join(option.choices)}" ;;'
            elif option.takes_value:
                of_files += option.names
        if of_files:
            yield f"            {'|'.join(of_files)}) ;;"
        yield f'            *) words="{" ".join(command.choices)}"'
        yield f'               [[ $word == -* ]] && words="{" ".join(_names(command))}" ;;'
        yield "            esac ;;"
    # Where nothing fits, readline completes names of files.
    yield f"""\
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$word"))
}}
complete -o bashdefault -o default -F _{PROGRAM} {PROGRAM}"""


def _names(command: Command) -> list[str]:
    return [name for option in command.options for name in option.names]


# zsh


def _write_zsh(program: Command) -> Iterator[str]:
    yield f"#compdef {PROGRAM}"
    yield f"_{PROGRAM}() {{"
    yield "    if ((CURRENT == 2)); then"
    yield "        local -a commands=("
    for command in program.commands:
        yield f"            {_quoted(f'{command.name}:{command.help}')}"
    yield "        )"
    yield "        _describe command commands"
    yield f"        _arguments {' '.join(_zsh_options(program))} '*:file:_files'"
    yield "        return"
    yield "    fi"
    yield "    shift words"
    yield "    ((CURRENT--))"
    yield "    case $words[1] in"
    for command in program.commands:
        arguments = f"({' '.join(command.choices)})" if command.choices else "_files"
        yield f"    {command.name})"
        yield f"        _arguments {' '.join(_zsh_options(command))} '*:argument:{arguments}' ;;"
    yield "    esac"
    yield "}"
    yield f"""\
if [[ $funcstack[1] == _{PROGRAM} ]]; then
    _{PROGRAM} "$@"
else
    compdef _{PROGRAM} {PROGRAM}
fi"""


def _zsh_options(command: Command) -> Iterator[str]:
    for option in command.options:
        summary = option.help.translate({ord(special): f"\\{special}" for special in "[]:"})
        values = f"({' '.join(option.choices)})" if option.choices else "_files"
        value = f":value:{values}" if option.takes_value else ""
        for name in option.names:
            yield _quoted(f"{name}[{summary}]{value}")


# fish


def _write_fish(program: Command) -> Iterator[str]:
    yield from _fish_options(program, "__fish_use_subcommand")
    for command in program.commands:
        yield (
            f"complete -c {PROGRAM} -n __fish_use_subcommand -a {command.name}"
            f" -d {_quoted(command.help)}"
        )
        when = f"__fish_seen_subcommand_from {command.name}"
        yield from _fish_options(command, when)
        if command.choices:
            choices = _quoted(" ".join(command.choices))
            yield f"complete -c {PROGRAM} -n {_quoted(when)} -f -a {choices}"


def _fish_options(command: Command, when: str) -> Iterator[str]:
    for option in command.options:
        names = " ".join(
            f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names
        )
        value = " -r" if option.takes_value else ""
        if option.choices:
            value = f" -x -a {_quoted(' '.join(option.choices))}"
        yield f"complete -c {PROGRAM} -n {_quoted(when)} {names}{value} -d {_quoted(option.help)}"


def _quoted(text: str) -> str:
    """Return a text as one word; an apostrophe in it, which shells quote each otherwise, is set."""
    return "'" + text.replace("'", "’") + "'"


SHELLS: Mapping[str, Callable[[Command], Iterator[str]]] = {
    "bash": _write_bash,
    "zsh": _write_zsh,
    "fish": _write_fish,
}
