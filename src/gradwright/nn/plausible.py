"""What a checkpoint holds, looked at before it is used: a damaged or hostile file is found at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gradwright.nn.described import UnreadableError
from gradwright.nn.structure import float_leaves
from gradwright.nn.transformations import State

if TYPE_CHECKING:
    from gradwright.nn.runs import Progress


def forms(tree: object) -> list[tuple[tuple[int, ...], np.dtype[Any]]]:
    """Return the shape and the dtype of every float of a structure."""
    return [(np.shape(leaf), np.asarray(leaf).dtype) for leaf in float_leaves(tree)]


def check(progress: Progress, model: object) -> None:
    """Look at where a run stands, beside the model that it gave.

    Raises
    ------
    UnreadableError
        If a part has not the form that `fit` writes.
    """
    _ask(_is_count(progress.epoch), "its epoch is no count")
    best, lowest, ago = progress.best
    _ask(type(lowest) is float and _is_count(ago), "its best model is damaged")
    same = forms(progress.model) == forms(model) == forms(best)
    _ask(same, "its models have different shapes or dtypes")
    _check_state(progress.state, forms(model))
    try:
        np.random.default_rng().bit_generator.state = progress.rng
    except (TypeError, ValueError, KeyError, OverflowError) as problem:
        raise UnreadableError(f"its generator is damaged: {problem}") from problem


def same_slots(state: State, expected: State) -> bool:
    """Whether a state is one of the optimizer whose first state is given."""
    if state.slots.keys() != expected.slots.keys():
        return False
    pairs = ((own, expected.slots[name]) for name, own in state.slots.items())
    return all(
        isinstance(own, State) == isinstance(other, State)
        and (not isinstance(own, State) or not isinstance(other, State) or same_slots(own, other))
        for own, other in pairs
    )


def _check_state(state: State, expected: object) -> None:
    _ask(_is_count(state.step), "its step is no count")
    for name, slot in state.slots.items():
        if isinstance(slot, State):
            _check_state(slot, expected)
        else:
            _ask(forms(slot) == expected, f"its {name} does not fit the model")


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _ask(holds: bool, reason: str) -> None:
    if not holds:
        raise UnreadableError(reason)
