"""What the pad's modules bring with them, each in a process of its own."""

import subprocess
import sys

import pytest

SLOW = {"numpy", "PIL"}


def imported_by(module: str) -> set[str]:
    """Return the names of all top-level packages that are there after a module was imported."""
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    return set(process.stdout.split())


def test_the_first_paint_waits_for_neither_numpy_nor_pillow() -> None:
    imported = imported_by("app.pad.drawing_pad")
    assert "PySide6" in imported
    assert not imported & SLOW


@pytest.mark.parametrize("module", ["app.pad.page", "app.pad.pen", "app.pad.ink_points"])
def test_what_decides_knows_no_window(module: str) -> None:
    imported = imported_by(module)
    assert "app" in imported
    assert not imported & {"PySide6", *SLOW}
