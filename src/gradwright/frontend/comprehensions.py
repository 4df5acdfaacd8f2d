"""Comprehensions: over what is known in structure one entry an item, else a loop that appends.

::

    [f(v) for v in x if v > 0]      out = []
                                    for v in x:
                                        if v > 0:
                                            out.append(f(v))
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from gradwright.frontend.cells import new_list
from gradwright.frontend.comparisons import plain
from gradwright.frontend.conditions import truth
from gradwright.frontend.inlining import inline_closure
from gradwright.frontend.iteration import unrolled
from gradwright.frontend.known import UNDECIDED
from gradwright.frontend.reader import Again, Pending, Reader
from gradwright.frontend.source import definition
from gradwright.frontend.targets import bind_item
from gradwright.frontend.values import Closure, Counting, Value, dict_of
from gradwright.frontend.visits import depends_on_data


def comprehension(reader: Reader, node: ast.ListComp | ast.GeneratorExp) -> Value:
    """Evaluate a list comprehension or a generator that is consumed at once."""
    if reader.site(node, "loop") in reader.decisions.grown:
        return _loop(reader, node)
    items: list[Value] = []

    def visit() -> None:
        items.append(reader.value(node.elt))

    try:
        _visit(reader, node.generators, visit, items)
    except _Open:
        reader.decisions.grown.add(reader.site(node, "loop"))
        reader.decisions.added = True
        raise Again from None
    return new_list(reader, node, items)


class _Open(Exception):  # noqa: N818  (a request, not an error)
    """How many items there are, or which are taken, depends on data."""


def _loop(reader: Reader, node: ast.ListComp | ast.GeneratorExp) -> Value:
    """Read a comprehension as a function of its first iterable, called once: its scope is its own."""
    taken = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
    out, items = _free(_wanted(reader, node), taken), _free("items", taken)
    name = ast.Name(out, ast.Load())
    append = ast.Call(ast.Attribute(name, "append", ast.Load()), [node.elt], [])
    inner: list[ast.stmt] = [ast.copy_location(ast.Expr(append), node.elt)]
    for depth, one in reversed(list(enumerate(node.generators))):
        if one.ifs:
            test = one.ifs[0] if len(one.ifs) == 1 else ast.BoolOp(ast.And(), one.ifs)
            inner = [ast.copy_location(ast.If(test, inner, []), one.ifs[0])]
        over = ast.Name(items, ast.Load()) if depth == 0 else one.iter
        inner = [ast.copy_location(ast.For(one.target, over, inner, []), one.iter)]
    made = ast.Assign([ast.Name(out, ast.Store())], ast.List([], ast.Load()))
    body = [made, *inner, ast.Return(name)]
    first = reader.value(node.generators[0].iter)
    return called(reader, node, body, {items: first})


def listed(reader: Reader, node: ast.expr, items: Value) -> Value:
    """Return the list of as many items as data say: a loop that appends them."""
    out = _free(_wanted(reader, node), {"item", "items"})
    name, item = ast.Name(out, ast.Load()), ast.Name("item", ast.Load())
    append = ast.Call(ast.Attribute(name, "append", ast.Load()), [item], [])
    target, over = ast.Name("item", ast.Store()), ast.Name("items", ast.Load())
    loop = ast.For(target, over, [ast.copy_location(ast.Expr(append), node)], [])
    made = ast.Assign([ast.Name(out, ast.Store())], ast.List([], ast.Load()))
    body: list[ast.stmt] = [made, ast.copy_location(loop, node), ast.Return(name)]
    return called(reader, node, body, {"items": items})


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _wanted(reader: Reader, node: ast.expr) -> str:
    match reader.frame.statement:
        case ast.Assign(targets=[ast.Name(name)], value=value) if value is node:
            return name
        case ast.Return(ast.Name(name)):
            return name
        case _:
            return "values"


def called(reader: Reader, node: ast.expr, body: list[ast.stmt], passed: dict[str, Value]) -> Value:
    """Read statements as a function of their own, called once with what is passed."""
    spec = ast.arguments([], [ast.arg(name) for name in passed], None, [], [], None, [])
    function = ast.FunctionDef("comprehension", spec, body, [])
    for inner in ast.walk(function):
        if not hasattr(inner, "lineno"):
            ast.copy_location(inner, node)
    ast.copy_location(function, node)
    source = reader.frame.source
    made = definition(function, source.filename, source.lines, source.shift)
    closure = Closure(made, reader.frame, {})
    return inline_closure(reader, node, closure, list(passed.values()), {})


def dict_comprehension(reader: Reader, node: ast.DictComp) -> Value:
    """Evaluate a dict comprehension."""
    keys: list[object] = []
    items: list[Value] = []

    def visit() -> None:
        key = plain(reader, reader.value(node.key))
        if key is UNDECIDED or isinstance(key, list):
            raise reader.refuse("GW208", node.key, found=f"the key {reader.shown(node.key)}")
        keys.append(key)
        items.append(reader.value(node.value))

    try:
        _visit(reader, node.generators, visit, items)
    except _Open:
        raise reader.refuse("GW111", node, name=f"`{reader.shown(node)}`") from None
    return dict_of(dict(zip(keys, items, strict=True)))


def _visit(
    reader: Reader,
    generators: list[ast.comprehension],
    visit: Callable[[], None],
    items: list[Value],
) -> None:
    """Run `visit` for each combination of items, with names that are gone afterwards."""
    kept = dict(reader.frame.names)
    pending = Pending(items, reader.out, len(reader.frames))
    reader.pending.append(pending)
    try:
        _generate(reader, generators, visit)
    finally:
        reader.pending.pop()
        inner = {name for g in generators for name in _names(g.target)}
        reader.frame.names = {
            name: value for name, value in reader.frame.names.items() if name not in inner
        } | {name: value for name, value in kept.items() if name in inner}


def _names(target: ast.expr) -> set[str]:
    return {inner.id for inner in ast.walk(target) if isinstance(inner, ast.Name)}


def _generate(
    reader: Reader, generators: list[ast.comprehension], visit: Callable[[], None]
) -> None:
    if not generators:
        visit()
        return
    first, *rest = generators
    if first.is_async:
        raise reader.refuse("GW110", first.iter)
    value = reader.value(first.iter)
    items = unrolled(reader, first.iter, value)
    if items is None:
        if depends_on_data(value) or isinstance(value, Counting):
            raise _Open
        raise reader.refuse("GW111", first.iter, name=f"`{reader.shown(first.iter)}`")
    for item in items:
        bind_item(reader, first.target, item, first.iter)
        if _passes(reader, first.ifs):
            _generate(reader, rest, visit)


def _passes(reader: Reader, conditions: list[ast.expr]) -> bool:
    for condition in conditions:
        found = truth(reader, condition)
        if not isinstance(found, bool):
            raise _Open
        if not found:
            return False
    return True
