"""The training loop of the PyTorch introduction, written plainly as on its slides.

What Inkling's own engine is measured against; nothing else uses it.
"""

from collections.abc import Iterator

import torch
import torch.nn.functional as F
from torch import nn

from model.data.dataset import Dataset

BATCH_SIZE = 100
LEARNING_RATE = 0.1


class LectureNet(nn.Module):
    """The ConvNet as the slides write it, with the pooling that leaves their 256 features."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel_size=5)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=5)
        self.fc1 = nn.Linear(256, 200)
        self.fc2 = nn.Linear(200, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Return (N, 10) logits; x: (N, 1, 28, 28), normalised."""
        x = F.relu(F.max_pool2d(self.conv1(x), kernel_size=3))
        x = F.relu(F.max_pool2d(self.conv2(x), kernel_size=2))
        x = x.view(-1, 256)
        x = F.relu(self.fc1(x))
        return self.fc2(x)  # type: ignore[no-any-return]


def prepare(images: Dataset, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (N, 1, 28, 28) normalised images and (N,) labels on the device."""
    inputs = (torch.tensor(images.images).float() / 255 - 0.1307) / 0.3081
    return inputs.to(device), torch.tensor(images.labels).to(device)


def epochs(
    train_input: torch.Tensor, train_target: torch.Tensor, seed: int
) -> Iterator[LectureNet]:
    """Train without end; yields the network after each epoch."""
    torch.manual_seed(seed)
    model = LectureNet().to(train_input.device)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    while True:
        for b in range(0, train_input.size(0), BATCH_SIZE):
            output = model(train_input[b : b + BATCH_SIZE])
            loss = criterion(output, train_target[b : b + BATCH_SIZE])
            model.zero_grad()
            loss.backward()
            optimizer.step()
        yield model


def error(model: LectureNet, test_input: torch.Tensor, test_target: torch.Tensor) -> float:
    """Return the fraction misread."""
    with torch.no_grad():
        wrong = sum(
            int((model(test_input[b : b + 1000]).argmax(1) != test_target[b : b + 1000]).sum())
            for b in range(0, test_input.size(0), 1000)
        )
    return wrong / test_input.size(0)
