"""How file dialogs name the formats."""

from model.ink.formats import Format


def format_filter(kind: Format) -> str:
    """Return a dialog's choice of one format."""
    return f"{kind.title} ({kind.patterns})"


def dialog_filter(title: str, *formats: Format) -> str:
    """Return a dialog's choices: all of these formats together, and any file."""
    patterns = " ".join(kind.patterns for kind in formats)
    return f"{title} ({patterns});;All files (*)"
