"""What is said of errors."""

import pytest

from model.errors import MAX_REASON_LENGTH, reason_of


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("too  long\n by far"), "too long by far"),
        (ValueError(), "ValueError"),
        (KeyError("x"), "'x'"),
        (ValueError("a" * MAX_REASON_LENGTH), "a" * MAX_REASON_LENGTH),
        (ValueError("a" * 10**6), "a" * (MAX_REASON_LENGTH - 1) + "…"),
    ],
)
def test_a_reason_is_short_and_on_one_line(error: Exception, reason: str) -> None:
    assert reason_of(error) == reason
