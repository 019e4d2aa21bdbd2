"""Time and memory that processes use, from /proc, children included."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True)
class Usage:
    """Time and memory of a process and its descendants.

    Args:
        cpu_s: seconds of processor, of those that are alive.
        rss_mb: megabytes in memory, what they share counted once: what they take of
            the machine.
        summed_mb: the same of each, added up: what two of them share is in it twice.
        processes: how many they are.
    """

    cpu_s: float
    rss_mb: float
    summed_mb: float
    processes: int


def usage(pid: int) -> Usage:
    """Return what a process and its descendants use now.

    Raises:
        OSError: if there is no such process, or no /proc.
    """
    family = [pid, *descendants(pid)]
    stats = [stat for stat in map(_stat, family) if stat]
    if not stats:
        raise ProcessLookupError(pid)
    cpu = sum(int(fields[11]) + int(fields[12]) for fields in stats) / TICKS
    pages = sum(int(fields[21]) for fields in stats)
    summed = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return Usage(cpu, sum(map(_pss_mb, family)), summed, len(stats))


def descendants(pid: int) -> list[int]:
    """Return its children, their children, and so on."""
    parents = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            parents[int(folder.name)] = int(fields[1])
    children, generation = [], {pid}
    while generation:
        generation = {
            child for child, parent in parents.items() if parent in generation
        }
        children += sorted(generation)
    return children


def _pss_mb(pid: int) -> float:
    """Return megabytes, each page divided by how many share it; 0 if it has ended."""
    try:
        rollup = (PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0.0
    (line,) = [each for each in rollup.splitlines() if each.startswith("Pss:")]
    return 1024 * int(line.split()[1]) / 1e6


def _stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat from the state on; None if it has ended."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
