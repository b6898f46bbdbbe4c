"""What is remembered between launches, and what of it cannot be."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from app.main_window import MainWindow
from app.settings import DEFAULTS, Settings

VALUES = {
    "window/geometry": QByteArray(b"some"),
    "pad/pen_width": 26,
    "pad/folder": "/some/where, or not",
    "training/learning_rate": 0.25,
    "training/advanced": True,
}


def test_what_is_remembered_comes_back_in_its_type() -> None:
    settings = Settings()
    for name, value in VALUES.items():
        settings[name] = value
    del settings  # which writes it
    again = Settings()
    assert {name: again[name] for name in VALUES} == VALUES
    assert again["training/seed"] == DEFAULTS["training/seed"]


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        Settings()["pad/colour"]
    with pytest.raises(KeyError):
        Settings()["pad/colour"] = 1


BAD_LINES = [
    "[window]\ngeometry=",
    "[window]\ngeometry=text",
    "[window]\ngeometry=@ByteArray(rubbish)",
    "[window]\ngeometry=@Variant(\\0\\0\\0\\x7f)",
    "[training]\nepochs=inf",
    "[training]\nepochs=1e400",
    "[training]\nepochs=" + "9" * 5000,
    "[training]\nlearning_rate=nan",
    "[training]\nbatch_size=a, b, c",
    "[training]\nadvanced=perhaps",
    "[training]\nrecipe=magic",
    "[training]\ndata=" + "x" * 4000,
    "[pad]\npen_width=-1e9",
    "[pad]\nfolder=\\0",
    "\0\xff\xfe",
]


@pytest.mark.qt_log_ignore("QVariant::load", extend=True)
@pytest.mark.parametrize("line", BAD_LINES)
def test_a_bad_line_is_passed_over_and_the_window_opens(
    open_window: Callable[[], MainWindow], home: Path, line: str
) -> None:
    home.mkdir()
    (home / "settings.ini").write_bytes(line.encode("latin-1") + b"\n")
    window = open_window()
    assert window.width() > 500
    assert window.training_panel.form.config().epochs == 3
