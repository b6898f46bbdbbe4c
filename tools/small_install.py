"""Makes a small install of Inkling in a virtual environment of its own: what `make small` runs.

It has no PyTorch, and of Qt only what Inkling loads: PySide6's package brings twice as much, and
pip takes or leaves a package whole. Needs nothing but Python:

    python3 tools/small_install.py FOLDER [WHEEL]

Without a wheel, Inkling is built from the checkout that this file lies in. Other programs that use
Qt may miss parts of it in such an environment; to install PySide6 again brings them back.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = "PySide6"
UNUSED_MODULES = (
    "Designer*",
    "Help",
    "Labs*",
    "Lottie*",
    "Qml*",
    "Quick*",
    "Sql",
    "Test",
    "UiTools",
    "WaylandCompositor",
    "WaylandEglCompositorHwIntegration",
)
"""Modules of Qt, as glob has them, that neither Inkling nor a plugin that it uses loads."""
UNUSED = (
    *(f"Qt{module}.*" for module in UNUSED_MODULES),
    *(f"Qt/lib/libQt6{module}.*" for module in UNUSED_MODULES),
    # for those who write programs: types, headers, tools
    "*.pyi",
    "doc",
    "glue",
    "include",
    "scripts",
    "typesystems",
    "assistant",
    "designer",
    "linguist",
    "lrelease",
    "lupdate",
    "qmlformat",
    "qmllint",
    "qmlls",
    "svgtoqml",
    "libpyside6qml.*",
    "Qt/libexec",
    "Qt/metatypes",
    "Qt/qml",
    # Inkling speaks English alone
    "Qt/translations",
    "Qt/plugins/designer",
    "Qt/plugins/qmllint",
    "Qt/plugins/qmltooling",
    "Qt/plugins/sqldrivers",
    "Qt/plugins/vectorimageformats",
    "Qt/plugins/wayland-graphics-integration-server",
    "Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.*",  # is made of Quick
)
"""What of the package Inkling does without, by globs below its folder."""
WHERE_IT_IS = "import sysconfig; print(sysconfig.get_path('platlib'))"


def install(folder: Path, source: Path) -> None:
    """Install Inkling without its extras, from a checkout or a wheel, into a new environment."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([python_of(folder), "-m", "pip", "install", "--quiet", source], check=True)


def python_of(folder: Path) -> Path:
    """Return the Python of a virtual environment."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def package_of(folder: Path) -> Path:
    """Return the folder of PySide6 in a virtual environment."""
    told = subprocess.run(
        [python_of(folder), "-c", WHERE_IT_IS], check=True, capture_output=True, text=True
    )
    return Path(told.stdout.strip()) / PACKAGE


def unused_in(package: Path) -> Iterator[Path]:
    """Yield the files and folders of PySide6 that Inkling does without."""
    for pattern in UNUSED:
        yield from package.glob(pattern)


def trim(package: Path) -> None:
    """Remove them."""
    for path in set(unused_in(package)):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def size_mb(folder: Path) -> float:
    """Return how much room a folder takes, links not followed, in millions of bytes."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main() -> None:
    """Install, trim, see that Inkling runs, and say how large it is."""
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    if folder.exists():
        sys.exit(f"{folder}: it is there already; remove it first, or name another")
    try:
        install(folder, Path(sys.argv[2]) if len(sys.argv) == 3 else CHECKOUT)
        trim(package_of(folder))
        subprocess.run([python_of(folder), "-c", "import app.main_window"], check=True)
    except subprocess.CalledProcessError as error:
        shutil.rmtree(folder, ignore_errors=True)
        sys.exit(f"{folder}: not made: {error}")
    print(f"{python_of(folder).with_name('inkling')}  {size_mb(folder):.0f} MB")


if __name__ == "__main__":
    main()
