"""Why a drawing is read so, as one picture; and how honest that is, as figures."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.commands.command_line import main
from model.ink.drawing import Drawing
from model.ink.ink_file import write_drawings
from model.ink.raster import rasterize
from model.insight.explanation_page import PAGE_PX
from tests.conftest import HAND_DRAWN
from tests.model.commands.test_bad_input import refusal


@pytest.fixture
def seven(tmp_path: Path, hand_drawn: list[Drawing]) -> Path:
    path = tmp_path / "seven.jsonl"
    write_drawings(path, [hand_drawn[7]])
    return path


def test_one_drawing_is_explained_in_a_picture_and_read_as_ever(
    capsys: pytest.CaptureFixture[str], seven: Path, tmp_path: Path
) -> None:
    out = tmp_path / "why.png"
    assert main(["recognize", str(seven), "--explain", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["text"] == "7"
    with Image.open(out) as page:
        assert (page.format, page.size) == ("PNG", PAGE_PX)


def test_a_picture_of_a_character_is_explained_by_its_traced_ink(
    seven: Path, tmp_path: Path, hand_drawn: list[Drawing]
) -> None:
    out, picture = tmp_path / "why.png", tmp_path / "seven.png"
    grays = np.round(255 - 255 * rasterize([hand_drawn[7]])[0, 0]).astype(np.uint8)
    Image.fromarray(grays).resize((280, 280), Image.Resampling.BICUBIC).save(picture)
    assert main(["recognize", str(picture), "--explain", str(out)]) == 0
    assert out.is_file()


def test_what_is_not_one_drawing_is_refused_and_nothing_written(
    capsys: pytest.CaptureFixture[str], seven: Path, tmp_path: Path
) -> None:
    out, blank, empty = tmp_path / "why.png", tmp_path / "blank.png", tmp_path / "empty.jsonl"
    Image.new("L", (40, 40), 255).save(blank)
    empty.write_text("")
    for files, reason in (
        ([HAND_DRAWN], "holds more than one drawing"),
        ([seven, seven], "takes one drawing, not 2 files"),
        ([empty], "holds no drawing"),
        ([blank], "read otherwise once its ink is traced"),
        ([tmp_path / "missing.jsonl"], "missing.jsonl"),
    ):
        assert reason in refusal(capsys, "recognize", *files, "--explain", out)
        assert not out.exists()


def test_an_explanation_is_a_png_that_can_be_written_and_replaces_no_input(
    capsys: pytest.CaptureFixture[str], seven: Path, tmp_path: Path
) -> None:
    before = seven.read_bytes()
    assert "would be overwritten" in refusal(capsys, "recognize", seven, "--explain", seven)
    assert seven.read_bytes() == before
    jpeg = tmp_path / "why.jpg"
    assert "end its name in .png" in refusal(capsys, "recognize", seven, "--explain", jpeg)
    folder = tmp_path / "folder.png"
    folder.mkdir()
    assert "it is a folder" in refusal(capsys, "recognize", seven, "--explain", folder)


def test_occlusion_is_measured_beside_the_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(HAND_DRAWN), "--occlusion", "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)["occlusion"]
    assert list(measured) == ["count", "share", "most", "random", "random_run"]
    assert measured["count"] == 10
    assert measured["most"] > measured["random_run"] > 0
    assert main(["evaluate", str(HAND_DRAWN), "--occlusion"]) == 0
    assert "10 drawings, each without 19 % of its ink" in capsys.readouterr().out


def test_only_ink_is_measured_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for data in ("mnist", tmp_path):
        assert "--occlusion takes an ink file" in refusal(capsys, "evaluate", data, "--occlusion")
