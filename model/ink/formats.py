"""The formats in which drawings come and go: one table, for every dialog and every command.

`ink_file` reads and writes those of drawings, `picture` reads pictures, `model.data.folders` all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Format:
    """A kind of file, known by the endings of its names."""

    title: str
    suffixes: tuple[str, ...]
    """With their dots, in lower case; the first is given to a name without one."""

    def fits(self, path: Path) -> bool:
        """Return whether a file's name ends so."""
        return path.name.lower().endswith(self.suffixes)

    def completed(self, path: Path) -> Path:
        """Return the path with this format's ending, added where it has none of them."""
        return path if self.fits(path) else path.with_name(path.name + self.suffixes[0])

    @property
    def patterns(self) -> str:
        """The names of such files as file dialogs know them, such as "*.jsonl *.jsonl.gz"."""
        return " ".join(f"*{suffix}" for suffix in self.suffixes)


INK = Format("Ink file", (".jsonl", ".jsonl.gz"))
INKML = Format("InkML", (".inkml",))
SVG = Format("SVG", (".svg", ".svgz"))
XOPP = Format("Xournal++", (".xopp", ".xoj"))
QUICK_DRAW = Format("Quick, Draw!", (".ndjson", ".ndjson.gz"))
UNIPEN = Format("UNIPEN", (".unipen", ".unp"))
"""Mostly such files end in .dat, as many do; their content says what they are."""
DRAWINGS = (INK, INKML, SVG, XOPP, QUICK_DRAW, UNIPEN)
"""The formats of drawings, all of which can be read."""
WRITTEN_DRAWINGS = (INK, INKML, SVG)

SIGNS = Format("Set of signs", (".signs",))
"""Named drawings with the network that has learned them; see `model.home.signs_file`."""

PNG = Format("PNG image", (".png",))
PICTURES = Format("Picture", (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp"))
IDX = Format("idx files, as MNIST's", ("-ubyte", "-ubyte.gz"))


def format_by_name(path: Path, formats: Iterable[Format] = DRAWINGS) -> Format | None:
    """Return the first of the formats that a file's name fits, or None."""
    return next((known for known in formats if known.fits(path)), None)
