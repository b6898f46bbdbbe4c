from PySide6.QtCore import QRectF

from app.pad.brackets import PadPart
from app.pad.part_words import LEFT_OUT, describe_parts, name_part, tip_of
from model.ink.drawing import Trace


def part(label: str, *, is_unsure: bool = False) -> PadPart:
    return PadPart(label, 0.876, is_unsure, QRectF(), (Trace(0, 0, 2),))


def test_digits_are_counted_without_what_is_left_out() -> None:
    labels = ["2", "", "6"]
    assert [name_part(labels, i) for i in range(3)] == ["1st digit: 2", LEFT_OUT, "2nd digit: 6"]
    assert [name_part("7" * 13, i)[:4] for i in (1, 2, 3, 10)] == ["2nd ", "3rd ", "4th ", "11th"]


def test_the_part_in_focus_is_said_first_and_then_all_of_them() -> None:
    text = describe_parts([part("2"), part("", is_unsure=True), part("6", is_unsure=True)], 2)
    assert text.startswith("2nd digit: 6, 87 %, not sure. 2 digits: 2 6. Left and Right")


def test_a_tip_says_what_can_be_done_with_ink() -> None:
    assert "Drag onto the next" in tip_of([part("2"), part("6")], 0)
    in_picture = part("2")._replace(traces=())
    assert tip_of([in_picture, in_picture], 0) == "1st digit: 2, 87 %"
