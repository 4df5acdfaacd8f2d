"""Where backward leaves a gradient: an attribute of its own, or added to that of a part.

::

    self.weights            self.dweights = …
    self.dense.weights      self.dense.dweights += …       beside what the part's backward left there
"""

from __future__ import annotations

from dataclasses import dataclass

from gradwright.classes.forward import Forward
from gradwright.classes.interface import NoInterface
from gradwright.classes.parts import Part
from gradwright.diagnostics import refusal


@dataclass(frozen=True, slots=True)
class Target:
    """An attribute, and whether a gradient is added to what it holds."""

    path: str
    adds: bool = False


def target_of(forward: Forward, name: str) -> Target:
    """Return where the gradient of a parameter goes.

    Raises
    ------
    GradwrightError
        GW511 if a part's backward leaves its gradient nowhere that is known.
    """
    part = _part(forward, name)
    if part is None:
        return Target(f"self.{forward.layer.naming.gradient(name)}")
    attribute = name.removeprefix(f"{part.path}.")
    try:
        interface = part.interface
    except NoInterface as problem:
        raise _refused(forward, part, problem.reason) from None
    known = interface.gradients.get(f"self.{attribute}")
    if not _is_called(forward, part):
        own = known or forward.layer.naming.gradient(attribute)
        return Target(f"{part.path}.{own}")
    if known is None:
        raise _refused(forward, part, f"its backward leaves no gradient of {attribute}")
    return Target(f"{part.path}.{known}", adds=True)


def _part(forward: Forward, name: str) -> Part | None:
    """Return the part that a parameter belongs to."""
    owners = [part for path, part in forward.slots.parts.items() if name.startswith(f"{path}.")]
    return max(owners, key=lambda part: len(part.path), default=None)


def _is_called(forward: Forward, part: Part) -> bool:
    """Whether a part's backward runs: its forward was called here, or by another part."""
    return any(layer == id(part.layer) for _, layer in forward.slots.itself.called)


def _refused(forward: Forward, part: Part, reason: str) -> Exception:
    location = forward.layer.source.location(forward.layer.node)
    return refusal("GW511", location, part=part.path, reason=reason)
