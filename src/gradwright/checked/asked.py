"""What a backward was asked for: the upstream gradient that it was called with, or that of a loss's scalar.

In: a call of backward, the call of forward that it belongs to. Out: questions, the likeliest first:
"the gradient of ⟨dy, output⟩". A loss's backward that takes forward's arguments again is asked for
the gradient of its scalar.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import FunctionType
from typing import Any, cast

import numpy as np

from gradwright.checked.leaves import Leaf, is_numeric
from gradwright.checked.losses import gradients
from gradwright.checked.names import is_target, learning_rate
from gradwright.checked.observe import Backward, Forward, method_of
from gradwright.checked.snapshot import Array, Snapshot
from gradwright.classes.names import pair_of
from gradwright.diagnostics import GradwrightError
from gradwright.frontend import source_of

OUTPUTS = (
    "output", "outputs", "out", "y", "a", "A", "activation", "activations", "result", "value",
    "loss", "cost", "z", "Z",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Output:
    """A number that forward gave: all that it returned, one entry of it, or an attribute."""

    value: object
    entry: int | None = None
    attribute: str | None = None

    def of(self, returned: object, owner: object) -> object:
        """Return it of another call."""
        if self.attribute is not None:
            return getattr(owner, self.attribute)
        return returned if self.entry is None else cast("tuple[object, ...]", returned)[self.entry]

    @property
    def array(self) -> Array:
        """Its numbers."""
        return np.asarray(self.value)


@dataclass(frozen=True, slots=True)
class Question:
    """What is differentiated: the sum of dy times each output.

    Attributes
    ----------
    pairs
        The outputs, each with its upstream gradient.
    kind
        ``upstream`` (given), ``scalar``, ``mean``, ``sum`` (of what a loss's forward returns), ``ones``,
        ``assumed`` (a usual loss of the output).
    name
        The parameter of backward that is the upstream gradient; the loss that is assumed.
    """

    pairs: tuple[tuple[Output, Array], ...]
    kind: str
    name: str = ""

    @property
    def dy(self) -> Array:
        """The first upstream gradient."""
        return self.pairs[0][1]

    @property
    def output(self) -> Array:
        """The first output."""
        return self.pairs[0][0].array

    def scaled(self, dy: Array) -> Question:
        """Return the question with another first upstream gradient."""
        (output, _), *others = self.pairs
        return replace(self, pairs=((output, dy), *others))


def outputs_of(forward: Forward) -> list[Output]:
    """Return the numbers that forward gave, the output first."""
    value = forward.output
    if is_numeric(value):
        return [Output(value)]
    if isinstance(value, tuple):
        several = cast("tuple[object, ...]", value)
        return [Output(one, k) for k, one in enumerate(several) if is_numeric(one)]
    names = {str(leaf.steps[0][1]): leaf.value for leaf in forward.left if len(leaf.steps) == 1}
    stored = _stored(forward.function)
    usual = [name for name in OUTPUTS if name in names and name in stored]
    others = [name for name in names if name in stored and name not in usual]
    return [Output(names[n], attribute=n) for n in (*usual, *others[-1:])][:1]


def questions(backward: Backward, forward: Forward) -> list[Question]:
    """Return what backward may have been asked for, the likeliest first; empty if nothing says it."""
    outputs = outputs_of(forward)
    if not outputs:
        return []
    numbers = {n: v for n, v in backward.arguments.items() if is_numeric(v)}
    rate = learning_rate(list(numbers))
    numbers.pop(rate or "", None)
    several = _several(outputs, numbers, forward)
    if several is not None:
        return [several]
    again = _again(numbers, forward)
    found = [q for q in (_upstream(out, numbers, again) for out in outputs) if q is not None][:1]
    value = np.asarray(numbers[found[0].name]) if found else None
    if value is not None and not _equals_any(value, forward, outputs[0]):
        return found
    if any(is_target(name) for name in numbers):
        found = []  # the output itself, beside what it is compared with
    later = list(forward.arguments)[1:]
    is_loss = len(again) > 1 or bool(again & set(later))
    if (
        found
        or is_loss
        or outputs[0].array.ndim == 0
        or _is_derivative(numbers, forward, outputs[0])
    ):
        return found + list(_reductions(outputs[0], backward, is_loss=is_loss))
    return list(_assumed(outputs[0], backward))


def _is_derivative(numbers: Mapping[str, object], forward: Forward, output: Output) -> bool:
    """Whether a backward without upstream gradient is given what an elementwise derivative is of."""
    return any(_equals_any(np.asarray(v), forward, output) for v in numbers.values()) and not any(
        is_target(name) for name in numbers
    )


def _assumed(output: Output, backward: Backward) -> Iterator[Question]:
    """Yield the gradients of the usual losses of a network's output, where backward knows targets."""
    targets = [v for n, v in backward.arguments.items() if is_target(n) and is_numeric(v)]
    own = [leaf for leaf in backward.before if len(leaf.steps) == 1]
    targets += [leaf.value for leaf in own if is_target(str(leaf.steps[0][1]))]
    for target in targets[:2]:
        for name, dy in gradients(output.array, np.asarray(target)):
            yield Question(((output, dy),), "assumed", name)


def _several(
    outputs: list[Output], numbers: Mapping[str, object], forward: Forward
) -> Question | None:
    """Return the question of a backward that takes an upstream gradient for each of several outputs."""
    values = list(numbers.items())[: len(outputs)]
    if len(outputs) < 2 or len(values) < len(outputs):
        return None
    pairs = [(out, np.asarray(v)) for out, (_, v) in zip(outputs, values, strict=True)]
    known = [*forward.arguments.values(), *(out.value for out in outputs)]
    if any(out.array.shape != dy.shape or _is_among(dy, known) for out, dy in pairs):
        return None
    return Question(tuple(pairs), "upstream", values[0][0])


def _again(numbers: Mapping[str, object], forward: Forward) -> set[str]:
    """Return backward's parameters that are forward's arguments, where it is a loss's backward."""
    given = forward.arguments
    named = {name for name in numbers if name in given}
    later = [v for v in list(given.values())[1:] if is_numeric(v)]
    equal = {n for n, v in numbers.items() if any(_equal(v, other) for other in later)}
    if not named | equal:
        return set()
    return (
        named | {n for n, v in numbers.items() if any(_equal(v, o) for o in given.values())} | equal
    )


def _upstream(out: Output, numbers: Mapping[str, object], again: set[str]) -> Question | None:
    shape = out.array.shape
    for name, value in numbers.items():
        dy = np.asarray(value)
        if (
            name not in again
            and not is_target(name)
            and dy.shape == shape
            and dy.dtype.kind in "fiu"
        ):
            return Question(((out, dy),), "upstream", name)
    return None


def _reductions(out: Output, backward: Backward, *, is_loss: bool) -> Iterator[Question]:
    """Yield the scalars that a forward without upstream gradient may be a part of."""
    array = out.array
    if array.ndim == 0:
        yield Question(((out, np.ones(())),), "scalar")
        return
    ones = np.ones(array.shape)
    if not is_loss:
        yield Question(((out, ones),), "ones")
        return
    mean = Question(((out, ones / max(array.size, 1)),), "mean")
    total = Question(((out, ones),), "sum")
    known = {"mean": (mean,), "sum": (total,)}.get(reduction_of(backward.cls) or "")
    yield from known or (mean, total)


def reduction_of(cls: type | None) -> str | None:
    """Return how a class makes a scalar of what its forward returns, where a method does that."""
    for owner in cls.__mro__ if cls is not None else ():
        for name in vars(owner):
            function = method_of(owner, name)
            text = _text(function) if function is not None else ""
            if ".forward(" in text or "self(" in text:
                if "mean(" in text:
                    return "mean"
                if "sum(" in text:
                    return "sum"
    return None


def _text(function: FunctionType) -> str:
    try:
        return ast.unparse(source_of(function).node)
    except GradwrightError:
        return ""


def _stored(function: FunctionType) -> set[str]:
    """Return the attributes that a forward's text assigns."""
    text = _text(function)
    if not text:
        return set()
    return {
        node.attr
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }


def _equals_any(value: Array, forward: Forward, output: Output) -> bool:
    """Whether an upstream gradient could as well be forward's argument, or its output."""
    return _is_among(value, [*list(forward.arguments.values())[:1], output.value])


def _is_among(value: object, others: Iterable[object]) -> bool:
    return any(_equal(value, other) for other in others)


def _equal(a: object, b: object) -> bool:
    if not (is_numeric(a) and is_numeric(b)):
        return False
    one, other = np.asarray(a), np.asarray(b)
    return one.shape == other.shape and one.size > 0 and bool(np.array_equal(one, other))


def rebound(backward: Backward, forward: Forward | None) -> Forward | None:
    """Return the forward of the arguments that a loss's backward was given, where it takes them again.

    None where it does not, or where forward was called with the same.
    """
    function = forward.function if forward is not None else _forward_of(backward)
    if function is None:
        return None
    if forward is not None:
        forward.before.restore()
    signature = inspect.signature(function)
    owned = backward.owner is not None
    names = list(signature.parameters)[1 if owned else 0 :]
    given = {n: v for n, v in backward.arguments.items() if is_numeric(v)}
    values = _taken_again(names, given, forward)
    if values is None:
        return None
    try:
        bound = signature.bind(*([backward.owner] if owned else []), *values)
    except TypeError:
        return None
    backward.state.restore()
    before = Snapshot((bound.arguments,), function.__globals__)
    return Forward(backward.cls, function, bound, backward.owner, before)


def _taken_again(
    names: list[str], given: Mapping[str, object], forward: Forward | None
) -> list[object] | None:
    """Return forward's arguments as a backward was given them; None where it was not, or the same."""
    if len(names) == 1:
        return _input_again(given, forward)
    if len(names) != len(given) or len(names) < 2:
        return None
    if forward is not None and not _other_arguments(given, forward):
        return None
    return [given.get(n, v) for n, v in zip(names, given.values(), strict=True)]


def _input_again(given: Mapping[str, object], forward: Forward | None) -> list[object] | None:
    """Return the input that a network's backward was given beside targets, if forward had another."""
    others = [v for n, v in given.items() if not is_target(n)]
    if len(others) == len(given) or len(others) != 1:
        return None
    if forward is None:
        return others
    own = next(iter(forward.arguments.values()))
    outputs = [out.value for out in outputs_of(forward)]
    alike = np.shape(cast("Any", own))[1:] == np.shape(cast("Any", others[0]))[1:]
    return None if not alike or _is_among(others[0], [own, *outputs]) else others


def _other_arguments(given: Mapping[str, object], forward: Forward) -> bool:
    """Whether the arguments have forward's names, and other values."""
    own = forward.arguments
    if not set(given) & set(own) or _first_is_left(given, forward):
        return False
    pairs = zip(given.values(), own.values(), strict=False)
    same_kind = all(np.ndim(cast("Any", a)) == np.ndim(cast("Any", b)) for a, b in pairs)
    return same_kind and not all(
        _equal(a, b) for a, b in zip(given.values(), own.values(), strict=False)
    )


def _first_is_left(given: Mapping[str, object], forward: Forward) -> bool:
    """Whether backward's first argument is something that forward computed."""
    first = next(iter(given.values()))
    computed: list[Leaf] = forward.left
    return any(_equal(first, leaf.value) for leaf in computed) or any(
        _equal(first, leaf.value) for call in forward.inner for leaf in call.left
    )


def _forward_of(backward: Backward) -> FunctionType | None:
    pair = pair_of(backward.cls) if backward.cls is not None else None
    return method_of(backward.cls, pair[0]) if pair and backward.cls is not None else None
