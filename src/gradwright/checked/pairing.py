"""Which of the things that backward left or returned is the gradient of what.

By name (`names`), by place where a value is returned, by shape where one alone fits.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from gradwright.checked.leaves import Leaf, is_float, is_numeric, kept_leaves, leaves_of
from gradwright.checked.names import belongs, is_bare, is_marked, is_target, learning_rate
from gradwright.checked.observe import Backward, Forward
from gradwright.checked.snapshot import Array
from gradwright.diagnostics import GradwrightError
from gradwright.frontend import source_of


@dataclass(frozen=True, slots=True)
class Pair:
    """A gradient that was left or returned, and what it is the gradient of.

    Attributes
    ----------
    given
        The gradient's numbers; `before` those that stood there before, for one that accumulates.
    sure
        Whether a name or a place says so; else the shape alone does.
    rate
        The learning rate, where backward changed the parameter itself instead of leaving a gradient.
    """

    slot: Leaf
    gradient: Leaf
    given: Array
    before: Array | None = None
    sure: bool = True
    rate: float | None = None


def slots_of(forward: Forward, backward: Backward) -> list[Leaf]:
    """Return what a forward has gradients by: its arguments, then its instance's numbers; as they stand."""
    bound = {leaf.path for leaf, _ in _left(backward)}
    found: list[Leaf] = []
    for k, (name, value) in enumerate(forward.arguments.items()):
        inside = kept_leaves(value, name, forward.reaches)
        found += [one for one in inside if is_float(one.value) or (k == 0 and _is_data(one.value))]
    found.sort(key=lambda leaf: is_target(leaf.root))
    if forward.owner is None:
        return found
    left = {leaf.path: leaf.value for leaf in forward.left}
    for leaf in kept_leaves(forward.owner, "self", forward.reaches):
        changed = leaf.path in left and not _unchanged(leaf.value, left[leaf.path])
        if is_float(leaf.value) and not changed and leaf.path not in bound:
            found.append(leaf)
    return found


def _is_data(value: object) -> bool:
    """Whether an argument of integers may be data: the first one, of rank 1 or more."""
    return np.ndim(cast("Any", value)) > 0


def pairs_of(backward: Backward, forward: Forward, slots: Sequence[Leaf]) -> list[Pair]:
    """Return the gradients that a backward left or returned, each with what it belongs to."""
    given = [leaf.root for leaf in slots if leaf.root != "self"]
    first = given[0] if given else ""
    pairs: list[Pair] = []
    for gradient, slot in _returned(backward, slots):
        pairs.append(Pair(slot, gradient, np.asarray(gradient.value, dtype=float)))
    for gradient, before in _left(backward):
        slot, sure = _slot_of(gradient, slots, first, [pair.slot.path for pair in pairs])
        array = np.asarray(gradient.value, dtype=float)
        if slot is not None and not any(
            p.slot is slot and _unchanged(p.given, array) for p in pairs
        ):
            pairs.append(Pair(slot, gradient, array, before, sure))
    known = {pair.slot.path for pair in pairs}
    return pairs + [p for p in _updated(backward, slots) if p.slot.path not in known]


def _slot_of(
    gradient: Leaf, slots: Sequence[Leaf], first: str, taken: Sequence[str]
) -> tuple[Leaf | None, bool]:
    named = [slot for slot in slots if belongs(gradient, slot, first=slot.root == first)]
    free = [slot for slot in named if slot.path not in taken] or named
    shape = np.shape(cast("Any", gradient.value))
    if free:
        fitting = [slot for slot in free if np.shape(cast("Any", slot.value)) == shape]
        return (fitting or free)[0], True
    if not is_bare(gradient):
        return None, False
    left = [slot for slot in slots if slot.path not in taken]
    fitting = [slot for slot in left if np.shape(cast("Any", slot.value)) == shape]
    return (fitting[0], False) if fitting else (None, False)


# what was returned --------------------------------------------------------------------------------


def _returned(backward: Backward, slots: Sequence[Leaf]) -> list[tuple[Leaf, Leaf]]:
    """Return the numbers that backward returned, each with what it is the gradient of."""
    found = [
        leaf
        for leaf in leaves_of(backward.value, "returned", lambda _: True)
        if is_numeric(leaf.value)
    ]
    arguments = [slot for slot in slots if slot.root != "self"]
    named = _by_name(found, _returned_names(backward), slots)
    if named:
        return named
    if len(found) == 1 and not found[0].steps:
        own = [*arguments, *slots][:1]
        return [(found[0], own[0])] if own and _may_be(own[0], _shape(found[0])) else []
    for wanted in (arguments, list(slots)):
        if len(found) == len(wanted) and all(map(_fits, found, wanted)):
            return list(zip(found, wanted, strict=True))
    pairs = _by_name(found, [], slots) or _in_order(found, slots)
    if len(pairs) < len(found) == len(arguments):
        return list(zip(found, arguments, strict=True))
    return pairs


def _may_be(slot: Leaf, shape: tuple[int, ...]) -> bool:
    """Whether a value can be meant as a gradient of a slot: as many numbers, or as many axes."""
    own = _shape(slot)
    return len(own) == len(shape) or np.prod(own) == np.prod(shape) or not shape


def _by_name(
    found: Sequence[Leaf], names: Sequence[str], slots: Sequence[Leaf]
) -> list[tuple[Leaf, Leaf]]:
    """Return the numbers that have a name, in the text of the return or as a key of what it gave."""
    named = list(found)
    if names:
        places = [leaf.steps[0][1] if leaf.steps else None for leaf in found]
        if any(place not in range(len(names)) for place in places):
            return []
        named = [
            replace(leaf, root=names[int(cast("int", place))], steps=leaf.steps[1:])
            for leaf, place in zip(found, places, strict=True)
        ]
    first = slots[0].root if slots else ""
    pairs: list[tuple[Leaf, Leaf]] = []
    for leaf in named:
        fitting = [s for s in slots if belongs(leaf, s, first=s.root == first != "self")]
        fitting = [s for s in fitting if all(s is not other for _, other in pairs)]
        fitting.sort(key=lambda s, leaf=leaf: not _fits(leaf, s))
        pairs += [(leaf, fitting[0])] if fitting else []
    return pairs


def _in_order(found: Sequence[Leaf], slots: Sequence[Leaf]) -> list[tuple[Leaf, Leaf]]:
    """Return each number with the first argument or parameter of its shape that is left."""
    left = list(slots)
    pairs: list[tuple[Leaf, Leaf]] = []
    for leaf in found:
        fitting = next((slot for slot in left if _fits(leaf, slot)), None)
        if fitting is not None:
            left = [slot for slot in left if slot is not fitting]
            pairs.append((leaf, fitting))
    return pairs


def _fits(leaf: Leaf, slot: Leaf) -> bool:
    return _shape(leaf) == _shape(slot)


def _shape(leaf: Leaf) -> tuple[int, ...]:
    return np.shape(cast("Any", leaf.value))


def _returned_names(backward: Backward) -> list[str]:
    """Return the names in ``return dx, dw, db``; empty where the text returns something else."""
    try:
        node = source_of(backward.function).node
    except GradwrightError:
        return []
    returns = [n for n in ast.walk(node) if isinstance(n, ast.Return) and n.value is not None]
    if not returns or not isinstance(returns[-1].value, ast.Tuple | ast.List):
        return []
    elements = returns[-1].value.elts
    names = [
        n.id if isinstance(n, ast.Name) else n.attr if isinstance(n, ast.Attribute) else ""
        for n in elements
    ]
    return names if all(names) else []


# what was left ------------------------------------------------------------------------------------


def _left(backward: Backward) -> list[tuple[Leaf, Array | None]]:
    """Return the attributes that backward bound or changed, with what they held before."""
    before = {leaf.path: leaf for leaf in backward.before}
    found: list[tuple[Leaf, Array | None]] = []
    for leaf in backward.after:
        old = before.get(leaf.path)
        if old is not None and old.source is leaf.source and _unchanged(old.value, leaf.value):
            continue
        if is_marked(leaf):
            found.append((leaf, None if old is None else np.asarray(old.value, dtype=float)))
    return found


def _updated(backward: Backward, slots: Sequence[Leaf]) -> list[Pair]:
    """Return the gradients that a backward which changes the parameters itself has taken a step along."""
    before = {leaf.path: leaf for leaf in backward.before}
    rate = _rate(backward)
    if rate is None:
        return []
    found: list[Pair] = []
    own = {slot.path: slot for slot in slots if slot.root == "self"}
    for leaf in backward.after:
        old = before.get(leaf.path)
        if old is None or leaf.path not in own or _unchanged(old.value, leaf.value):
            continue
        step = np.asarray(old.value, dtype=float) - np.asarray(leaf.value, dtype=float)
        found.append(Pair(own[leaf.path], leaf, step / rate, rate=rate))
    return found


def _rate(backward: Backward) -> float | None:
    name = learning_rate(list(backward.arguments))
    value = backward.arguments.get(name or "")
    if name is None:
        attributes = {str(leaf.steps[-1][1]): leaf.value for leaf in backward.before}
        value = attributes.get(learning_rate(list(attributes), attribute=True) or "")
    return float(value) if isinstance(value, int | float) and value else None


def _unchanged(a: object, b: object) -> bool:
    one, other = np.asarray(a), np.asarray(b)
    return one.shape == other.shape and bool(np.array_equal(one, other, equal_nan=True))
