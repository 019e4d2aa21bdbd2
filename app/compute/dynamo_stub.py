"""Stand-in for torch's compiler, so that it is not loaded until something compiles.

The first optimizer loads the compiler, to tell it what it may not compile: a second or
more of whoever comes first, and 70 MB in each process that trains. Nothing here
compiles. The stand-in does nothing when it is told what not to compile, and gives way
to the compiler when anything else is asked of it.

It replaces a private module of the one version it was written for (VERSION); at any
other, `install` leaves torch as it is.

Gain, measured 2026-11-30 on two busy cores with `tests.benchmarks.workers`: the first
step of an optimizer takes 2 ms of the processor instead of 1.3 s, and 0.1 MB instead of
71 MB.

To remove it: delete this module, its test, and the two calls of `install`
(`worker.load_function`, `lifespan.preload`).
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


class CompiledAutogradStub:
    """Stands in for `torch._dynamo.compiled_autograd`."""

    _disable = staticmethod(nullcontext)
    """Context without compilation: there is none anyway."""

    def __getattr__(self, name: str) -> Any:
        return getattr(load_dynamo().compiled_autograd, name)


class DynamoStub(ModuleType):
    """Stands in for `torch._dynamo`."""

    compiled_autograd = CompiledAutogradStub()

    def __init__(self) -> None:
        super().__init__(NAME)
        self.__path__ = []  # it has submodules, which `SubmoduleFinder` finds

    @staticmethod
    def disable(function: Callable[..., Any] | None = None, *_: Any, **__: Any) -> Any:
        """Return the function, or a decorator, unchanged: nothing is compiled."""
        return function or (lambda undecorated: undecorated)

    @staticmethod
    def graph_break(*_: Any, **__: Any) -> None:
        """Do nothing: there is no compiled graph to end."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # code that inspects all modules does not need it
            raise AttributeError(name)
        return getattr(load_dynamo(), name)


def load_dynamo() -> ModuleType:
    """Return the compiler itself, and load it now if the stand-in is there."""
    with _lock:
        if isinstance(sys.modules.get(NAME), DynamoStub):
            del sys.modules[NAME]
    return import_module(NAME)


class SubmoduleFinder(MetaPathFinder, Loader):
    """Loads the whole compiler when a submodule of the stand-in is imported."""

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        """Return where a submodule is; None for any other module."""
        if not name.startswith(f"{NAME}.") or not isinstance(
            sys.modules.get(NAME), DynamoStub
        ):
            return None
        dynamo = load_dynamo()
        if name in sys.modules:
            return ModuleSpec(name, self)
        return PathFinder.find_spec(name, dynamo.__path__)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the submodule, which came with the compiler."""
        module = sys.modules[spec.name]
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Restore the submodule's spec; it has been executed already."""
        assert module.__spec__
        module.__spec__ = module.__spec__.loader_state


def install() -> bool:
    """Put the stand-in in place if torch is loaded and the compiler is not.

    Returns:
        Whether it is in place.
    """
    torch: Any = sys.modules["torch"]
    with _lock:
        if torch.__version__.partition("+")[0] != VERSION:
            return False
        if NAME not in sys.modules:
            sys.modules[NAME] = torch._dynamo = DynamoStub()
            sys.meta_path.insert(0, SubmoduleFinder())
        return isinstance(sys.modules[NAME], DynamoStub)
