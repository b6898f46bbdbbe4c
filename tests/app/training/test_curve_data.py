"""What a learning curve says of a run, as text and as a table."""

import csv

from hypothesis import given
from hypothesis import strategies as st

from app.training.curve_data import RunCurves, describe_loss, format_csv


def quick_run() -> RunCurves:
    run = RunCurves(100, 'quick on "MNIST", seed 0')
    run.add_loss(10, 2.0)
    run.add_loss(20, 1.0)
    run.add_validation_error(20, 0.021)
    run.add_loss(30, 0.5)
    return run


def test_values_are_read_out_with_the_error_measured_last() -> None:
    run = quick_run()
    assert run.read_out(0) == "step 10  ·  loss 2.000"
    assert run.read_out(1) == "step 20  ·  loss 1.850  ·  error 2.10 %"
    assert run.read_out(2) == "step 30  ·  loss 1.647  ·  error 2.10 %"


def test_what_the_loss_is_and_where_it_ends_is_said() -> None:
    assert "cross-entropy" in describe_loss(None)
    assert "can fall to 0" in describe_loss(0.0)
    assert "would end at 0.37, not at 0" in describe_loss(0.3712)


def test_a_table_has_a_row_for_each_step_with_a_value() -> None:
    rows = list(csv.DictReader(format_csv([quick_run()]).splitlines()))
    assert [row["step"] for row in rows] == ["10", "20", "30"]
    assert [row["loss"] for row in rows] == ["2.0", "1.0", "0.5"]
    assert [row["validation_error"] for row in rows] == ["", "0.021", ""]
    assert {row["name"] for row in rows} == {'quick on "MNIST", seed 0'}


def test_a_copy_stays_as_it_is_while_the_run_goes_on() -> None:
    run = quick_run()
    copy, before = run.copy(), format_csv([run])
    run.add_loss(40, 0.4)
    run.add_validation_error(40, 0.01)
    assert format_csv([copy]) == before != format_csv([run])


@given(st.lists(st.floats(0, 10), min_size=1, max_size=20))
def test_a_table_gives_the_losses_back(losses: list[float]) -> None:
    run = RunCurves()
    for step, loss in enumerate(losses, 1):
        run.add_loss(step, loss)
    rows = list(csv.DictReader(format_csv([RunCurves(), run]).splitlines()))
    assert [float(row["loss"]) for row in rows] == losses
    assert [float(row["mean_loss"]) for row in rows] == run.losses[1]
    assert {row["run"] for row in rows} == {"2"}
