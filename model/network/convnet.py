"""The ConvNet of the PyTorch introduction, in torch. `recognizer` is the same in NumPy."""

from collections.abc import Mapping

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from model.data.classes import DIGITS, Classes
from model.network.weights import INPUT_MEAN, INPUT_STD, Parameters


class ConvNet(nn.Module):
    """Two 5x5 convolutions and two linear layers; 105,506 parameters with ten classes.

    The slides pool by 5 twice, which cannot run on 28 x 28; by 3, then 2, leaves the 256 features.
    """

    def __init__(self, classes: Classes = DIGITS) -> None:
        super().__init__()
        self.classes = classes
        self.conv1 = nn.Conv2d(1, 32, 5)
        self.conv2 = nn.Conv2d(32, 64, 5)
        self.fc1 = nn.Linear(256, 200)
        self.fc2 = nn.Linear(200, len(classes))

    def forward(self, images: Tensor) -> Tensor:
        """Return (N, C) logits; images: (N, 1, 28, 28) in [0, 1], ink = 1."""
        features = self.features(self.convolve(images))
        return self.fc2(features)  # type: ignore[no-any-return]  # (N, C)

    def convolve(self, images: Tensor) -> Tensor:
        """Return (N, 256): what the convolutions see in images, which are as `forward`'s."""
        x = (images - INPUT_MEAN) / INPUT_STD
        # ReLU after pooling: the same result as before it, on fewer numbers.
        x = F.relu(F.max_pool2d(self.conv1(x), 3))  # (N, 32, 8, 8)
        x = F.relu(F.max_pool2d(self.conv2(x), 2))  # (N, 64, 2, 2)
        return x.flatten(1)  # (N, 256)

    def features(self, convolved: Tensor) -> Tensor:
        """Return (N, 200): what the last layer tells classes apart by; convolved: (N, 256)."""
        return F.relu(self.fc1(convolved))


def copy_parameters(state: Mapping[str, Tensor]) -> dict[str, NDArray[np.float32]]:
    """Return copies of a state dict's tensors as contiguous NumPy arrays."""
    return {
        name: tensor.detach().to("cpu", torch.float32, copy=True).contiguous().numpy()
        for name, tensor in state.items()
    }


def load_parameters(network: ConvNet, parameters: Parameters) -> None:
    """Copy parameters into the network, on whatever device it is."""
    network.load_state_dict(
        {name: torch.from_numpy(array.copy()) for name, array in parameters.items()}
    )
