"""Pipelines are fitted on what there is, kept at once, and found again."""

import sys
from pathlib import Path

import pytest

from model.data.source import Folders
from model.insight.old_way import (
    expect_fit,
    fit_and_keep,
    kept_choices,
    load_kept,
    what_is_missing,
)
from model.shallow.pipeline import Pipeline, PipelineChoice

TEMPLATE, FOREST = PipelineChoice("raw", "template"), PipelineChoice("raw", "forest")


def test_it_is_kept_before_it_is_measured_and_with_its_error_after(small_mnist: Path) -> None:
    folders = Folders(named={"mnist": small_mnist})
    assert load_kept(TEMPLATE) is None
    fitting = fit_and_keep(TEMPLATE, folders, 500)
    fitted = next(event for event in fitting if isinstance(event, Pipeline))
    kept = load_kept(TEMPLATE)
    assert kept is not None
    assert kept.card == fitted.card
    assert (kept.card.count, kept.card.data, kept.card.test_error) == (500, "MNIST", None)
    assert kept_choices() == {TEMPLATE}
    list(fitting)
    measured = load_kept(TEMPLATE)
    assert measured is not None
    assert measured.card.test_error == 0


def test_it_is_said_what_a_fit_would_be(small_mnist: Path) -> None:
    on_mnist = expect_fit(TEMPLATE, None, Folders(named={"mnist": small_mnist}))
    assert (on_mnist.data, on_mnist.images) == ("MNIST", 60_000)
    on_ink = expect_fit(TEMPLATE, 2_000, Folders())
    assert (on_ink.data, on_ink.images) == ("built-in ink", 2_000)
    assert 0 < on_ink.about_s < expect_fit(TEMPLATE, None, Folders()).about_s


def test_what_needs_scikit_learn_says_so_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    assert what_is_missing(TEMPLATE) == ""
    assert "inkling-pad[shallow]" in what_is_missing(FOREST)
