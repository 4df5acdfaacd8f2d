"""Loops: over ranges they stay loops; over what is known in structure they unroll.

A name that a loop's body rebinds and that is read again gets an id at the loop's header. Types are
found by reading the body until they stand; what was found is kept in `Decisions.widened`, so that an
inner loop of a body that is read again starts with it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

from gradwright.frontend.blocks import NEVER, Never, Outcome, run_block
from gradwright.frontend.carried import Header, close, open_header
from gradwright.frontend.cells import is_unchanged, iterated
from gradwright.frontend.exits import begin_results, end_results, iterate, left_by
from gradwright.frontend.iteration import counted, unrolled, used
from gradwright.frontend.known import UNDECIDED, ask_for, static_value
from gradwright.frontend.leaving import Leaving, running
from gradwright.frontend.liveness import bound_by
from gradwright.frontend.reader import Again, Reader, Unresolved
from gradwright.frontend.scopes import own
from gradwright.frontend.targets import bind_item
from gradwright.frontend.values import (
    Container,
    Counting,
    Grown,
    Iterating,
    Known,
    Missing,
    Num,
    Value,
    Visiting,
    is_array_view,
    is_atomic,
    tuple_of,
    webs_in,
    with_items,
)
from gradwright.frontend.visits import depends_on_data
from gradwright.ir.expressions import Apply, Expr, Region, Var, children, subtrees
from gradwright.ir.statements import For, Stmt
from gradwright.ir.types import INT, Array

LIMIT_READINGS = 12
LIMIT_SHORT = (
    100  # statements; a short loop whose types change from one iteration to the next unrolls
)
Names = frozenset[str]


def count_up(reader: Reader, node: ast.For) -> object:
    """Read a `for` loop."""
    outcome = _count_up(reader, node)
    end_results(reader, node)
    return outcome


def _count_up(reader: Reader, node: ast.For) -> object:
    from gradwright.frontend.visit_loops import visit

    value = iterated_by_name(reader, node, reader.value(node.iter))
    begin_results(reader, node)
    key = reader.site(node)
    if isinstance(value, Counting):
        numbers = counted(reader, value)
        if key not in reader.decisions.unrolled or numbers is None:
            return _range_loop(reader, node, value, key)
    if depends_on_data(value):
        return visit(reader, node, value, key)
    items = unrolled(reader, node.iter, value)
    if items is None:
        raise reader.refuse("GW113", node.iter, name=f"`{reader.shown(node.iter)}`")
    return _unroll(reader, node, _evaluated(reader, node, iterated(value, items)))


def iterated_by_name(reader: Reader, node: ast.For, value: Value) -> Value:
    """Return what an iterator over arrays that has a name still gives, other values as they are."""
    match value:
        case Known(Iterating(items=Visiting()) as iterating):
            items = used(reader, node, iterating)
            return items if isinstance(items, Visiting) else tuple_of(*items)
        case _:
            return value


def _evaluated(reader: Reader, node: ast.For, items: Container) -> Container:
    """Return items whose numbers are those from before the loop, whatever its body stores."""
    if not any(isinstance(n, ast.Subscript | ast.AugAssign | ast.Call) for n in own(node.body)):
        return items
    hint = node.target.id if isinstance(node.target, ast.Name) else "value"

    def evaluated(item: Value) -> Value:
        match item:
            case Num(expr) if not is_atomic(expr) and not is_array_view(expr):
                return reader.assign(hint, expr, node.iter)
            case Container(kind) if kind == "tuple":
                return with_items(item, tuple(map(evaluated, item.items)))
            case _:
                return item

    return with_items(items, tuple(map(evaluated, items.items)))


def _unroll(reader: Reader, node: ast.For, items: Container) -> object:
    """Read the body once an item; what the body changes in the list is seen by later iterations."""
    with reader.holding(items) as held:
        k = 0
        while isinstance(now := held[0], Container) and k < len(now.items):
            item = now.items[k]

            def once(item: Value = item) -> Outcome:
                bind_item(reader, node.target, item, node)
                return run_block(reader, node.body)

            outcome = iterate(reader, node, once)
            reader.begin(node)
            if outcome is not None or left_by(reader, node) is True:
                return outcome
            k += 1
    return None


# ranges -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Reading:
    """One reading of a loop's body."""

    body: list[Stmt]
    names: dict[str, Value]
    outcome: object
    stands: bool


def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Edges:
    """What is read besides the body: before the loop, and at the body's begin and end."""

    before: Callable[[], None] = _nothing
    begin: Callable[[], None] = _nothing
    end: Callable[[], None] = _nothing


def _range_loop(reader: Reader, node: ast.For, counting: Counting, key: object) -> None:
    if not isinstance(node.target, ast.Name):
        raise reader.refuse("GW131", node.target, target=reader.shown(node.target))
    _ask_for_step(reader, counting.step)
    target = node.target.id

    def bind(counter: Var) -> None:
        _bind_counter(reader, node, target, counter)

    count_loop(reader, node, key, Count(counting, target, bind))


def _ask_for_step(reader: Reader, step: Expr) -> None:
    """Ask for the values of the arguments that a step is made of; its sign may stay unknown."""
    if static_value(reader, step) is UNDECIDED:
        for part in subtrees(step):
            if isinstance(part, Var) and static_value(reader, part) is UNDECIDED:
                ask_for(reader, part)


@dataclass(frozen=True, slots=True)
class Count:
    """What a loop counts: its numbers, what their name is called, and what the body begins with."""

    numbers: Counting
    hint: str
    bind: Callable[[Var], None]


def count_loop(reader: Reader, node: ast.For, key: object, count: Count) -> None:
    """Read a loop that counts."""
    counting = count.numbers
    assigned = rebound(reader, node) | bound_by(node.target)
    start, stop, step = (
        _kept(reader, node, hint, e, assigned)
        for hint, e in (("start", counting.start), ("stop", counting.stop), ("step", counting.step))
    )
    numbers = counted(reader, counting)
    runs = bool(numbers)
    if numbers is not None and len(numbers) * _size(node) <= LIMIT_SHORT:
        reader.short_loops.add(key)
    first = reader.webs.count
    counter = reader.webs.new(count.hint, INT)
    reader.bounds[counter.web] = (start, stop, step)

    def begin() -> None:
        if numbers is not None:
            reader.counters[counter.web] = key
        count.bind(counter)

    reading, headers = settled(reader, node, key, assigned, Edges(begin=begin))
    leaving = Leaving(node, key, first, reading, headers, assigned)
    cond = None if numbers is not None else running(reader, node, start, stop, step)
    leaving.begin(reader, runs, cond)
    body = tuple(reading.body)
    reader.emit(For(counter, start, stop, step, body, counting.down, reader.at(node)))
    leaving.end(reader)


def _size(node: ast.For) -> int:
    """Return how many statements a loop's body has."""
    return sum(isinstance(inner, ast.stmt) for inner in own(node.body))


def _bind_counter(reader: Reader, node: ast.For, target: str, counter: Var) -> None:
    """Bind the loop's variable at the start of the body."""
    if target in reader.frame.liveness.after(node):
        reader.frame.names[target] = reader.name_share(target, counter, node.target)
    else:
        reader.frame.names[target] = Num(counter)


def _kept(reader: Reader, node: ast.For, hint: str, expr: Expr, assigned: Names) -> Expr:
    """Return a bound that the body does not change: the reverse sweep evaluates it again."""
    held = {
        web
        for name in assigned
        if name in reader.frame.names
        for web in webs_in(reader.frame.names[name])
    }
    if any(part.web in held for part in subtrees(expr) if isinstance(part, Var)) or _reads(expr):
        return reader.name_share(hint, expr, node).expr
    return expr


def _reads(expr: Expr) -> bool:
    """Whether an expression reads an element of an array, not just its shape."""
    match expr:
        case Region():
            return True
        case Apply("length" | "size"):
            return False
        case _:
            return any(map(_reads, children(expr)))


def settled(
    reader: Reader,
    node: ast.For | ast.While,
    key: object,
    assigned: Names,
    edges: Edges,
) -> tuple[Reading, dict[str, Header]]:
    """Read a loop's body until the types at its header stand."""
    before = dict(reader.frame.names)
    emitted = len(reader.out)
    mark = reader.webs.mark()
    for _ in range(LIMIT_READINGS):
        reader.begin(node)
        headers = _open(reader, node, key, assigned)
        edges.before()
        reading = _read_body(reader, node, headers, edges)
        if reading.stands:
            return reading, headers
        reader.webs.roll_back(mark)
        del reader.out[emitted:]
        reader.frame.names = dict(before)
    raise reader.refuse("GW209", node, name="a name", first="one type", second="another")


def _open(
    reader: Reader, node: ast.For | ast.While, key: object, assigned: Names
) -> dict[str, Header]:
    live = reader.frame.liveness.header(node)
    holders = reader.holders(reader.frame.names, live)
    headers: dict[str, Header] = {}
    for name in sorted(assigned):
        value = reader.frame.names.get(name)
        if value is None:
            continue
        if name not in live:
            reader.frame.names[name] = Missing("GW201", {"name": name})
        else:
            headers[name] = open_header(reader, node, (key, name), name, value, holders)
    for name, header in headers.items():
        reader.frame.names[name] = header.value
    return headers


def rebound(reader: Reader, node: ast.For | ast.While) -> Names:
    """Return the names that a body may bind to another value: a store into an array does not."""
    names = reader.frame.names
    bound, augmented = reader.frame.liveness.bindings(node)
    in_place = {name for name in augmented if _is_array(names.get(name))}
    return (bound - in_place) | reader.decisions.changing.get(reader.site(node), frozenset[str]())


def _find_changes(
    reader: Reader, node: ast.For | ast.While, before: dict[str, Value], headers: dict[str, Header]
) -> None:
    """Note the names of containers that the body changed, and read again: the loop carries them."""
    changed = {
        name
        for name, value in before.items()
        if isinstance(value, Container | Grown)
        and name not in headers
        and not is_unchanged(value, reader.frame.names.get(name))
    } & reader.frame.liveness.header(node)
    if changed:
        reader.decisions.changing.setdefault(reader.site(node), set()).update(changed)
        reader.decisions.added = True
        raise Again


def _is_array(value: Value | None) -> bool:
    return isinstance(value, Num) and isinstance(value.type, Array)


def _outcome(reader: Reader, node: ast.For | ast.While) -> Outcome:
    """Read a body; one that needs what a recursive call returns is left out until that is known."""
    try:
        return run_block(reader, node.body)
    except Unresolved:
        return NEVER


def _read_body(
    reader: Reader, node: ast.For | ast.While, headers: dict[str, Header], edges: Edges
) -> Reading:
    before, first = dict(reader.frame.names), reader.webs.count
    reader.loops.append(first)
    with reader.block() as body:
        reader.depth += 1
        edges.begin()
        reader.frame.unrolled.append(False)
        outcome = _outcome(reader, node)
        reader.frame.unrolled.pop()
        reader.begin(node)
        if not isinstance(outcome, Never):
            edges.end()
        reader.depth -= 1
        names = reader.frame.names
        stands = True
        if not isinstance(outcome, Never):
            live = reader.frame.liveness.header(node)
            _find_changes(reader, node, before, headers)
            stands = close(reader, node, headers, body, live, first)
    reader.loops.pop()
    reader.frame.names = before
    return Reading(body, names, outcome, stands)
