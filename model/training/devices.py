"""Which device trains: the one asked for, or the best that really runs a kernel."""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from model.errors import BadInput, reason_of

M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # of glibc's malloc.h
LARGEST_MMAP_THRESHOLD = 32 * 2**20  # glibc refuses more


def choose_device(name: str) -> tuple[torch.device, str | None]:
    """Return the device for "auto", "cpu", "cuda" or "mps", and a sentence when auto fell back.

    A GPU may be announced where none of its kernels runs (an old card, another build), so each
    is probed. Raises BadInput when the device asked for by name does not work.
    """
    if name == "cpu":
        return torch.device("cpu"), None
    available = {
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if name != "auto":
        if not available[name]:
            raise BadInput(f"device {name}: this machine or this build of PyTorch has none")
        device = torch.device(name)
        if fault := _probe(device):
            raise BadInput(f"device {name}: does not run ({fault})")
        return device, None
    for candidate in (torch.device(kind) for kind, there in available.items() if there):
        fault = _probe(candidate)
        if fault is None:
            return candidate, None
        return torch.device("cpu"), f"The {candidate.type} device does not run ({fault}): using CPU"
    return torch.device("cpu"), None


def _probe(device: torch.device) -> str | None:
    """Run one small training step on the device; return what went wrong."""
    try:
        layer = nn.Conv2d(1, 1, 5).to(device)
        layer(torch.ones(1, 1, 8, 8, device=device)).sum().backward()
        layer.weight.sum().item()
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        return reason_of(str(error).partition("\n")[0])
    return None


def describe_device(device: torch.device) -> str:
    """Return the device's name for a run card, such as "cpu" or "cuda (NVIDIA H200)"."""
    if device.type == "cuda":
        return f"cuda ({torch.cuda.get_device_name(device)})"
    return device.type


def mixed_precision(device: torch.device) -> torch.autocast:
    """Return a context in which a training step multiplies as fast as accuracy allows.

    Where a CPU multiplies bfloat16 in hardware, convolutions and matrix products are reckoned in it
    and added up in float32; weights and their updates stay float32. Elsewhere nothing changes:
    a CPU that only emulates bfloat16 is slower for it, and PyTorch lets CUDA's convolutions run in
    TF32 of itself.
    """
    # Older releases do not tell what a CPU can do.
    capabilities: dict[str, object] = getattr(torch.cpu, "get_capabilities", dict)()
    is_fast = device.type == "cpu" and bool(capabilities.get("avx512_bf16"))
    return torch.autocast(device.type, torch.bfloat16, enabled=is_fast)


def keep_freed_memory() -> None:
    """Have glibc hand freed memory out again, rather than return it to the system at once.

    By default each tensor of a training step above some megabytes is mapped afresh, and the system
    clears it page by page as it is touched: measured on 2 cores, 4.3 ms of a step's 11.3 ms.
    Elsewhere than on Linux's glibc this does nothing. See `man 3 mallopt`.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries lack it
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGEST_MMAP_THRESHOLD)
        mallopt(M_TRIM_THRESHOLD, 2**31 - 1)


@contextmanager
def one_thread() -> Iterator[None]:
    """Have PyTorch reckon on one of the CPU's cores.

    Threads that share small operations wait for one another at each. Where other programs use the
    cores too, a lesson of 50 signs took 32 s of processor time with two threads, and 4 s with one.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
