"""The network that ships, to explain what it reads."""

import pytest

from model.network.recognizer import Recognizer
from model.network.weights import default_weights


@pytest.fixture(scope="session")
def recognizer() -> Recognizer:
    return Recognizer(default_weights())
