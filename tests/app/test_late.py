"""The doors through which something is imported after the first paint."""

from types import ModuleType

import pytest

from app import late, late_parts


@pytest.mark.parametrize("door", [late, late_parts], ids=["late", "late_parts"])
def test_what_a_door_names_is_there(door: ModuleType) -> None:
    names = door.__all__
    assert len(names) > 3
    for name in names:
        assert getattr(door, name) is not None


def test_a_name_that_a_door_does_not_have_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match=r"app\.late.*nothing"):
        _ = late.nothing
