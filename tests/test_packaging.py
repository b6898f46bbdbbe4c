"""What `packaging` says of Inkling to a desktop, and how a bundle's program starts itself."""

import mimetypes
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from fnmatch import fnmatchcase
from pathlib import Path
from xml.etree import ElementTree

import pytest

from model.commands.command_line import COMMANDS
from model.errors import NotInstalled
from model.ink.formats import DRAWINGS, PICTURES

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGING = CHECKOUT / "packaging"
SHARED_MIME_INFO = "{http://www.freedesktop.org/standards/shared-mime-info}"
COMPRESSED = {"gzip": "-compressed"}
"""What desktops add to the type of a file that is compressed."""
AS_A_BUNDLE = """
import sys
sys.frozen = True
from app.__main__ import main
sys.exit(main())
"""


def desktop_entry() -> dict[str, str]:
    parser = ConfigParser(interpolation=None)
    parser.read(CHECKOUT / "assets/inkling.desktop")
    return dict(parser["Desktop Entry"])


def own_types() -> dict[str, str]:
    """The types that Inkling tells a desktop of, by the patterns of names."""
    types = ElementTree.parse(PACKAGING / "inkling.xml").iter(f"{SHARED_MIME_INFO}mime-type")
    return {
        pattern.attrib["pattern"]: kind.attrib["type"]
        for kind in types
        for pattern in kind.iter(f"{SHARED_MIME_INFO}glob")
    }


def type_of(name: str) -> str | None:
    for pattern, kind in own_types().items():
        if fnmatchcase(name, pattern):
            return kind
    kind_found, encoding = mimetypes.guess_type(name, strict=False)
    return kind_found and kind_found + COMPRESSED.get(encoding or "", "")


def run_as_a_bundle(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", AS_A_BUNDLE, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "suffix", [suffix for known in (*DRAWINGS, PICTURES) for suffix in known.suffixes]
)
def test_a_desktop_opens_every_format_with_inkling(suffix: str) -> None:
    assert type_of(f"seven{suffix}") in desktop_entry()["mimetype"].split(";")


def test_no_type_is_promised_that_is_not_opened() -> None:
    suffixes = {suffix for known in (*DRAWINGS, PICTURES) for suffix in known.suffixes}
    assert {pattern.removeprefix("*") for pattern in own_types()} <= suffixes


def test_the_desktop_entry_starts_the_command_that_is_installed() -> None:
    entry = desktop_entry()
    scripts = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["scripts"]
    assert entry["exec"].split()[0] in scripts
    assert (CHECKOUT / f"assets/icons/{entry['icon']}.svg").is_file()


def test_the_man_page_names_every_command() -> None:
    page = (PACKAGING / "inkling.1").read_text().splitlines()
    named = {line.removeprefix(".B inkling ") for line in page if line.startswith(".B inkling ")}
    assert named == {module.__name__.rpartition(".")[2] for module in COMMANDS}


def test_a_bundle_is_the_probes_that_it_starts() -> None:
    process = run_as_a_bundle("-m", "model.bench.bare_window")
    assert process.stdout.startswith('{"painted": '), process.stderr


def test_a_bundle_runs_no_other_module() -> None:
    assert run_as_a_bundle("-m", "timeit").returncode == 2


def test_a_bundle_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "is not installed here" in str(NotInstalled("a forest", "scikit-learn", "shallow"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "the bundle leaves out" in str(NotInstalled("a forest", "scikit-learn", "shallow"))
