"""The learner: one step after another, the same on every device but for rounding."""

import pytest
import torch

from model.network.convnet import ConvNet
from model.training.devices import mixed_precision
from model.training.learner import Learner, to_device
from model.training.recipes import RECIPES, TrainingConfig

CPU = torch.device("cpu")


def losses(device: torch.device, config: TrainingConfig, sizes: list[int]) -> list[float]:
    """Learn batches of these sizes, the same on every device, and return the loss of each."""
    torch.manual_seed(0)
    learner = Learner(to_device(ConvNet(), device), config, len(sizes))
    generator = torch.Generator().manual_seed(1)
    seen = []
    for size in sizes:
        images = torch.rand((size, 1, 28, 28), generator=generator)
        labels = images.mean(dim=(1, 2, 3)).argsort() % 10  # something to be learned
        loss = learner.step(images.to(device), labels.to(device))
        seen.append(loss.item())
    return seen


def test_a_step_of_mixed_precision_learns_about_what_one_of_float32_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = [50] * 10
    mixed = losses(CPU, RECIPES["lecture"], sizes)
    monkeypatch.setattr(
        "model.training.learner.mixed_precision",
        lambda device: torch.autocast(device.type, enabled=False),
    )
    exact = losses(CPU, RECIPES["lecture"], sizes)
    assert mixed == pytest.approx(exact, rel=0.02)
    # They differ only where the CPU is made for it.
    is_mixed = torch.is_autocast_enabled
    with mixed_precision(CPU):
        assert (mixed != exact) == is_mixed("cpu")


def test_weights_and_their_changes_stay_float32() -> None:
    network = to_device(ConvNet(), CPU)
    before = [parameter.detach().clone() for parameter in network.parameters()]
    learner = Learner(network, RECIPES["quick"], 1)
    learner.step(torch.rand(8, 1, 28, 28), torch.arange(8))
    for parameter, old in zip(network.parameters(), before, strict=True):
        assert parameter.dtype == torch.float32
        assert not torch.equal(parameter, old)


@pytest.mark.parametrize("recipe", ["lecture", "quick"])
def test_a_step_replayed_on_cuda_does_what_one_on_the_cpu_does(recipe: str) -> None:
    if not torch.cuda.is_available():
        pytest.skip("no CUDA GPU")
    sizes = [64] * 12 + [40] + [64] * 12  # one batch does not fit what was recorded
    on_cuda = losses(torch.device("cuda"), RECIPES[recipe], sizes)
    assert on_cuda == pytest.approx(losses(CPU, RECIPES[recipe], sizes), rel=0.05)
