"""Products of one update that have factors in common are multiplied so that they have a part in common.

::

    du <- du * k;  du <- -(2.0 * k * du)      →    du <- du * k;  du <- -(2.0 * (du * k))

`share` names the part then. Literals come before scalars, scalars before arrays: no more arrays are
multiplied than before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import combinations

from gradwright.ir.expressions import Apply, Const, Expr, children
from gradwright.ir.rebuild import rebuild
from gradwright.ir.types import Array, is_differentiable
from gradwright.rules.table import apply

Chain = list[Expr]
Pair = tuple[Expr, Expr]
LONGEST = 8  # factors of a product that is looked into


def with_common_factors(values: list[Expr], nodes: Iterable[Expr]) -> list[Expr]:
    """Return the values, whose parts are `nodes`, with what their products share multiplied first."""
    nodes = list(nodes)
    chains = {root: list(_factors(root)) for root in _roots(values, nodes)}
    whole = {root: tuple(chain) for root, chain in chains.items()}
    while len(chains) > 1 and (pair := _most_frequent(chains.values())) is not None:
        product = _product_among(pair, nodes)
        for chain in chains.values():
            _merge(chain, pair, product)
    changed = {r: c for r, c in chains.items() if len(c) > 1 and tuple(c) != whole[r]}
    memo: dict[Expr, Expr] = {}

    def swap(node: Expr) -> Expr | None:
        chain = changed.get(node)
        return None if chain is None else _product([rebuild(f, swap, memo) for f in chain])

    return [rebuild(value, swap, memo) for value in values] if changed else values


def _roots(values: list[Expr], nodes: list[Expr]) -> Iterator[Expr]:
    """Yield the products that are no mere factor of another product."""
    outer = set(values)
    for node in nodes:
        if not _is_product(node):
            outer.update(children(node))
    yield from (node for node in nodes if _is_product(node) and node in outer)


def _is_product(node: Expr) -> bool:
    return isinstance(node, Apply) and node.prim == "mul" and is_differentiable(node.type)


def _factors(node: Expr) -> Iterator[Expr]:
    if isinstance(node, Apply) and _is_product(node):
        for arg in node.args:
            yield from _factors(arg)
    else:
        yield node


def _most_frequent(chains: Iterable[Chain]) -> Pair | None:
    """Return the two factors that most products have, if two have them; arrays go first."""
    counts: Counter[Pair] = Counter()
    for chain in chains:
        if 2 <= len(chain) <= LONGEST:
            counts.update(_pairs(chain, counts).keys())
    most = max(counts.items(), key=lambda item: (item[1], _arrays(item[0])), default=None)
    return None if most is None or most[1] < 2 else most[0]


def _pairs(chain: Chain, known: Counter[Pair]) -> dict[Pair, None]:
    """Return the pairs of a product's factors, each once, in the order in which they were met before."""
    found: dict[Pair, None] = {}
    for left, right in combinations(chain, 2):
        if _may_move(left) and _may_move(right):
            turned = (right, left)
            found[turned if turned in known or turned in found else (left, right)] = None
    return found


def _may_move(factor: Expr) -> bool:
    return isinstance(factor, Const) or is_differentiable(factor.type)


def _arrays(pair: Pair) -> int:
    return sum(isinstance(factor.type, Array) for factor in pair)


def _product_among(pair: Pair, nodes: list[Expr]) -> Expr:
    """Return the product of two factors, as some part has it already."""
    for node in nodes:
        if _is_product(node) and children(node) in (pair, pair[::-1]):
            return node
    return _product(list(pair))


def _merge(chain: Chain, pair: Pair, product: Expr) -> None:
    left, right = pair
    if chain.count(left) > (left is right) and right in chain and len(chain) <= LONGEST:
        place = min(chain.index(left), chain.index(right))
        chain.remove(left)
        chain.remove(right)
        chain.insert(place, product)


def _product(factors: Chain) -> Expr:
    """Return the product of factors: literals first, then scalars, then arrays."""
    first, *rest = sorted(factors, key=_order)
    for factor in rest:
        first = apply("mul", first, factor, form="infix")
    return first


def _order(factor: Expr) -> int:
    if isinstance(factor.type, Array):
        return 2
    return 0 if isinstance(factor, Const) else 1
