"""What commands read and where they print: pipes, folders, closed and full outputs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.commands import recognize
from model.commands.command_line import main
from model.data.folders_out import write_pictures
from model.ink.drawing import Drawing
from model.release import version
from tests.conftest import HAND_DRAWN
from tests.model.conftest import ROOT, run_python
from tests.pictures import doubt_by_name

posix = pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command line; in it, inkling is the program."""
    inkling = f"{sys.executable} -m model"
    return subprocess.run(
        ["bash", "-c", f'set -o pipefail; inkling() {{ {inkling} "$@"; }}; {command}'],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@posix
@pytest.mark.parametrize(
    "command",
    [
        f"inkling recognize - < {HAND_DRAWN}",
        f"cat {HAND_DRAWN} | inkling recognize -",
        f"gzip -c {HAND_DRAWN} | inkling recognize -",
        f"inkling recognize <(cat {HAND_DRAWN})",
    ],
)
def test_what_comes_through_a_pipe_is_read(command: str) -> None:
    process = shell(command)
    assert process.returncode == 0, process.stderr
    assert [line.split("\t")[2] for line in process.stdout.splitlines()] == list("0123456789")


@posix
def test_what_is_wrong_with_a_pipe_is_said_of_standard_input() -> None:
    process = shell("echo rubbish | inkling recognize -")
    assert process.returncode == 2
    assert process.stderr == "inkling: standard input: not an image that can be read\n"


@posix
def test_a_pipe_can_be_measured() -> None:
    process = shell(f"inkling evaluate <(cat {HAND_DRAWN}) --json")
    assert process.returncode == 0, process.stderr
    assert json.loads(process.stdout)["count"] == 10


@posix
def test_a_reader_that_has_enough_is_no_error() -> None:
    process = shell(f"inkling recognize {HAND_DRAWN} {HAND_DRAWN} --json | head -n 1")
    assert process.returncode == 0, process.stderr
    assert process.stderr == ""


@posix
def test_a_full_output_is_one_line_and_exit_1() -> None:
    process = shell(f"inkling recognize {HAND_DRAWN} > /dev/full")
    assert process.returncode == 1
    assert process.stderr == "inkling: cannot write standard output: No space left on device\n"


@posix
def test_without_an_output_nothing_goes_wrong() -> None:
    process = shell(f"inkling recognize {HAND_DRAWN} >&-")
    assert process.returncode == 0, process.stderr
    assert process.stderr == ""


def test_a_folder_of_pictures_is_measured(
    tmp_path: Path, hand_drawn: list[Drawing], capsys: pytest.CaptureFixture[str]
) -> None:
    write_pictures(tmp_path / "pictures", hand_drawn)
    assert main(["evaluate", str(tmp_path / "pictures"), "--weights", "default", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["count"], result["error"]) == (10, 0)


@pytest.mark.usefixtures("small_training")
def test_a_folder_of_pictures_is_learned_without_the_doubtful_which_it_says(
    tmp_path: Path,
    hand_drawn: list[Drawing],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    doubt_by_name(monkeypatch)
    folder = tmp_path / "pictures"
    write_pictures(folder, hand_drawn)
    (folder / "4" / "00004.png").rename(folder / "4" / "doubtful.png")
    command = ["learn", str(folder), "--weights", "default", "--json"]
    assert main([*command, "--mnist", str(tmp_path), "--out", str(tmp_path / "w")]) == 0
    printed = capsys.readouterr()
    assert [json.loads(line) for line in printed.out.splitlines()][-2]["own_count"] == 9
    said = f"inkling: {folder}: 1 picture is left out: it is not sure what is the ink"
    assert said in printed.err.splitlines()


def test_a_doubtful_picture_is_not_read_and_it_is_said_why(
    tmp_path: Path,
    hand_drawn: list[Drawing],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    doubt_by_name(monkeypatch, recognize)
    write_pictures(tmp_path / "pictures", hand_drawn[4:5])
    sure = tmp_path / "pictures" / "4" / "00000.png"
    doubtful = tmp_path / "doubtful.png"
    doubtful.write_bytes(sure.read_bytes())
    assert main(["recognize", str(doubtful), str(sure)]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [line[2:] for line in lines] == [["not sure: shadow?", ""], ["4", lines[1][3]]]
    assert main(["recognize", str(doubtful), str(sure), "--json"]) == 0
    results = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(result["text"], result.get("doubt")) for result in results] == [
        (None, "shadow"),
        ("4", None),
    ]


def test_a_blank_page_is_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "blank.png"
    Image.fromarray(np.full((40, 40), 255, np.uint8)).save(path)
    assert main(["recognize", str(path), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["text"], result["label"], result["confidence"]) == (None, None, 0)
    assert set(result["probabilities"].values()) == {0.1}
    assert main(["recognize", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}\t0\tnothing there\t\n"


def test_the_version_is_told() -> None:
    process = run_python("-m", "model", "--version")
    assert process.returncode == 0
    assert process.stdout == f"Inkling {version()}\n"


def test_without_pytorch_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError('gone', name='torch')")
    process = run_python(
        "-m", "model", "train", "--data", "ink", PYTHONPATH=f"{tmp_path}{os.pathsep}{ROOT}"
    )
    assert process.returncode == 2
    assert process.stderr == (
        "inkling: training takes PyTorch, which is not installed here: "
        'pip install "inkling-pad[train]"\n'
    )
