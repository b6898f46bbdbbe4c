"""A larger network, from which the ConvNet may learn."""

from torch import Tensor, nn

from model.data.classes import Classes
from model.network.weights import INPUT_MEAN, INPUT_STD


class Teacher(nn.Module):
    """Four convolutions and one linear layer. It is never kept."""

    def __init__(self, classes: Classes) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            *_convolution(1, 32, 5),  # (N, 32, 24, 24)
            nn.MaxPool2d(2),
            *_convolution(32, 64, 3),  # (N, 64, 10, 10)
            *_convolution(64, 64, 3),  # (N, 64, 8, 8)
            nn.MaxPool2d(2),
            *_convolution(64, 128, 3),  # (N, 128, 2, 2)
            nn.Flatten(),
            nn.Dropout(0.2),
            nn.Linear(512, len(classes)),
        )

    def forward(self, images: Tensor) -> Tensor:
        """Return (N, C) logits; images: (N, 1, 28, 28) in [0, 1], ink = 1."""
        return self.layers((images - INPUT_MEAN) / INPUT_STD)  # type: ignore[no-any-return]


def _convolution(inputs: int, outputs: int, side: int) -> tuple[nn.Module, ...]:
    convolution = nn.Conv2d(inputs, outputs, side, bias=False)
    return convolution, nn.BatchNorm2d(outputs), nn.ReLU()
