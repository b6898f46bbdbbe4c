"""The run card: the results of a run, as the user sees them before Keep or Discard."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app import theme
from model.network.weights import RunCard
from model.text import percent, start_with_capital
from model.training.events import Compared


class RunCardLabel(QLabel):
    """Shows the results of one run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runCard")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setFont(theme.tabular(self.font()))

    def show_run(self, card: RunCard, comparison: Compared | None) -> None:
        """Show what a run was measured to be; comparison: what learning a hand has changed."""
        self.setText(format_run_card(card, comparison))


def format_run_card(card: RunCard, comparison: Compared | None = None) -> str:
    """Return the results of a run as rich text, what matters most first and large."""
    seconds = f"{card.seconds or 0:.1f} s"
    if comparison is not None:
        return _format_comparison(card, comparison, seconds)
    error = "unknown" if card.test_error is None else percent(card.test_error)
    facts = [f"{card.recipe} on {card.data}", f"{card.device}, {seconds}"]
    if card.validation_error is not None:
        facts.append(f"validation error {percent(card.validation_error)}")
    facts.append(f"seed {card.seed}")
    return _format_lines(error, " test error", facts)


def _format_comparison(card: RunCard, comparison: Compared, seconds: str) -> str:
    everyone = [] if comparison.is_of_signs else [comparison.everyone_change]
    if comparison.everyone is not None:
        everyone[0] += f" ({comparison.everyone})"
    beside = "" if comparison.own_error_after is None else " read right"
    left_out = f"{card.data}, each left out in its turn to measure"
    own = start_with_capital(comparison.own_change)
    return _format_lines(own, beside, [*everyone, left_out, seconds])


def _format_lines(large: str, beside: str, facts: list[str]) -> str:
    return (
        f'<span style="font-size:large; font-weight:600">{escape(large)}</span>{beside}'
        f'<br><span style="font-size:small">{escape("  ·  ".join(facts))}</span>'
    )
