"""Likely causes of a wrong gradient: each row is a hypothesis that a number can confirm.

In: a `Case`. Out: the first row whose hypothesis gives exactly the numbers that the hand-written
code gave. A new cause is one more row.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from gradwright.checked.case import Case
from gradwright.checked.detached import without_one_use
from gradwright.checked.factors import factor_of, short
from gradwright.checked.mutations import mutated
from gradwright.checked.observe import Forward
from gradwright.checked.recompiled import definition_of
from gradwright.checked.references import Values, put
from gradwright.checked.snapshot import Array

Details = dict[str, str]


@dataclass(frozen=True, slots=True)
class Cause:
    """A row: its name, its words with the details that the test finds, and the test."""

    name: str
    words: str
    test: Callable[[Case], Details | None]


def likely_cause(case: Case) -> tuple[str, str] | None:
    """Return the name and the words of the first cause that explains the numbers."""
    for cause in CAUSES:
        found = cause.test(case)
        if found is not None:
            return found.pop("cause", cause.name), cause.words.format(**found)
    return None


# shapes -------------------------------------------------------------------------------------------


def _is_unset(case: Case) -> Details | None:
    return {} if not np.any(case.given) else None


def _is_not_finite(case: Case) -> Details | None:
    bad = ~np.isfinite(case.given)
    return (
        {"count": str(int(bad.sum()))}
        if bad.any() and np.isfinite(case.derived.numbers).all()
        else None
    )


def _misses_a_sum(case: Case) -> Details | None:
    if case.derived.entries is not None or case.given.ndim == 0:
        return None
    derived = case.derived.numbers
    for count in range(1, case.given.ndim + 1):
        for axes in itertools.combinations(range(case.given.ndim), count):
            summed = case.given.sum(axis=axes)
            if (
                summed.size == derived.size
                and summed.shape != case.given.shape
                and case.same(summed.reshape(derived.shape), to=derived)
            ):
                return {"axes": ", ".join(map(str, axes)), "shape": str(case.given.shape)}
    return None


def _sums_another_axis(case: Case) -> Details | None:
    dy = case.question.dy
    for count in range(1, dy.ndim + 1):
        for axes in itertools.combinations(range(dy.ndim), count):
            summed = dy.sum(axis=axes)
            if summed.size == case.given.size and case.same(
                summed.reshape(case.given.shape), to=case.given
            ):
                return {"axes": ", ".join(map(str, axes))}
    return None


def _is_transposed(case: Case) -> Details | None:
    derived = case.derived.numbers
    if case.derived.entries is not None or derived.ndim != 2 or 1 in derived.shape:
        return None
    return {} if case.same(derived.T, to=case.given) else None


def _is_another_product(case: Case) -> Details | None:
    dy = case.question.dy
    if dy.ndim == 0 or case.given.ndim != 2:
        return None
    arrays = case.arrays()
    for (one, a), (other, b) in itertools.product(arrays[:1], arrays[1:]):
        for text, product in _products((one, a), (other, b)):
            if product.shape == case.given.shape and case.same(product, to=case.given):
                return {"product": text}
    return None


def _products(one: tuple[str, Array], other: tuple[str, Array]) -> Iterator[tuple[str, Array]]:
    """Yield the products of two matrices, each as it is or transposed, in both orders."""
    for (m, a), (n, b) in ((one, other), (other, one)):
        for s, t in itertools.product(("", ".T"), repeat=2):
            left, right = (a.T if s else a), (b.T if t else b)
            if a.ndim == b.ndim == 2 and left.shape[1] == right.shape[0]:
                yield f"{m}{s} @ {n}{t}", left @ right


# the upstream gradient ----------------------------------------------------------------------------


def _masks_the_upstream(case: Case) -> Details | None:
    dy = case.question.dy
    if not _is_elementwise(case) or not case.has_shape or case.question.kind != "upstream":
        return None
    positive = dy > 0
    for mask in (dy * positive, np.where(positive, 1.0, 0.0), np.where(positive, dy, 0.01 * dy)):
        if case.same(mask):
            return {"dy": case.question.name or "dvalues"}
    return (
        {"dy": case.question.name}
        if case.same(case.gradient(None, case.with_argument(dy)))
        else None
    )


def _is_elementwise(case: Case) -> bool:
    """Whether the slot is forward's first argument, and the upstream gradient has its shape."""
    own = case.slot.root == case.argument and not case.slot.steps
    return own and case.question.dy.shape == case.shape


def _drops_the_upstream(case: Case) -> Details | None:
    if case.question.kind != "upstream" or np.all(case.question.dy == 1.0):
        return None
    ones = case.gradient(np.ones_like(case.question.dy, dtype=float))
    if case.same(ones) or (ones is not None and ones.entries is None and _spread(case, ones)):
        return {"dy": case.question.name}
    return None


def _spread(case: Case, ones: Values) -> bool:
    """Whether what was given is a local derivative that broadcasting would spread."""
    try:
        wide = np.broadcast_to(case.given, ones.numbers.shape)
    except ValueError:
        return False
    return case.same(wide, to=ones.numbers)


def _hands_on(case: Case) -> Details | None:
    if (
        not case.has_shape
        or case.question.dy.shape != case.shape
        or case.question.kind != "upstream"
    ):
        return None
    factor = case.ratio(case.question.dy)
    if factor is None or (abs(factor - 1.0) > 1e-6 and np.count_nonzero(case.target) < 2):
        return None
    what = "the mask that forward drew" if _draws(case) else "the derivative of forward itself"
    scaled = "" if abs(factor - 1.0) < 1e-6 else f", times {short(factor)}"
    return {"what": what, "dy": case.question.name, "scaled": scaled}


def _draws(case: Case) -> bool:
    node = definition_of(case.forward.function)
    text = ast.unparse(node) if node is not None else ""
    return any(word in text for word in ("random", "rng", "binomial", "mask"))


def _reads_the_output(case: Case) -> Details | None:
    if not _is_elementwise(case) or case.question.output.shape != case.shape:
        return None
    at = case.gradient(None, case.with_argument(case.question.output))
    return {} if case.same(at) else None


def _reads_the_input(case: Case) -> Details | None:
    """Whether the derivative of a sigmoid or tanh by its output was computed from its input."""
    if not _is_elementwise(case):
        return None
    x, dy = np.asarray(case.slot.value, dtype=float), case.question.dy
    for text, local in (("s * (1 - s)", x * (1 - x)), ("1 - t ** 2", 1 - x**2)):
        if case.same(dy * local):
            return {"formula": text, "argument": case.slot.path}
    return None


def _is_the_diagonal(case: Case) -> Details | None:
    size = int(np.prod(case.shape))
    if not _is_elementwise(case) or size > 400 or case.derived.entries is not None:
        return None
    if case.question.output.shape != case.shape or not case.has_shape:
        return None
    diagonal = np.zeros(case.shape)
    for index in np.ndindex(case.shape):
        unit = np.zeros(case.shape)
        unit[index] = 1.0
        row = case.gradient(unit)
        if row is None:
            return None
        diagonal[index] = row.numbers[index]
    return {} if case.same(case.question.dy * diagonal) else None


def _has_another_sign(case: Case) -> Details | None:
    return {} if case.same(Values(-case.derived.numbers, case.derived.entries)) else None


# other values -------------------------------------------------------------------------------------


def _is_of_another_operand(case: Case) -> Details | None:
    for slot in case.slots:
        if slot.path != case.slot.path and np.shape(np.asarray(slot.value)) == case.given.shape:
            other = case.gradient(None, None, slot)
            if case.same(other):
                return {"other": slot.path}
    return None


def _is_stale(case: Case) -> Details | None:
    """Whether backward reads what was changed since forward: before it was called, or by itself."""
    arguments = case.forward.bound.arguments
    now = dict(arguments)
    after = {leaf.path: leaf for leaf in case.backward.after}
    updated = [slot for slot in case.slots if slot.path in after]

    def before_call() -> None:
        case.backward.state.restore()
        arguments.update(now)

    def by_itself() -> None:
        for slot in updated:
            put(case.forward, slot, np.array(after[slot.path].value))

    changes = [by_itself] if case.backward.drawn else [before_call, by_itself]
    for change in changes:
        if case.same(case.gradient(None, change)) or case.same(case.between(change)):
            return {}
    return None


def _is_of_another_call(case: Case) -> Details | None:
    for other in case.backward.others:

        def change(other: Forward = other) -> None:
            other.before.restore()
            case.forward.bound.arguments.update(other.bound.arguments)

        if case.same(case.gradient(None, change)):
            return {}
    return None


def _is_of_one_sample(case: Case) -> Details | None:
    dy = case.question.dy
    for axis in range(dy.ndim):
        for index, which in ((-1, "last"), (0, "first")):
            only = np.zeros_like(dy, dtype=float)
            chosen = tuple(index if k == axis else slice(None) for k in range(dy.ndim))
            only[chosen] = dy[chosen]
            if dy.shape[axis] > 1 and case.same(case.gradient(only)):
                return {"which": which, "axis": str(axis)}
    return None


CAUSES = (
    Cause("unset", "it is zero everywhere: backward never fills it", _is_unset),
    Cause(
        "not finite",
        "{count} entries are not finite: a division by zero or a logarithm of zero in backward",
        _is_not_finite,
    ),
    Cause(
        "sum over the batch",
        "the sum over the batch is missing: it has shape {shape}, to be summed over axis {axes}",
        _misses_a_sum,
    ),
    Cause(
        "transposed product",
        "it is transposed: the factors of the product stand in the wrong order",
        _is_transposed,
    ),
    Cause(
        "axis", "the upstream gradient is summed over the wrong axis ({axes})", _sums_another_axis
    ),
    Cause(
        "mask on the upstream gradient",
        "the mask is taken from the upstream gradient ({dy} > 0) instead of from the value that "
        "forward masked (its input > 0)",
        _masks_the_upstream,
    ),
    Cause(
        "dropped upstream gradient",
        "the upstream gradient is dropped: this is forward's own derivative, not multiplied by {dy}",
        _drops_the_upstream,
    ),
    Cause("missing mask", "{dy} is handed on as it came{scaled}: {what} is missing", _hands_on),
    Cause(
        "values changed since",
        "it is computed from values that were changed since forward: updated, or stored into in "
        "place",
        _is_stale,
    ),
    Cause(
        "values of another call",
        "it is computed from the values of another call of forward, which overwrote what this one kept",
        _is_of_another_call,
    ),
    Cause("sign", "the sign is flipped", _has_another_sign),
    Cause("factor", "it is {factor} times the derived gradient: {name}", factor_of),
    Cause(
        "output for input",
        "the derivative is taken at the output instead of at the input",
        _reads_the_output,
    ),
    Cause(
        "input for output",
        "the derivative by the output, {formula}, is computed from the input {argument}",
        _reads_the_input,
    ),
    Cause(
        "transposed product",
        "it is {product}: a factor is transposed, or is not",
        _is_another_product,
    ),
    Cause(
        "diagonal",
        "only the diagonal of the Jacobian is in it: each output was taken to depend on its own input alone",
        _is_the_diagonal,
    ),
    Cause("another operand", "it is the gradient of {other}", _is_of_another_operand),
    Cause(
        "= for +=",
        "only the {which} entry along axis {axis} contributes: `=` where `+=` accumulates",
        _is_of_one_sample,
    ),
    Cause(
        "= for +=",
        "`{name}` is used in {lines}: {missing} is missing, `=` where `+=` accumulates",
        lambda case: without_one_use(case, several=True),
    ),
    Cause(
        "a path",
        "what flows through `{name}` in {lines} is missing",
        lambda case: without_one_use(case, several=False),
    ),
    Cause("a part", "{what}", mutated),
)
