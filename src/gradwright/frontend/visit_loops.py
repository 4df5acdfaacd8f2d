"""`for` over arrays and iterators over them: a loop that counts, with the item bound at its begin.

::

    for x in v: …                       for i in range(len(v)): x = v[i]; …
    for k, w in enumerate(v, 1): …      for i in range(len(v)): k, w = i + 1, v[i]; …
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from gradwright.frontend.blocks import Outcome, run_block
from gradwright.frontend.exits import iterate, left_by
from gradwright.frontend.known import static_value
from gradwright.frontend.liveness import bound_by
from gradwright.frontend.loops import Count, count_loop
from gradwright.frontend.reader import Reader
from gradwright.frontend.targets import bind_item
from gradwright.frontend.values import Counting, Num, Value, Visiting
from gradwright.frontend.visits import (
    ONE,
    ZERO,
    count_of,
    has_structure,
    item_at,
    known_items,
    source,
)
from gradwright.ir.expressions import Var, constant
from gradwright.ir.types import INT

LETTERS = "ijkmnpqr"


def visit(reader: Reader, node: ast.For, value: Value, key: object) -> object:
    """Read a loop over arrays."""
    visited = source(reader, node.iter, value)
    if visited is None:
        raise reader.refuse("GW113", node.iter, name=f"`{reader.shown(node.iter)}`")
    if has_structure(visited) or key in reader.decisions.unrolled:
        count = known_items(reader, node.iter, visited)
        if count is not None:
            return _unroll(reader, node, visited, count)
    _loop(reader, node, visited, key)
    return None


def _unroll(reader: Reader, node: ast.For, value: Value, count: int) -> object:
    """Read the body once an item; an item is what stands there when its turn comes."""
    with reader.holding(value) as held:
        for k in range(count):

            def once(k: int = k) -> Outcome:
                item = item_at(reader, node.iter, held[0], constant(k, INT))
                bind_item(reader, node.target, item, node)
                return run_block(reader, node.body)

            outcome = iterate(reader, node, once)
            reader.begin(node)
            if outcome is not None or left_by(reader, node) is True:
                return outcome
    return None


def _loop(reader: Reader, node: ast.For, value: Value, key: object) -> None:
    down = isinstance(value, Visiting) and value.kind == "reversed"
    rest = isinstance(value, Visiting) and value.kind == "rest"
    visited = value.parts[0] if isinstance(value, Visiting) and (down or rest) else value
    lasting = bool(bound_by(node.target) & reader.frame.liveness.after(node))

    def bind(counter: Var) -> None:
        kept = reader.name_share(counter_name, counter, node.target).expr if lasting else counter
        bind_item(reader, node.target, item_at(reader, node.iter, visited, kept), node)

    counter_name = _counter(reader, node, visited)
    with reader.holding(value):
        numbers = Counting(ONE if rest else ZERO, count_of(reader, node.iter, visited), ONE, down)
        count_loop(reader, node, key, Count(numbers, counter_name, bind))


# the counter's name -------------------------------------------------------------------------------


def _counter(reader: Reader, node: ast.For, value: Value) -> str:
    """Return how the counter is called: as the user's name that counts the same, or a free letter."""
    own = next(_counting_names(reader, node.target, value), None)
    if own is not None:
        return own
    taken = reader.frame.locals | {
        inner.id for stmt in reader.frame.source.body for inner in ast.walk(stmt)
        if isinstance(inner, ast.Name)
    }  # fmt: skip
    free = [letter for letter in LETTERS if letter not in taken] or ["i"]
    return free[min(len(reader.loops), len(free) - 1)]


def _counting_names(reader: Reader, target: ast.expr, value: Value) -> Iterator[str]:
    match target, value:
        case ast.Tuple((ast.Name(name), inner)), Visiting("enumerate", (part, Num(start))):
            if static_value(reader, start) == 0:
                yield name
            yield from _counting_names(reader, inner, part)
        case ast.Tuple(targets), Visiting("zip", parts) if len(targets) == len(parts):
            for one, part in zip(targets, parts, strict=True):
                yield from _counting_names(reader, one, part)
        case ast.Name(name), Counting(start, _, step, False):
            if (static_value(reader, start), static_value(reader, step)) == (0, 1):
                yield name
        case _:
            pass
