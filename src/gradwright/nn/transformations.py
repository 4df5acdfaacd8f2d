"""What turns gradients into steps: small transformations that can be chained.

In: gradients in the structure of the parameters, a state, the parameters. Out: steps, and the state for the
next; nothing that was given is changed. A step is added to its parameter, so an optimizer's steps point
downhill; what stands before it in a chain (`clip_by_norm`) changes the gradients that it sees.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np

from gradwright.diagnostics import error
from gradwright.nn.schedules import Schedule
from gradwright.nn.structure import Leaf, as_kind_of, float_leaves, floats_at, with_floats

Params = TypeVar("Params")
Slots = Sequence[Leaf]
Leaves = list[Leaf]
Rule = Callable[[Leaf, Leaf, Slots, float, int], tuple[Leaf, ...]]


@dataclass(frozen=True)
class State:
    """What a transformation remembers.

    Attributes
    ----------
    step
        Steps taken.
    slots
        By name, one value for each float of the parameters, in their order; a chain's are its
        parts' states, by their places.
    """

    step: int
    slots: Mapping[str, object]


@dataclass(frozen=True)
class Transformation:
    """What turns gradients into steps.

    Attributes
    ----------
    start
        From the floats of the parameters to the state before the first step.
    steps_of
        From gradients, state and parameters, lists of floats, to the steps and the state after them.
    """

    start: Callable[[Leaves], State]
    steps_of: Callable[[Leaves, State, Leaves], tuple[Leaves, State]]

    def init(self, params: object) -> State:
        """Return the state before the first step.

        Parameters
        ----------
        params
            Any structure of float arrays and floats; its other leaves stay as they are.
        """
        return self.start(float_leaves(params))

    def transform(self, gradients: object, state: State, params: Params) -> tuple[Params, State]:
        """Return the steps in the structure of the parameters, and the state after them.

        Parameters
        ----------
        gradients, state, params
            As for `update`.
        """
        steps, state = self.steps_of(floats_at(params, gradients), state, float_leaves(params))
        return with_floats(params, steps), state

    def update(self, gradients: object, state: State, params: Params) -> tuple[Params, State]:
        """Take one step.

        Parameters
        ----------
        gradients
            In the structure of `params`.
        state
            From `init` or from the step before.
        params
            Any structure of float arrays and floats; its other leaves stay as they are.

        Returns
        -------
        tuple
            The parameters after the step, and the state for the next.

        Raises
        ------
        GradwrightError
            GW610 if a gradient has another shape than its parameter.
        """
        own = float_leaves(params)
        steps, state = self.steps_of(floats_at(params, gradients), state, own)
        return with_floats(params, map(operator.add, own, steps)), state


def by_rule(rate_at: Schedule, slots: Mapping[str, float], rule: Rule) -> Transformation:
    """Return the transformation that applies one rule to every array of the parameters.

    Parameters
    ----------
    rate_at
        The learning rate of each step.
    slots
        What is remembered of each array: names, and the numbers that they are filled with at first.
    rule
        ``(gradient, parameter, slots, rate, t) -> (step, *slots)``; ``t`` counts from 1.
    """

    def start(params: Leaves) -> State:
        def filled(first: float) -> Leaves:
            return [cast("Leaf", as_kind_of(p, np.full(np.shape(p), first))) for p in params]

        return State(0, {name: filled(first) for name, first in slots.items()})

    def steps_of(gradients: Leaves, state: State, params: Leaves) -> tuple[Leaves, State]:
        rate, t = rate_at(state.step), state.step + 1
        remembered = cast("Sequence[Leaves]", tuple(state.slots.values()))
        rows = zip(gradients, params, *remembered, strict=True)
        results = [
            tuple(as_kind_of(p, value) for value in rule(g, p, own, rate, t)) for g, p, *own in rows
        ]
        columns = cast("Sequence[Leaves]", list(map(list, zip(*results, strict=True))))
        if not columns:
            return [], State(t, state.slots)
        return columns[0], State(t, dict(zip(slots, columns[1:], strict=True)))

    return Transformation(start, steps_of)


def chain(*transformations: Transformation) -> Transformation:
    """Apply transformations one after the other: the steps of one are the gradients of the next.

    Parameters
    ----------
    *transformations
        For example ``nn.clip_by_norm(1.0), nn.adam(1e-3)``. The optimizer stands last.

    Returns
    -------
    Transformation
        With ``init``, ``transform`` and ``update``.
    """

    def start(params: Leaves) -> State:
        return State(0, {str(k): part.start(params) for k, part in enumerate(transformations)})

    def steps_of(gradients: Leaves, state: State, params: Leaves) -> tuple[Leaves, State]:
        slots: dict[str, object] = {}
        for k, part in enumerate(transformations):
            own = cast("State", state.slots[str(k)])
            gradients, slots[str(k)] = part.steps_of(gradients, own, params)
        return gradients, State(state.step + 1, slots)

    return Transformation(start, steps_of)


def clip_by_value(limit: float) -> Transformation:
    """Clip every entry of the gradients to ``[-limit, limit]``.

    Parameters
    ----------
    limit
        The largest size that an entry keeps, greater than 0.

    Returns
    -------
    Transformation
        To stand before an optimizer in a `chain`.

    Raises
    ------
    GradwrightError
        GW603 if `limit` is not greater than 0.
    """
    _positive("limit", limit)
    return _stateless(lambda _: lambda g: np.clip(g, -limit, limit))


def clip_by_norm(limit: float) -> Transformation:
    """Scale all gradients down where their common Euclidean norm is above a limit.

    Parameters
    ----------
    limit
        The largest norm of all entries of all gradients together, greater than 0.

    Returns
    -------
    Transformation
        To stand before an optimizer in a `chain`. The direction stays. Method: Pascanu, Mikolov and
        Bengio, "On the difficulty of training recurrent neural networks", 2013, algorithm 1.

    Raises
    ------
    GradwrightError
        GW603 if `limit` is not greater than 0.
    """
    _positive("limit", limit)

    def scaled(gradients: Leaves) -> Callable[[Leaf], Leaf]:
        norm = global_norm(gradients)
        factor = limit / norm if norm > limit else 1.0
        return lambda g: factor * g

    return _stateless(scaled)


def global_norm(tree: object) -> float:
    """Return the Euclidean norm of all floats of a structure together.

    Parameters
    ----------
    tree
        Any structure of float arrays and floats.

    Returns
    -------
    float
        Computed in float64, scaled by the largest entry so that no square overflows.
    """
    leaves = [np.asarray(leaf, np.float64) for leaf in float_leaves(tree)]
    largest = max((float(np.abs(leaf).max(initial=0.0)) for leaf in leaves), default=0.0)
    if largest == 0.0 or not math.isfinite(largest):
        return largest
    return largest * math.sqrt(sum(float(((leaf / largest) ** 2).sum()) for leaf in leaves))


def _stateless(function_of: Callable[[Leaves], Callable[[Leaf], Leaf]]) -> Transformation:
    """Return a transformation that maps every gradient by a function made for all of them."""

    def steps_of(gradients: Leaves, state: State, _: Leaves) -> tuple[Leaves, State]:
        return list(map(function_of(gradients), gradients)), State(state.step + 1, {})

    return Transformation(lambda _: State(0, {}), steps_of)


def _positive(name: str, value: float) -> None:
    if not value > 0.0:
        raise error("GW603", name=name, found=repr(value), expected="a number greater than 0")
