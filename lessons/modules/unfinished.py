"""A network of two layers whose forward has to be written."""

from torch import nn


class Net(nn.Module):
    """Two linear layers; an activation has to act between them."""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 8)
        self.output = nn.Linear(8, 1)

    def forward(self, x):
        """The outputs, of shape (n, 1)."""
        return ...
