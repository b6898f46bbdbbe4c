"""On a CUDA device a step of training is recorded once, as a CUDA graph, and then replayed.

A step of so small a network is some dozens of kernels that run for microseconds each; launching
them one by one from Python takes longer than they run. See "CUDA graphs" in PyTorch's notes.
"""

import logging
from collections.abc import Callable

import torch
from torch import Tensor

WARM_UP_STEPS = 3
"""Steps taken one kernel at a time first: what they set up, such as momenta, is not recorded."""

Step = Callable[[Tensor, Tensor], Tensor]
"""Takes images and targets, changes the weights, and returns the loss."""

_log = logging.getLogger(__name__)


class ReplayedStep:
    """Takes the same steps as the one it is made of; the loss returned is valid until the next.

    Nothing in the step may wait for the device or depend on numbers that Python holds and that
    change: a learning rate has to be a tensor on the device.
    """

    def __init__(self, step: Step) -> None:
        self._step = step
        self._stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        self._steps_to_warm_up = WARM_UP_STEPS
        self._recording: _Recording | None = None
        self._can_record = True

    def __call__(self, images: Tensor, targets: Tensor) -> Tensor:
        """Take one step; of a batch of another size than the first, one kernel at a time."""
        if self._steps_to_warm_up:
            self._steps_to_warm_up -= 1
            return self._take_unrecorded(images, targets)
        if self._recording is None and self._can_record:
            self._record(images, targets)
        if self._recording is None or not self._recording.fits(images):
            return self._take_unrecorded(images, targets)
        return self._recording.replay(images, targets)

    def _record(self, images: Tensor, targets: Tensor) -> None:
        usual_stream = torch.cuda.current_stream()
        try:
            self._recording = _Recording(self._step, images, targets, self._stream)
        except RuntimeError:  # training goes on without
            self._can_record = False
            torch.cuda.set_stream(usual_stream)
            _log.warning("a step could not be recorded as a CUDA graph", exc_info=True)

    def _take_unrecorded(self, images: Tensor, targets: Tensor) -> Tensor:
        """Take a step on the stream that is recorded from, as PyTorch asks of warm-ups."""
        usual_stream = torch.cuda.current_stream()
        self._stream.wait_stream(usual_stream)
        with torch.cuda.stream(self._stream):
            loss = self._step(images, targets)
        usual_stream.wait_stream(self._stream)
        return loss


class _Recording:
    """A step as a CUDA graph, and the tensors that it reads and writes."""

    def __init__(
        self, step: Step, images: Tensor, targets: Tensor, stream: torch.cuda.Stream
    ) -> None:
        self._images, self._targets = images.clone(), targets.clone()
        self._graph = torch.cuda.CUDAGraph()
        # Other threads of the app may use the device meanwhile.
        with torch.cuda.graph(self._graph, stream=stream, capture_error_mode="thread_local"):
            self._loss = step(self._images, self._targets)

    def fits(self, images: Tensor) -> bool:
        return images.shape == self._images.shape

    def replay(self, images: Tensor, targets: Tensor) -> Tensor:
        self._images.copy_(images)
        self._targets.copy_(targets)
        self._graph.replay()
        return self._loss
