"""What works where PyTorch is not installed: everything but training, which says what brings it."""

import json
import os
from pathlib import Path

import pytest

from app.views.views import KINDS
from model.data import torchvision_tables
from model.errors import NotInstalled
from tests.conftest import HAND_DRAWN
from tests.model.conftest import ROOT, run_python
from tools.small_install import UNUSED_MODULES

COMMAND = 'pip install "inkling-pad[train]"'
SENTENCE = f"training takes PyTorch, which is not installed here: {COMMAND}"
FORBID = "import sys\nsys.modules['torch'] = sys.modules['torchvision'] = None\n"


@pytest.fixture
def without_torch(tmp_path: Path) -> str:
    """A PYTHONPATH with which every process goes without PyTorch, those that it starts, too."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(FORBID)
    return f"{folder}{os.pathsep}{ROOT}"


COMMANDS = (
    ("recognize", HAND_DRAWN),
    ("recognize", "--numbers", HAND_DRAWN),
    ("evaluate", HAND_DRAWN, "--gallery", "worst.png"),
    ("synthesize", "page.png"),
    ("synthesize", "numbers.jsonl", "--numbers", "--count", "1"),
    ("recognize", "numbers.jsonl", "--single", "--explain", "why.png"),
    ("export", "default", "--to", "script", "program.py"),
    ("export", "default", "--to", "onnx", "network.onnx"),
    ("export", "default", "--to", "card", "hub.folder"),
)
REFUSED = (
    (("train", "--data", "ink"), SENTENCE),
    (("learn", HAND_DRAWN), SENTENCE),
    (("bench", "--parts", "training"), SENTENCE.replace("training", "measuring training")),
)
MANY_COMMANDS = """
import json, sys
from model.commands.command_line import main
for arguments in json.loads(sys.argv[1]):
    print(main(arguments), *arguments, sep="|", file=sys.stderr)
"""


def test_commands_that_do_not_train_work(without_torch: str, tmp_path: Path) -> None:
    commands = [[_in(tmp_path, argument) for argument in command] for command in COMMANDS]
    process = run_python("-c", MANY_COMMANDS, json.dumps(commands), PYTHONPATH=without_torch)
    assert process.stderr.splitlines() == ["|".join(["0", *command]) for command in commands]
    assert json.loads((tmp_path / "hub.folder" / "config.json").read_text())["classes"][7] == "7"


def _in(folder: Path, argument: str | Path) -> str:
    """Return an argument; what has an ending lies in the folder."""
    text = str(argument)
    return str(folder / text) if "." in text else text


@pytest.mark.parametrize(("command", "sentence"), REFUSED, ids=lambda each: str(each[0]))
def test_commands_that_train_say_what_brings_it(
    command: tuple[str | Path, ...], sentence: str, without_torch: str, home: Path
) -> None:
    process = run_python("-m", "model", *command, PYTHONPATH=without_torch)
    assert (process.returncode, process.stdout) == (2, "")
    assert process.stderr == f"inkling: {sentence}\n"
    log = home / "inkling.log"
    assert not log.exists() or log.read_text() == ""


def test_the_window_reads_shows_and_keeps_and_says_what_brings_training(
    without_torch: str, tmp_path: Path
) -> None:
    process = run_python("-m", "tests.without_torch", tmp_path, PYTHONPATH=without_torch)
    assert process.returncode == 0, process.stderr
    told = json.loads(process.stdout)
    sentence = f"T{SENTENCE[1:]}"
    assert told == {
        "views": [kind.name for kind in KINDS],
        "train": sentence,
        "copied": COMMAND,
        "learn": sentence,
        "log": "",
    }


def test_a_torch_that_does_not_load_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('libcudart.so.12 is gone')")
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    process = run_python("-m", "model", "train", "--data", "ink", PYTHONPATH=path)
    assert process.returncode == 2
    assert process.stderr == "inkling: PyTorch does not load here (libcudart.so.12 is gone)\n"


def test_mirrors_are_known_without_torchvision(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name="torchvision")

    monkeypatch.setattr(torchvision_tables, "import_module", fail)
    with pytest.raises(NotInstalled, match="torchvision"):
        torchvision_tables.look_up("MNIST", 1)


def test_what_an_install_is_trimmed_of_is_not_what_inkling_imports() -> None:
    names = {module.rstrip("*") for module in UNUSED_MODULES}
    for path in [*ROOT.glob("app/**/*.py"), *ROOT.glob("model/**/*.py")]:
        code = path.read_text()
        assert not [name for name in names if f"PySide6.Qt{name}" in code], path
