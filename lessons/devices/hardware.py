"""The devices of this machine; the only module that queries PyTorch for them."""

import os
from dataclasses import dataclass

import torch

GPUS = ("cuda", "mps", "xpu")
"""Devices beside the processor that this page knows."""


def is_available(device: str) -> bool:
    """Return whether PyTorch can compute on a device now."""
    if device == "cuda":
        return torch.cuda.is_available()
    if device == "mps":
        return torch.backends.mps.is_available()
    if device == "xpu":
        return torch.xpu.is_available()
    return True


def is_built(device: str) -> bool:
    """Return whether this PyTorch was built with support for a device."""
    if device == "xpu":
        return torch.version.xpu is not None
    backend = getattr(torch.backends, device)
    return bool(backend.is_built())


def core_count() -> int:
    """Return the number of processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def available_gpus() -> tuple[str, ...]:
    """Return the GPUs of this machine."""
    return tuple(device for device in GPUS if is_available(device))


def other_device() -> str:
    """Return a device that is not the CPU: a GPU, or "meta", which is always there."""
    return (*available_gpus(), "meta")[0]


def absent_gpu() -> str:
    """Return a GPU that this machine does not have."""
    return next((device for device in GPUS if not is_available(device)), "cuda")


@dataclass(frozen=True)
class Device:
    """A row of the table of devices.

    Args:
        name: as PyTorch calls it.
        is_available: whether it can be used.
        status: "there", "absent" (built, none found) or "unbuilt".
        label: the maker's name for it, "" if it is not known.
        count: cores of the CPU, or GPUs.
        memory: in bytes; None where nobody says.
        threads: of PyTorch, in this process; None for a GPU.
    """

    name: str
    is_available: bool
    status: str
    label: str = ""
    count: int = 0
    memory: int | None = None
    threads: int | None = None


def devices() -> tuple[Device, ...]:
    """Return the CPU and the kinds of GPU, available or not."""
    memory = None
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    cpu = Device(
        "cpu", True, "there", "", core_count(), memory, torch.get_num_threads()
    )
    return (cpu, *map(_gpu, GPUS))


def _gpu(name: str) -> Device:
    if not is_available(name):
        return Device(name, False, "absent" if is_built(name) else "unbuilt")
    if name == "mps":
        memory = torch.mps.recommended_max_memory()
        return Device(name, True, "there", "", 1, memory)
    backend = getattr(torch, name)
    card = backend.get_device_properties(0)
    count, label = backend.device_count(), backend.get_device_name(0)
    return Device(name, True, "there", label, count, card.total_memory)
