"""What is good to know of a program that has a fault, and how it is said."""

import platform
from collections.abc import Sequence
from typing import NamedTuple

import PySide6
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from model.release import version, version_of
from model.storage.log import last_crash, log_path
from model.storage.paths import home_folder

LIBRARIES = (("NumPy", "numpy", "numpy"), ("PyTorch", "torch", "torch"))
"""What each is called, by people, by installers, and in Python."""


class Fact(NamedTuple):
    """A line of what is known."""

    name: str
    value: str


def gather_facts() -> Sequence[Fact]:
    """Return the versions, the system, and where Inkling keeps its files; imports no library."""
    crash = last_crash()
    return (
        Fact("Inkling", version()),
        Fact("Python", platform.python_version()),
        Fact("Qt", f"{qVersion()}, PySide6 {PySide6.__version__}"),
        *(
            Fact(name, version_of(distribution, module) or "not installed")
            for name, distribution, module in LIBRARIES
        ),
        Fact("System", f"{platform.platform()}, {QGuiApplication.platformName()}"),
        Fact("Folder", str(home_folder())),
        Fact("Log", str(log_path())),
        Fact("Last crash", f"{crash.time:%Y-%m-%d %H:%M}" if crash else "none"),
        Fact("Licence", "MIT"),
    )


def as_report(facts: Sequence[Fact]) -> str:
    """Return facts as text for who looks for the fault, with the traces of the last crash."""
    lines = [f"{fact.name}: {fact.value}" for fact in facts]
    if crash := last_crash():
        lines += ["", crash.traces]
    return "\n".join(lines)
