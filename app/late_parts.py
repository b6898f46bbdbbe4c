"""The parts of the window that the first paint does not wait for; see `app/late.py`.

Most are classes of Qt's, which are made on the GUI thread only: they are first used there.
"""

from typing import TYPE_CHECKING, Any

from app.late import import_late

if TYPE_CHECKING:
    from app.about.about_dialog import AboutDialog
    from app.about.notes_dialog import NotesDialog
    from app.camera.camera_window import CameraWindow
    from app.drawings.correction_line import CorrectionLine
    from app.drawings.drawing_keeper import DrawingKeeper
    from app.drawings.exchange import DrawingExchange
    from app.drawings.gallery import Gallery
    from app.drawings.questions import question_to_keep
    from app.missing import offer_command
    from app.pad import bracket_painter, picture_painter, picture_words
    from app.pad.bracket_painter import BracketPainter
    from app.pad.marks import FieldBox, Marks, PadMarks, paint_boxes
    from app.signs.manage_signs import ManageSigns
    from app.signs.new_signs import NewSigns
    from app.signs.sets_work import SetsWork
    from app.signs.shown_sets import OpenSet, TakenSet, take_shared
    from app.tour.keys_dialog import KeysDialog
    from app.tour.tour import Tour
    from app.tour.tour_panel import TourPanel
    from app.training.network_export import NetworkExport
    from app.training.training_panel import BUSY, TrainingPanel
    from app.training.versions_dialog import VersionsDialog
    from app.transfer import dialogs, page_files
    from app.transfer.page_files import Opened
    from app.views.data_view import DataView
    from app.views.example_lookup import ExampleLookup
    from app.views.inside.inside_view import InsideView
    from app.views.marking import Marking
    from app.views.mistakes_view import MistakesView
    from app.views.old_way.old_way_view import OldWayView
    from app.views.source_box import AskAtHand, nothing_at_hand
    from app.views.view import View
    from app.views.why import WhyView

_MODULES = {
    "AboutDialog": "app.about.about_dialog",
    "AskAtHand": "app.views.source_box",
    "BUSY": "app.training.training_panel",
    "BracketPainter": "app.pad.bracket_painter",
    "CameraWindow": "app.camera.camera_window",
    "CorrectionLine": "app.drawings.correction_line",
    "DataView": "app.views.data_view",
    "DrawingExchange": "app.drawings.exchange",
    "DrawingKeeper": "app.drawings.drawing_keeper",
    "ExampleLookup": "app.views.example_lookup",
    "FieldBox": "app.pad.marks",
    "Gallery": "app.drawings.gallery",
    "InsideView": "app.views.inside.inside_view",
    "KeysDialog": "app.tour.keys_dialog",
    "ManageSigns": "app.signs.manage_signs",
    "Marking": "app.views.marking",
    "Marks": "app.pad.marks",
    "MistakesView": "app.views.mistakes_view",
    "NetworkExport": "app.training.network_export",
    "NewSigns": "app.signs.new_signs",
    "NotesDialog": "app.about.notes_dialog",
    "OldWayView": "app.views.old_way.old_way_view",
    "OpenSet": "app.signs.shown_sets",
    "Opened": "app.transfer.page_files",
    "PadMarks": "app.pad.marks",
    "SetsWork": "app.signs.sets_work",
    "TakenSet": "app.signs.shown_sets",
    "Tour": "app.tour.tour",
    "TourPanel": "app.tour.tour_panel",
    "TrainingPanel": "app.training.training_panel",
    "VersionsDialog": "app.training.versions_dialog",
    "View": "app.views.view",
    "WhyView": "app.views.why",
    "bracket_painter": "app.pad.bracket_painter",
    "dialogs": "app.transfer.dialogs",
    "nothing_at_hand": "app.views.source_box",
    "offer_command": "app.missing",
    "page_files": "app.transfer.page_files",
    "paint_boxes": "app.pad.marks",
    "picture_painter": "app.pad.picture_painter",
    "picture_words": "app.pad.picture_words",
    "question_to_keep": "app.drawings.questions",
    "take_shared": "app.signs.shown_sets",
}

__all__ = [
    "BUSY",
    "AboutDialog",
    "AskAtHand",
    "BracketPainter",
    "CameraWindow",
    "CorrectionLine",
    "DataView",
    "DrawingExchange",
    "DrawingKeeper",
    "ExampleLookup",
    "FieldBox",
    "Gallery",
    "InsideView",
    "KeysDialog",
    "ManageSigns",
    "Marking",
    "Marks",
    "MistakesView",
    "NetworkExport",
    "NewSigns",
    "NotesDialog",
    "OldWayView",
    "OpenSet",
    "Opened",
    "PadMarks",
    "SetsWork",
    "TakenSet",
    "Tour",
    "TourPanel",
    "TrainingPanel",
    "VersionsDialog",
    "View",
    "WhyView",
    "bracket_painter",
    "dialogs",
    "nothing_at_hand",
    "offer_command",
    "page_files",
    "paint_boxes",
    "picture_painter",
    "picture_words",
    "question_to_keep",
    "take_shared",
]


def __getattr__(name: str) -> Any:
    """Import and return one of the names above, which stays."""
    return import_late(globals(), _MODULES, name)
