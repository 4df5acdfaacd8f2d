"""Which attributes a forward writes on every path, and which it may read before.

In: its statements, attributes as names ``self.x``. Out: sets of attributes; the statements with what
is written as a second result.
"""

from __future__ import annotations

import ast


def definite(body: list[ast.stmt]) -> frozenset[str]:
    """Return the attributes that every path to an exit of the function writes."""
    exits: list[frozenset[str]] = []
    end = _written(body, frozenset(), exits)
    if end is not None:
        exits.append(end)
    return exits[0].intersection(*exits) if exits else frozenset()


def _written(
    body: list[ast.stmt], before: frozenset[str], exits: list[frozenset[str]]
) -> frozenset[str] | None:
    """Return what is written where control falls through; None where it does not."""
    written: frozenset[str] | None = before
    for stmt in body:
        if written is None:
            return None
        match stmt:
            case ast.Return():
                exits.append(written)
                return None
            case ast.Raise():
                return None
            case ast.If(_, then, orelse):
                arms = [_written(arm, written, exits) for arm in (then, orelse)]
                alive = [arm for arm in arms if arm is not None]
                written = alive[0].intersection(*alive) if alive else None
            case ast.For() | ast.While():
                _written(stmt.body, written, exits)
            case _:
                written |= _targets(stmt)
    return written


def read_first(body: list[ast.stmt]) -> frozenset[str]:
    """Return the attributes that a function may read before each path to there has written them."""
    found: set[str] = set()
    _first(body, frozenset(), found)
    return frozenset(found)


def _first(body: list[ast.stmt], written: frozenset[str], found: set[str]) -> frozenset[str] | None:
    """Note what is read that is not written yet; return what is written where control falls through."""
    for stmt in body:
        match stmt:
            case ast.If(test, then, orelse):
                found |= _read(test) - written
                arms = [_first(arm, written, found) for arm in (then, orelse)]
                alive = [arm for arm in arms if arm is not None]
                if not alive:
                    return None
                written = alive[0].intersection(*alive)
            case ast.For() | ast.While():
                head = stmt.iter if isinstance(stmt, ast.For) else stmt.test
                found |= _read(head) - written
                _first([*stmt.body, *stmt.orelse], written, found)
            case _:
                found |= _read(stmt) - written
                if isinstance(stmt, ast.AugAssign):
                    found |= _targets(stmt) - written
                if isinstance(stmt, ast.Return | ast.Raise):
                    return None
                written |= _targets(stmt)
    return written


def _read(node: ast.AST) -> frozenset[str]:
    return frozenset(
        inner.id.removeprefix("self.")
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name)
        and isinstance(inner.ctx, ast.Load)
        and inner.id.startswith("self.")
    )


def _targets(stmt: ast.stmt) -> frozenset[str]:
    return frozenset(
        node.id.removeprefix("self.")
        for node in ast.walk(stmt)
        if isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Store)
        and node.id.startswith("self.")
    )


def returning(body: list[ast.stmt], slots: tuple[str, ...]) -> list[ast.stmt]:
    """Return the body with the written attributes as a second result of every return."""
    made = [_Returns(slots).visit(stmt) for stmt in body]
    last = made[-1]
    end = ast.copy_location(ast.Return(None), last)
    end.lineno = end.end_lineno = last.end_lineno or last.lineno
    return [*made, _Returns(slots).visit(end)]


class _Returns(ast.NodeTransformer):
    def __init__(self, slots: tuple[str, ...]) -> None:
        self.slots = slots

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Leave functions defined inside as they are."""
        return node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        """Return the node with the slots beside its value."""
        names: list[ast.expr] = [ast.Name(f"self.{slot}", ast.Load()) for slot in self.slots]
        value = node.value or ast.Constant(None)
        node.value = ast.Tuple([value, ast.Tuple(names, ast.Load())], ast.Load())
        for inner in (node.value, node.value.elts[1], *names, value):
            if not hasattr(inner, "lineno"):
                ast.copy_location(inner, node)
        return node
