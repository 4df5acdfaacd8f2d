"""Assignment: to names, elements, slices, tuples of those; in place."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import cast

from gradwright.analysis.memory import shared_with
from gradwright.frontend.aliases import is_stored, store, whole
from gradwright.frontend.boolean_masks import named_mask
from gradwright.frontend.complex_stores import part_named, part_of, store_part
from gradwright.frontend.entries import entry_of, set_entry
from gradwright.frontend.iteration import under_a_name
from gradwright.frontend.known import addressed
from gradwright.frontend.lowering import operate
from gradwright.frontend.reader import Reader
from gradwright.frontend.subscripts import Slice, parts_of_subscript, region
from gradwright.frontend.unpacking import unpack
from gradwright.frontend.values import (
    Container,
    Counting,
    Grown,
    Known,
    Method,
    Num,
    Opaque,
    Value,
    is_atomic,
)
from gradwright.frontend.view_steps import is_read_only
from gradwright.ir.expressions import Expr, Region, Var, subtrees
from gradwright.ir.types import Array


def assign(reader: Reader, target: ast.expr, value: Value, node: ast.AST) -> None:
    """Assign a value to a target."""
    match target:
        case ast.Name(name):
            assign_name(reader, name, value, node)
        case ast.Tuple(targets) | ast.List(targets):
            unpack(reader, targets, value, node)
        case ast.Subscript():
            _store(reader, target, value, node)
        case ast.Attribute(owner, name):
            _set_attribute(reader, target, owner, name, value)
        case _:
            raise reader.refuse("GW131", target, target=reader.shown(target))


def _set_attribute(
    reader: Reader, target: ast.Attribute, owner: ast.expr, name: str, value: Value
) -> None:
    match reader.value(owner):
        case Known(Opaque() as known):
            known.assign(reader, target, name, value)
        case Num(expr) if name == "flat" and isinstance(expr.type, Array):
            flat = addressed(reader, target, reader.number(target))
            place = whole(flat)
            assert place is not None
            store(reader, target, place, reader.as_number(value, target))
        case Num(expr) as owned if part := part_named(owned, name):
            place = whole(expr)
            if place is None:
                raise reader.refuse("GW131", target, target=reader.shown(target))
            store_part(reader, target, part[0], place, reader.as_number(value, target))
        case Container("dataclass" | "namedtuple") as record:
            from gradwright.frontend.objects import set_attribute

            with reader.holding(value) as held:
                set_attribute(reader, target, record, name, held[0])
        case _:
            raise reader.refuse("GW310", target, target=f"`{reader.shown(target)}`")


def assign_name(reader: Reader, name: str, value: Value, node: ast.AST) -> None:
    """Bind a name: a number to a web of its own, a container to its parts."""
    match value := under_a_name(reader, value):
        case Num(Var(web)) if web in reader.unnamed:
            reader.unnamed.discard(web)
            reader.webs.names[web] = name
            reader.frame.names[name] = value
        case Num(expr):
            reader.frame.names[name] = reader.name_share(name, expr, node)
        case Counting(start, stop, step, down):
            bounds = [_atom(reader, e, name, node) for e in (start, stop, step)]
            reader.frame.names[name] = Counting(bounds[0], bounds[1], bounds[2], down)
        case Method(receiver, method):
            reader.frame.names[name] = Method(reader.atom(receiver, name, node), method)
        case _:
            reader.frame.names[name] = reader.atom(value, name, node)


def _atom(reader: Reader, expr: Expr, name: str, node: ast.AST) -> Expr:
    return expr if is_atomic(expr) else reader.assign(name, expr, node).expr


def bind_item(reader: Reader, target: ast.expr, item: Value, node: ast.AST) -> None:
    """Bind an unrolled loop's target: a name simply stands for the item."""
    if isinstance(target, ast.Name) and not isinstance(item, Counting | Method):
        named = isinstance(item, Num) and not is_atomic(item.expr)
        if named:
            assign_name(reader, target.id, item, node)
        else:
            reader.frame.names[target.id] = reader.atom(item, target.id, node)
    elif isinstance(target, ast.Tuple | ast.List) and isinstance(item, Container):
        plain = not any(isinstance(t, ast.Starred) for t in target.elts)
        if plain and len(item.items) == len(target.elts) and item.kind != "dict":
            for inner, part in zip(target.elts, item.items, strict=True):
                bind_item(reader, inner, part, node)
        else:
            assign(reader, target, item, node)
    else:
        assign(reader, target, item, node)


# stores -------------------------------------------------------------------------------------------


def _store(reader: Reader, target: ast.Subscript, value: Value, node: ast.AST) -> None:
    with reader.holding(value) as held:
        owner = reader.value(target.value)
        if isinstance(owner, Container | Grown):
            with reader.holding(owner) as held_owner:
                parts = parts_of_subscript(reader, target.slice)
            set_entry(reader, target, held_owner[0], parts, held[0])
            return
        part = part_of(owner)
        place = _place(reader, target, owner if part is None else Num(part[1]))
    new = reader.as_number(_numeric(reader, held[0], node), node)
    if part is not None:
        store_part(reader, node, part[0], place, new)
        return
    store(reader, node, place, new)


def _numeric(reader: Reader, value: Value, node: ast.AST) -> Value:
    """Return a list or tuple that is stored into an array as an array."""
    from gradwright.frontend.lowering import as_argument
    from gradwright.rules.arguments import nested

    if isinstance(value, Container) and value.kind in ("list", "tuple"):
        items = cast("Sequence[object]", as_argument(reader, node, value))
        return Num(nested(items))
    return value


def _place(reader: Reader, target: ast.Subscript, base: Value) -> Region:
    """Return the region that a subscript on the left stands for."""
    with reader.holding(base) as held:
        parts = [
            part if isinstance(part, Slice) else named_mask(reader, target, part)
            for part in parts_of_subscript(reader, target.slice)
        ]
    expr = reader.as_number(held[0], target.value)
    if tuple(shared_with(expr)) and not is_read_only(expr):
        expr = addressed(reader, target.value, expr)
    if not isinstance(expr, Var | Region):
        raise reader.refuse("GW131", target, target=reader.shown(target))
    found = region(reader, target, expr, parts)
    place = whole(found) if isinstance(found, Var) else found
    if not isinstance(place, Region) or (whole(expr) is None and place is not expr):
        raise reader.refuse("GW131", target, target=reader.shown(target))
    return place


def augment(reader: Reader, node: ast.AugAssign) -> None:
    """Read ``target op= value``: a store on an array, a rebinding on a number."""
    match node.target:
        case ast.Subscript() as target:
            _augment_element(reader, node, target)
        case ast.Attribute() as target:
            _augment_attribute(reader, node, target)
        case ast.Name() as target:
            _augment_name(reader, node, target)


def _augment_element(reader: Reader, node: ast.AugAssign, target: ast.Subscript) -> None:
    owner = reader.value(target.value)
    if isinstance(owner, Container | Grown):
        _augment_entry(reader, node, target, owner)
        return
    if part := part_of(owner):
        _augment_part(reader, node, part[0], _place(reader, target, Num(part[1])))
        return
    place = _place(reader, target, owner)
    begun = len(reader.out)
    with reader.holding(Num(place)) as held:
        value = reader.number(node.value)
    if held[0] != Num(place) and is_stored(reader, place, reader.out[begun:]):
        _from_before(reader, node, place, held[0], value)
        return
    _in_place(reader, node, place, value)


def _augment_name(reader: Reader, node: ast.AugAssign, target: ast.Name) -> None:
    from gradwright.frontend.expressions import binary

    load = ast.copy_location(ast.Name(target.id, ast.Load()), target)
    old, value = reader.values((load, node.value))
    if (part := part_of(old)) and (place := whole(part[1])):
        store_part(reader, node, part[0], place, reader.as_number(value, node), _operator(node))
        return
    if isinstance(old, Num) and isinstance(old.type, Array):
        place = old.expr if isinstance(old.expr, Region) else whole(old.expr)
        if place is None:
            raise reader.refuse("GW131", target, target=reader.shown(target))
        _in_place(reader, node, place, reader.as_number(value, node.value))
        return
    if isinstance(old, Container | Grown) and not (
        isinstance(old, Container) and old.kind == "tuple"
    ):
        _extend_in_place(reader, node, old, value)
        return
    assign_name(reader, target.id, binary(reader, node, node.op, old, value), node)


def _augment_part(reader: Reader, node: ast.AugAssign, part: str, place: Region) -> None:
    """Read ``z.real[i] op= value``; a value that stores into the array itself is refused."""
    begun = len(reader.out)
    value = reader.number(node.value)
    if is_stored(reader, place, reader.out[begun:]):
        raise reader.refuse("GW131", node.target, target=reader.shown(node.target))
    store_part(reader, node, part, place, value, _operator(node))


def _operator(node: ast.AugAssign) -> str:
    from gradwright.frontend.expressions import OPERATORS

    return OPERATORS[type(node.op)]


def _from_before(
    reader: Reader, node: ast.AugAssign, place: Region, old: Value, value: Expr
) -> None:
    """Read ``a[i] op= h(a)`` where h stores into a: what `a[i]` was before the call counts."""
    from gradwright.frontend.expressions import OPERATORS

    if any(isinstance(part, Region) and part is not place for part in subtrees(place)):
        raise reader.refuse("GW131", node.target, target=reader.shown(node.target))
    before = reader.as_number(old, node)
    store(reader, node, place, operate(reader, node, OPERATORS[type(node.op)], before, value))


def _augment_entry(
    reader: Reader, node: ast.AugAssign, target: ast.Subscript, owner: Value
) -> None:
    """Read ``xs[i] op= value``: an array in the list is changed, a number is replaced."""
    from gradwright.frontend.expressions import binary

    with reader.holding(owner) as held:
        parts = parts_of_subscript(reader, target.slice)
    old = entry_of(reader, target, held[0], parts)
    with reader.holding(held[0], old) as pair:
        value = reader.value(node.value)
    owner, old = pair
    if isinstance(old, Num) and isinstance(old.type, Array):
        place = whole(old.expr)
        if place is None:
            raise reader.refuse("GW131", target, target=reader.shown(target))
        _in_place(reader, node, place, reader.as_number(value, node.value))
        return
    if isinstance(old, Container | Grown):
        raise reader.refuse("GW307", target, name=reader.shown(target))
    set_entry(reader, target, owner, parts, binary(reader, node, node.op, old, value))


def _augment_opaque(
    reader: Reader, node: ast.AugAssign, target: ast.Attribute, owner: Opaque
) -> None:
    """Read ``self.x op= value``: a number is replaced."""
    from gradwright.frontend.expressions import binary

    with reader.holding(owner.attribute(reader, target, target.attr)) as held:
        value = reader.value(node.value)
    if not isinstance(held[0], Num) or isinstance(held[0].type, Array):
        raise reader.refuse("GW310", target, target=f"`{reader.shown(target)}`")
    owner.assign(reader, target, target.attr, binary(reader, node, node.op, held[0], value))


def _augment_attribute(reader: Reader, node: ast.AugAssign, target: ast.Attribute) -> None:
    """Read ``s.x op= value``: an array is changed, a number is replaced."""
    from gradwright.frontend.attributes import attribute_of
    from gradwright.frontend.expressions import binary
    from gradwright.frontend.objects import set_attribute

    owner = reader.value(target.value)
    if (part := part_named(owner, target.attr)) and (place := whole(part[1])):
        _augment_part(reader, node, part[0], place)
        return
    if isinstance(owner, Known) and isinstance(owner.value, Opaque):
        _augment_opaque(reader, node, target, owner.value)
        return
    if not isinstance(owner, Container):
        raise reader.refuse("GW310", target, target=f"`{reader.shown(target)}`")
    old = attribute_of(reader, target, owner, target.attr)
    with reader.holding(owner, old) as pair:
        value = reader.value(node.value)
    owner, old = pair
    assert isinstance(owner, Container)
    if isinstance(old, Num) and isinstance(old.type, Array):
        place = old.expr if isinstance(old.expr, Region) else whole(old.expr)
        if place is None:
            raise reader.refuse("GW131", target, target=reader.shown(target))
        _in_place(reader, node, place, reader.as_number(value, node.value))
        return
    if isinstance(old, Container | Grown) and not (
        isinstance(old, Container) and old.kind not in ("list", "dict")
    ):
        _extend_in_place(reader, node, old, value)
        return
    set_attribute(reader, target, owner, target.attr, binary(reader, node, node.op, old, value))


def _extend_in_place(
    reader: Reader, node: ast.AugAssign, old: Container | Grown, value: Value
) -> None:
    """Read ``xs += ys``: the list itself changes."""
    from gradwright.frontend.calls import call_value

    is_list = isinstance(old, Grown) or old.kind == "list"
    if isinstance(node.op, ast.Add) and is_list:
        call_value(reader, node, Method(old, "extend"), [value], {})
    elif isinstance(node.op, ast.BitOr) and not is_list:
        call_value(reader, node, Method(old, "update"), [value], {})
    else:
        raise reader.refuse("GW307", node.target, name=reader.shown(node.target))


def _in_place(reader: Reader, node: ast.AugAssign, place: Region, value: Expr) -> None:
    from gradwright.frontend.expressions import OPERATORS

    if isinstance(node.op, ast.Add):
        store(reader, node, place, value, add=True)
        return
    old = place if place.path else place.base
    store(reader, node, place, operate(reader, node, OPERATORS[type(node.op)], old, value))
