"""The commands, as scripts and people use them."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from model.commands.command_line import COMMANDS, main
from model.handwriting.styles import LETTERS
from model.home.collection import DrawingCollection, Entry
from model.home.versions import keep_weights, kept_weights
from model.ink.drawing import Drawing
from model.ink.ink_file import read_drawings, write_drawings
from model.network.weights import default_weights, load_weights, save_weights
from tests.conftest import FOLDER, HAND_DRAWN
from tests.model.conftest import ROOT, run_python

TRAIN = ("--device", "cpu", "--batch-size", "20")


def json_lines(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[dict[str, Any]]:
    assert main([*map(str, arguments), "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return [json.loads(line) for line in captured.out.splitlines()]


def test_recognize_gives_one_object_a_drawing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    blank = tmp_path / "blank.png"
    Image.new("L", (40, 40)).save(blank)
    results = json_lines(capsys, "recognize", HAND_DRAWN, blank)
    assert len(results) == 11
    for index, result in enumerate(results[:10]):
        assert list(result) == [
            "file", "index", "text", "label", "confidence", "probabilities", "is_known",
        ]  # fmt: skip
        assert (result["file"], result["index"]) == (str(HAND_DRAWN), index)
        assert result["text"] == result["label"] == str(index)
        assert list(result["probabilities"]) == list("0123456789")
        assert sum(result["probabilities"].values()) == pytest.approx(1, abs=1e-4)
        assert result["confidence"] == result["probabilities"][str(index)]
        assert 0.5 <= result["is_known"] <= 1
    assert results[10]["is_known"] == 0
    assert results[10]["text"] is None


def test_recognize_tells_people_what_is_no_digit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recognize", str(FOLDER / "ink" / "others.jsonl")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[2] for line in lines] == ["not a digit"] * 4


def test_evaluate_gives_the_contracts_object(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    gallery = tmp_path / "worst.png"
    others = FOLDER / "ink" / "others.jsonl"
    [result] = json_lines(capsys, "evaluate", HAND_DRAWN, "--gallery", gallery, "--others", others)
    for name in ("data", "count", "error", "confusion", "classes", "ece", "rejected"):
        assert name in result
    assert (result["data"], result["count"], result["error"]) == (str(HAND_DRAWN), 10, 0)
    assert np.shape(result["confusion"]) == (10, 10)
    assert result["others_rejected"] == 1
    assert 0.8 < result["auroc"] <= 1
    with Image.open(gallery) as page:
        assert page.width > 500


def test_evaluate_mnist_reads_its_test_set(
    capsys: pytest.CaptureFixture[str], small_mnist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [result] = json_lines(capsys, "evaluate", "mnist", "--mnist", small_mnist)
    assert result["count"] == 200
    monkeypatch.setenv("INKLING_MNIST", str(small_mnist))
    assert json_lines(capsys, "evaluate", "mnist") == [result]
    assert main(["evaluate", "mnist"]) == 0
    assert "200 images" in capsys.readouterr().out


@pytest.mark.usefixtures("small_training")
def test_train_emits_events_and_writes_weights(
    capsys: pytest.CaptureFixture[str], small_mnist: Path, tmp_path: Path
) -> None:
    out = tmp_path / "new" / "w.safetensors"
    events = json_lines(
        capsys, "train", "--data", "mnist", "--mnist", small_mnist, "--out", out, *TRAIN
    )
    names = [event["event"] for event in events]
    assert names.index("started") < names.index("stepped") < names.index("finished")
    assert {"validated", "working"} <= set(names)
    assert "snapshot" not in names
    finished = events[-1]
    assert list(finished) == [
        "event", "test_error", "validation_error", "seconds", "device", "weights",
    ]  # fmt: skip
    assert finished["weights"] == str(out)
    assert load_weights(out).card.test_error == finished["test_error"]
    [result] = json_lines(capsys, "evaluate", "mnist", "--mnist", small_mnist, "--weights", out)
    assert result["error"] == pytest.approx(finished["test_error"])


@pytest.mark.usefixtures("small_training")
def test_train_without_out_keeps_the_weights_and_they_are_used(
    capsys: pytest.CaptureFixture[str], small_mnist: Path
) -> None:
    arguments = ["train", "--recipe", "lecture", "--epochs", "1", "--mnist", str(small_mnist)]
    assert main([*arguments, "--device", "cpu"]) == 0
    output = capsys.readouterr()
    assert "test error" in output.out
    [kept] = kept_weights()
    assert str(kept) in output.out
    newest = json_lines(capsys, "recognize", HAND_DRAWN)
    shipped = json_lines(capsys, "recognize", HAND_DRAWN, "--weights", "default")
    assert newest != shipped


@pytest.mark.usefixtures("small_training")
def test_learn_reports_before_and_after_and_writes_weights(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "learned.safetensors"
    events = json_lines(
        capsys, "learn", HAND_DRAWN, "--weights", "default", "--out", out, "--mnist", tmp_path
    )
    compared, finished = events[-2:]
    assert compared["event"] == "compared"
    assert compared["own_count"] == 10
    assert compared["everyone"] == "built-in ink"
    for name in ("own_error_before", "own_error_after"):
        assert 0 <= compared[name] <= 0.2
    assert 0 < compared["everyone_error_before"] < 0.1
    assert list(finished) == [
        "event", "test_error", "validation_error", "seconds", "device", "weights",
    ]  # fmt: skip
    assert finished["test_error"] == compared["everyone_error_after"]
    assert load_weights(out).card.own_count == 10


@pytest.mark.usefixtures("small_training")
def test_learn_without_a_file_learns_what_was_kept(
    capsys: pytest.CaptureFixture[str], hand_drawn: list[Drawing], tmp_path: Path
) -> None:
    assert main(["learn"]) == 2
    assert "mine.jsonl" in capsys.readouterr().err
    collection = DrawingCollection()
    collection.add([Entry(drawing) for drawing in hand_drawn[:3]])
    with collection.path.open("ab") as file:
        file.write(b"damaged\n")
    # Kept while another program held the lock.
    write_drawings(collection.path.with_name("waiting-1.jsonl"), hand_drawn[3:5])
    assert main(["learn", "--mnist", str(tmp_path)]) == 0
    output = capsys.readouterr().out
    assert "read right        yours 100 % → " in output
    [kept] = kept_weights()
    assert str(kept) in output
    card = load_weights(kept).card
    assert (card.base, card.own_count) == ("built-in", 5)


def test_the_newest_kept_weights_are_the_current_ones(
    capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    from datetime import datetime

    weights = default_weights()
    silly = {name: np.zeros_like(array) for name, array in weights.parameters.items()}
    save_weights(home / "weights" / "20200101-000000-old.safetensors", type(weights)(silly))
    keep_weights(weights, datetime(2021, 1, 1))
    assert [r["text"] for r in json_lines(capsys, "recognize", HAND_DRAWN)] == list("0123456789")


@pytest.mark.parametrize("others", [False, True])
def test_synthesize_draws_a_page_or_an_ink_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, others: bool
) -> None:
    flags = ["--others"] if others else []
    for name in ("page.png", "ink.jsonl"):
        assert main(["synthesize", str(tmp_path / name), "--count", "30", *flags]) == 0
    assert "30 drawings" in capsys.readouterr().out
    with Image.open(tmp_path / "page.png") as page:
        assert page.width > 500
    labels = [drawing.label for drawing in read_drawings(tmp_path / "ink.jsonl")]
    assert len(labels) == 30
    assert all((label is None or not label.isdigit()) is others for label in labels)


@pytest.mark.parametrize("others", [False, True])
def test_synthesize_draws_any_built_in_data(tmp_path: Path, others: bool) -> None:
    flags = ["--others"] if others else []
    path = tmp_path / "ink.jsonl"
    assert main(["synthesize", str(path), "--data", "letters", "--count", "120", *flags]) == 0
    labels = {drawing.label for drawing in read_drawings(path)}
    assert labels == ({None} if others else set(LETTERS))


def test_help_fits_a_terminal_and_names_every_command_once_on_a_line() -> None:
    process = run_python("-m", "model", "--help", COLUMNS="80")
    assert process.returncode == 0
    lines = process.stdout.splitlines()
    assert len(lines) <= 24
    assert all(len(line) <= 80 for line in lines)
    assert "[FILE]" in lines[0]  # what one does most
    named = [line.split()[0] for line in lines if line.startswith("    ")]
    assert named[:2] == ["recognize", "train"]
    assert {module.__name__.rpartition(".")[2] for module in COMMANDS} == set(named)


@pytest.mark.parametrize("command", [("recognize",), ("evaluate",)])
def test_reading_commands_import_neither_torch_nor_qt(command: tuple[str, ...]) -> None:
    code = (
        "import sys; from model.commands.command_line import main; code = main(sys.argv[1:]);"
        "assert not {'torch', 'PySide6', 'torchvision'} & set(sys.modules); sys.exit(code)"
    )
    process = run_python("-c", code, *command, HAND_DRAWN)
    assert process.returncode == 0, process.stderr


def test_interrupting_a_training_is_one_line_and_exit_1(small_mnist: Path) -> None:
    command = [sys.executable, "-m", "model", "train", "--data", "mnist", "--epochs", "1000"]
    with subprocess.Popen(
        [*command, "--mnist", str(small_mnist), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell has what it runs in the background, such as these tests, ignore it.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if '"stepped"' in line:
                break
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors == "inkling: interrupted\n"
    assert kept_weights() == []


def test_a_reader_that_goes_away_is_no_error_message(tmp_path: Path) -> None:
    many = tmp_path / "many.jsonl"
    write_drawings(many, list(read_drawings(HAND_DRAWN)) * 300)
    with subprocess.Popen(
        [sys.executable, "-m", "model", "recognize", str(many), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == ""


def test_the_unexpected_goes_to_the_log_not_to_the_user(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("lightning struck")

    monkeypatch.setattr("model.commands.options.load_weights", fail)
    assert main(["recognize", str(HAND_DRAWN), "--weights", "some.safetensors"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "lightning struck" in line
    assert "Traceback" in (home / "inkling.log").read_text()


@pytest.mark.slow
def test_one_epoch_of_the_lecture_reads_mnist(
    capsys: pytest.CaptureFixture[str], mnist: Path, tmp_path: Path
) -> None:
    arguments = ("train", "--recipe", "lecture", "--epochs", "1", "--device", "cpu")
    out = ("--mnist", mnist, "--out", tmp_path / "w.safetensors")
    finished = json_lines(capsys, *arguments, *out)[-1]
    assert 0.01 < finished["test_error"] < 0.05  # the slides' whole ten epochs end at 1.0 %
    assert finished["validation_error"] is None


@pytest.mark.slow
@pytest.mark.skipif(
    os.environ.get("INKLING_SLOW") != "1", reason="takes 1 to 2 minutes; INKLING_SLOW=1 runs it"
)
def test_the_lectures_ten_epochs_end_at_one_percent(mnist: Path, tmp_path: Path) -> None:
    out = tmp_path / "lecture.safetensors"
    process = run_python(
        *("-m", "model", "train", "--recipe", "lecture", "--mnist", mnist, "--out", out),
        *("--device", "cpu", "--json"),
        timeout_s=900,
    )
    assert process.returncode == 0, process.stderr
    finished = json.loads(process.stdout.splitlines()[-1])
    print(f"lecture: {finished['test_error']:.2%} in {finished['seconds']:.0f} s")
    assert finished["test_error"] == pytest.approx(0.01, abs=0.0015)
