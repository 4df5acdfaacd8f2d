"""Lists whose length depends on data: a web of type `List`, bound anew by each change.

::

    out.append(h)        out = appended(out, h)         printed out.append(h) where both are one name
    xs[i] = v            xs[i] <- v
    np.stack(out)        list_array(out)
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from gradwright.frontend.known import form_of, static_value
from gradwright.frontend.reader import Again, Reader
from gradwright.frontend.subscripts import Slice
from gradwright.frontend.types import is_integer
from gradwright.frontend.values import (
    Cell,
    Container,
    Grown,
    Num,
    Value,
    describe,
    list_of,
    tuple_of,
)
from gradwright.ir.expressions import Apply, At, Const, Expr, Index, Region, Var, constant
from gradwright.ir.statements import Assign, Store
from gradwright.ir.types import (
    EACH,
    FLOAT,
    INT,
    Array,
    Form,
    List,
    Scalar,
    Type,
    dtype_of,
    lengths_of,
)
from gradwright.rules.arguments import nested
from gradwright.rules.lists import Row
from gradwright.rules.rule import RuleError
from gradwright.rules.table import apply

Args = Sequence[Value]
Kwargs = Mapping[str, Value]


# made ---------------------------------------------------------------------------------------------


def grown_list(reader: Reader, node: ast.AST, items: Sequence[Value], cell: Cell) -> Grown:
    """Return a new list of these items whose length depends on data."""
    if holds_floats(reader, cell):
        items = [Num(as_float(item.expr)) if isinstance(item, Num) else item for item in items]
    return bound(reader, node, _display(reader, node, items), cell)


def holds_floats(reader: Reader, cell: Cell | None) -> bool:
    """Whether floats are put into a list beside whole numbers: all entries are floats then."""
    return cell is not None and ("floats", cell.site) in reader.decisions.grown


def make_floats(reader: Reader, cell: Cell | None) -> None:
    """Read again with a list of whole numbers and floats as one of floats."""
    if cell is not None and cell.site is not None and not holds_floats(reader, cell):
        reader.decisions.grown.add(("floats", cell.site))
        reader.decisions.added = True
        raise Again


def _display(reader: Reader, node: ast.AST, items: Sequence[Value]) -> Apply:
    """Return the expression of a list of these items."""
    exprs = [item_of(reader, node, item) for item in items]
    rows = {row_of(item) for item in items}
    if len(rows) > 1:
        first, second = items[0], next(i for i in items if row_of(i) != row_of(items[0]))
        raise reader.refuse("GW313", node, first=describe(first), second=describe(second))
    row = next(iter(rows), None)
    attrs = {} if row is None else {"row": row}
    return applied(reader, node, "list_of", *_alike(reader, exprs), **attrs)


def row_of(item: Value) -> Row:
    """Return what an entry is in the user's code where it is a list or tuple of numbers."""
    match item:
        case Container("list" | "tuple" as kind, _, items):
            return (kind, len(items))
        case Grown():
            return ("list", None)
        case _:
            return None


def bound(reader: Reader, node: ast.AST, expr: Expr, cell: Cell) -> Grown:
    """Bind a list to a web of its own."""
    var = reader.webs.new(_hint(reader, node), expr.type)
    reader.emit(Assign(var, expr, reader.at(node)))
    return Grown(var, cell)


def _hint(reader: Reader, node: ast.AST) -> str:
    """Return how a new list is called: as the name that the statement gives it."""
    match reader.frame.statement:
        case ast.Assign(targets=[ast.Name(name)], value=value) if value is node:
            return name
        case ast.AnnAssign(target=ast.Name(name), value=value) if value is node:
            return name
        case _:
            return "items"


def fresh(reader: Reader, node: ast.AST, expr: Expr) -> Grown:
    """Bind a list that an expression makes."""
    return bound(reader, node, expr, Cell(None, reader.webs.count))


def item_of(reader: Reader, node: ast.AST, item: Value) -> Expr:
    """Return what is put into a list: a number or an array; a list or tuple of numbers as an array."""
    from gradwright.frontend.cells import freeze

    if isinstance(item, Num):
        return item.expr
    freeze(reader, node, item)
    if isinstance(item, Grown):
        return as_array(reader, node, item)
    if isinstance(item, Container) and item.kind in ("list", "tuple"):
        exprs = [part.expr for part in item.items if isinstance(part, Num)]
        numbers = all(isinstance(e.type, Scalar) for e in exprs)
        if exprs and len(exprs) == len(item.items) and numbers:
            return nested(_alike(reader, exprs))
    raise reader.refuse("GW314", node, found=describe(item))


def _alike(reader: Reader, exprs: Sequence[Expr]) -> list[Expr]:
    """Return items with whole numbers as floats where there are floats among them."""
    if not any(isinstance(e.type, Scalar) and np.dtype(e.type.dtype).kind == "f" for e in exprs):
        return list(exprs)
    return [as_float(e) for e in exprs]


def as_float(expr: Expr) -> Expr:
    """Return a whole number as a float, anything else as it is."""
    if not isinstance(expr.type, Scalar) or not is_integer(expr.type):
        return expr
    if isinstance(expr, Const) and isinstance(expr.value, int):
        return constant(float(expr.value), FLOAT)
    return apply("float", expr, form="builtin")


def applied(reader: Reader, node: ast.AST, prim: str, *args: Expr, **attrs: object) -> Apply:
    """Return a row of the table applied to lists; what it refuses is refused at the node."""
    try:
        return apply(prim, *args, **attrs)
    except RuleError as wrong:
        raise reader.refuse(wrong.code, node, **wrong.details) from None


def repeated(reader: Reader, node: ast.AST, items: Container, times: Num) -> Grown | None:
    """Return ``[x] * n`` where n depends on data, None where it is known."""
    count = static_value(reader, times.expr)
    if isinstance(count, int) or len(items.items) != 1:
        return None
    value = items.items[0]
    if not isinstance(value, Num) or not isinstance(value.type, Scalar):
        return None
    length = form_of(reader, times.expr)
    cell = Cell(reader.site(node, "list"), reader.webs.count)
    item = as_float(value.expr) if holds_floats(reader, cell) else value.expr
    made = applied(reader, node, "list_repeat", item, times.expr, length=length)
    return bound(reader, node, made, cell)


def added(reader: Reader, node: ast.AST, left: Value, right: Value) -> Value:
    """Return the sum of two lists; whole numbers are floats where the other list holds floats."""
    both = [as_list(reader, node, value) for value in (left, right)]
    for k, (value, mine, other) in enumerate(zip((left, right), both, both[::-1], strict=True)):
        if _entries_are(is_integer, mine) and _entries_are(is_float, other):
            if isinstance(value, Grown):
                make_floats(reader, value.cell)
            elif isinstance(value, Container):
                floats = [Num(as_float(i.expr)) for i in value.items if isinstance(i, Num)]
                both[k] = _display(reader, node, floats)
    return fresh(reader, node, applied(reader, node, "list_extended", *both, form="plus"))


def _entries_are(holds: Callable[[Type], bool], made: Expr) -> bool:
    element = made.type.element if isinstance(made.type, List) else None
    return element is not None and holds(element)


def as_list(reader: Reader, node: ast.AST, value: Value) -> Expr:
    """Return a list of either kind as an expression of one."""
    match value:
        case Grown(expr):
            return expr
        case Container("list", _, items):
            return _display(reader, node, items)
        case _:
            raise reader.refuse("GW314", node, found=describe(value))


# read ---------------------------------------------------------------------------------------------


def name_of(reader: Reader, node: ast.AST, owner: Grown) -> Var:
    """Return the web of a list."""
    if isinstance(owner.expr, Var):
        return owner.expr
    found = fresh(reader, node, owner.expr).expr
    assert isinstance(found, Var)
    return found


def entry_type(reader: Reader, node: ast.AST, var: Var) -> Scalar | Array:
    """Return the type of one entry; lengths that differ from entry to entry are its own."""
    assert isinstance(var.type, List)
    match var.type.element:
        case None:
            raise reader.refuse("GW314", node, found="an empty list")
        case Array(dtype, lengths):
            return Array(dtype, own_lengths(reader, lengths))
        case element:
            return element


def own_lengths(reader: Reader, lengths: Sequence[Form]) -> tuple[Form, ...]:
    """Return lengths with those that differ from entry to entry as lengths of one entry."""
    return tuple(reader.webs.unknown() if n is EACH else n for n in lengths)


def grown_entry(reader: Reader, node: ast.AST, base: Grown, parts: Sequence[object]) -> Value:
    """Return an entry or a slice of a list."""
    var = name_of(reader, node, base)
    match parts:
        case [Num(expr)] if is_integer(expr.type) and isinstance(expr.type, Scalar):
            return _entry(reader, node, var, At(expr))
        case [Slice(None, None, None)]:
            return fresh(reader, node, apply("list_copy", var))
        case [Slice(None, None, Const(-1))]:
            return fresh(reader, node, apply("list_reversed", var))
        case [Slice(None | Const() as lo, None | Const() as hi, None)]:
            return _slice(reader, node, var, lo, hi)
        case [Slice(lo, None, None)] if lo is not None:
            return fresh(reader, node, apply("list_from", var, lo))
        case [Slice(None, hi, None)] if hi is not None:
            return fresh(reader, node, apply("list_to", var, hi))
        case _:
            raise reader.refuse("GW407", node, found=reader.shown(node))


def _slice(reader: Reader, node: ast.AST, var: Var, lo: Const | None, hi: Const | None) -> Grown:
    """Return ``xs[lo:hi]``: what is cut off at one end, and then at the other."""
    numbers = [int(e.value) if e is not None else 0 for e in (lo, hi)]  # type: ignore[arg-type]
    if lo is not None and hi is not None and numbers[0] < 0 <= numbers[1]:
        raise reader.refuse("GW407", node, found=reader.shown(node))
    cuts = [("list_from", lo), ("list_to", hi)]
    if numbers[1] > 0:
        cuts.reverse()  # both count from the front
    found: Expr = var
    for prim, bound_ in cuts:
        if bound_ is not None:
            found = apply(prim, name_of(reader, node, Grown(found)), bound_)
    return fresh(reader, node, found)


def _entry(reader: Reader, node: ast.AST, var: Var, at: At) -> Value:
    assert isinstance(var.type, List)
    type_ = entry_type(reader, node, var)
    step = Index((at,))
    whole = Region(var, (step,), type_)
    match var.type.row:
        case None:
            return Num(whole)
        case (kind, int(count)):
            number = Scalar(type_.dtype, False)
            parts = [Index((At(constant(k, INT)),)) for k in range(count)]
            items = [Num(Region(var, (step, part), number)) for part in parts]
            return tuple_of(*items) if kind == "tuple" else replace(list_of(*items), cell=None)
        case _:
            return Grown(fresh(reader, node, apply("list_rows", whole, form="rows")).expr)


def grown_length(reader: Reader, node: ast.AST, base: Grown) -> Expr:
    """Return a list's length."""
    var = name_of(reader, node, base)
    assert isinstance(var.type, List)
    count = None if reader.lists_change else var.type.length.literal
    return apply("list_length", var) if count is None else constant(count, INT)


def as_array(
    reader: Reader, node: ast.AST, base: Grown, form: str = "array", axis: int = 0
) -> Expr:
    """Return a list as an array, its entries along a new axis."""
    var = name_of(reader, node, base)
    lengths = lengths_of(entry_type(reader, node, var))
    if not 0 <= axis <= len(lengths):
        raise reader.refuse("GW401", node, function="np.stack", found=axis, rank=len(lengths) + 1)
    return applied(reader, node, "list_array", var, lengths=lengths, axis=axis, form=form)


# changed ------------------------------------------------------------------------------------------


def set_grown_entry(
    reader: Reader, target: ast.Subscript, owner: Grown, parts: Sequence[object], value: Value
) -> None:
    """Set an entry of a list."""
    from gradwright.frontend.cells import may_change

    may_change(reader, target, owner)
    entry = grown_entry(reader, target, owner, parts)
    item = item_of(reader, target, value)
    if not isinstance(entry, Num) or not isinstance(entry.expr, Region):
        raise reader.refuse("GW307", target, name=reader.shown(target.value))
    old = entry.type
    if is_integer(old) and is_float(item.type):
        make_floats(reader, owner.cell)
    item = _alike(reader, [constant(0.0, FLOAT), item])[1] if is_float(old) else item
    both = (old, item.type)
    if not all(isinstance(t, Scalar) for t in both) or dtype_of(old) != dtype_of(item.type):
        raise reader.refuse(
            "GW313", target, first=describe(Num(entry.expr)), second=describe(Num(item))
        )
    reader.emit(Store(entry.expr, item, origin=reader.at(target)))


def is_float(type_: Type) -> bool:
    """Whether this is one floating number."""
    return isinstance(type_, Scalar) and np.dtype(type_.dtype).kind == "f"
