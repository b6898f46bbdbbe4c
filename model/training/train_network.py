"""Training as a generator of typed events; whoever walks it may pause or close it between two."""

import dataclasses
from collections.abc import Generator, Iterator
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from model.data.classes import Classes
from model.data.progress import Notice, Throttle, Working
from model.data.source import Folders
from model.network.calibration import calibrate
from model.network.convnet import ConvNet
from model.network.weights import RunCard
from model.training.batches import Batches
from model.training.devices import choose_device, keep_freed_memory
from model.training.events import TrainingEvent, Validated
from model.training.learner import Learner, to_device
from model.training.mixture import TrainingData, load_mixture, name_mixture
from model.training.recipes import TrainingConfig
from model.training.run import Run
from model.training.targets import Targets
from model.training.teacher import Teacher

VALIDATIONS_PER_EPOCH = 2


def train(config: TrainingConfig, folders: Folders) -> Iterator[TrainingEvent]:
    """Train a new network; see `model.training.train`, through which others call it."""
    yield Working("starting PyTorch")
    device, notice = choose_device(config.device)
    if notice:
        yield Notice(notice)
    data = yield from load_mixture(config, folders)
    yield Working("moving data to the device")
    if device.type == "cpu":
        keep_freed_memory()
    yield from _Training(config, data, device).events()


class _Training:
    """One run: its data on the device, its network, and what it emits."""

    def __init__(self, config: TrainingConfig, data: TrainingData, device: torch.device) -> None:
        self._config, self._data, self._device = config, data, device
        self._batches = Batches(config, data, device)
        self._targets = Targets(config, self._classes, device)
        self._steps = self._batches.steps_of(config.epochs) + self._batches.steps_of_refinement
        validations = VALIDATIONS_PER_EPOCH * config.epochs
        self._validated_steps = {
            self._steps * part // validations for part in range(1, validations + 1)
        }
        self._validation_error: float | None = None
        torch.manual_seed(config.seed)  # the network's first weights, the same on every device
        self._run = Run(
            RunCard(recipe=config.recipe, data=name_mixture(config), seed=config.seed), device
        )

    @property
    def _classes(self) -> Classes:
        return self._data.train.classes

    def events(self) -> Iterator[TrainingEvent]:
        config, data, run = self._config, self._data, self._run
        if config.teacher_epochs:
            self._targets.learn_from((yield from self._train_teacher()))
        network = self._network = to_device(ConvNet(self._classes), self._device)
        yield run.start(
            network,
            epochs=config.epochs,
            steps=self._steps,
            least_loss=self._least_loss(),
            train_count=self._batches.images_per_epoch,
            validation_count=len(data.validation) if data.validation else 0,
            test_count=len(data.test),
        )
        yield from run.follow(network, self._learn(network, config.epochs), self._validate)
        seconds = run.watch.elapsed_s
        facts: dict[str, Any] = {}
        if len(data.test):
            facts["test_error"], _ = yield from run.measure(network, data.test)
        if data.calibration:
            _, logits = yield from run.measure(network, data.calibration)
            facts |= calibrate(logits, data.calibration.labels)._asdict()
        yield run.finish(
            network,
            seconds=seconds,
            validation_error=self._validation_error,
            **facts,
        )

    def _least_loss(self) -> float | None:
        data, labels = self._data, self._data.train.labels
        least = self._targets.least_loss(labels[data.epoch])
        if least is None or self._config.refinement is None:
            return least
        refining = self._targets.least_loss(labels[data.refining])
        assert refining is not None
        # Not joined: of a thousand epochs that would be half a gigabyte.
        shown = [len(data.epoch) * self._config.epochs, len(data.refining)]
        return float(np.average([least, refining], weights=shown))

    def _validate(self, step: int) -> Iterator[TrainingEvent]:
        """Measure on the validation data, if that is due after this step."""
        if self._data.validation is None or step not in self._validated_steps:
            return
        error, _ = yield from self._run.measure(self._network, self._data.validation)
        self._validation_error = error
        yield from self._run.watch.leave_out(Validated(step, error))

    def _train_teacher(self) -> Generator[TrainingEvent, None, Teacher]:
        teacher = to_device(Teacher(self._classes), self._device)
        epochs = self._config.teacher_epochs
        steps = self._batches.steps_of(epochs) + self._batches.steps_of_refinement
        throttle = Throttle()
        for step, _ in enumerate(self._learn(teacher, epochs), 1):
            if throttle.is_due():
                event = Working("training the teacher", step / steps)
                yield from self._run.watch.leave_out(event)
        return teacher

    def _learn(self, network: nn.Module, epochs: int) -> Iterator[Tensor]:
        """Take the steps of so many epochs, and those that refine, and yield the loss of each."""
        config, batches = self._config, self._batches
        learner = Learner(network, config, batches.steps_of(epochs))
        for images, labels in batches.of_epochs(epochs):
            yield learner.step(images, self._targets(images, labels))
        if config.refinement is not None:
            gentler = dataclasses.replace(config, learning_rate=config.refinement.learning_rate)
            learner = Learner(network, gentler, batches.steps_of_refinement)
            for images, labels in batches.of_refinement(config.refinement):
                yield learner.step(images, self._targets(images, labels))
