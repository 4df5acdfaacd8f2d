"""Walks over the syntax of one scope: nested functions and classes are not entered.

In: statements of a function. Out: their nodes, and the names that they bind in passing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def own(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of a body from outside in; those inside of a nested scope are left out."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, SCOPES):
            waiting.extend(ast.iter_child_nodes(node))


def augmented_only(body: Iterable[ast.stmt]) -> frozenset[str]:
    """Return the names that a body rebinds by augmented assignments alone."""
    augmented: dict[int, str] = {}
    stored: list[ast.Name] = []
    for node in own(body):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            augmented[id(node.target)] = node.target.id
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stored.append(node)
    others = {name.id for name in stored if id(name) not in augmented}
    return frozenset(set(augmented.values()) - others)
