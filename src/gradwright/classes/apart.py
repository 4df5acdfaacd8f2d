"""Tests that tell calls of two kinds apart, beside the values that each was written for.

``if np.ndim(self.labels) == 1: …`` where whole numbers and one-hot rows need different code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from gradwright.classes.forward import Forward
from gradwright.classes.statics import Static, read_in_backward, statics_of
from gradwright.diagnostics import refusal
from gradwright.frontend.arguments import ArgumentTree, Container, NumberLeaf, StaticLeaf
from gradwright.frontend.keys import child_path
from gradwright.ir.types import UNIT, Type, lengths_of, rank_of

Tests = tuple[Static, Static]
Way = Callable[[ArgumentTree, ArgumentTree, str, str], Tests | None]


def told_apart(forwards: Sequence[Forward], bodies: Sequence[object]) -> list[tuple[Static, ...]]:
    """Return the tests that hold for calls of each kind, so that no call passes those of two.

    Parameters
    ----------
    forwards
        One for each kind.
    bodies
        What is written for them: equal ones need not be told apart.

    Raises
    ------
    GradwrightError
        GW506 if nothing tells two kinds apart.
    """
    found = [list(statics_of(forward)) for forward in forwards]
    pairs = [(j, k) for k in range(len(forwards)) for j in range(k) if bodies[j] != bodies[k]]
    for way in (_missing, _ranks, _lengths):
        for j, k in pairs:
            if way is not _missing and _are_apart(found[j], found[k]):
                continue
            for one, other in _differences(forwards[j], forwards[k], way):
                found[j] += [] if one in found[j] else [one]
                found[k] += [] if other in found[k] else [other]
    for j, k in pairs:
        if not _are_apart(found[j], found[k]):
            raise _refused(forwards[0])
    return [tuple(tests) for tests in found]


def _are_apart(one: Sequence[Static], other: Sequence[Static]) -> bool:
    return any(a.excludes(b) for a in one for b in other)


def _refused(forward: Forward) -> Exception:
    return refusal(
        "GW506", forward.layer.source.location(forward.layer.node), name=forward.layer.name,
        reason="its forward is called in two ways that backward cannot tell apart",
    )  # fmt: skip


def _differences(one: Forward, other: Forward, way: Way) -> Iterator[Tests]:
    """Yield the tests of the leaves that differ in one way."""
    others = {p.name: p.tree for p in other.slots.arguments.parameters}
    for parameter in one.slots.arguments.parameters:
        name = parameter.name
        if name not in others or not one.slots.is_used(name):
            continue
        shown, kept = read_in_backward(name, one)
        for at, a, b in _pairs(parameter.tree, others[name], shown):
            tests = way(a, b, at, kept)
            if tests is not None:
                yield tests


def _pairs(
    one: ArgumentTree, other: ArgumentTree, shown: str
) -> Iterator[tuple[str, ArgumentTree, ArgumentTree]]:
    if isinstance(one, Container) and isinstance(other, Container) and one.keys == other.keys:
        for key, a, b in zip(one.keys, one.children, other.children, strict=True):
            yield from _pairs(a, b, child_path(shown, one.kind, key))
    else:
        yield shown, one, other


def _missing(one: ArgumentTree, other: ArgumentTree, shown: str, kept: str) -> Tests | None:
    """Return tests of None."""
    none = [isinstance(tree, StaticLeaf) and tree.value is None for tree in (one, other)]
    if none[0] == none[1]:
        return None
    is_, is_not = Static(shown, "None", kept, "is"), Static(shown, "None", kept, "is not")
    return (is_, is_not) if none[0] else (is_not, is_)


def _ranks(one: ArgumentTree, other: ArgumentTree, shown: str, kept: str) -> Tests | None:
    """Return tests of the rank."""
    if not isinstance(one, NumberLeaf) or not isinstance(other, NumberLeaf):
        return None
    ranks = rank_of(one.type), rank_of(other.type)
    if ranks[0] == ranks[1]:
        return None
    of = f"np.ndim({shown})"
    return Static(of, str(ranks[0]), kept), Static(of, str(ranks[1]), kept)


def _lengths(one: ArgumentTree, other: ArgumentTree, shown: str, kept: str) -> Tests | None:
    """Return tests of an axis that has length 1 in one of the two."""
    if not isinstance(one, NumberLeaf) or not isinstance(other, NumberLeaf):
        return None
    for axis, (a, b) in enumerate(zip(_units(one.type), _units(other.type), strict=True)):
        if a != b:
            of = f"{shown}.shape[{axis}]"
            signs = ("==", "!=") if a else ("!=", "==")
            return Static(of, "1", kept, signs[0]), Static(of, "1", kept, signs[1])
    return None


def _units(type_: Type) -> list[bool]:
    return [length is UNIT for length in lengths_of(type_)]
