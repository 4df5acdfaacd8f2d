"""Lists and dicts among the attributes that forward stores into: what it keeps there for later.

::

    self.cache["z"] = z         an attribute of its own, where all of its keys are literals
    self.caches.append(entry)   left out, where forward does not read the list
"""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, field

PREFIX = "self."
ADDING = frozenset({"append", "extend", "insert", "update", "clear"})


@dataclass(slots=True)
class Uses:
    """How a forward uses one attribute: entries by literal keys, additions, anything else."""

    stored: int = 0
    entries: int = 0
    added: int = 0
    assigned: int = 0
    all: int = 0


@dataclass(slots=True)
class Caches:
    """What was made of a forward: the entries that are names now, the attributes that are left out."""

    entries: dict[str, tuple[str, object]] = field(
        default_factory=dict["str", "tuple[str, object]"]
    )
    unread: set[str] = field(default_factory=set[str])


def without_caches(node: ast.FunctionDef) -> tuple[ast.FunctionDef, Caches]:
    """Return a forward, its attributes as names, without stores into lists and dicts of attributes."""
    uses = _uses(node)
    found = Caches()
    named = {
        name
        for name, of in uses.items()
        if of.stored and of.stored + of.entries == of.all and not of.assigned
    }
    found.unread = {
        name
        for name, of in uses.items()
        if name not in named
        and of.stored + of.added
        and of.stored + of.added + of.assigned == of.all
    }
    made = _Rewriting(named, found).visit(node)
    assert isinstance(made, ast.FunctionDef)
    return ast.fix_missing_locations(made), found


def _uses(node: ast.FunctionDef) -> dict[str, Uses]:
    found: dict[str, Uses] = defaultdict(Uses)
    for inner in ast.walk(node):
        match inner:
            case ast.Name(name) if name.startswith(PREFIX):
                found[name].all += 1
                found[name].assigned += isinstance(inner.ctx, ast.Store)
            case ast.Subscript(ast.Name(name), ast.Constant(str() | int())):
                found[name].stored += isinstance(inner.ctx, ast.Store)
                found[name].entries += isinstance(inner.ctx, ast.Load)
            case ast.Assign([ast.Subscript(ast.Name(name))], value) if _is_plain(value):
                found[name].added += 1
            case _ if (name := _adds_to(inner)) is not None:
                found[name].added += 1
            case _:
                pass
    for node_ in ast.walk(node):
        match node_:  # one store is counted once
            case ast.Assign([ast.Subscript(ast.Name(name), ast.Constant(str() | int()))], value):
                found[name].added -= _is_plain(value)
            case _:
                pass
    return found


def _adds_to(stmt: ast.AST) -> str | None:
    """Return the attribute that a statement only adds to: ``self.caches.append(entry)``."""
    match stmt:
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), method), args, [])):
            if name.startswith(PREFIX) and method in ADDING and all(map(_is_plain, args)):
                return name
        case _:
            pass
    return None


def _is_plain(value: ast.expr) -> bool:
    """Whether evaluating a value does nothing else."""
    return not any(isinstance(n, ast.Call | ast.NamedExpr | ast.Await) for n in ast.walk(value))


class _Rewriting(ast.NodeTransformer):
    def __init__(self, named: set[str], found: Caches) -> None:
        self.named = named
        self.found = found

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Return an entry of an attribute as a name."""
        self.generic_visit(node)
        match node:
            case ast.Subscript(ast.Name(name), ast.Constant(key)) if name in self.named:
                path = f"{name}[{key!r}]"
                self.found.entries[path] = (name.removeprefix(PREFIX), key)
                return ast.copy_location(ast.Name(path, node.ctx), node)
            case _:
                return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """Return nothing for what only adds to an attribute that is not read."""
        if _adds_to(node) in self.found.unread:
            return ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """Return nothing for a store into an attribute that is not read."""
        match node.targets:
            case [ast.Subscript(ast.Name(name))] if name in self.found.unread:
                return ast.copy_location(ast.Pass(), node)
            case _:
                return self.generic_visit(node)
