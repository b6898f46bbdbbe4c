"""The program from its start to its end."""

from pathlib import Path

from tests.model.conftest import run_python

RAISING = """
import sys
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, QTimer, QUrl, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from app import application
from app.main_window import MainWindow
from app.pad.drawing_pad import DrawingPad

def raise_once(kind, name):
    whole = getattr(kind, name)

    def handler(self, event):
        if is_used and name not in raised:
            raised.add(name)
            raise ValueError("fault of " + name)
        return whole(self, event)

    setattr(kind, name, handler)

is_used, raised = [], set()
for kind, name in ((MainWindow, "dragEnterEvent"), (MainWindow, "dropEvent"),
        (MainWindow, "changeEvent"), (DrawingPad, "leaveEvent"), (DrawingPad, "event"),
        (DrawingPad, "paintEvent"), (MainWindow, "closeEvent")):
    raise_once(kind, name)

class Window(MainWindow):
    def showEvent(self, event):
        super().showEvent(event)
        QTimer.singleShot(0, self.be_used)

    def be_used(self):
        is_used.append(True)
        self.dropped = QMimeData()
        self.dropped.setUrls([QUrl.fromLocalFile("nowhere.png")])
        how = Qt.DropAction.CopyAction, self.dropped, Qt.MouseButton.LeftButton, Qt.NoModifier
        for receiver, event in (
            (self, QDragEnterEvent(QPoint(50, 50), *how)),
            (self, QDragEnterEvent(QPoint(50, 50), *how)),  # else nothing may be dropped
            (self, QDropEvent(QPointF(50, 50), *how)),
            (self, QEvent(QEvent.Type.PaletteChange)),
            (self.pad, QEvent(QEvent.Type.User)),
            (self.pad, QEvent(QEvent.Type.Leave)),
        ):
            QCoreApplication.postEvent(receiver, event)
        self.pad.update()
        QTimer.singleShot(500, lambda: QCoreApplication.postEvent(self, QEvent(QEvent.Type.Close)))
        QTimer.singleShot(1000, self.tell)

    def tell(self):
        print(self.findChild(object, "message").text())
        self.close()
        QTimer.singleShot(0, QCoreApplication.quit)

application.MainWindow = Window
sys.exit(application.open_pad(None))
"""


def test_what_an_event_handler_raises_is_told_and_logged_and_ends_nothing(home: Path) -> None:
    process = run_python("-c", RAISING)
    assert process.returncode == 0, process.stderr
    assert "Something went wrong" in process.stdout
    log = (home / "inkling.log").read_text()
    for name in ("dragEnter", "drop", "change", "leave", "paint", "close"):
        assert f"fault of {name}Event" in log
    assert "fault of event" in log
