"""The optimizer."""

import pytest
import torch

from model.training.muon import Muon, orthogonalize


@pytest.mark.parametrize("shape", [(32, 25), (64, 800), (200, 256), (10, 200), (3, 3)])
def test_every_direction_gets_about_the_same_length(shape: tuple[int, int]) -> None:
    generator = torch.Generator().manual_seed(0)
    # Singular values from 1 down to a tenth, as far apart as momentum's that matter.
    left, _, right = torch.linalg.svd(torch.randn(shape, generator=generator), full_matrices=False)
    values = torch.linspace(1, 0.1, min(shape))
    result = orthogonalize(left * values @ right)
    lengths = torch.linalg.svdvals(result) / max(shape[0] / shape[1], 1) ** 0.5
    assert lengths.min() > 0.3
    assert lengths.max() < 1.3
    # The directions themselves stay.
    among = left.T @ result @ right.T
    assert (among - among.diagonal().diag()).abs().max() < 1e-4


def test_the_size_of_a_gradient_does_not_count_but_its_direction() -> None:
    gradient = torch.randn(8, 5, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(orthogonalize(gradient), orthogonalize(1000 * gradient))
    torch.testing.assert_close(orthogonalize(-gradient), -orthogonalize(gradient))


def test_a_bias_moves_by_nesterovs_momentum() -> None:
    bias = torch.nn.Parameter(torch.zeros(2))
    optimizer = Muon([bias], learning_rate=0.1, momentum=0.5, weight_decay=0.9)
    twin = torch.nn.Parameter(torch.zeros(2))
    reference = torch.optim.SGD([twin], lr=0.1, momentum=0.5, nesterov=True)
    for gradient in ([1.0, -2.0], [0.5, 0.0], [0.0, 3.0]):
        bias.grad = torch.tensor(gradient)
        twin.grad = torch.tensor(gradient)
        optimizer.step()
        reference.step()
    torch.testing.assert_close(bias, twin)


def test_it_finds_a_minimum() -> None:
    torch.manual_seed(0)
    goal = torch.randn(6, 4)
    weight = torch.nn.Parameter(torch.zeros(6, 4))
    optimizer = Muon([weight], learning_rate=0.1, momentum=0.9, weight_decay=0.0)
    for step in range(300):
        for group in optimizer.param_groups:
            group["lr"] = 0.1 * (1 - step / 300)
        weight.grad = weight.detach() - goal
        optimizer.step()
    torch.testing.assert_close(weight.detach(), goal, atol=0.01, rtol=0)


@pytest.mark.parametrize("kind", ["muon", "sgd"])
def test_a_learning_rate_held_as_a_tensor_follows_its_schedule(kind: str) -> None:
    """A step recorded on CUDA reads it anew each time."""

    def learn(rate: float | torch.Tensor) -> torch.Tensor:
        weight = torch.nn.Parameter(torch.ones(3, 2))
        optimizer: torch.optim.Optimizer
        if kind == "muon":
            optimizer = Muon([weight], rate, momentum=0.9, weight_decay=0.1)
        else:
            optimizer = torch.optim.SGD([weight], rate, momentum=0.9, nesterov=True, fused=True)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, 0.1, total_steps=11, cycle_momentum=False
        )
        for step in range(10):
            weight.grad = torch.full((3, 2), 1.0 + step)
            optimizer.step()
            schedule.step()
        return weight.detach()

    rate = torch.tensor(0.1)
    torch.testing.assert_close(learn(rate), learn(0.1))
    assert rate < 0.01  # in place
