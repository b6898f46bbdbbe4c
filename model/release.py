"""Which release this is, what is new in it, and what it runs with."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from importlib.resources import files
from importlib.util import find_spec
from typing import NamedTuple

DISTRIBUTION = "inkling-pad"
UNKNOWN = "unknown"


class ReleaseNotes(NamedTuple):
    """What a release changed."""

    title: str
    """Such as "1.0.0, 2026-11-30"."""
    markdown: str


def version() -> str:
    """Return Inkling's version, as pyproject.toml has it; "unknown" where nothing is installed."""
    try:
        return installed_version(DISTRIBUTION)
    except PackageNotFoundError:  # run from a folder that was copied
        return UNKNOWN


def version_of(distribution: str, module: str) -> str | None:
    """Return a library's version without importing it, or None where it is not installed."""
    try:
        return installed_version(distribution)
    except PackageNotFoundError:  # a bundle may have the module alone
        return UNKNOWN if find_spec(module) is not None else None


def newest_notes() -> ReleaseNotes:
    """Return the first section of the changelog."""
    text = (files("assets") / "CHANGELOG.md").read_text(encoding="utf-8")
    _, _, sections = text.partition("\n## ")
    title, _, body = sections.partition("\n## ")[0].partition("\n")
    return ReleaseNotes(title.strip(), body.strip())
