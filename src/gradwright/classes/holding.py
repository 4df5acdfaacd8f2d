"""Whether instances of a class can hold what backward and forward would store on them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from gradwright.classes.derived import Derived
from gradwright.classes.layer import Layer, self_name
from gradwright.classes.method import Written
from gradwright.diagnostics import refusal


def check_holds(derived: Derived, written: Written) -> None:
    """Refuse a class whose instances are frozen, or have slots without one for what is stored."""
    layer = derived.forward.layer
    new = sorted(_stored(layer, written))
    if not new:
        return
    params = getattr(layer.cls, "__dataclass_params__", None)
    if params is not None and params.frozen:
        raise _refused(layer, f"its instances are frozen, and would have to hold {new[0]}")
    if not hasattr(layer.call.layer, "__dict__"):
        missing = next((name for name in new if not hasattr(layer.cls, name)), None)
        if missing is not None:
            raise _refused(layer, f"its instances have slots, and none for {missing}")


def _refused(layer: Layer, reason: str) -> Exception:
    location = layer.source.location(layer.node)
    return refusal("GW506", location, name=layer.name, reason=reason)


def _stored(layer: Layer, written: Written) -> Iterator[str]:
    """Yield the attributes that the added lines assign."""
    method = "\n".join(("class _:", *written.backward))
    kept = [line for _, line in written.kept]
    for tree, owner in ((method, "self"), ("\n".join(kept), self_name(layer.node))):
        for node in ast.walk(ast.parse(tree)):
            match node:
                case ast.Attribute(ast.Name(name), attribute, ast.Store()) if name == owner:
                    yield attribute
                case _:
                    pass
