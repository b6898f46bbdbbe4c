"""`inkling export`: a network as ONNX or as a folder, and its recipe as a program of its own."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from model.commands.command_line import main
from model.export.onnx_file import write_onnx
from model.network.weights import RunCard, load_weights, save_weights
from model.training.program import write_program
from model.training.recipes import RECIPES, make_config
from tests.model.conftest import make_weights


def export(*arguments: object) -> int:
    return main(["export", *map(str, arguments)])


def refusal(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Return the one line with which a command refuses."""
    assert export(*arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    [line] = captured.err.splitlines()
    return line


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "new" / "program.py"


@pytest.fixture
def quick(tmp_path: Path) -> Path:
    """Weights that `quick` made, with seed 7."""
    path = tmp_path / "quick.safetensors"
    save_weights(path, make_weights(card=RunCard(recipe="quick", seed=7)))
    return path


def test_without_more_it_is_the_default_recipes(out: Path) -> None:
    assert export("--to", "script", out) == 0
    assert out.read_text() == write_program(RECIPES["inkling"])


def test_what_is_chosen_is_in_the_program(out: Path) -> None:
    choices = ("--epochs", 3, "--batch-size", 50, "--lr", 0.2, "--seed", 4, "--data", "mnist")
    assert export("--to", "script", out, "--recipe", "lecture", *choices) == 0
    config = make_config("lecture", ["mnist"], epochs=3, batch_size=50, learning_rate=0.2, seed=4)
    assert out.read_text() == write_program(config)


@pytest.mark.parametrize(
    "order", ["{w} --to script {out}", "--to script {w} {out}", "{w} {out} --to script"]
)
def test_the_recipe_may_be_that_of_a_network(quick: Path, out: Path, order: str) -> None:
    assert export(*order.format(w=quick, out=out).split()) == 0
    assert out.read_text() == write_program(replace(RECIPES["quick"], seed=7))


def test_a_file_may_follow_other_options(out: Path) -> None:
    assert export("--to", "script", "--recipe", "lecture", out) == 0
    assert out.read_text() == write_program(RECIPES["lecture"])


def test_another_recipe_than_the_networks_does_not_take_its_seed(quick: Path, out: Path) -> None:
    assert export(quick, "--to", "script", out, "--recipe", "lecture") == 0
    assert out.read_text() == write_program(RECIPES["lecture"])


def test_the_network_that_ships_has_a_program(out: Path) -> None:
    assert export("default", "--to", "script", out) == 0
    assert out.read_text() == write_program(replace(RECIPES["thorough"], seed=1))


def test_people_and_programs_are_told_what_is_left_out(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export("--to", "script", out) == 0
    assert capsys.readouterr().out.splitlines() == [
        "recipe    inkling",
        "left out  built-in ink",
        f"program   {out}",
    ]
    assert export("--to", "script", out, "--recipe", "lecture", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"file": str(out), "recipe": "lecture", "left_out": []}


def test_what_cannot_be_written_is_refused_in_a_sentence(
    quick: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network = tmp_path / "network.onnx"
    for kind in ("onnx", "card"):
        line = refusal(capsys, quick, "--to", kind, network, "--batch-size", 3)
        assert line == f"inkling: --batch-size is for --to script, not --to {kind}"
    assert "end its name in .onnx" in refusal(capsys, "--to", "onnx", out)
    assert "not 'pickle'" in refusal(capsys, "--to", "pickle", out)
    assert "name one file to write" in refusal(capsys, "--to", "script")
    assert "name one file to write" in refusal(capsys, quick, quick, "--to", "script", out)
    assert "end its name in .py" in refusal(capsys, "--to", "script", tmp_path / "program.txt")
    assert "epochs is 0" in refusal(capsys, "--to", "script", out, "--epochs", 0)
    assert "cannot write" in refusal(capsys, "--to", "script", quick / "program.py")
    assert not out.exists()
    assert not network.exists()


def test_a_network_is_written_as_one_onnx_file(
    quick: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("onnx")
    network = tmp_path / "new" / "network.onnx"
    assert export(quick, "--to", "onnx", network) == 0
    assert network.read_bytes() == write_onnx(load_weights(quick))
    assert [path.name for path in network.parent.iterdir()] == ["network.onnx"]
    capsys.readouterr()
    assert export("--to", "onnx", network, "--json") == 0  # that which reads now
    told = json.loads(capsys.readouterr().out)
    assert told == {"file": str(network), "bytes": 424_287, "opset": 13, "ir_version": 7}


def test_a_network_is_written_as_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    assert export("default", "--to", "card", folder, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"folder": str(folder), "files": sorted(path.name for path in folder.iterdir())}
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert "it is there already" in refusal(capsys, "default", "--to", "card", folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_network_without_such_a_recipe_is_refused(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "network.safetensors"
    for recipe, named in (("learned", "the recipe 'learned'"), (None, "no recipe")):
        save_weights(path, make_weights(card=RunCard(recipe=recipe)))
        line = refusal(capsys, path, "--to", "script", out)
        assert named in line
        assert "--recipe" in line
    path.write_bytes(b"damaged")
    assert "safetensors" in refusal(capsys, path, "--to", "script", out)
    assert not out.exists()


def test_the_network_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "network.py"
    save_weights(path, make_weights(card=RunCard(recipe="quick")))
    before = path.read_bytes()
    assert "overwritten" in refusal(capsys, path, "--to", "script", path)
    assert path.read_bytes() == before
