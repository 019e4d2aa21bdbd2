"""torch's compiler, left out until something compiles.

The first optimizer loads it, to tell it what it may not compile: a second or more of
whoever comes first, and 70 MB in each process that trains. Nothing here compiles. So
something else stands in its place, which does nothing when it is told so, and gives way
to the compiler when anything else is wanted of it.

This takes the place of a private module of the one version it was written for; at any
other, `install` leaves torch as it is.
"""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from threading import Lock
from types import ModuleType
from typing import Any

VERSION = "2.13.0"
NAME = "torch._dynamo"

_lock = Lock()


class Backward:
    """Stands in the place of what compiles backward passes."""

    _disable = staticmethod(nullcontext)
    """Where it is not to compile: it never does."""

    def __getattr__(self, name: str) -> Any:
        return getattr(compiler().compiled_autograd, name)


class DynamoStub(ModuleType):
    """Stands in its place."""

    compiled_autograd = Backward()

    def __init__(self) -> None:
        super().__init__(NAME)
        self.__path__ = []  # it has parts, which `Finder` finds

    @staticmethod
    def disable(function: Callable[..., Any] | None = None, *_: Any, **__: Any) -> Any:
        """What is not to be compiled, given now or by the decorator: nothing is."""
        return function or (lambda given: given)

    @staticmethod
    def graph_break(*_: Any, **__: Any) -> None:
        """Where what is compiled ends."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # who looks through all modules wants nothing of it
            raise AttributeError(name)
        return getattr(compiler(), name)


def compiler() -> ModuleType:
    """The compiler itself, loaded now if it was left out."""
    with _lock:
        if isinstance(sys.modules.get(NAME), DynamoStub):
            del sys.modules[NAME]
    return import_module(NAME)


class Finder(MetaPathFinder, Loader):
    """Finds a part of the compiler while it is left out, and loads all of it."""

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        """Where to find a module; None for others than those parts."""
        if not name.startswith(f"{NAME}.") or not isinstance(
            sys.modules.get(NAME), DynamoStub
        ):
            return None
        whole = compiler()
        if name in sys.modules:
            return ModuleSpec(name, self)
        return PathFinder.find_spec(name, whole.__path__)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The part, which came with the whole."""
        module = sys.modules[spec.name]
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """It has been run: it stays as it was."""
        assert module.__spec__
        module.__spec__ = module.__spec__.loader_state


def install() -> bool:
    """Put something in its place, if torch is there and it is not; whether it is."""
    torch: Any = sys.modules["torch"]
    with _lock:
        if torch.__version__.partition("+")[0] != VERSION:
            return False
        if NAME not in sys.modules:
            sys.modules[NAME] = torch._dynamo = DynamoStub()
            sys.meta_path.insert(0, Finder())
        return isinstance(sys.modules[NAME], DynamoStub)
