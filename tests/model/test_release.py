"""The release: one version, in whatever names it."""

import tomllib
from importlib.metadata import version as installed_version

from model.release import DISTRIBUTION, newest_notes, version, version_of
from tests.model.conftest import ROOT, run_python

RELEASED = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_the_command_says_the_installed_version() -> None:
    process = run_python("-m", "model", "--version")
    assert process.stdout == f"Inkling {installed_version(DISTRIBUTION)}\n"
    assert version() == installed_version(DISTRIBUTION)


def test_the_newest_notes_are_this_releases_and_the_citation_names_it() -> None:
    notes = newest_notes()
    number, date = notes.title.split(", ")
    assert number == RELEASED
    assert notes.markdown.startswith("- ")
    assert "\n## " not in notes.markdown
    citation = dict(
        line.split(": ", 1)
        for line in (ROOT / "CITATION.cff").read_text().splitlines()
        if line.startswith(("version:", "date-released:"))
    )
    assert citation == {"version": number, "date-released": date}


def test_a_library_that_is_not_there_has_no_version() -> None:
    assert version_of("no-such-library", "no_such_library") is None
    assert version_of("no-such-library", "json") == "unknown"  # there, but not by that name
