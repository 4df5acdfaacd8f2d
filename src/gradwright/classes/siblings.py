"""Names from the backward methods that a file has already.

::

    def backward(self, dvalues):                       upstream: dvalues
        self.grad_weights = self.inputs.T @ dvalues    gradients: grad_<name>
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from gradwright.classes.layer import parameters_of, self_name, stored_attributes
from gradwright.classes.naming import USUAL, Naming

Methods = tuple[ast.FunctionDef, ast.FunctionDef]

BEFORE = re.compile(r"[dD]_?|(dL|dl|dloss|dLoss)_?d_?|g_|grads?_|gradients?_|gradient_of_")
AFTER = re.compile(r"_(d|g|bar|grads?|gradients?)|Grad|Gradient")


def naming_of(siblings: Iterable[Methods], usual: Naming = USUAL) -> Naming:
    """Return how most of these pairs of forward and backward name what they take and leave."""
    upstreams: Counter[str] = Counter()
    around: Counter[tuple[str, str]] = Counter()
    for forward, backward in siblings:
        upstreams.update(_upstream(backward))
        around.update(_around(name, left) for name, left in _named(forward, backward))
    upstream = upstreams.most_common(1)[0][0] if upstreams else usual.upstream
    before, after = around.most_common(1)[0][0] if around else (usual.before, usual.after)
    return Naming(upstream, before, after)


def gradients_left(forward: ast.FunctionDef, backward: ast.FunctionDef) -> dict[str, str]:
    """Return the attribute in which a backward leaves each gradient, by argument or ``self.name``."""
    arguments = parameters_of(forward)
    return {
        name if name in arguments else f"self.{name}": left
        for name, left in _named(forward, backward)
    }


def _upstream(backward: ast.FunctionDef) -> list[str]:
    stars = {star.arg for star in (backward.args.vararg, backward.args.kwarg) if star}
    return [name for name in parameters_of(backward)[:1] if name not in stars]


def _named(forward: ast.FunctionDef, backward: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    """Yield what has a gradient, and the attribute that holds it: ``weights``, ``grad_weights``."""
    names = sorted({*parameters_of(forward), *_attributes(forward)}, key=lambda n: (-len(n), n))
    for left in stored_attributes(backward):
        name = next((name for name in names if _is_gradient(*_around(name, left))), None)
        if name is not None:
            yield name, left


def _around(name: str, left: str) -> tuple[str, str]:
    """Return what stands before and behind a name; the attribute itself where the name is not in it."""
    if left.endswith(name):
        return left.removesuffix(name), ""
    return ("", left.removeprefix(name)) if left.startswith(name) else (left, left)


def _is_gradient(before: str, after: str) -> bool:
    if before and after:
        return False
    return bool(BEFORE.fullmatch(before) or AFTER.fullmatch(after))


def _attributes(forward: ast.FunctionDef) -> set[str]:
    owner = self_name(forward)
    return {
        node.attr
        for node in ast.walk(forward)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == owner
    }
