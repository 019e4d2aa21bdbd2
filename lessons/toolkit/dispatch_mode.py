"""Base class of the lessons' dispatch modes."""

from torch.utils._python_dispatch import TorchDispatchMode


class EagerDispatchMode(TorchDispatchMode):
    """A dispatch mode that does not load PyTorch's compiler."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Return False; else PyTorch loads its compiler, which takes two seconds."""
        return False
