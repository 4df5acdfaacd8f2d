"""Run a file once as Python runs it, its layers watched.

In: a file. Out: its classes with their first calls. What it prints goes to the error stream.
"""

from __future__ import annotations

import ast
import contextlib
import os
import sys
import traceback
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from gradwright.classes.watch import Watch
from gradwright.diagnostics import GradwrightError, Location, error

MARK = "__gradwright_watch__"


@dataclass(frozen=True, slots=True)
class Run:
    """A file that was run: its syntax tree and bytes, the module that it became, its layers."""

    filename: str
    data: bytes
    tree: ast.Module
    module: ModuleType
    watch: Watch


def run_file(path: Path) -> Run:
    """Run a file as ``__main__``, in its directory.

    Raises
    ------
    GradwrightError
        GW507 if the file is no Python, or raises.
    """
    filename = str(path)
    data = path.read_bytes()
    try:
        tree = ast.parse(data, filename)
    except (SyntaxError, ValueError) as wrong:
        raise failure(filename, wrong) from None
    watch = Watch()
    module = ModuleType("__main__")
    vars(module).update({"__file__": str(path.resolve()), MARK: watch.attach})
    code = compile(_marked(data, filename), filename, "exec", dont_inherit=True)
    with as_main(module, path):
        try:
            exec(code, vars(module))
        except SystemExit:
            pass
        except Exception as raised:
            raise failure(filename, raised) from raised
        finally:
            watch.detach()
    return Run(filename, data, tree, module, watch)


def _marked(data: bytes, filename: str) -> ast.Module:
    """Return the file's syntax with a decorator on every class that has a forward."""
    tree = ast.parse(data, filename)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(is_forward(item) for item in node.body):
            mark = ast.copy_location(ast.Name(MARK, ast.Load()), node)
            node.decorator_list.insert(0, mark)
    return tree


def is_forward(node: ast.stmt) -> bool:
    """Whether a statement of a class's body defines its forward."""
    return isinstance(node, ast.FunctionDef) and node.name == "forward"


@contextlib.contextmanager
def as_main(module: ModuleType, path: Path) -> Generator[None]:
    """Let a module stand for ``__main__`` in the directory of its file; it prints to stderr."""
    directory = str(path.resolve().parent)
    kept = (sys.modules["__main__"], sys.argv, list(sys.path), Path.cwd())
    sys.modules["__main__"], sys.argv = module, [str(path)]
    sys.path.insert(0, directory)
    try:
        os.chdir(directory)
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        sys.modules["__main__"], sys.argv, sys.path[:] = kept[0], kept[1], kept[2]
        os.chdir(kept[3])


def failure(filename: str, raised: BaseException) -> GradwrightError:
    """Return what went wrong, at the line of the file where it happened."""
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(raised.__traceback__)
        if frame.filename == filename
    ]
    if isinstance(raised, SyntaxError):
        lines.append(raised.lineno)
    location = Location(filename, lines[-1], 1) if lines and lines[-1] else None
    reason = f"{type(raised).__name__}: {raised}"
    return error("GW507", location, filename=filename, reason=reason)
