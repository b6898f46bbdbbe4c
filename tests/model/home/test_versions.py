"""Versions: what was kept, which of it reads, and where learning starts from."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from model.errors import BadInput
from model.home.versions import (
    BUILT_IN,
    current_version,
    current_weights,
    keep_weights,
    kept_weights,
    learning_base,
    list_versions,
    load_version,
    use_version,
    version_path,
    weights_folder,
)
from model.network.weights import RunCard, default_weights
from tests.model.conftest import make_weights

NOW = datetime(2026, 1, 2, 3, 4, 5)


def keep(seed: int, later: timedelta = timedelta(0), **card: Any) -> str:
    return keep_weights(make_weights(seed, replace(RunCard(seed=seed), **card)), NOW + later)


def test_without_kept_weights_the_built_in_version_reads(home: Path) -> None:
    assert kept_weights() == []
    assert current_version() == BUILT_IN
    assert current_weights().card == default_weights().card
    assert [version.name for version in list_versions()] == [BUILT_IN]
    assert not home.exists()  # looking makes no folder


def test_what_is_kept_reads_from_then_on_and_the_list_is_newest_first() -> None:
    names = [keep(seed, timedelta(seed), recipe=f"r{seed}") for seed in range(3)]
    assert [path.stem for path in kept_weights()] == names
    assert current_weights().card.seed == 2
    versions = list_versions()
    assert [version.name for version in versions] == [*reversed(names), BUILT_IN]
    assert [version.is_current for version in versions] == [True, False, False, False]
    assert [version.card.seed for version in versions if version.card][:3] == [2, 1, 0]


def test_two_kept_within_a_second_are_both_kept() -> None:
    names = [keep(1), keep(2, timedelta(microseconds=900))]
    assert [path.stem for path in kept_weights()] == names


def test_one_goes_back_to_any_version_and_stays_there() -> None:
    first, second = keep(1), keep(2, timedelta(1))
    for name in (first, BUILT_IN, second):
        assert use_version(name).card == load_version(name).card
        assert current_version() == name
    use_version(first)
    third = keep(3, timedelta(2))
    assert current_version() == third  # what is kept anew reads again


def test_a_version_that_is_damaged_or_gone_cannot_be_chosen() -> None:
    name, broken = keep(1), "20270101-000000-000000-inkling"
    version_path(broken).write_bytes(b"broken")
    for bad in (broken, "gone"):
        with pytest.raises(BadInput, match=bad):
            use_version(bad)
    assert current_version() == name
    assert list_versions()[0].card is None


def test_where_the_chosen_version_was_taken_away_the_newest_reads() -> None:
    first, second = keep(1), keep(2, timedelta(1))
    use_version(first)
    version_path(first).unlink()
    assert current_version() == second
    (weights_folder() / "current").write_bytes(b"\xff")
    assert current_version() == second


def test_learning_starts_from_what_has_not_learned_a_hand_yet() -> None:
    assert learning_base()[0] == BUILT_IN
    trained = keep(1, recipe="inkling")
    assert learning_base()[0] == trained
    keep(2, timedelta(1), recipe="learned", base=trained)
    assert learning_base()[0] == trained
    version_path(trained).unlink()
    assert learning_base()[0] == BUILT_IN
