"""What processes use, as /proc tells it: time and memory, children included."""

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True)
class Used:
    """What a process and its descendants have used.

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


def used(pid: int) -> Used:
    """What a process and its descendants use now.

    Raises:
        OSError: if there is no such process, or no /proc.
    """
    family = [pid, *descendants(pid)]
    told = [told for told in map(_stat, family) if told]
    if not told:
        raise ProcessLookupError(pid)
    cpu = sum(int(fields[11]) + int(fields[12]) for fields in told) / TICKS
    pages = sum(int(fields[21]) for fields in told)
    summed = pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    return Used(cpu, sum(map(_pss_mb, family)), summed, len(told))


def descendants(pid: int) -> list[int]:
    """Its children, theirs, and so on."""
    parents = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            parents[int(folder.name)] = int(fields[1])
    found, last = [], {pid}
    while last:
        last = {child for child, parent in parents.items() if parent in last}
        found += sorted(last)
    return found


def _pss_mb(pid: int) -> float:
    """Megabytes, each page divided by how many have it; 0 of one that is gone."""
    try:
        rollup = (PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0.0
    (line,) = [each for each in rollup.splitlines() if each.startswith("Pss:")]
    return 1024 * int(line.split()[1]) / 1e6


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat after the name, from the state on; None if gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
