"""How the pad looks: paper, the page on it, the stroke under the pen, and an invitation to draw."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPen, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from app import late, late_parts, theme
from app.pad.ink_layer import InkLayer
from app.pad.ink_painter import PAD_SIDE, InkPainter
from app.pad.ink_points import GrowingStroke, InkPoint, stroke_points
from app.pad.page import Page
from model.ink.drawing import Point, Stroke

CORNER_RADIUS_PX = 10


class PagePainter:
    """Paints a page on a square widget, and keeps its px, so that a new point costs only itself.

    The widget calls `paint` in its paint events, and the other methods as its page changes; they
    have it repainted where it is to look different.
    """

    def __init__(self, widget: QWidget, pen_width: float) -> None:
        """pen_width: in pad px."""
        self._widget = widget
        self._pen_width = pen_width
        self._invitation = ""
        self._layer: InkLayer | None = (
            None  # the page, and what is done of the stroke under the pen
        )
        self._shown: Page | None = None  # what the layer shows, where it is a page and no more
        self._outgrown: QPixmap | None = None  # the page as it was, seen until the new px are done
        self._stale: tuple[QRectF, Page] | None = None  # where the layer does not show this page
        self._marks: late_parts.PadMarks | None = None
        self._brackets: late_parts.BracketPainter | None = None
        self._pointed: late_parts.picture_painter.PiecePainter | None = None
        self._slice_timer = QTimer(widget, interval=0)
        self._slice_timer.timeout.connect(self._paint_slice)

    @property
    def scale(self) -> float:
        """Logical px on the screen per pad px."""
        return self._widget.width() / PAD_SIDE

    @property
    def is_complete(self) -> bool:
        """Whether all of the page's ink is painted."""
        return self._layer is not None and self._layer.is_complete

    # What changes

    @property
    def pen_width(self) -> float:
        """How wide ink is painted, in pad px."""
        return self._pen_width

    @pen_width.setter
    def pen_width(self, width: float) -> None:
        self._pen_width = width
        self.paint_afresh()

    def invite(self, text: str) -> None:
        """Show this text on the paper where nothing is drawn."""
        self._invitation = text
        self._widget.update()

    def paint_afresh(self) -> None:
        """Have the whole page painted afresh by the next paint event."""
        self._layer = None
        self._shown = None
        self._outgrown = None
        self._stale = None
        self._widget.update()

    def paint_behind_old_px(self) -> None:
        """Have the whole page painted afresh; the px that are seen stay until that is done.

        For when much ink may look different, or the widget's size does.
        """
        self._paint_stale()
        outgrown = self._outgrown
        if self._layer is not None and self._layer.is_complete:
            outgrown = self._layer.pixmap
        self.paint_afresh()
        self._outgrown = outgrown

    def show_marks(self, marks: late_parts.PadMarks | None) -> None:
        """Show these marks over the ink, or none."""
        if marks is not self._marks:
            self._marks = marks
            self._widget.update()

    def show_brackets(self, brackets: late_parts.BracketPainter | None) -> None:
        """Show these brackets of a number, or none."""
        if brackets is None and self._brackets is None:
            return
        for box in late_parts.bracket_painter.changed_boxes(self._brackets, brackets):
            self._widget.update(box)
        self._brackets = brackets

    def point_at(self, picture: late.Picture | None, piece: int | None) -> None:
        """Show a piece of the picture's ink as pointed at, in place of the one before, or none."""
        made = None
        if picture is not None and piece is not None:
            made = late_parts.picture_painter.PiecePainter(picture, piece)
        if made is not self._pointed:
            self._pointed = made
            self._widget.update()

    def show_page(self, page: Page) -> None:
        """Have a page painted; afresh, unless it is the one that is seen."""
        if page is not self._shown:
            self.paint_afresh()
        self._widget.update()

    def add_point(self, last_points: Sequence[InkPoint]) -> None:
        """Paint what a new point adds to the stroke under the pen.

        last_points: the stroke's last three points, the new one last; fewer where it has fewer.
        """
        self._paint_stale()
        if len(last_points) == 1 and self._shown is not None:
            if self._shown.picture is not None:
                self.paint_afresh()  # ink takes the picture's place
            elif self._shown.is_empty:
                self._widget.update()  # the invitation goes, also far from the point
        self._shown = None
        if len(last_points) > 1 and self._layer is not None:
            self._layer.paint_curve(last_points)
        self.update_near(last_points)

    def finish_stroke(self, stroke: Stroke, page: Page) -> None:
        """Paint the end of the stroke that was under the pen; page: with that stroke."""
        if self._layer is not None:
            self._layer.paint_tail(stroke_points(stroke[-3:]))
            self._shown = page

    def erase(self, before: Page, after: Page, begin: Point, end: Point, radius: float) -> None:
        """Paint anew what an eraser of this radius changed on its way from begin to end."""
        if self._layer is None or not self._layer.is_complete:
            self.paint_behind_old_px()
            return
        box = late.ink_geometry.box_of_change(before.drawing, after.drawing, begin, end, radius)
        # Painted with the next frame, however often the eraser moves until then.
        self._stale = (box if self._stale is None else self._stale[0].united(box), after)
        self._shown = after
        self._widget.update()

    def _paint_stale(self) -> None:
        """Paint anew what erasers changed."""
        if self._stale is not None and self._layer is not None:
            margin = self._pen_width / 2 + 1
            box, page = self._stale
            self._layer.repaint(box.adjusted(-margin, -margin, margin, margin), page.drawing)
        self._stale = None

    def update_near(self, points: Sequence[InkPoint]) -> None:
        """Have the part of the widget around these points painted, the pen's width included."""
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        margin, scale = self._pen_width / 2 + 2, self.scale
        box = QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))
        box.adjust(-margin, -margin, margin, margin)
        self._widget.update(QRectF(box.topLeft() * scale, box.size() * scale).toAlignedRect())

    # Painting

    def paint(
        self,
        page: Page,
        stroke: GrowingStroke | None,
        region: QRegion,
        loop: Sequence[Sequence[Point]] = (),
    ) -> None:
        """Paint the widget: the page, and the stroke under the pen where there is one.

        region: what of the widget is to be painted; loop: lines that are being drawn around a
        picture's ink, which are no ink.
        """
        if self._layer is None:
            self._layer = self._make_layer(page, stroke)
            self._layer.paint_slice()
            if self._layer.is_complete:
                self._outgrown = None
            else:
                self._slice_timer.start()
        self._paint_stale()
        painter = QPainter(self._widget)
        self._paint_paper(painter, region)
        if page.is_empty and stroke is None:
            self._paint_invitation(painter)
        if self._brackets is not None and page.picture is None:
            self._brackets.paint(painter, region, self._widget.palette())  # ink over them
        if self._outgrown is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(self._widget.rect(), self._outgrown)
        else:
            painter.drawPixmap(0, 0, self._layer.pixmap)
        if self._brackets is not None and page.picture is not None:
            is_dark = late_parts.picture_painter.prepare(page.picture).is_on_dark
            self._brackets.paint_on_picture(painter, region, is_dark=is_dark)
        painter.scale(self.scale, self.scale)
        if stroke is not None:
            ink = InkPainter(painter, theme.ink(self._widget.palette()), self._pen_width)
            ink.paint_tail(stroke.last_points(3))
        if self._pointed is not None:
            self._pointed.paint(painter)
        if page.picture is not None and loop:
            late_parts.picture_painter.paint_loop(painter, loop, page.picture)
        if self._marks is not None:
            self._marks.paint(painter, self._widget.palette(), self._pen_width)
        painter.end()

    def _make_layer(self, page: Page, stroke: GrowingStroke | None) -> InkLayer:
        color = theme.ink(self._widget.palette())
        ratio = self._widget.devicePixelRatioF()
        layer = InkLayer(self._widget.width(), ratio, color, self._pen_width)
        if page.picture is not None and stroke is None:
            painter = QPainter(layer.pixmap)
            painter.scale(self.scale, self.scale)
            late_parts.picture_painter.paint_picture(painter, page.picture)
            painter.end()
        layer.put(page.drawing)
        points = [] if stroke is None else stroke.points()
        for count in range(2, len(points) + 1):
            layer.paint_curve(points[max(count - 3, 0) : count])
        self._shown = page if stroke is None else None
        return layer

    def _paint_slice(self) -> None:
        """Go on painting a page of much ink, a slice a frame."""
        if self._layer is not None:
            self._layer.paint_slice()
            if not self._layer.is_complete:
                self._widget.update()
                return
        self._outgrown = None
        self._slice_timer.stop()
        self._widget.update()

    def _paint_paper(self, painter: QPainter, region: QRegion) -> None:
        palette, box, corner = self._widget.palette(), region.boundingRect(), CORNER_RADIUS_PX
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._widget.rect().adjusted(corner, corner, -corner, -corner).contains(box):
            painter.fillRect(box, theme.paper(palette))
            return
        painter.setBrush(theme.paper(palette))
        painter.setPen(QPen(theme.faint(palette), 1))
        outline = QRectF(self._widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(outline, CORNER_RADIUS_PX, CORNER_RADIUS_PX)

    def _paint_invitation(self, painter: QPainter) -> None:
        palette, font = self._widget.palette(), self._widget.font()
        painter.setFont(theme.scaled(font, 1.8))
        painter.setPen(theme.mix(theme.paper(palette), theme.ink(palette), 0.32))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        margin = theme.GRID_PX
        inside = self._widget.rect().adjusted(margin, margin, -margin, -margin)
        painter.drawText(inside, flags, self._invitation)
