"""What the methods are called that compute a class's output, and its gradients: forward and backward.

::

    def forward(self, x)        def feedforward(self, a)        def __call__(self, x)

A class has one forward: of the names below the first that it, or a class that it inherits from, has
a method of. A method that only leads to a better name, as ``__call__`` to ``self.forward``, is none.
"""

from __future__ import annotations

import ast
import dis
import functools
import itertools
from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType

GENERAL = ("propagate", "call", "__call__")  # what has one of these may be no layer at all
NAMES = (
    "forward",
    "forward_pass",
    "forward_prop",
    "forward_propagation",
    "forward_propagate",
    "feedforward",
    "feed_forward",
    "fprop",
    *GENERAL,
)

# a backward by hand: the forwards that go with it before all others
BACKWARDS: Mapping[str, tuple[str, ...]] = {
    "backward": (),
    "backward_pass": ("forward_pass",),
    "backward_propagation": ("forward_propagation",),
    "backward_prop": ("forward_prop",),
    "backpropagation": ("forward_propagation",),
    "back_propagation": ("forward_propagation",),
    "backprop": ("forward", "feedforward"),
    "back_prop": ("forward", "forward_prop"),
    "backpropagate": ("forward", "feedforward", "propagate"),
    "back": (),
    "bprop": ("fprop",),
}
DERIVATIVES = ("gradient", "diff", "grad", "derivative", "prime")
VALUES = ("function", "activation", "compute", "loss")  # what they may be of, beside a forward


def pair_of(cls: type) -> tuple[str, str] | None:
    """Return the names of a class's forward and its backward by hand, if it has both."""
    own = {name for owner in cls.__mro__ if owner is not object for name in vars(owner)}
    for backward in (*BACKWARDS, *DERIVATIVES):
        if callable(getattr(cls, backward, None)):
            found = next((name for name in forwards_of(backward) if name in own), None)
            if found is not None:
                return found, backward
    return None


def forwards_of(backward: str) -> tuple[str, ...]:
    """Return what may be the forward of a backward of this name, the likeliest first."""
    first = BACKWARDS.get(backward, ())
    return (*first, *NAMES, *(VALUES if backward in DERIVATIVES else ()))


def forward_name(cls: type) -> str | None:
    """Return the name of a class's forward, its own or an inherited one; None if it has none."""
    if cls.__module__.partition(".")[0] == "numpy":
        return None
    return next((name for name in NAMES if _has(cls, name)), None)


def definer_of(cls: type) -> type | None:
    """Return the class that defines a class's forward: itself, or one that it inherits from."""
    name = forward_name(cls)
    return next((owner for owner in cls.__mro__ if name in vars(owner)), None)


def own_forward(cls: type) -> str | None:
    """Return the name of a class's forward if the class itself defines it."""
    name = forward_name(cls)
    return name if name in vars(cls) else None


def _has(cls: type, name: str) -> bool:
    found = getattr(cls, name, None)
    if name in GENERAL and not isinstance(found, FunctionType):
        return False  # every class has a `__call__`, that of `type`
    if isinstance(found, FunctionType):
        return not _leads_on(_unwrapped(found).__code__, name)
    return callable(found)


def _unwrapped(function: FunctionType) -> FunctionType:
    inner = getattr(function, "__wrapped__", None)
    return _unwrapped(inner) if isinstance(inner, FunctionType) else function


@functools.lru_cache(1024)
def _leads_on(code: CodeType, name: str) -> bool:
    """Whether a method reads a better name of its instance."""
    if not code.co_argcount:
        return False
    steps = list(dis.get_instructions(code))
    return any(
        before.opname.startswith("LOAD_FAST")
        and before.argval == code.co_varnames[0]
        and step.opname in ("LOAD_ATTR", "LOAD_METHOD")
        and step.argval in _better(name)
        for before, step in itertools.pairwise(steps)
    )


def _better(name: str) -> tuple[str, ...]:
    return NAMES[: NAMES.index(name)]


# in a text ----------------------------------------------------------------------------------------


def may_be_forward(node: ast.stmt) -> bool:
    """Whether a statement of a class's body defines a method that may be its forward."""
    return isinstance(node, ast.FunctionDef) and node.name in NAMES


def forward_in(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> ast.FunctionDef | None:
    """Return the forward that a class of a text defines itself; its bases are among `classes`."""
    methods = [_methods(one) for one in _lineage(node, classes, set())]
    known = {name for found in methods for name in found}
    name = next((name for name in NAMES if name in known), None)
    return methods[0].get(name) if name is not None else None


def _methods(node: ast.ClassDef) -> dict[str, ast.FunctionDef]:
    """Return the methods of a class that may be its forward, by name."""
    return {
        item.name: item
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.name in NAMES and not _leads_on_in(item)
    }


def _leads_on_in(node: ast.FunctionDef) -> bool:
    owner = next((arg.arg for arg in (*node.args.posonlyargs, *node.args.args)), None)
    return any(
        isinstance(inner, ast.Attribute)
        and isinstance(inner.value, ast.Name)
        and inner.value.id == owner
        and inner.attr in _better(node.name)
        for inner in ast.walk(node)
    )


def _lineage(
    node: ast.ClassDef, classes: Mapping[str, ast.ClassDef], seen: set[str]
) -> Iterator[ast.ClassDef]:
    """Yield a class and those of the text that it inherits from."""
    yield node
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id in classes and base.id not in seen:
            seen.add(base.id)
            yield from _lineage(classes[base.id], classes, seen)
