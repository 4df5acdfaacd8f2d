"""The one check that written code begins with: what it was written for.

``if (getattr(w, "ndim", 0), getattr(x, "ndim", 0)) != (2, 1) or …: raise ValueError(…)``

In the good case it costs little; what is no array at all is no error of its own (``getattr``).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from gradwright.emit.assumed import Assumptions, Given, assumptions_of
from gradwright.emit.expected import raise_unexpected
from gradwright.emit.expressions import call, literal, parsed
from gradwright.emit.flat import flat
from gradwright.emit.layout import lay_out
from gradwright.ir.statements import Captured, Program

FEW = 3  # leaves whose ranks are compared one by one, which is faster than a loop


def entry_check(program: Program, hidden: Sequence[Captured], indent: int) -> list[str]:
    """Return the check of a program's arguments, nothing if any arguments will do."""
    assumed = assumptions_of(program, hidden)
    known = {leaf.path for leaf in assumed.given if _has_known_shape(leaf, assumed)}
    tests = _tests(assumed, known, few=FEW)
    if not tests:
        return []
    head = lay_out("if ", _any(tests), ":", indent)
    if "\n" in head and len(tests) <= 2:  # would be broken inside of the ranks
        head = lay_out("if ", _any(_tests(assumed, known, few=1)), ":", indent)
    return [" " * indent + head, *raise_unexpected(assumed, indent + 4)]


def _tests(assumed: Assumptions, known: set[str], few: int) -> list[ast.expr]:
    tests = [*_lists(assumed), *_values(assumed), *_ranks(assumed, known, few)]
    return [*tests, *_axes(assumed, known), *_floating(assumed)]


def _any(tests: list[ast.expr]) -> ast.expr:
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), tests)


def _lists(assumed: Assumptions) -> Iterator[ast.expr]:
    for path, length in assumed.lists.items():
        yield _differs(call("len", parsed(path)), literal(length))


def _values(assumed: Assumptions) -> Iterator[ast.expr]:
    for path, value in assumed.values.items():
        op = ast.IsNot() if isinstance(value, bool | None) else ast.NotEq()
        yield ast.Compare(parsed(path), [op], [literal(value)])


def _ranks(assumed: Assumptions, known: set[str], few: int) -> Iterator[ast.expr]:
    """Yield the comparison of the ranks of leaves whose shape is not compared whole."""
    given = [leaf for leaf in assumed.given if leaf.path not in known]
    ranks = [len(leaf.lengths) for leaf in given]
    if 0 < len(given) <= few and any(ranks):
        found = [call("getattr", parsed(x.path), literal("ndim"), literal(0)) for x in given]
        alone = len(given) == 1
        yield _differs(
            found[0] if alone else ast.Tuple(found), literal(ranks[0] if alone else tuple(ranks))
        )
    elif given:
        yield _ranks_of_many(assumed, given, ranks)


def _ranks_of_many(assumed: Assumptions, given: Sequence[Given], ranks: Sequence[int]) -> ast.expr:
    values = flat(ast.Tuple(list(_gathered(assumed, given))))
    variable = "value" if "v" in assumed.parameters else "v"
    each = f'getattr({variable}, "ndim", 0) for {variable} in {values}'
    if not any(ranks):
        return parsed(f"any({each})")
    return _differs(parsed(f"[{each}]"), literal(list(ranks)))


def _gathered(assumed: Assumptions, given: Sequence[Given]) -> Iterator[ast.expr]:
    """Yield the leaves; a list whose leaves are all there as ``*x``."""
    paths = {leaf.path for leaf in given}
    whole = {
        path
        for path, count in assumed.lists.items()
        if assumed.is_flat(path) and all(f"{path}[{k}]" in paths for k in range(count))
    }
    starred: set[str] = set()
    for leaf in given:
        around = leaf.path.rpartition("[")[0]
        if around not in whole:
            yield parsed(leaf.path)
        elif around not in starred:
            starred.add(around)
            yield ast.Starred(parsed(around))


def _floating(assumed: Assumptions) -> Iterator[ast.expr]:
    kinds = [parsed(f"{leaf.path}.dtype.kind") for leaf in assumed.given if leaf.floating]
    if len(kinds) == 1:
        yield _differs(kinds[0], literal("f"))
    elif kinds:
        equal: list[ast.cmpop] = [ast.Eq() for _ in kinds]
        same = ast.Compare(kinds[0], equal, [*kinds[1:], literal("f")])
        yield ast.UnaryOp(ast.Not(), same)


def _axes(assumed: Assumptions, known: set[str]) -> Iterator[ast.expr]:
    """Yield the comparisons of lengths, those of a whole shape together."""
    for leaf in assumed.given:
        needed = _needed(leaf, assumed)
        if leaf.path in known:
            shape = call("getattr", parsed(leaf.path), literal("shape"), literal(None))
            yield _differs(shape, ast.Tuple([needed[axis] for axis in sorted(needed)]))
        else:
            for axis in sorted(needed):
                yield _differs(_axis(leaf.path, axis), needed[axis])


def _has_known_shape(leaf: Given, assumed: Assumptions) -> bool:
    return leaf.is_array and 0 < len(leaf.lengths) == len(_needed(leaf, assumed))


def _needed(leaf: Given, assumed: Assumptions) -> dict[int, ast.expr]:
    """Return the lengths that a leaf must have, by axis, where they are known."""
    needed: dict[int, ast.expr] = {}
    for axis, length in enumerate(leaf.lengths):
        if length.literal is not None:
            needed[axis] = literal(length.literal)
        elif (leaf.path, axis) in assumed.equal:
            needed[axis] = _axis(*assumed.equal[leaf.path, axis])
    return needed


def _differs(one: ast.expr, other: ast.expr) -> ast.expr:
    return ast.Compare(one, [ast.NotEq()], [other])


def _axis(path: str, axis: int) -> ast.expr:
    return parsed(f"{path}.shape[{axis}]")
