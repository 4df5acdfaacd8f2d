"""Calls of several kinds: each is derived on its own, and told from the others by what is fixed.

::

    Layer("relu").forward(x)        if self.activation == "relu": …
    Layer("tanh").forward(x)        elif self.activation == "tanh": …
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from gradwright.classes.derive import derive
from gradwright.classes.derived import Derived
from gradwright.classes.forward import read_forward
from gradwright.classes.interface import Lookup
from gradwright.classes.layer import Layer
from gradwright.classes.objective import of_scalar
from gradwright.classes.slots import check_method
from gradwright.classes.statics import Static, statics_of
from gradwright.classes.watch import Call
from gradwright.diagnostics import GradwrightError

LIMIT = 12


def derive_all(layers: Sequence[Layer], lookup: Lookup, *, every: bool = False) -> Derived:
    """Return the reverse part of a layer's forward, for each of its examples.

    Parameters
    ----------
    layers
        One for each example; the first is the one that must be done.
    lookup
        Says how a part is called.
    every
        Whether a kind that cannot be done is refused, rather than left to the check in backward.

    Raises
    ------
    GradwrightError
        What the first raises; what another raises, if backward could not tell its calls.
    """
    first = _derived(layers[0], lookup)
    found = [first]
    fixed = [statics_of(first.forward)]
    for layer in (replace(layer, example=layers[0].call) for layer in layers[1:]):
        if len(found) == LIMIT:
            break
        served = [passes(statics, layer) for statics in fixed]
        if any(served) and _same_kind(layer, [d.forward.layer for d in found]):
            continue
        try:
            other = _derived(layer, lookup)
            statics = statics_of(other.forward)
        except GradwrightError:
            if every or any(served):
                raise
            continue
        found.append(other)
        fixed.append(statics)
    return replace(first, others=tuple(found[1:]), scalars=_scalars(found, lookup))


def _scalars(found: Sequence[Derived], lookup: Lookup) -> tuple[Derived, ...]:
    """Return the reverse parts of the class's scalar; nothing where it has none that is derived."""
    if any(one.is_scalar for one in found):
        return ()
    layers = [of_scalar(one.forward.layer) for one in found]
    try:
        ends = [derive(read_forward(one, lookup), alone=True) for one in layers if one is not None]
    except GradwrightError:
        return ()
    usable = len(ends) == len(found) and all(one.is_scalar and one.is_active for one in ends)
    return tuple(ends) if usable else ()


def _derived(layer: Layer, lookup: Lookup) -> Derived:
    check_method(layer)
    return derive(read_forward(layer, lookup))


def _same_kind(layer: Layer, others: Sequence[Layer]) -> bool:
    return any(layer.kind == other.kind for other in others)


def passes(statics: Sequence[Static], layer: Layer) -> bool:
    """Whether what was taken as fixed is so in a layer's call."""
    names = {**layer.known, "np": np, "self": _as_kept(statics, layer.call)}
    return all(_is_true(static.test, names, layer) for static in statics)


def _as_kept(statics: Sequence[Static], call: Call) -> SimpleNamespace:
    """Return the attributes that backward would find."""
    kept: dict[str, object] = {}
    for static in statics:
        found = re.fullmatch(r"(\w+) = (self\.)?(\w+)", static.kept)
        if found is not None:
            source = call.attributes if found[2] else call.arguments
            kept[found[1]] = source.get(found[3])
    return SimpleNamespace(**{**call.attributes, **kept})


def _is_true(test: str, names: Mapping[str, object], layer: Layer) -> bool:
    if test.startswith("type(self)."):
        test = test.replace("type(self).__name__", repr(type(layer.call.layer).__name__))
    if " == self." in test:  # a method of the instance's own
        test = test.replace(" == self.", " == _own.")
    try:
        return bool(eval(test, {**names, "_own": layer.call.layer}))  # our own text
    except Exception:  # noqa: BLE001  (what is tested may be anything)
        return False
