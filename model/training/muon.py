"""The optimizer Muon: momentum whose matrices are made orthogonal before each step.

Jordan et al., 2024, "Muon: An optimizer for hidden layers in neural networks". Every direction that
a layer's momentum has gets a step of the same length, not only its few strongest. Measured here on
this network and the default data: as good after a quarter of the images as SGD's best schedule.
"""

import math
from collections.abc import Iterable

import torch
from torch import Tensor, nn

from model.training.recipes import MUON_ITERATIONS, NEWTON_SCHULZ


class Muon(torch.optim.Optimizer):
    """Muon for parameters of two dimensions and more; Nesterov's momentum for biases."""

    def __init__(
        self,
        parameters: Iterable[nn.Parameter],
        learning_rate: float | Tensor,
        momentum: float,
        weight_decay: float,
    ) -> None:
        """weight_decay: what each step takes of a weight is this times the learning rate."""
        defaults = {"lr": learning_rate, "momentum": momentum, "weight_decay": weight_decay}
        super().__init__(parameters, defaults)

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """Change the parameters by their gradients."""
        for group in self.param_groups:
            rate, momentum = group["lr"], group["momentum"]
            for parameter in group["params"]:
                gradient = parameter.grad
                state = self.state[parameter]
                if not state:
                    state["momentum"] = torch.zeros_like(parameter)
                average = state["momentum"].mul_(momentum).add_(gradient)
                direction = gradient.add(average, alpha=momentum)
                if parameter.ndim > 1:
                    direction = orthogonalize(direction.flatten(1)).view_as(parameter)
                    parameter.mul_(1 - rate * group["weight_decay"])
                parameter.sub_(direction.mul_(rate))


def orthogonalize(matrix: Tensor) -> Tensor:
    """Return (M, N): about the nearest matrix whose singular values are all alike, near 1.

    Rows longer than columns are many: then every output moves as far as in a square matrix.
    """
    a, b, c = NEWTON_SCHULZ
    is_tall = matrix.shape[0] > matrix.shape[1]
    x: Tensor = matrix.T if is_tall else matrix
    x = x / (x.norm() + 1e-7)
    for _ in range(MUON_ITERATIONS):
        square = x @ x.T
        polynomial = torch.addmm(square, square, square, beta=b, alpha=c)  # b S + c S S
        x = torch.addmm(x, polynomial, x, beta=a)  # (K, L), K <= L
    if is_tall:
        x = x.T * math.sqrt(matrix.shape[0] / matrix.shape[1])
    return x
