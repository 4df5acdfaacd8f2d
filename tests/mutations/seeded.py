"""Import the compiler with a bug in it: one module's text is another, the files stay as they are."""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType

from tests.mutations.mutation import ROOT, Mutation


class Seeded(MetaPathFinder, Loader):
    """Finds the module that has the bug, and executes its changed text."""

    def __init__(self, mutation: Mutation) -> None:
        self.name = "gradwright." + mutation.path.removesuffix(".py").replace("/", ".")
        self.path = str(ROOT / "gradwright" / mutation.path)
        self.text = mutation.applied(ROOT)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return this loader for the module, None for every other."""
        if fullname != self.name:
            return None
        return spec_from_loader(fullname, self, origin=self.path)

    def exec_module(self, module: ModuleType) -> None:
        """Execute the changed text."""
        module.__file__ = self.path
        exec(compile(self.text, self.path, "exec"), module.__dict__)


def seed(mutation: Mutation) -> None:
    """Let the compiler, which must not have been imported yet, be imported with a bug."""
    assert not any(name.split(".")[0] == "gradwright" for name in sys.modules)
    sys.meta_path.insert(0, Seeded(mutation))
