"""Which names of a function are still read after each statement, and which it may rebind.

In: a function's statements. Out: `Liveness`, backward over the syntax tree, loops to a fixpoint.
Names that a nested function reads are live everywhere: it may be called at any time.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import cast

from gradwright.frontend.early import flags_of
from gradwright.frontend.scopes import SCOPES, augmented_only

Names = frozenset[str]
_NONE: Names = frozenset()
_BINDING = frozenset({ast.NamedExpr})


class Liveness:
    """The names that are live after each statement and at each loop's header."""

    def __init__(self, body: list[ast.stmt]) -> None:
        self._after: dict[int, Names] = {}
        self._header: dict[int, Names] = {}
        self._uses: dict[int, Names] = {}
        self._bindings: dict[int, tuple[Names, Names]] = {}
        scopes = [scope for stmt in body for scope in _scopes(stmt)]
        self._always = frozenset(name for scope in scopes for name in _read_in(scope))
        self._block(body, self._always)

    def after(self, stmt: ast.stmt) -> Names:
        """Return the names that are read after a statement."""
        return self._after.get(id(stmt), self._always)

    def header(self, stmt: ast.stmt) -> Names:
        """Return the names that are read from a loop's test on, in this or a later iteration."""
        return self._header.get(id(stmt), self._always)

    def during(self, stmt: ast.stmt) -> Names:
        """Return the names that are read by or after a statement."""
        return self.after(stmt) | self._uses_of(stmt)

    def bindings(self, loop: ast.For | ast.While) -> tuple[Names, Names]:
        """Return the names that a loop's body may bind, and those bound by augmented assignments alone."""
        found = self._bindings.get(id(loop))
        if found is None:
            found = self._bindings[id(loop)] = bound_in(loop.body), augmented_only(loop.body)
        return found

    def _block(self, body: Iterable[ast.stmt], live: Names) -> Names:
        for stmt in reversed(list(body)):
            self._after[id(stmt)] = live
            live = self._statement(stmt, live)
        return live

    def _statement(self, stmt: ast.stmt, live: Names) -> Names:
        match stmt:
            case ast.If(test, body, orelse):
                arms = self._block(body, live) | self._block(orelse, live)
                return arms | self._reads(test)
            case ast.For(target, iterable, body):
                flags = frozenset(flags_of(stmt))
                inside = self._loop(stmt, body, live, flags, bound_by(target))
                return inside | self._reads(iterable)
            case ast.While(test, body):
                test = self._reads(test) | frozenset(flags_of(stmt))
                return self._loop(stmt, body, live, test, _NONE)
            case ast.Return() | ast.Raise():
                return self._uses_of(stmt) | self._always
            case _:
                return (live - certainly_bound(stmt)) | self._uses_of(stmt)

    def _loop(
        self, stmt: ast.stmt, body: list[ast.stmt], live: Names, test: Names, bound: Names
    ) -> Names:
        header = live | test
        while True:
            wider = header | (self._block(body, header) - bound)
            if wider == header:
                self._header[id(stmt)] = header
                return header
            header = wider

    def _uses_of(self, stmt: ast.stmt) -> Names:
        found = self._uses.get(id(stmt))
        if found is None:
            found = self._uses[id(stmt)] = frozenset(_read_in(stmt))
        return found

    def _reads(self, expr: ast.expr) -> Names:
        found = self._uses.get(id(expr))
        if found is None:
            found = self._uses[id(expr)] = frozenset(_read_in(expr))
        return found


def _scopes(node: ast.AST) -> Iterator[ast.AST]:
    for inner in ast.walk(node):
        if isinstance(inner, SCOPES):
            yield inner


def _read_in(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        kind = type(inner)
        if kind is ast.Name:
            name = cast("ast.Name", inner)
            if type(name.ctx) is not ast.Store:
                yield name.id
        elif kind is ast.AugAssign:
            target = cast("ast.AugAssign", inner).target
            if isinstance(target, ast.Name):
                yield target.id


def read_in(body: Iterable[ast.stmt]) -> Names:
    """Return the names that statements read, nested functions too."""
    return frozenset(name for stmt in body for name in _read_in(stmt))


def bound_by(target: ast.expr) -> Names:
    """Return the names that a target binds."""
    if isinstance(target, ast.Name):
        return frozenset((target.id,))
    if isinstance(target, ast.Tuple | ast.List):
        return frozenset(name for item in target.elts for name in bound_by(item))
    return bound_by(target.value) if isinstance(target, ast.Starred) else _NONE


def certainly_bound(stmt: ast.stmt) -> Names:
    """Return the names that a simple statement binds."""
    match stmt:
        case ast.Assign(targets):
            return frozenset(name for target in targets for name in bound_by(target))
        case ast.AnnAssign(target, _, value) if value is not None:
            return bound_by(target)
        case ast.FunctionDef(name) | ast.ClassDef(name):
            return frozenset((name,))
        case _:
            return _NONE


def bound_in(body: Iterable[ast.stmt]) -> Names:
    """Return the names that statements may bind, those in nested functions left out."""
    return frozenset(name for stmt in body for name in _bound_of(stmt))


def _bound_of(stmt: ast.stmt) -> Iterable[str]:
    match stmt:
        case ast.Assign(targets=[ast.Name(name)], value=value) if _is_plain(value):
            return (name,)
        case _:
            return _bound(stmt)


def _is_plain(value: ast.expr) -> bool:
    """Whether an expression binds nothing."""
    return not any(type(inner) in _BINDING for inner in ast.walk(value))


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(name, ast.Store()):
            yield name
        case ast.FunctionDef(name) | ast.ClassDef(name) | ast.AsyncFunctionDef(name):
            yield name
        case ast.Lambda() | ast.ListComp() | ast.GeneratorExp() | ast.SetComp() | ast.DictComp():
            yield from (
                inner.target.id for inner in ast.walk(node) if isinstance(inner, ast.NamedExpr)
            )
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _bound(child)


def returns_in(body: Iterable[ast.stmt]) -> bool:
    """Whether statements contain a return or raise, those in nested functions left out."""
    return any(_leaves(stmt) for stmt in body)


def _leaves(stmt: ast.stmt) -> bool:
    match stmt:
        case ast.Return() | ast.Raise():
            return True
        case ast.If(_, body, orelse):
            return returns_in(body) or returns_in(orelse)
        case _:
            return False


def falls_through(body: Iterable[ast.stmt]) -> bool:
    """Whether control may come to the end of a block (judged by syntax)."""
    for stmt in body:
        match stmt:
            case ast.Return() | ast.Raise():
                return False
            case ast.If(_, then, orelse) if orelse:
                if not falls_through(then) and not falls_through(orelse):
                    return False
            case _:
                pass
    return True
