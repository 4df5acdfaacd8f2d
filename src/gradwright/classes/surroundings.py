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
def as_main(
    module: ModuleType, path: Path, places: Sequence[Path] = (), package: str = ""
) -> Generator[None]:
    """Let a module stand for ``__main__`` in the directory of its file; it prints to stderr.

    places: further directories to import from. package: one that is imported for this run alone.
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
        _forget(modules, directories, package.partition(".")[0])


def _forget(before: Collection[str], directories: Collection[Path], package: str) -> None:
    """Forget modules that stand beside the file: the next run reads them anew."""
    for name, module in list(sys.modules.items()):
        origin = getattr(module, "__file__", None)
        beside = bool(origin) and Path(str(origin)).parent in directories
        if name not in before and (beside or name.partition(".")[0] == package):
            del sys.modules[name]


@contextlib.contextmanager
def found_by(
    path: Path, execute: Callable[[ModuleType], None], name: str | None = None
) -> Generator[None]:
    """Let what imports a file run it by a function of ours.

    name: that of the file as a module, where nothing else goes by it.
    """
    finder = _Finder(path.resolve(), execute)
    taken = [
        module
        for module, found in sys.modules.items()
        if module == name or getattr(found, "__file__", None) == str(finder.path)
    ]
    before = {module: sys.modules.pop(module) for module in taken if module != "__main__"}
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for done in finder.done:
            sys.modules.pop(done, None)
        sys.modules.update(before)


class _Finder(MetaPathFinder, Loader):
    def __init__(self, path: Path, execute: Callable[[ModuleType], None]) -> None:
        self.path = path
        self.execute = execute
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
