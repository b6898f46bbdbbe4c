"""`inkling learn --signs`: the labels of a file become classes, by command."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.commands.command_line import main
from model.errors import BadInput
from model.home.signs import SignSet, create_set, list_sets, load_set
from model.home.versions import kept_weights
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings, write_drawings
from model.ink.variation import vary
from model.network.weights import load_weights
from tests.conftest import HAND_DRAWN
from tests.signs import learned_set

NAMES = {"1": "rune", "3": "♥", "8": "knot"}


@pytest.fixture
def signs(tmp_path: Path) -> Path:
    """An ink file with two drawings of each of three signs."""
    rng = np.random.default_rng(0)
    drawings: list[Drawing] = []
    for drawing in read_drawings(HAND_DRAWN):
        if drawing.label in NAMES:
            drawings += vary(replace(drawing, label=NAMES[drawing.label]), 2, rng)
    path = tmp_path / "runes.of mine.jsonl"
    write_drawings(path, drawings)
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[dict[str, Any]]:
    assert main([*map(str, arguments), "--json"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def refusal(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(list(map(str, arguments))) == 2
    [line] = capsys.readouterr().err.splitlines()
    return line


def test_signs_are_learned_measured_and_recognized(
    capsys: pytest.CaptureFixture[str], signs: Path, tmp_path: Path
) -> None:
    out = tmp_path / "w.safetensors"

    events = run(capsys, "learn", signs, "--signs", "--out", out)

    compared, finished = events[-2:]
    assert (compared["event"], compared["own_count"]) == ("compared", 6)
    assert finished["event"] == "finished"
    assert finished["weights"] == str(out)
    assert set(load_weights(out).classes) == set(NAMES.values())
    [result] = run(capsys, "evaluate", signs, "--weights", out)
    assert result["classes"] == list(load_weights(out).classes)
    assert result["error"] == 0
    read = run(capsys, "recognize", signs, "--weights", out)
    assert [one["label"] for one in read] == [drawing.label for drawing in read_drawings(signs)]
    assert kept_weights() == []
    assert list_sets() == []


@pytest.mark.usefixtures("small_training")
def test_without_out_they_become_a_set_titled_after_the_file(
    capsys: pytest.CaptureFixture[str], signs: Path
) -> None:
    assert main(["learn", str(signs), "--signs"]) == 0

    output = capsys.readouterr().out
    [listed] = list_sets()
    made = load_set(listed.id)
    weights = made.weights()
    assert made.read_card().title == "runes"
    assert made.counts() == {"knot": 2, "rune": 2, "♥": 2}
    assert weights is not None
    assert weights.classes.names == ("knot", "rune", "♥")
    assert made.new_count() == 0
    assert str(made.weights_path) in output
    assert "read right        yours " in output
    assert kept_weights() == []


@pytest.mark.usefixtures("small_training")
def test_names_that_look_the_same_are_one_sign(
    capsys: pytest.CaptureFixture[str], signs: Path
) -> None:
    forms = iter(["\u00e9", "e\u0301"] * 3)
    drawings = [
        replace(drawing, label=next(forms)) if drawing.label == "♥" else drawing
        for drawing in read_drawings(signs)
    ]
    write_drawings(signs, drawings)

    run(capsys, "learn", signs, "--signs")

    [listed] = list_sets()
    assert load_set(listed.id).counts() == {"knot": 2, "rune": 2, "\u00e9": 2}


@pytest.mark.usefixtures("small_training")
def test_a_set_that_cannot_be_kept_whole_is_not_there(
    capsys: pytest.CaptureFixture[str], signs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise BadInput("cannot write weights.safetensors: the disk is full")

    monkeypatch.setattr(SignSet, "keep", fail)
    assert "the disk is full" in refusal(capsys, "learn", signs, "--signs")
    assert list_sets() == []


def test_a_shared_set_reads_by_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    shared, ink = tmp_path / "shapes.signs", tmp_path / "ink.jsonl"
    learned_set("Shapes", "heart", "star").export_to(shared)
    write_drawings(ink, hand_drawn[:1])
    [read] = run(capsys, "recognize", ink, "--weights", shared)
    assert list(read["probabilities"]) == ["heart", "star"]
    create_set("Begun", ["a", "b"]).export_to(shared)
    assert "has not been learned yet" in refusal(capsys, "recognize", ink, "--weights", shared)
    shared.write_bytes(shared.read_bytes()[:50])
    assert "not a whole set of signs" in refusal(capsys, "recognize", ink, "--weights", shared)


def test_bad_input_is_refused_in_one_sentence_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    out = tmp_path / "w.safetensors"
    path = tmp_path / "ink.jsonl"

    def refused(*drawings: Drawing) -> str:
        path.unlink(missing_ok=True)
        write_drawings(path, drawings)
        return refusal(capsys, "learn", path, "--signs", "--out", out)

    one, other = hand_drawn[:2]
    assert "it takes two to tell apart" in refused(one)
    assert "it takes two to tell apart" in refused(one, replace(other, label=one.label))
    assert "there is no drawing of a sign" in refused(replace(one, label=None))
    assert "holds characters that cannot be shown" in refused(one, replace(other, label="\x1b[2J"))
    many = [replace(one, label=f"sign {number}") for number in range(991)]
    assert "991 signs are more than 990" in refused(*many)
    path.write_text(path.read_text().splitlines()[0].replace("sign 0", "s" * 33) + "\n")
    assert "33 characters, not 1 to 32" in refusal(capsys, "learn", path, "--signs")
    assert "--signs needs FILE" in refusal(capsys, "learn", "--signs")
    assert "overwritten" in refusal(capsys, "learn", path, "--signs", "--out", path)
    assert not out.exists()
    assert list_sets() == []
