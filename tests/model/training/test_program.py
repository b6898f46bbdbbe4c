"""The program of a recipe: it runs without Inkling, does what the recipe does, and reads well."""

import gzip
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from model.data.classes import DIGITS
from model.data.image_sets import MNIST
from model.data.source import Folders
from model.network.convnet import ConvNet
from model.training import train
from model.training.augment import Augmenter
from model.training.events import Finished
from model.training.muon import Muon
from model.training.program import write_program
from model.training.recipes import GENTLE, RECIPES, STRONG, TrainingConfig, make_config
from model.training.teacher import Teacher
from tests.conftest import load_mnist, write_idx
from tests.model.conftest import TIMEOUT_S

WITHOUT_INKLING = """
import runpy, sys
for name in ("app", "model", "assets", "torchvision", "safetensors", "PIL", "PySide6"):
    sys.modules[name] = None  # to import it fails
folder, *programs = sys.argv[1:]
for program in programs:
    sys.argv = [program, folder]
    runpy.run_path(program, run_name="__main__")
    print(end=chr(12))
"""
NUMBER = r"\d+\.\d+"
RunHere = Callable[..., str]


@pytest.fixture(scope="module")
def printed_alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each recipe's program prints where nothing of Inkling can be imported.

    One process runs them all, since PyTorch's import takes longer than they do.
    """
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    folder = write_tiny_mnist(elsewhere, train_count=40)
    for recipe in RECIPES:
        program = write_program(make_config(recipe, epochs=2, batch_size=20, device="cpu"))
        (elsewhere / recipe).write_text(program, "utf-8")
    run = subprocess.run(
        [sys.executable, "-I", "-c", WITHOUT_INKLING, folder, *RECIPES],
        cwd=elsewhere,
        # Where other programs run, two threads mostly wait for each other.
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")
    return dict(zip(RECIPES, run.stdout.split("\f"), strict=False))


@pytest.fixture
def run_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> RunHere:
    """Run programs in this process, which has PyTorch already, and return what they print."""

    def run(program: str, *arguments: Path) -> str:
        path = tmp_path / "program.py"
        path.write_text(program, "utf-8")
        monkeypatch.setattr(sys, "argv", [str(path), *map(str, arguments)])
        runpy.run_path(str(path), run_name="__main__")
        return capsys.readouterr().out

    return run


def misread_percent(output: str) -> float:
    """Return the test error, in percent, with which a program has ended."""
    found = re.fullmatch(rf"test error ({NUMBER})%", output.splitlines()[-1])
    assert found is not None
    return float(found[1])


def functions_of(program: str, tmp_path: Path) -> Any:
    """Return what a program defines, without running its main."""
    path = tmp_path / "program.py"
    path.write_text(program, "utf-8")
    return SimpleNamespace(**runpy.run_path(str(path), run_name="program"))


def write_tiny_mnist(parent: Path, train_count: int = 100) -> Path:
    """Write a folder with so many images to learn and 20, each of a digit a bright row of its own.

    Returns it.
    """
    folder = parent / "tiny-mnist"
    random = np.random.default_rng(0)
    for prefix, count in (("train", train_count), ("t10k", 20)):
        labels = random.integers(0, 10, count)
        images = random.integers(0, 40, (count, 28, 28))
        images[np.arange(count), 4 + 2 * labels, 6:22] = 255
        write_idx(folder / f"{prefix}-images-idx3-ubyte", 2051, images)
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", 2049, labels)
    return folder


@pytest.fixture
def tiny_mnist(tmp_path: Path) -> Path:
    return write_tiny_mnist(tmp_path)


# It runs


@pytest.mark.parametrize("recipe", RECIPES)
def test_each_recipes_program_runs_without_inkling(
    recipe: str, printed_alone: dict[str, str]
) -> None:
    output = printed_alone[recipe]
    assert 0 <= misread_percent(output) <= 100
    epochs = output.splitlines()[:-1]
    validation = "" if recipe == "lecture" else rf", validation error {NUMBER}%"
    assert all(re.fullmatch(rf"epoch \d: loss {NUMBER}{validation}", line) for line in epochs)
    stages = ["1", "2", "1"] * 2 if recipe == "thorough" else ["1", "2"]
    assert [line[6] for line in epochs] == stages


@pytest.fixture
def some_mnist(mnist: Path, tmp_path: Path) -> Path:
    """A folder with the first 10,000 + 5,000 images of the real MNIST."""
    raw = tmp_path / "some-mnist" / "MNIST" / "raw"
    for prefix, count in (("train", 10_000), ("t10k", 5_000)):
        data = load_mnist(mnist, train=prefix == "train")
        write_idx(raw / f"{prefix}-images-idx3-ubyte", 2051, data.images[:count, 0])
        write_idx(raw / f"{prefix}-labels-idx1-ubyte", 2049, data.labels[:count])
    return raw.parents[1]


@pytest.mark.slow
def test_the_lectures_program_gets_the_error_of_the_lectures_run(
    some_mnist: Path, run_here: RunHere
) -> None:
    config = make_config("lecture", ["mnist"], epochs=1, device="cpu")
    finished = list(train(config, Folders(named={MNIST.name: some_mnist})))[-1]
    assert isinstance(finished, Finished)
    error = finished.weights.card.test_error
    assert error is not None
    assert 0.08 < error < 0.13  # so little teaches so much, and another rate would something else
    assert misread_percent(run_here(write_program(config), some_mnist)) == pytest.approx(
        100 * error, abs=1.5
    )


@pytest.mark.parametrize("recipe", ["lecture", "quick", "inkling"])
def test_what_a_program_teaches_is_learned(
    recipe: str, small_mnist: Path, run_here: RunHere
) -> None:
    config = make_config(recipe, epochs=8, batch_size=20, device="cpu")
    assert misread_percent(run_here(write_program(config), small_mnist)) <= 2


def test_the_folder_may_be_torchvisions_and_its_files_gzipped(
    tiny_mnist: Path, tmp_path: Path, run_here: RunHere
) -> None:
    raw = tmp_path / "packed" / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for path in tiny_mnist.iterdir():
        (raw / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    program = write_program(make_config("lecture", epochs=1, device="cpu"))
    assert run_here(program, tmp_path / "packed") == run_here(program, tiny_mnist)


def test_the_environment_may_name_the_folder(
    tiny_mnist: Path, run_here: RunHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INKLING_MNIST", str(tiny_mnist))
    program = write_program(make_config("lecture", epochs=1, device="cpu"))
    assert misread_percent(run_here(program)) <= 100


def test_without_mnist_a_sentence_says_so(tmp_path: Path, run_here: RunHere) -> None:
    program = write_program(RECIPES["lecture"])
    with pytest.raises(SystemExit, match="has no train-images-idx3-ubyte, gzipped or not"):
        run_here(program, tmp_path)
    with pytest.raises(SystemExit, match="Name the folder"):
        run_here(program)


# It does what the recipe does


def test_its_networks_begin_as_inklings_do(tmp_path: Path) -> None:
    program = functions_of(write_program(RECIPES["thorough"]), tmp_path)
    images = torch.rand(5, 1, 28, 28)
    for theirs, ours in ((program.ConvNet, ConvNet), (program.Teacher, lambda: Teacher(DIGITS))):
        torch.manual_seed(3)
        plain = theirs().eval()
        torch.manual_seed(3)
        torch.testing.assert_close(plain(images), ours().eval()(images))


def test_its_optimizer_takes_inklings_steps(tmp_path: Path) -> None:
    config = RECIPES["inkling"]
    program = functions_of(write_program(config), tmp_path)
    networks = [ConvNet(), ConvNet()]
    networks[1].load_state_dict(networks[0].state_dict())
    theirs = program.Muon(networks[0])
    theirs.param_groups[0]["lr"] = 0.02
    ours = Muon(networks[1].parameters(), 0.02, config.momentum, config.weight_decay)
    for _ in range(3):
        images = torch.rand(20, 1, 28, 28)
        for network, optimizer in zip(networks, (theirs, ours), strict=True):
            optimizer.zero_grad()
            network(images).logsumexp(dim=1).mean().backward()
            optimizer.step()
    for plain, own in zip(networks[0].parameters(), networks[1].parameters(), strict=True):
        torch.testing.assert_close(plain, own)


def test_it_changes_images_as_inkling_does(tmp_path: Path) -> None:
    program = functions_of(write_program(RECIPES["thorough"]), tmp_path)
    images = torch.zeros(50, 1, 28, 28)
    images[:, :, 4:24, 4:24] = torch.rand(50, 1, 20, 20)  # as in MNIST, the edge is empty
    for strengths, theirs in ((STRONG, program.STRENGTHS), (GENTLE, program.REFINING_STRENGTHS)):
        augmenter = Augmenter(strengths, 28, torch.Generator().manual_seed(5))
        torch.manual_seed(5)
        changed = program.augment(images, theirs)
        assert (changed - images).abs().max() > 0.3
        torch.testing.assert_close(changed, augmenter(images), atol=1e-4, rtol=0)


def test_its_learning_rate_rises_for_a_tenth_of_the_steps_and_falls_to_nothing(
    tmp_path: Path,
) -> None:
    program = functions_of(write_program(RECIPES["quick"]), tmp_path)
    rates = [program.learning_rate(share, 0.02) for share in (0.0, 0.05, 0.1, 0.55, 1.0)]
    assert rates == pytest.approx([0, 0.01, 0.02, 0.01, 0])


ALL = tuple(RECIPES)
INKLINGS_OWN = ("inkling", "quick", "thorough")
CHANGES: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("epochs", 7, ALL),
    ("batch_size", 30, ALL),
    ("learning_rate", 0.007, ALL),
    ("seed", 9, ALL),
    ("device", "cpu", ALL),
    ("mixture", {"mnist": 2.5}, INKLINGS_OWN),
    ("label_smoothing", 0.07, INKLINGS_OWN),
    ("label_smoothing", 0.0, INKLINGS_OWN),
    ("momentum", 0.8, INKLINGS_OWN),
    ("weight_decay", 0.3, INKLINGS_OWN),
    ("augmentation", STRONG, ("inkling",)),
    ("augmentation", None, ("inkling",)),
    ("teacher_epochs", 5, ("thorough",)),
    ("teacher_share", 0.5, ("thorough",)),
)


@pytest.mark.parametrize(
    ("recipe", "choice", "value"),
    [(recipe, choice, value) for choice, value, recipes in CHANGES for recipe in recipes],
)
def test_each_choice_is_in_the_program(recipe: str, choice: str, value: Any) -> None:
    changed = replace(RECIPES[recipe], **{choice: value})
    assert write_program(changed) != write_program(RECIPES[recipe])


# It reads well


@pytest.mark.parametrize("config", [*RECIPES.values(), make_config("lecture", ["mnist", "ink"])])
def test_a_formatter_and_a_linter_find_nothing(config: TrainingConfig, tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(write_program(config))
    ruff = (sys.executable, "-m", "ruff")
    rules = ("--select", "B,C4,D1,E,F,I,N,PERF,PIE,RET,RUF,SIM,UP,W", "--ignore", "D105,D107,N812")
    for command in (("format", "--diff"), ("check", *rules)):
        run = subprocess.run(
            [*ruff, *command, "--isolated", path], capture_output=True, text=True, check=False
        )
        assert (run.returncode, run.stdout) in ((0, ""), (0, "All checks passed!\n"))


def test_the_lectures_program_is_the_lectures_loop_and_no_more() -> None:
    program = write_program(RECIPES["lecture"])
    assert len(program.splitlines()) <= 140
    for addition in ("Muon", "augment", "smoothing", "validation", "Teacher", "randperm"):
        assert addition not in program
        assert any(addition in write_program(config) for config in RECIPES.values())


def comment_of(config: TrainingConfig) -> str:
    """Return what a program's comment says that it leaves out."""
    lines = write_program(config).split('"""\n', 1)[1].split("import", 1)[0].split("\n")
    assert all(line.startswith("# ") for line in lines if line)
    return " ".join(line.removeprefix("# ") for line in lines).strip()


def test_it_says_what_it_leaves_out() -> None:
    assert "also learns built-in ink. That needs Inkling" in comment_of(RECIPES["inkling"])
    assert "built-in ink" not in comment_of(RECIPES["quick"])
    assert "learns from MNIST instead" in comment_of(make_config("inkling", ["letters.jsonl"]))


def test_no_files_name_becomes_code(tiny_mnist: Path, run_here: RunHere) -> None:
    name = 'x"""\nraise SystemExit(3)\r\u2028\x0craise SystemExit(4)\n$seed {seed} \udc80.jsonl'
    program = write_program(make_config("lecture", ["mnist", name], epochs=1, device="cpu"))
    assert misread_percent(run_here(program, tiny_mnist)) <= 100
