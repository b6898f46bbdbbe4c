from model.text import start_with_capital


def test_only_the_first_letter_becomes_a_capital() -> None:
    assert start_with_capital("reading MNIST") == "Reading MNIST"
    assert start_with_capital("") == ""
