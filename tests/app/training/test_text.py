import pytest

from app.training.text import format_duration


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "00:00"), (6.4, "00:06"), (59.6, "01:00"), (3600, "1:00:00")]
)
def test_durations_read_like_a_clock(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text
