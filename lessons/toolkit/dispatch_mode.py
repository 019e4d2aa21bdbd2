"""What the lessons' own dispatch modes have in common."""

from torch.utils._python_dispatch import TorchDispatchMode


class EagerDispatchMode(TorchDispatchMode):
    """A mode that sees each operation as it runs, and leaves PyTorch's compiler out."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Nothing is compiled here; else PyTorch loads its compiler, two seconds."""
        return False
