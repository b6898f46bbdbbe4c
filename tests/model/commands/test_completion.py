"""Completion, as shells use it."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from model.commands.command_line import COMMANDS, main
from model.training.recipes import RECIPES

COMPLETE = """
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_inkling
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(params=["bash", "zsh", "fish"])
def shell(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def write_script(shell: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["completion", shell]) == 0
    script = folder / f"inkling.{shell}"
    script.write_text(capsys.readouterr().out)
    return script


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_completes_commands_options_and_choices(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script = write_script("bash", tmp_path, capsys)

    def complete(*words: str) -> set[str]:
        process = subprocess.run(
            ["bash", "-c", COMPLETE, "bash", script, "inkling", *words],
            capture_output=True,
            text=True,
            check=True,
        )
        assert process.stderr == ""
        return set(process.stdout.split())

    assert {module.__name__.rpartition(".")[2] for module in COMMANDS} <= complete("")
    assert complete("re") == {"recognize"}
    assert complete("--v") == {"--version"}
    assert complete("train", "--re") == {"--recipe"}
    assert complete("train", "--recipe", "") == set(RECIPES)
    assert complete("train", "--out", "") == set()  # names of files, which readline completes
    assert complete("recognize", "--nu") == {"--numbers"}
    assert complete("recognize", "") == set()
    assert complete("completion", "") == {"bash", "zsh", "fish"}
    assert complete("nothing", "") == set()


def test_a_shell_takes_its_script(
    shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    script = write_script(shell, tmp_path, capsys)
    process = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
    assert (process.returncode, process.stderr) == (0, "")


def test_every_command_and_option_is_in_every_script(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell, "--json"]) == 0
    written = json.loads(capsys.readouterr().out)
    assert written["shell"] == shell
    for name in ("recognize", "synthesize", "lecture", "explain", "version"):
        assert name in written["script"]


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "csh"]) == 2
    assert "csh" in capsys.readouterr().err
