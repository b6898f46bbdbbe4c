"""How long training takes, beside the lecture's loop."""

from collections.abc import Iterator

import numpy as np

from model.bench.plan import ROUNDS, TARGET_ERROR, Measure, Plan, Result, in_new_process

# In processes of their own, which import PyTorch; this one does not.
DEVICE_NAME = "model.bench.loops:device_name"
TRAIN_PLAINLY = "model.bench.loops:train_plainly"
TRAIN_INKLING = "model.bench.loops:train_inkling"


def measure_training(plan: Plan) -> Iterator[Measure]:
    """Measure Inkling's training against the lecture's loop."""
    plan.have_mnist()
    is_cpu = in_new_process(DEVICE_NAME, plan.device) == "cpu"
    epochs = 1 if is_cpu else 10
    plain, own = [], []
    for seed in range(1 if plan.quick else ROUNDS):
        plain.append(in_new_process(TRAIN_PLAINLY, plan, seed, epochs))
        own.append(in_new_process(TRAIN_INKLING, plan, "lecture", seed, epochs))
    named = "an epoch" if epochs == 1 else f"{epochs} epochs"
    yield _compare_seconds(f"{named} of the lecture's recipe", own, plain)
    yield _compare_errors("test error after that", own, plain)
    if plan.quick and is_cpu:
        return
    plain = [in_new_process(TRAIN_PLAINLY, plan, seed, None) for seed in range(ROUNDS)]
    own = [in_new_process(TRAIN_INKLING, plan, "quick", seed, None) for seed in range(ROUNDS)]
    reached = f"{TARGET_ERROR:.1%} test error"
    if max(error for _, error in own) > TARGET_ERROR:
        yield Measure("training", f"time to {reached}", None, "s")
        return
    yield _compare_seconds(f"time to {reached}", own, plain)
    yield _compare_errors(f"{reached}, in fact", own, plain)


def _compare_seconds(what: str, own: list[Result], plain: list[Result]) -> Measure:
    seconds, baseline = (float(np.mean([s for s, _ in results])) for results in (own, plain))
    return Measure("training", what, seconds, "s", baseline, "the plain loop")


def _compare_errors(what: str, own: list[Result], plain: list[Result]) -> Measure:
    error, baseline = (100 * float(np.mean([e for _, e in results])) for results in (own, plain))
    return Measure("training", what, error, "%", baseline, "the plain loop")
