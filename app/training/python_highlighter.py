"""Colours Python: keywords, strings, comments and numbers."""

import keyword
import re

from PySide6.QtGui import QColor, QPalette, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from typing_extensions import override

from app import theme

QUOTES = '"""'
"""Texts of several lines begin and end so; the programs shown use no other way."""
TOKEN = re.compile(
    r"""
      (?P<comment> \#.* )
    | (?P<string>  [rbfRBF]{0,2} (?: \"{3} | "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' ) )
    | (?P<number>  \b\d[\d_]* (?:\.\d+)? (?:[eE][+-]?\d+)? )
    | (?P<word>    [^\W\d]\w* )
    """,
    re.VERBOSE,
)
IN_CODE, IN_STRING = 0, 1
"""What the state of a line says: how the line after it begins."""


def colors(palette: QPalette) -> dict[str, QColor]:
    """Return the colour of each kind of token, legible on what text is written on."""
    dark = theme.is_dark(palette)
    return {
        "keyword": theme.accent(palette),
        "string": QColor("#8fce8f" if dark else "#2e7d32"),
        "number": QColor("#f0b072" if dark else "#a84b00"),
        "comment": theme.muted(palette),
    }


class PythonHighlighter(QSyntaxHighlighter):
    """Colours the Python of a document."""

    def __init__(self, document: QTextDocument, palette: QPalette) -> None:
        super().__init__(document)
        self.use_palette(palette)

    def use_palette(self, palette: QPalette) -> None:
        """Colour for light or dark from now on."""
        self._formats = {}
        for kind, color in colors(palette).items():
            made = self._formats[kind] = QTextCharFormat()
            made.setForeground(color)
        self.rehighlight()

    @override
    def highlightBlock(self, text: str) -> None:
        at = 0
        if self.previousBlockState() == IN_STRING:
            at = self._colour_string(text, 0, 0)
        else:
            self.setCurrentBlockState(IN_CODE)
        while token := TOKEN.search(text, at):
            kind, at = token.lastgroup, token.end()
            if kind == "word" and keyword.iskeyword(token[0]):
                kind = "keyword"
            if token[0].endswith(QUOTES) and kind == "string":
                at = self._colour_string(text, token.start(), at)
            elif kind in self._formats:
                self.setFormat(token.start(), at - token.start(), self._formats[kind])

    def _colour_string(self, text: str, start: int, inside: int) -> int:
        """Colour a string of several lines as far as this line has it; return where it ends."""
        end = text.find(QUOTES, inside)
        self.setCurrentBlockState(IN_STRING if end < 0 else IN_CODE)
        end = len(text) if end < 0 else end + len(QUOTES)
        self.setFormat(start, end - start, self._formats["string"])
        return end
