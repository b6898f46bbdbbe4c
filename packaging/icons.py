"""Draws the icon in the sizes of an icon theme, into its folder: python icons.py FOLDER."""

import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QIcon

ICON = Path(__file__).resolve().parents[1] / "assets/icons/inkling.svg"
SIZES_PX = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def main() -> None:
    """Draw all sizes."""
    application = QGuiApplication([])
    icon = QIcon(str(ICON))
    for size in SIZES_PX:
        folder = Path(sys.argv[1]) / f"{size}x{size}" / "apps"
        folder.mkdir(parents=True)
        pixmap = icon.pixmap(size)
        if pixmap.size().width() != size or not pixmap.save(str(folder / "inkling.png")):
            sys.exit(f"{ICON}: not drawn at {size} px")
    del application


if __name__ == "__main__":
    main()
