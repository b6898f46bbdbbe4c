"""The blocks that make features of images, each designed by hand but for PCA, whose axes are found.

Each takes a batch and returns one; N images come in as (N, 28, 28) float32 in [0, 1], ink = 1.
"""

from collections.abc import Mapping
from math import atan, degrees
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model.ink.field import FIELD

Batch = NDArray[np.float32]
"""(N, ...): what a block takes or makes of N images."""

COMPONENTS = 50
FOUND_ON = 10_000
"""So many images at most the principal components are found on; more change nothing to be seen."""
SPARE_AXES, ROUNDS = 10, 8
DEPENDENT = 1e-12
MAX_SHEAR = 1.5
LEAST_SPREAD = 1e-3
"""In square px: flatter ink has no slant."""


class Block(Protocol):
    """One step from an image to its features. Immutable, so any thread may use it."""

    @property
    def name(self) -> str:
        """As a file names it."""

    @property
    def title(self) -> str:
        """As a person reads it."""

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what it makes of one image."""

    def apply(self, batch: Batch) -> Batch:
        """Return (N, *shape) of what the block before made of N images."""

    def sentence(self, before: Batch, after: Batch) -> str:
        """Say what it did to one image; before, after: what went in and came out, without N."""

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """Return what was found when it was fitted, by name; nothing for most."""


class RawPixels:
    """The image as it is: 784 numbers."""

    name = "raw"
    title = "Raw pixels"
    shape: tuple[int, ...] = (FIELD, FIELD)

    def apply(self, batch: Batch) -> Batch:
        """Return the batch."""
        return batch

    def sentence(self, before: Batch, after: Batch) -> str:
        """Say how many numbers there are."""
        return f"The image is {after.size} numbers, {int((after > 0).sum())} of them not 0."

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """Return nothing: nothing is fitted."""
        return {}


class Deskewed:
    """The image sheared sideways until its ink leans to neither side.

    As LeCun et al., 1998, "Gradient-based learning applied to document recognition", did before
    nearest neighbours: by the moments of the ink, x is made uncorrelated with y.
    """

    name = "deskewed"
    title = "Deskewed"
    shape: tuple[int, ...] = (FIELD, FIELD)

    def apply(self, batch: Batch) -> Batch:
        """Return (N, 28, 28): each row moved sideways about the ink's centre."""
        shears, middles = _slants(batch)
        px = np.arange(FIELD, dtype=np.float32)
        sampled = px + (shears[:, None] * (px - middles[:, None]))[:, :, None]  # (N, 28, 28)
        lower = np.floor(sampled)
        share = sampled - lower
        left = lower.astype(np.intp) + 1  # of the padded image
        padded = np.pad(batch, ((0, 0), (0, 0), (1, 1)))
        at_left = np.take_along_axis(padded, left.clip(0, FIELD + 1), 2)
        at_right = np.take_along_axis(padded, (left + 1).clip(0, FIELD + 1), 2)
        return at_left + share * (at_right - at_left)

    def sentence(self, before: Batch, after: Batch) -> str:
        """Say how far the ink leaned."""
        angle = round(degrees(atan(-_slants(before[None])[0][0])))
        if angle == 0:
            return "It stands upright already."
        side = "right" if angle > 0 else "left"
        return f"It leaned {abs(angle)}° to the {side}; its rows are moved until it stands upright."

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """Return nothing: nothing is fitted."""
        return {}


def _slants(batch: Batch) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return (N,) by how many px a row's ink lies farther right a px down, and (N,) its centre."""
    px = np.arange(FIELD, dtype=np.float32)
    mass = np.maximum(batch.sum((1, 2)), 1e-6)[:, None]
    rows, columns = batch.sum(2), batch.sum(1)
    y = px - rows @ px[:, None] / mass  # (N, 28), from the centre
    x = px - columns @ px[:, None] / mass
    spread = (rows * y**2).sum(1)
    along = np.matmul(batch, x[:, :, None])[:, :, 0]
    shears = (along * y).sum(1) / np.maximum(spread, LEAST_SPREAD * mass[:, 0])
    return shears.clip(-MAX_SHEAR, MAX_SHEAR), (rows @ px) / mass[:, 0]


class PrincipalComponents:
    """The directions in which images differ most, and how far this one lies along each.

    mean: (28, 28); axes: (K, 784), orthonormal, the one with the most variance first.
    """

    name = "pca"
    title = "Principal components"

    def __init__(self, mean: NDArray[np.float32], axes: NDArray[np.float32]) -> None:
        self.mean = mean
        self.axes = axes

    @classmethod
    def found_in(cls, batch: Batch) -> "PrincipalComponents":
        """Return the COMPONENTS first of images, (N, 28, 28)."""
        flat = batch.reshape(len(batch), -1)
        mean = flat.mean(axis=0)
        return cls(mean.reshape(FIELD, FIELD), principal_axes(flat - mean, COMPONENTS))

    @property
    def shape(self) -> tuple[int, ...]:
        """How many components there are."""
        return (len(self.axes),)

    def apply(self, batch: Batch) -> Batch:
        """Return (N, K): how far each image lies from the mean along each axis."""
        centred: Batch = (batch - self.mean).reshape(len(batch), -1)
        return np.asarray(centred @ self.axes.T, np.float32)

    def sentence(self, before: Batch, after: Batch) -> str:
        """Say how much of the image the components hold."""
        whole = float(((before - self.mean) ** 2).sum())
        kept = float((after**2).sum()) / max(whole, 1e-12)
        return (
            f"{len(after)} numbers stand for the {before.size}: they hold "
            f"{min(kept, 1):.0%} of what sets it apart from the mean image."
        )

    def arrays(self) -> Mapping[str, NDArray[np.generic]]:
        """Return mean and axes."""
        return {"mean": self.mean, "axes": self.axes}


def principal_axes(centred: Batch, count: int) -> NDArray[np.float32]:
    """Return (count, F): where centred features (N, F) vary most; fewer where F is less.

    The eigenvectors of their covariance (Pearson, 1901), the largest eigenvalue first, by subspace
    iteration from a random start (Halko, Martinsson and Tropp, 2011, "Finding structure with
    randomness"): a tenth of the time that all eigenvectors take.
    """
    covariance = (centred.T @ centred).astype(np.float64)
    tried = min(count + SPARE_AXES, len(covariance))
    axes = np.random.default_rng(0).normal(size=(len(covariance), tried))
    for _ in range(ROUNDS):
        axes = _straightened(covariance @ axes)
    _, turned = np.linalg.eigh(axes.T @ covariance @ axes)
    largest = (axes @ turned)[:, ::-1][:, :count]
    return np.ascontiguousarray(largest.T, np.float32)


def _straightened(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return orthonormal columns that span the same; fewer where these are not independent.

    By the small matrix of their products: a QR decomposition is hundreds of steps, at each of which
    BLAS waits for a second thread on a busy machine.
    """
    squares, turned = np.linalg.eigh(columns.T @ columns)
    kept = squares > DEPENDENT * squares[-1]
    if not kept.any():  # there is no variance at all
        return np.eye(len(columns), 1)
    straight: NDArray[np.float64] = columns @ (turned[:, kept] / np.sqrt(squares[kept]))
    return straight
