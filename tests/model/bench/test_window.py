"""The parts of `inkling bench` that open a window."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.views.explaining import REST_MS
from model.bench.parts import HEADLESS_PARTS, WINDOW_PARTS
from model.bench.window import probe
from tests.model.conftest import ROOT


def test_start_up_is_measured_against_a_bare_window() -> None:
    process = subprocess.run(
        [sys.executable, "-m", "app", "bench", "--quick", "--parts", "startup", "--json"],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    drawable, read, memory = map(json.loads, process.stdout.splitlines())
    assert drawable["than"] == read["than"] == "a bare Qt window"
    assert 0 < drawable["value"] < read["value"] < 60
    assert drawable["baseline"] > 0
    if sys.platform != "win32":
        assert 50 < memory["value"] < 2000


def test_latency_and_gaps_are_measured_from_inside() -> None:
    told = probe("model.bench.live_probe", "idle", 0.5)
    for key in ("latency_ms", "gap_ms"):
        assert 0 < told[key]["p50"] <= told[key]["p99"] <= told[key]["max"]
    assert told["loading_gap_ms"] > 0


@pytest.fixture
def no_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep PyTorch from the processes that are started, whose windows else import it first."""
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError('gone', name='torch')")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{ROOT}")


@pytest.mark.usefixtures("no_torch")
def test_latency_is_measured_while_a_number_grows() -> None:
    told = probe("model.bench.numbers_probe", 0.5)
    assert 0 < told["latency_ms"]["p50"] <= told["latency_ms"]["p99"] <= told["latency_ms"]["max"]


def test_a_gallery_is_opened_and_scrolled() -> None:
    told = probe("model.bench.gallery_probe", 300, 0.5)
    assert told["opening_gap_ms"] > 0
    assert 0 < told["gap_ms"]["p99"] <= told["gap_ms"]["max"]


@pytest.mark.usefixtures("no_torch")
def test_why_is_timed_from_where_the_pen_rests() -> None:
    told = probe("model.bench.why_probe", 2)
    assert REST_MS <= told["explained_ms"]["p50"] <= told["explained_ms"]["max"]
    assert told["gap_ms"]["max"] > 0


def test_every_part_is_offered() -> None:
    process = subprocess.run(
        [sys.executable, "-m", "app", "bench", "--help"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert [part for part in (*HEADLESS_PARTS, *WINDOW_PARTS) if part not in process.stdout] == []
