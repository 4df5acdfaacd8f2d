"""What turns gradients into steps: small transformations that can be chained.

In: gradients in the structure of the parameters, a state, the parameters. Out: steps, and the state for the
next; nothing that was given is changed. A step is added to its parameter, so an optimizer's steps point
downhill; what stands before it in a chain (`clip_by_norm`) changes the gradients that it sees.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

import numpy as np

from gradwright.diagnostics import error
from gradwright.nn.schedules import Schedule
from gradwright.nn.structure import Leaf, float_leaves, map_floats

Params = TypeVar("Params")
Slots = Sequence[Leaf]
Rule = Callable[[Leaf, Leaf, Slots, float, int], tuple[Leaf, ...]]


@dataclass(frozen=True)
class State:
    """What a transformation remembers.

    Attributes
    ----------
    step
        Steps taken.
    slots
        Structures like the parameters, by name; a chain's are its parts' states, by their places.
    """

    step: int
    slots: Mapping[str, object]


@dataclass(frozen=True)
class Transformation:
    """What turns gradients into steps.

    Attributes
    ----------
    init
        ``params -> state``, the state before the first step.
    transform
        ``(gradients, state, params) -> (steps, state)``; steps have the structure of `params`.
    """

    init: Callable[[object], State]
    transform: Callable[[object, State, object], tuple[object, State]]

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
        steps, state = self.transform(gradients, state, params)
        return map_floats(lambda p, step: p + step, params, steps), state


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

    def init(params: object) -> State:
        filled = {
            name: map_floats(lambda p, first=first: np.full(np.shape(p), first), params)
            for name, first in slots.items()
        }
        return State(0, filled)

    def transform(gradients: object, state: State, params: object) -> tuple[object, State]:
        rate, t = rate_at(state.step), state.step + 1
        results: list[tuple[Leaf, ...]] = []

        def one(parameter: Leaf, gradient: Leaf, *remembered: Leaf) -> Leaf:
            results.append(rule(gradient, parameter, remembered, rate, t))
            return results[-1][0]

        steps = map_floats(one, params, gradients, *state.slots.values())
        kept: dict[str, object] = {}
        for place, name in enumerate(slots, start=1):
            of_slot = iter([result[place] for result in results])
            kept[name] = map_floats(lambda _, of_slot=of_slot: next(of_slot), params)
        return steps, State(t, kept)

    return Transformation(init, transform)


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

    def init(params: object) -> State:
        return State(0, {str(k): part.init(params) for k, part in enumerate(transformations)})

    def transform(gradients: object, state: State, params: object) -> tuple[object, State]:
        slots: dict[str, object] = {}
        for k, part in enumerate(transformations):
            own = cast("State", state.slots[str(k)])
            gradients, slots[str(k)] = part.transform(gradients, own, params)
        return gradients, State(state.step + 1, slots)

    return Transformation(init, transform)


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

    def scaled(gradients: object) -> Callable[[Leaf], Leaf]:
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


def _stateless(function_of: Callable[[object], Callable[[Leaf], Leaf]]) -> Transformation:
    """Return a transformation that maps every gradient by a function made for all of them."""

    def transform(gradients: object, state: State, params: object) -> tuple[object, State]:
        function = function_of(map_floats(lambda _, g: g, params, gradients))
        changed = map_floats(lambda _, g: function(g), params, gradients)
        return changed, State(state.step + 1, {})

    return Transformation(lambda _: State(0, {}), transform)


def _positive(name: str, value: float) -> None:
    if not value > 0.0:
        raise error("GW603", name=name, found=repr(value), expected="a number greater than 0")
