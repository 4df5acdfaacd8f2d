"""The bytes that a backward function saves for its reverse sweep: what it appends to its lists `saved…`."""

import ast
import copy
import sys
from typing import Any

import numpy as np

KEEP = "_keep_saved"


class Noting(ast.NodeTransformer):
    """Let every value that is appended to a list `saved…`, or an array of that name, note itself."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Note what `saved.append(value)` appends."""
        match self.generic_visit(node):
            case ast.Call(ast.Attribute(ast.Name(name), "append"), [value]) as call if is_saved(
                name
            ):
                call.args = [noted(value)]
                return call
            case other:
                return other

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        """Note the array that `saved = np.empty(…)` makes."""
        match node:
            case ast.Assign([ast.Name(name)], ast.Call() as value) if is_saved(name):
                node.value = noted(value)
            case _:
                self.generic_visit(node)
        return node


def is_saved(name: str) -> bool:
    """Say whether a name is that of saved values."""
    return name.startswith("saved")


def noted(value: ast.expr) -> ast.expr:
    """Return a call that notes a value and gives it back."""
    return ast.Call(ast.Name(KEEP, ast.Load()), [value], [])


def saved_bytes(text: str, name: str, arguments: tuple[Any, ...]) -> int:
    """Return the bytes of everything that a call saves: each object once, with the lists' own entries."""
    tree = ast.fix_missing_locations(Noting().visit(ast.parse(text)))
    kept: list[Any] = []

    def keep(value: Any) -> Any:
        kept.append(value)
        return value

    space: dict[str, Any] = {"__name__": "measured", KEEP: keep}
    exec(compile(tree, f"<{name}>", "exec"), space)
    space[name](*copy.deepcopy(arguments))
    objects: dict[int, Any] = {}
    for value in kept:
        parts(value, objects)
    return 8 * len(kept) + sum(map(sys.getsizeof, objects.values()))


def parts(value: Any, found: dict[int, Any]) -> None:
    """Collect an object and what it holds; numbers that Python shares take no memory."""
    if isinstance(value, (bool, type(None))) or (isinstance(value, int) and -6 < value < 257):
        return
    found[id(value)] = value
    if isinstance(value, (tuple, list)):
        for part in value:
            parts(part, found)
    elif isinstance(value, np.ndarray) and value.base is not None:
        parts(value.base, found)
