"""The six listings, and their forward functions alone in files of their own."""

import ast
import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
NAMES = {
    "neuron": "neuron",
    "dense": "dense_relu",
    "classifier": "loss",
    "newton": "root",
    "stencil": "seidel",
    "recurrent": "rnn",
}


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing: its whole text, and its forward function without the backward one beside it."""

    name: str
    entry: str
    text: str
    forward: Callable[..., Any]
    arguments: tuple[Any, ...]
    wrt: int | tuple[int, ...]

    @property
    def backward_name(self) -> str:
        """The name of the backward function."""
        return f"{self.entry}_backward"


def forward_text(text: str, entry: str) -> str:
    """Return a module's imports and its forward function."""
    kept = [
        node
        for node in ast.parse(text).body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        or (isinstance(node, ast.FunctionDef) and node.name == entry)
    ]
    return "\n\n\n".join(ast.get_source_segment(text, node) or "" for node in kept) + "\n"


def imported(path: Path) -> ModuleType:
    """Import a file under its own name."""
    name = f"listing_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def listing(name: str, folder: Path) -> Listing:
    """Return a listing; its forward function is imported from a file written to `folder`."""
    path = HERE / f"{name}.py"
    text, entry = path.read_text(), NAMES[name]
    alone = folder / f"{name}_forward.py"
    alone.write_text(forward_text(text, entry))
    whole = imported(path)
    wrt = whole.WRT if len(whole.WRT) > 1 else whole.WRT[0]
    return Listing(name, entry, text, getattr(imported(alone), entry), whole.ARGUMENTS, wrt)
