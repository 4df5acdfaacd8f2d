"""A file that runs for its types alone: it prints to the error stream, and shows no windows."""

from __future__ import annotations

import contextlib
import os
import sys
import warnings
from collections.abc import Generator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType

import numpy as np

PLOTS = "matplotlib.pyplot"
BLOCKING = ("show", "pause", "ginput", "waitforbuttonpress")


@contextlib.contextmanager
def quiet() -> Generator[None]:
    """Let what runs inside print to the error stream, and not wait for a window to be closed.

    What it changes of NumPy's and Python's settings is taken back.
    """
    with (
        contextlib.redirect_stderr(sys.stderr),
        printing_to_stderr(),
        without_windows(),
        np.errstate(),
        np.printoptions(),
        warnings.catch_warnings(),
    ):
        yield


@contextlib.contextmanager
def printing_to_stderr() -> Generator[None]:
    """Send standard output to standard error, also that of programs that are started."""
    sys.stdout.flush()
    with contextlib.redirect_stdout(sys.stderr), _descriptor(1, 2):
        yield


@contextlib.contextmanager
def _descriptor(of: int, to: int) -> Generator[None]:
    try:
        saved = os.dup(of)
    except OSError:  # closed
        yield
        return
    try:
        with contextlib.suppress(OSError):
            os.dup2(to, of)
        yield
    finally:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            sys.__stdout__.flush()  # type: ignore[union-attr]
        os.dup2(saved, of)
        os.close(saved)


@contextlib.contextmanager
def without_windows() -> Generator[None]:
    """Let matplotlib draw into memory, and return at once where it would wait."""
    before = os.environ.get("MPLBACKEND")
    os.environ["MPLBACKEND"] = "agg"
    plots = _Plots()
    if PLOTS in sys.modules:
        plots.silence(sys.modules[PLOTS])
    sys.meta_path.insert(0, plots)
    try:
        yield
    finally:
        sys.meta_path.remove(plots)
        plots.restore()
        if before is None:
            del os.environ["MPLBACKEND"]
        else:
            os.environ["MPLBACKEND"] = before


class _Plots(MetaPathFinder):
    """Silences matplotlib.pyplot when it is imported."""

    def __init__(self) -> None:
        self.module: ModuleType | None = None
        self.kept: dict[str, object] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where pyplot is, with a loader that silences it."""
        spec = PathFinder.find_spec(fullname, path) if fullname == PLOTS else None
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            self.silence(module)

        spec.loader.exec_module = exec_module
        return spec

    def silence(self, module: ModuleType) -> None:
        """Let the functions that wait for a person return at once."""
        self.module = module
        for name in BLOCKING:
            if hasattr(module, name):
                self.kept[name] = getattr(module, name)
                setattr(module, name, _nothing)

    def restore(self) -> None:
        """Give the functions back."""
        for name, function in self.kept.items():
            setattr(self.module, name, function)


def _nothing(*_: object, **__: object) -> None:
    return None
