"""What workers buy: epochs timed with 0, 1 and 2 of them. Run as a script.

In a Python of its own: worker processes are copies of the process that starts them,
and that of a web application has threads that a copy does not survive.
"""

import json
import time

import torch

N_ITEMS = 40
BATCH_SIZE = 5
WAITS = (0.0, 0.02)
"""Seconds that an item takes: none, and what a file from a disk may take."""
WORKERS = (0, 1, 2)


class Items(torch.utils.data.Dataset):
    """Items that are there after a while.

    Args:
        wait: seconds that an item takes.
    """

    def __init__(self, wait: float):
        self.wait = wait

    def __len__(self) -> int:
        return N_ITEMS

    def __getitem__(self, i: int) -> int:
        time.sleep(self.wait)
        return i


def seconds(wait: float, num_workers: int) -> float:
    """Return how long an epoch takes, the start of the workers included."""
    loader = torch.utils.data.DataLoader(
        Items(wait), batch_size=BATCH_SIZE, num_workers=num_workers
    )
    start = time.perf_counter()
    assert sum(len(batch) for batch in loader) == N_ITEMS
    return time.perf_counter() - start


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps([[seconds(wait, k) for k in WORKERS] for wait in WAITS]))
