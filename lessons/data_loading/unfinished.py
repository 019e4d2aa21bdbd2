"""A dataset whose `__getitem__` has to be written."""

from torch.utils.data import Dataset


class Points(Dataset):
    """How many examples there are, and example number i: its inputs and its label."""

    def __init__(self, X, y):
        self.X, self.y = X, y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return ...
