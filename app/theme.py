"""Colours, icons, buttons and actions, from the system's palette: one accent, light and dark."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache, partial
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontMetricsF,
    QIcon,
    QKeySequence,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.keys import keys_of

GRID_PX = 8
ANSWER_HEIGHT_PX = 104
LEAST_ANSWER_PX = 14
ICON_PX = 20
SLIDER_HANDLE_PX = 16


def is_dark(palette: QPalette) -> bool:
    """Whether text is lighter than its background."""
    return palette.windowText().color().lightness() > palette.window().color().lightness()


def accent(palette: QPalette) -> QColor:
    """Return the one accent colour."""
    return accent_on(is_dark=is_dark(palette))


def accent_on(*, is_dark: bool) -> QColor:
    """Return the accent colour as it is seen on a dark ground, or on a light one."""
    return QColor("#6ea8fe") if is_dark else QColor("#2563eb")


def paper(palette: QPalette) -> QColor:
    """Return the pad's paper: black in the dark, white in the light."""
    return QColor("#000000") if is_dark(palette) else QColor("#ffffff")


def ink(palette: QPalette) -> QColor:
    """Return the pad's ink."""
    return QColor("#ffffff") if is_dark(palette) else QColor("#111111")


def faint(palette: QPalette) -> QColor:
    """Return the colour of what stays in the background: hints, tracks, hairlines."""
    return mix(palette.window().color(), palette.windowText().color(), 0.14)


def muted(palette: QPalette) -> QColor:
    """Return the colour of secondary text."""
    return mix(palette.window().color(), palette.windowText().color(), 0.66)


def mix(first: QColor, second: QColor, share: float) -> QColor:
    """Return `share` of the second colour in the first."""
    return QColor(_mixed(first.rgb(), second.rgb(), share))


@lru_cache(maxsize=1024)  # bars ask for the same few with each move of the pen
def _mixed(first: int, second: int, share: float) -> QColor:
    ends = zip(QColor(first).getRgbF()[:3], QColor(second).getRgbF()[:3], strict=True)  # type: ignore[index]
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in ends))


def on(color: QColor) -> QColor:
    """Return the colour of text over a fill of any colour."""
    luminance = 0.299 * color.redF() + 0.587 * color.greenF() + 0.114 * color.blueF()
    return QColor("#111111") if luminance > 0.55 else QColor("#ffffff")


def tabular(font: QFont) -> QFont:
    """Return the font with digits of equal width, so that numbers do not jitter."""
    font = QFont(font)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def style_sheet(palette: QPalette) -> str:
    """Return the look of the controls: quiet, rounded, the accent only where it matters."""
    window = palette.window().color()
    text = palette.windowText().color()
    surface = mix(window, QColor("#ffffff"), 0.06 if is_dark(palette) else 0.8)
    line, pressed = mix(window, text, 0.18), mix(window, text, 0.12)
    disabled = mix(window, text, 0.4)
    strong = accent(palette)
    on_strong = QColor("#0b1220") if is_dark(palette) else QColor("#ffffff")
    return f"""
        QPushButton {{
            background: {surface.name()}; border: 1px solid {line.name()}; border-radius: 6px;
            min-height: 26px; padding: 0 12px;
        }}
        QPushButton:hover {{ border-color: {disabled.name()}; }}
        QPushButton:pressed {{ background: {pressed.name()}; }}
        QPushButton:focus {{ border-color: {strong.name()}; }}
        QPushButton:checked {{ background: {pressed.name()}; border-color: {strong.name()}; }}
        QPushButton:disabled {{ color: {disabled.name()}; background: transparent; }}
        #trainButton:enabled, #keepButton:enabled, #tourNextButton:default,
        #drawSignsButton:default, #nextButton:default:enabled, #learnSignsButton:default:enabled {{
            background: {strong.name()}; border-color: {strong.name()}; color: {on_strong.name()};
        }}
        #trainButton:pressed, #keepButton:pressed, #tourNextButton:pressed {{
            background: {mix(strong, text, 0.2).name()}; }}
        QProgressBar {{
            background: {faint(palette).name()}; border: none; border-radius: 4px;
        }}
        QProgressBar::chunk {{ background: {strong.name()}; border-radius: 4px; }}
        QSlider {{ min-height: {SLIDER_HANDLE_PX}px; max-height: {SLIDER_HANDLE_PX}px; }}
        QSlider::groove:horizontal {{
            height: 4px; border-radius: 2px; background: {mix(window, text, 0.2).name()};
        }}
        QSlider::handle:horizontal {{
            width: {SLIDER_HANDLE_PX - 2}px; margin: -6px 0; background: {strong.name()};
            border: 1px solid {strong.name()}; border-radius: {SLIDER_HANDLE_PX // 2}px;
        }}
        QSlider::handle:horizontal:focus {{ border: 2px solid {text.name()}; }}
        #momentCaption, #caption, #certainty, #cameraRemark, #trainingStatus, #drawingCount,
        #summary, #rival, #partCaption {{
            color: {muted(palette).name()};
        }}
        #predictedText:disabled, #cameraAnswer:disabled {{ color: {faint(palette).name()}; }}
        #line {{ background: {faint(palette).name()}; }}
        QListView, QTableView, QPlainTextEdit {{
            background: {surface.name()}; border: 1px solid {line.name()}; border-radius: 6px;
        }}
        #signsOverview {{ background: transparent; border: none; }}
        QHeaderView::section {{
            background: transparent; border: none; padding: 6px; color: {muted(palette).name()};
        }}
        QToolBar {{ border: none; spacing: 0; padding: 0; }}
        QToolButton {{ border: none; border-radius: 6px; padding: 6px; }}
        QToolButton:hover {{ background: {faint(palette).name()}; }}
        QToolButton:checked, QToolButton:pressed {{ background: {pressed.name()}; }}
        QToolButton::menu-indicator {{ image: none; }}
        QToolButton#qt_toolbar_ext_button {{ border-radius: 2px; padding: 0; }}
        #newcomerButton {{ padding: 4px 0; color: {strong.name()}; }}
        #newcomerButton:hover {{ background: transparent; text-decoration: underline; }}
    """ + _tab_style(palette)


def _tab_style(palette: QPalette) -> str:
    text, strong = palette.windowText().color(), accent(palette)
    return f"""
        QTabWidget::pane {{ border: none; }}
        QTabBar::tab {{
            background: transparent; border: none; border-bottom: 2px solid transparent;
            color: {muted(palette).name()}; padding: 6px 2px; margin-right: 14px;
        }}
        QTabBar::tab:hover {{ color: {text.name()}; }}
        QTabBar::tab:selected {{ color: {text.name()}; border-bottom-color: {strong.name()}; }}
        QTabBar::tab:focus {{ background: {faint(palette).name()}; }}
    """


def text_label(name: str, text: str = "") -> QLabel:
    """Return a label with the object name by which it is found; no text in it is markup."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def answer_label(name: str, width_px: int) -> QLabel:
    """Return a label for an answer in large type, above what is said of it."""
    made = text_label(name)
    font = QFont(made.font())
    font.setPixelSize(ANSWER_HEIGHT_PX)
    font.setWeight(QFont.Weight.Light)
    made.setFont(tabular(font))
    made.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
    made.setFixedWidth(width_px)
    made.setFixedHeight(round(QFontMetricsF(made.font()).height()))
    return made


def fit_answer(label: QLabel, text: str) -> None:
    """Show an answer, such as a long number, as large as it fits into its label's fixed width.

    What does not fit at the least size is cut, and the tooltip has the whole.
    """
    width_px, font = label.maximumWidth(), QFont(label.font())
    font.setPixelSize(ANSWER_HEIGHT_PX)
    needed_px = QFontMetricsF(font).horizontalAdvance(text)
    if needed_px > width_px:
        font.setPixelSize(max(int(ANSWER_HEIGHT_PX * width_px / needed_px), LEAST_ANSWER_PX))
    if font != label.font():
        label.setFont(font)
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, width_px)
    label.setText(shown)
    label.setToolTip(as_tooltip(text) if shown != text else "")


def as_control_text(text: str) -> str:
    """Return a text that may hold a foreign name, so that a button or a menu shows it as it is."""
    return text.replace("&", "&&")


def as_tooltip(text: str) -> str:
    """Return a text that may hold a foreign name, so that no tooltip takes it for markup.

    An empty text is no tooltip.
    """
    return f"<qt>{text.replace('&', '&amp;').replace('<', '&lt;')}</qt>" if text else ""


def button(name: str, text: str, tooltip: str) -> QPushButton:
    """Return a button with the object name by which it is found."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setToolTip(tooltip)
    return made


def add_action(
    owner: QWidget, name: str, text: str, shortcuts: Sequence[str], slot: Callable[[], object]
) -> QAction:
    """Add an action to a widget and return it; its object name is `name` and "Action"."""
    action = QAction(text, owner)
    action.setObjectName(f"{name}Action")
    set_shortcuts(action, shortcuts)
    action.triggered.connect(lambda: slot())
    owner.addAction(action)
    return action


def set_shortcuts(action: QAction, shortcuts: Sequence[str]) -> None:
    """Have these keys trigger an action, and its tooltip name them."""
    action.setShortcuts([QKeySequence(shortcut) for shortcut in shortcuts])
    keys = f" ({', '.join(shortcuts)})" if shortcuts else ""
    action.setToolTip(as_tooltip(f"{action.text()}{keys}"))


def add_label_actions(
    owner: QWidget, name: str, texts: Mapping[str, str], choose: Callable[[str], object]
) -> list[QAction]:
    """Add an action for each label to a widget, and return them; texts: what each says, by label.

    A label of one character has its key, unless that is another action's. The object names are
    `name`, the label and "Action".
    """
    taken = {key.toString() for action in owner.actions() for key in action.shortcuts()}
    keys = keys_of(texts)
    return [
        add_action(
            owner,
            f"{name}{label}",
            text,
            [key for key in keys.get(label, ()) if key not in taken],
            partial(choose, label),
        )
        for label, text in texts.items()
    ]


def small(font: QFont) -> QFont:
    """Return the font for captions and axes: smaller, with tabular digits."""
    return scaled(tabular(font), 0.85)


def scaled(font: QFont, factor: float) -> QFont:
    """Return the font so many times as large."""
    font = QFont(font)
    font.setPointSizeF(font.pointSizeF() * factor)
    return font


@cache
def _icon_source(name: str) -> str:
    return (files("assets") / "icons" / f"{name}.svg").read_text()


def icon(name: str, palette: QPalette, ratio: float) -> QIcon:
    """Return an icon of `assets/icons` in the colour of text, greyed where disabled.

    ratio: device px in a logical one, where it is shown.
    """
    made = QIcon()
    text = palette.windowText().color()
    for mode, color in (
        (QIcon.Mode.Normal, text),
        (QIcon.Mode.Disabled, mix(palette.window().color(), text, 0.3)),
    ):
        source = _icon_source(name).replace("currentColor", color.name())
        renderer = QSvgRenderer(QByteArray(source.encode()))
        pixmap = QPixmap((QSizeF(ICON_PX, ICON_PX) * ratio).toSize())
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        renderer.render(painter, QRectF(pixmap.rect()))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        made.addPixmap(pixmap, mode)
    return made
