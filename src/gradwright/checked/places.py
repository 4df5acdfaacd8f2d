"""The lines that a finding is about: where forward reads what is differentiated, where backward sets it."""

from __future__ import annotations

import ast

from gradwright.checked.leaves import Leaf
from gradwright.checked.observe import Backward, Forward
from gradwright.diagnostics import GradwrightError, Location
from gradwright.frontend import source_of


def forward_line(forward: Forward, slot: Leaf) -> Location | None:
    """Return where forward reads an argument or attribute; its definition where it never does."""
    try:
        source = source_of(forward.function)
    except GradwrightError:
        return None
    name = slot.root if slot.root != "self" else str(slot.steps[0][1])
    own = slot.root == "self"
    reads = [node for node in ast.walk(source.node) if _reads(node, name, own=own)]
    reads.sort(key=lambda node: (node.lineno, node.col_offset))  # type: ignore[attr-defined]
    computed = [node for node in reads if not _is_kept(source.node, node)]
    return source.location((computed or reads or [source.node])[0])


def _reads(node: ast.AST, name: str, *, own: bool) -> bool:
    match node:
        case ast.Attribute(_, attribute, ast.Load()):
            return own and attribute == name
        case ast.Name(found, ast.Load()):
            return not own and found == name
        case _:
            return False


def _is_kept(function: ast.AST, node: ast.AST) -> bool:
    """Whether a read only keeps the value: ``self.inputs = inputs``."""
    return any(isinstance(n, ast.Assign) and n.value is node for n in ast.walk(function))


def backward_line(backward: Backward, gradient: Leaf) -> Location | None:
    """Return the last line of backward that sets a gradient, or that returns."""
    try:
        source = source_of(backward.function)
    except GradwrightError:
        return None
    names = [str(key) for kind, key in gradient.steps if kind == "attribute"]
    wanted = names[-1] if names and gradient.root == "self" else None
    if wanted is None and gradient.root != "returned":
        wanted = gradient.root
    found = [node for node in ast.walk(source.node) if _sets(node, wanted)]
    found.sort(key=lambda node: node.lineno)  # type: ignore[attr-defined]
    return source.location(found[-1] if found else source.node)


def _sets(node: ast.AST, name: str | None) -> bool:
    match node:
        case ast.Return(value):
            return name is None and value is not None
        case ast.Assign(targets):
            return name is not None and any(_names(target, name) for target in targets)
        case ast.AugAssign(target) | ast.AnnAssign(target):
            return name is not None and _names(target, name)
        case _:
            return False


def _names(target: ast.expr, name: str) -> bool:
    for node in ast.walk(target):
        if isinstance(node, ast.Attribute) and node.attr == name:
            return True
        if isinstance(node, ast.Name) and node.id == name:
            return True
    return False
