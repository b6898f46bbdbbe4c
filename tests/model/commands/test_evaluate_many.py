"""`inkling evaluate` where there are many classes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from model.bench.made_up import made_up_weights
from model.commands.command_line import main
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.network.weights import save_weights


@pytest.fixture
def arguments(tmp_path: Path, hand_drawn: list[Drawing]) -> list[str]:
    """Those that measure a network of 62 classes, which reads hardly anything right."""
    weights, ink = tmp_path / "many.safetensors", tmp_path / "letters.jsonl"
    save_weights(weights, made_up_weights(62))
    write_drawings(ink, [replace(drawing, label="k") for drawing in hand_drawn])
    return ["evaluate", str(ink), "--weights", str(weights)]


def test_what_is_confused_is_listed_where_a_matrix_is_too_wide(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert max(map(len, printed.splitlines())) < 100
    assert "62 classes, those misread most" in printed
    assert "of    10  k read as " in printed


def test_json_has_the_whole_matrix(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert len(measured["classes"]) == len(measured["confusion"]) == 62
    assert sum(map(sum, measured["confusion"])) == 10


def test_a_set_of_other_classes_is_refused_with_how_many_both_have(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments[1] = "emnist-balanced"
    assert main(arguments) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "EMNIST balanced has 47 classes, 0, 1, 2," in line
    assert "the weights have 62 classes, " in line
