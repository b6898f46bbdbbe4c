"""The live plot: training loss and validation error over steps."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QStackedLayout, QWidget
from typing_extensions import override

from app import theme

if TYPE_CHECKING:
    import pyqtgraph

MIN_HEIGHT_PX = 112
SMOOTHING = 0.15  # share of a new loss in the curve's running mean


class LearningCurve(QWidget):
    """One plot with a logarithmic axis, which both curves share.

    pyqtgraph takes half a second to import, so the window imports it in the background and then
    calls `make_plot`; what is told before is kept and drawn then.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("learningCurve")
        self.setAccessibleName("Learning curve")
        self.setMinimumHeight(MIN_HEIGHT_PX)
        self._hint = QLabel("The learning curve appears here")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setEnabled(False)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(self._hint)
        self._plot: pyqtgraph.PlotWidget | None = None
        self.losses: tuple[list[int], list[float]] = ([], [])
        self.validation_errors: tuple[list[int], list[float]] = ([], [])

    def make_plot(self) -> None:
        """Build the plot; pyqtgraph has to be imported by now, or this takes long."""
        if self._plot is not None:
            return
        import pyqtgraph as pg

        pg.setConfigOptions(antialias=True)
        self._plot = pg.PlotWidget()
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = self._plot.getPlotItem()
        item.setLogMode(y=True)
        item.getAxis("left").setWidth(44)
        self._loss_curve = item.plot()
        self._error_curve = item.plot(symbol="o", symbolSize=5)
        self._layout.addWidget(self._plot)
        self._apply_theme()
        self._draw()

    def clear(self, steps: int = 0) -> None:
        """Forget both curves; the next run takes this many steps, where known."""
        self.losses = ([], [])
        self.validation_errors = ([], [])
        if self._plot is not None:
            self._plot.getPlotItem().setXRange(0, max(steps, 1), padding=0.02)
        self._draw()

    def add_loss(self, step: int, loss: float) -> None:
        """Go on with the training loss, smoothed over the last few."""
        steps, losses = self.losses
        losses.append(losses[-1] + SMOOTHING * (loss - losses[-1]) if losses else loss)
        steps.append(step)
        self._draw()

    def add_validation_error(self, step: int, error: float) -> None:
        """Go on with the validation error, in [0, 1]."""
        self.validation_errors[0].append(step)
        # A logarithmic axis has no place for 0.
        self.validation_errors[1].append(max(error, 1e-4))
        self._draw()

    def _draw(self) -> None:
        if self._plot is None:
            return
        self._layout.setCurrentWidget(self._plot if self.losses[0] else self._hint)
        self._loss_curve.setData(*self.losses)
        self._error_curve.setData(*self.validation_errors)

    def _apply_theme(self) -> None:
        if self._plot is None:
            return
        import pyqtgraph as pg

        palette = self.palette()
        muted = theme.muted(palette)
        accent = theme.accent(palette)
        self._plot.setBackground(palette.window().color())
        for side in ("left", "bottom"):
            axis = self._plot.getPlotItem().getAxis(side)
            axis.setPen(theme.faint(palette))
            axis.setTextPen(muted)
            axis.setTickFont(theme.small(self.font()))
        # The axis's label is the legend: nothing lies over the curves.
        self._plot.getPlotItem().setLabel(
            "bottom",
            f'<span style="color:{muted.name()}">training loss</span> and '
            f'<span style="color:{accent.name()}">validation error</span> by step',
        )
        self._loss_curve.setPen(pg.mkPen(muted, width=1.5))
        self._error_curve.setPen(pg.mkPen(accent, width=2))
        self._error_curve.setSymbolBrush(accent)
        self._error_curve.setSymbolPen(None)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._apply_theme()
        super().changeEvent(event)
