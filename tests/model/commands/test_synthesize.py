"""`inkling synthesize --paper`: photographs, as a page or a folder."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from model.commands.command_line import main
from model.data.folders import find_labelled_files
from model.ink.formats import PICTURES
from model.ink.ink_file import read_drawings
from model.ink.picture import read_picture
from tests.conftest import HAND_DRAWN


def synthesize(out: Path, *arguments: object) -> int:
    return main(["synthesize", str(out), *map(str, arguments)])


def table_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "labels.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_a_folder_has_pictures_and_an_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "photographs"
    kinds = ("ruled", "small", "number", "blank")
    assert synthesize(folder, "--paper", *kinds, "--count", 8, "--json") == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"file": str(folder), "count": 8}
    assert captured.err == ""
    rows = table_of(folder)
    assert list(rows[0]) == ["path", "label", "kind", "group"]
    assert Counter(row["kind"] for row in rows) == dict.fromkeys(kinds, 2)
    groups = {"ruled": "digit", "small": "digit", "number": "number", "blank": "nondigit"}
    for row in rows:
        assert row["group"] == groups[row["kind"]]
        assert (row["label"] == "x") is (row["kind"] == "blank")
        assert read_picture(folder / row["path"]).input.shape == (1, 1, 28, 28)
    assert len(list(folder.iterdir())) == 9


def test_the_folder_may_be_named_last(tmp_path: Path) -> None:
    folder = tmp_path / "photographs"
    assert main(["synthesize", "--count", "1", "--paper", "small", str(folder)]) == 0
    assert [row["kind"] for row in table_of(folder)] == ["small"]


def test_a_folder_is_read_with_its_labels(tmp_path: Path) -> None:
    folder = tmp_path / "photographs"
    assert synthesize(folder, "--paper", "small", "--count", 3) == 0
    found = [file.label for file in find_labelled_files(folder, PICTURES)]
    assert found == [row["label"] for row in table_of(folder)]


def test_a_page_shows_photographs_in_colour(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.png"
    assert synthesize(page, "--paper", "tinted", "--count", 12) == 0
    assert "12 photographs" in capsys.readouterr().out
    with Image.open(page) as image:
        assert image.mode == "RGB"
        assert image.width > 1600
        assert image.height > 300


def test_the_same_seed_writes_the_same_files(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("first", "second", "third")]
    for folder, seed in zip(folders, (4, 4, 5), strict=True):
        assert synthesize(folder, "--paper", "small", "--count", 2, "--seed", seed) == 0
    files = [[path.read_bytes() for path in sorted(folder.iterdir())] for folder in folders]
    assert files[0] == files[1] != files[2]


def test_an_ink_file_is_photographed(tmp_path: Path) -> None:
    folder = tmp_path / "photographs"
    assert synthesize(folder, "--paper", "small", "--ink", HAND_DRAWN, "--count", 4) == 0
    labels = [drawing.label for drawing in read_drawings(HAND_DRAWN)]
    assert [row["label"] for row in table_of(folder)] == labels[:4]


def test_what_is_no_digit_is_photographed(tmp_path: Path) -> None:
    folder = tmp_path / "photographs"
    assert synthesize(folder, "--paper", "small", "--others", "--count", 4) == 0
    assert {row["group"] for row in table_of(folder)} == {"nondigit"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["out", "--paper", "papyrus"], "papyrus is no kind of photograph"),
        (["out.jsonl", "--paper"], "written as a page .png, or into a folder"),
        (["out.jpg", "--paper"], "written as a page .png, or into a folder"),
        (["out.png", "--paper", "--count", "9999"], "a page shows at most 5000"),
        (["out.png", "--ink", str(HAND_DRAWN)], "give --paper or --numbers, too"),
        (["out", "--paper", "--others", "--ink", str(HAND_DRAWN)], "give one of them"),
        (["out", "--paper", "--ink", "nowhere.jsonl"], "nowhere.jsonl"),
        (["out", "--paper", "--count", "0"], "--count is 0"),
        (["--paper"], "OUT is missing"),
        (["--paper", "ruled"], "OUT is missing"),
        (["full", "--paper", "--count", "1"], "it is there already"),
    ],
)
def test_what_cannot_be_photographed_is_refused_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    (tmp_path / "here" / "full").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "here")
    Path("full", "kept.txt").write_text("kept")
    assert main(["synthesize", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert said in captured.err
    assert [path.name for path in Path().iterdir()] == ["full"]
    assert Path("full", "kept.txt").read_text() == "kept"


def test_an_ink_file_without_ink_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_text('{"strokes": []}\n')
    assert synthesize(tmp_path / "out", "--paper", "--ink", path) == 2
    assert f"{path}: no drawing with ink" in capsys.readouterr().err
