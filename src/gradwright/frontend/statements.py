"""Statements: from syntax to the IR, one row a form of syntax.

A row returns what comes of the statement (`blocks.Outcome`); `if` is read by `blocks`, as what follows
it may move into its arms.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable, Mapping

from gradwright.frontend.blocks import Returned
from gradwright.frontend.calls import call_value
from gradwright.frontend.desugar import Ended, Entered
from gradwright.frontend.early import EarlyFor, EarlyWhile, Last, Result
from gradwright.frontend.effects import asserted, raised
from gradwright.frontend.exits import keep_result, leave
from gradwright.frontend.expressions import closure
from gradwright.frontend.inlining import check_plain
from gradwright.frontend.kept import ended, entered, keep_call
from gradwright.frontend.liveness import bound_in
from gradwright.frontend.loops import count_up
from gradwright.frontend.reader import Reader
from gradwright.frontend.targets import assign, assign_name, augment
from gradwright.frontend.values import (
    Container,
    Grown,
    Known,
    Method,
    Missing,
    Num,
    Value,
    is_atomic,
)
from gradwright.frontend.while_loops import repeat


def _assign(reader: Reader, node: ast.Assign) -> None:
    value = reader.value(_evaluated_at_once(reader, node))
    bound = ""
    if len(node.targets) > 1 and isinstance(value, Num) and not is_atomic(value.expr):
        bound = next((t.id for t in node.targets if isinstance(t, ast.Name)), "value")
        value = reader.name_share(bound, value.expr, node)
    with reader.holding(value) as held:
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id == bound:
                reader.frame.names[bound] = held[0]
            else:
                assign(reader, target, held[0], node)


def _evaluated_at_once(reader: Reader, node: ast.Assign) -> ast.expr:
    """Return what is assigned; a generator that is unpacked gives all its items at once."""
    value = node.value
    if not isinstance(value, ast.GeneratorExp):
        return value
    if not all(isinstance(target, ast.Tuple | ast.List) for target in node.targets):
        raise reader.refuse("GW106", value)
    return ast.copy_location(ast.ListComp(value.elt, value.generators), value)


def _annotated(reader: Reader, node: ast.AnnAssign) -> None:
    if node.value is not None:
        assign(reader, node.target, reader.value(node.value), node)


def _expression(reader: Reader, node: ast.Expr) -> None:
    if isinstance(node.value, ast.Call) and keep_call(reader, node.value):
        return
    if not isinstance(node.value, ast.Constant):
        reader.value(node.value)


def _return(reader: Reader, node: ast.Return) -> Returned:
    value: Value = Known(None) if node.value is None else reader.value(node.value)
    return Returned(value, node)


def _pass(_: Reader, __: ast.Pass) -> None:
    return None


def _function(reader: Reader, node: ast.FunctionDef) -> None:
    if not all(_only_remembers(reader, decorator) for decorator in node.decorator_list):
        raise reader.refuse("GW127", node, function=node.name)
    check_plain(reader, node)
    assign_name(reader, node.name, closure(reader, node), node)


def _only_remembers(reader: Reader, decorator: ast.expr) -> bool:
    """Whether a decorator's function gives what the function gives: it keeps results of earlier calls."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    match reader.value(called):
        case Known(value):
            return value in (functools.lru_cache, functools.cache)
        case _:
            return False


def _refused(code: str, **details: str) -> Callable[..., object]:
    def row(reader: Reader, node: ast.stmt) -> object:
        shown = reader.shown(node).splitlines()[0]
        raise reader.refuse(code, node, found=shown, **details)

    return row


def _scope(reader: Reader, node: ast.Global | ast.Nonlocal) -> None:
    """Read a declaration: of a variable that is only read it says nothing."""
    changed = sorted(set(node.names) & bound_in(reader.frame.source.body))
    if changed:
        keyword = "global" if isinstance(node, ast.Global) else "nonlocal"
        raise reader.refuse("GW109", node, keyword=keyword, name=", ".join(changed))


def _delete(reader: Reader, node: ast.Delete) -> None:
    for target in node.targets:
        match target:
            case ast.Name(name):
                reader.value(ast.copy_location(ast.Name(name, ast.Load()), target))
                reader.frame.names[name] = Missing("GW201", {"name": name})
            case ast.Subscript(owner, ast.expr() as key) if not isinstance(key, ast.Slice):
                _delete_entry(reader, target, reader.value(owner), key)
            case _:
                raise reader.refuse("GW115", node, name=reader.shown(target))


def _delete_entry(reader: Reader, target: ast.AST, owner: Value, key: ast.expr) -> None:
    if not isinstance(owner, Container | Grown):
        raise reader.refuse("GW115", target, name=reader.shown(target))
    with reader.holding(owner) as held:
        at = reader.value(key)
    call_value(reader, target, Method(held[0], "pop"), [at], {})


STATEMENTS: Mapping[type[ast.AST], Callable[..., object]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: augment,
    ast.Expr: _expression,
    ast.Return: _return,
    ast.Pass: _pass,
    ast.FunctionDef: _function,
    ast.For: count_up,
    ast.While: repeat,
    EarlyFor: count_up,
    EarlyWhile: repeat,
    Last: leave,
    Result: keep_result,
    ast.Raise: raised,
    ast.Assert: asserted,
    ast.Try: _refused("GW104"),
    ast.TryStar: _refused("GW104"),
    ast.With: _refused("GW105"),
    Entered: entered,
    Ended: ended,
    ast.AsyncWith: _refused("GW110"),
    ast.AsyncFor: _refused("GW110"),
    ast.AsyncFunctionDef: _refused("GW110"),
    ast.ClassDef: _refused("GW107"),
    ast.Global: _scope,
    ast.Nonlocal: _scope,
    ast.Delete: _delete,
    ast.Import: _refused("GW116"),
    ast.ImportFrom: _refused("GW116"),
    ast.Match: _refused("GW118"),
}
