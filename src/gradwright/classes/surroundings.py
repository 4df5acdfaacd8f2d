"""Where a file runs: its directory, its package, ``__main__``, and what imports it get."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from gradwright.classes.quiet import quiet


@dataclass(frozen=True, slots=True)
class Home:
    """The directory that imports start from, the package of a file, its name as a module."""

    root: Path
    package: str
    name: str


def home_of(path: Path, level: int = 0) -> Home:
    """Return where a file is imported from: above its packages, or as far as its dots reach."""
    directory = path.resolve().parent
    parts: list[str] = []
    while (directory / "__init__.py").is_file() or len(parts) < level:
        parts.insert(0, directory.name)
        directory = directory.parent
    own = [] if path.stem == "__init__" else [path.stem]
    return Home(directory, ".".join(parts), ".".join([*parts, *own]))


@contextlib.contextmanager
def as_main(module: ModuleType, path: Path, places: Sequence[Path] = ()) -> Generator[None]:
    """Let a module stand for ``__main__`` in the directory of its file; it prints to stderr.

    places: further directories to import from.
    """
    directory = path.resolve().parent
    kept, modules = (sys.argv, list(sys.path), Path.cwd()), dict(sys.modules)
    directories = list(dict.fromkeys((directory, *places)))
    sys.modules["__main__"], sys.argv = module, [str(path)]
    sys.path[:0] = [str(place) for place in directories]
    try:
        os.chdir(directory)
        with quiet():
            yield
    finally:
        sys.argv, sys.path[:] = kept[0], kept[1]
        os.chdir(kept[2])
        sys.modules["__main__"] = modules["__main__"]
        _forget(modules, directories)


def _forget(before: Collection[str], directories: Collection[Path]) -> None:
    """Forget modules that stand beside the file: the next run reads them anew."""
    for name, module in list(sys.modules.items()):
        origin = getattr(module, "__file__", None)
        if name not in before and origin and Path(origin).parent in directories:
            del sys.modules[name]


@contextlib.contextmanager
def found_by(path: Path, execute: Callable[[ModuleType], None]) -> Generator[None]:
    """Let what imports a file run it by a function of ours."""
    finder = _Finder(path.resolve(), execute)
    before = dict(sys.modules)
    for name in finder.names & before.keys():
        if getattr(before[name], "__file__", None) == str(finder.path):
            del sys.modules[name]
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in finder.done:
            del sys.modules[name]
        for name in finder.names & before.keys():
            sys.modules[name] = before[name]


class _Finder(MetaPathFinder, Loader):
    def __init__(self, path: Path, execute: Callable[[ModuleType], None]) -> None:
        self.path = path
        self.execute = execute
        self.names = {home_of(path).name, path.stem}
        self.done: list[str] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the specification that others find, where it leads to the file."""
        if fullname.rpartition(".")[2] not in (self.path.stem, self.path.parent.name):
            return None
        finders = [finder for finder in sys.meta_path if finder is not self]
        specs = (finder.find_spec(fullname, path, target) for finder in finders)
        spec = next((spec for spec in specs if spec is not None), None)
        if spec is None or not spec.origin or Path(spec.origin).resolve() != self.path:
            return None
        spec.loader = self
        return spec

    def exec_module(self, module: ModuleType) -> None:
        """Run the file."""
        self.done.append(module.__name__)
        self.execute(module)
