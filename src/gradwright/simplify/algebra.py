"""Algebra on adjoints: sums and products of a tree in a plain form.

::

    x + x → 2.0 * x      x - x → 0      n / d * d → n      -(-x) → x      (-a) * b → -(a * b)
    x ** (3 - 1) → x ** 2      1.0 * x → x      dout * (2.0 * h) → (2.0 * dout) * h   (dout a scalar)
    x.T.T → x                  (q.T @ d).T → d.T @ q
    where(c, a, 0) + where(c, 0, b) → where(c, a, b)
    (-x).sum() → -x.sum()      (k * x).sum() → k * x.sum()      (x * y).sum() → x @ y (vectors)
    (1j * x).real → -x.imag    (x * r).real → x.real * r   (r real)

Nothing else changes a value: there is no distribution and no other reordering of sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import cast

from gradwright.ir.expressions import Apply, Const, Expr, children, constant
from gradwright.ir.rebuild import with_children
from gradwright.ir.types import (
    FLOAT,
    INT,
    Array,
    Scalar,
    is_complex,
    is_differentiable,
    lengths_of,
    rank_of,
)
from gradwright.rules.table import apply, rule_of


class Algebra:
    """Rewrites trees bottom up, each distinct part once.

    Trees that the forward code evaluates (`given`) stay as they are: the adjoint can read their values.
    """

    def __init__(self, given: Iterable[Expr] = ()) -> None:
        self._memo: dict[Expr, Expr] = {tree: tree for tree in given}

    def __call__(self, expr: Expr) -> Expr:
        """Return the tree in plain form."""
        done = self._memo.get(expr)
        if done is None:
            self._memo[expr] = expr
            done = self._node(expr)
            self._memo[expr] = self._memo[done] = done
        return done

    def _node(self, expr: Expr) -> Expr:
        if not children(expr):
            return expr
        inside = with_children(expr, self)
        if isinstance(inside, Apply) and (row := ROWS.get(inside.prim)) is not None:
            found = row(inside)
            if found is not None and found is not inside:
                return self(found)
        return inside


def _infix(prim: str, *args: Expr) -> Expr:
    return apply(prim, *args, form="infix")


def number(expr: Expr) -> float | int | None:
    """Return a literal number (no bool), else None."""
    if isinstance(expr, Const) and type(expr.value) in (int, float):
        assert isinstance(expr.value, int | float)
        return expr.value
    return None


def literal(value: float) -> Const:
    """Return a Python number as a literal."""
    return constant(value, INT if isinstance(value, int) else FLOAT)


# sums


def _terms(expr: Expr, sign: float, found: list[tuple[float, Expr]]) -> None:
    match expr:
        case Apply("add", (a, b)):
            _terms(a, sign, found)
            _terms(b, sign, found)
        case Apply("sub", (a, b)):
            _terms(a, sign, found)
            _terms(b, -sign, found)
        case Apply("neg", (a,)):
            _terms(a, -sign, found)
        case Apply("mul", (Const() as c, a)) if (k := number(c)) is not None:
            found.append((sign * k, a))
        case _:
            found.append((sign, expr))


def plain_sum(node: Apply) -> Expr | None:
    """Cancel opposite terms, fold numbers, merge equal terms; None where the sum is plain already."""
    terms: list[tuple[float, Expr]] = []
    _terms(node, 1, terms)
    counts: dict[Expr, float] = {}
    total: float | int = 0
    for sign, term in terms:
        value = number(term)
        if value is None:
            counts[term] = counts.get(term, 0) + sign
        else:
            total += sign * value
    numbers = sum(number(term) is not None for _, term in terms)
    merged = len(counts) + numbers < len(terms) or any(k == 0 for k in counts.values())
    if not merged and numbers < 2 and not (numbers and total == 0):
        return _signs(node)
    if any(abs(k) != 1 for k in counts.values() if k) and not is_differentiable(node.type):
        return None
    return _sum_of([(k, term) for term, k in counts.items() if k], total, node)


def _sum_of(parts: list[tuple[float, Expr]], total: float, node: Apply) -> Expr:
    parts.sort(key=lambda part: part[0] < 0)
    result: Expr | None = None
    for k, term in parts:
        scaled = term if abs(k) == 1 else _infix("mul", literal(float(abs(k))), term)
        if result is None:
            result = scaled if k > 0 else _infix("neg", scaled)
        else:
            result = _infix("add" if k > 0 else "sub", result, scaled)
    if result is None:
        whole = not is_differentiable(node.type)
        return literal(total if whole else float(total))
    if total:
        result = _infix("add" if total > 0 else "sub", result, literal(abs(total)))
    return result


def _signs(node: Apply) -> Expr | None:
    """Turn ``a + -b`` into ``a - b``, ``-a + b`` into ``b - a``, ``a - -b`` into ``a + b``."""
    match node:
        case Apply("add", (a, Apply("neg", (b,)))):
            return _infix("sub", a, b)
        case Apply("add", (Apply("neg", (a,)), b)):
            return _infix("sub", b, a)
        case Apply("sub", (a, Apply("neg", (b,)))):
            return _infix("add", a, b)
        case Apply("add"):
            return _arms_together(node)
        case _:
            return None


def _arms_together(node: Apply) -> Expr | None:
    """Turn ``where(c, a, 0) + where(c, 0, b)`` into ``where(c, a, b)``, also where they are scaled."""
    (k, one), (m, other) = map(_scale, node.args)
    match one, other:
        case Apply("where", (c, *first)), Apply("where", (d, *second)) if c is d:
            pass
        case _:
            return None
    if number(first[0]) == 0 == number(second[1]):
        first, second, k, m = second, first, m, k
    if number(first[1]) != 0 or number(second[0]) != 0:
        return None
    arms = [e if f is None else _infix("mul", f, e) for f, e in ((k, first[0]), (m, second[1]))]
    found = Apply("where", (c, *arms), one.attrs, one.type)
    return found if one.type is node.type else None


def _scale(expr: Expr) -> tuple[Expr | None, Expr]:
    """Return the scalar that an array is multiplied by, and the array."""
    match expr:
        case Apply("mul", (a, b)) if isinstance(a.type, Scalar):
            return a, b
        case Apply("mul", (a, b)) if isinstance(b.type, Scalar):
            return b, a
        case _:
            return None, expr


def plain_negation(node: Apply) -> Expr | None:
    """Cancel double negations, fold numbers."""
    match node.args[0]:
        case Apply("neg", (inner,)):
            return inner
        case Const() as inner if (value := number(inner)) is not None:
            return literal(-value)
        case _:
            return None


# products


def plain_product(node: Apply) -> Expr | None:
    """Move signs out, drop ones, cancel ``n / d * d``, put scalars before arrays."""
    a, b = node.args
    for x, y in ((a, b), (b, a)):
        match x:
            case Apply("neg", (inner,)):
                pair = (inner, y) if x is a else (y, inner)
                return _infix("neg", _infix("mul", *pair))
            case Apply("truediv", (n, d)) if d is y and _covers(n, y):
                return n
            case Const() if number(x) == 1 and _keeps_type(y, node):
                return y
            case Const() if number(x) == -1 and _keeps_type(y, node):
                return _infix("neg", y)
            case _:
                pass
    return _regrouped(node)


def _keeps_type(kept: Expr, node: Apply) -> bool:
    return getattr(kept.type, "dtype", None) == getattr(node.type, "dtype", None)


def _covers(wide: Expr, narrow: Expr) -> bool:
    """Whether dropping `narrow` loses no axis of the product."""
    if not isinstance(narrow.type, Array):
        return True
    return isinstance(wide.type, Array) and wide.type.lengths == narrow.type.lengths


def _factors(expr: Expr) -> list[Expr]:
    match expr:
        case Apply("mul", (a, b)):
            return [*_factors(a), *_factors(b)]
        case _:
            return [expr]


def _regrouped(node: Apply) -> Expr | None:
    factors = _factors(node)
    if len(factors) < 3 and not all(number(f) is not None for f in factors):
        return None
    numbers = [value for f in factors if (value := number(f)) is not None]
    scalars = [f for f in factors if isinstance(f.type, Scalar) and number(f) is None]
    arrays = [f for f in factors if isinstance(f.type, Array)]
    if len(numbers) < 2 and (not arrays or not (scalars or numbers)):
        return None
    product: float | int = 1
    for value in numbers:
        product *= value
    first = [literal(product)] if numbers and (product != 1 or not (scalars or arrays)) else []
    found = _chain([*first, *scalars])
    rest = _chain(arrays)
    result = found if rest is None else rest if found is None else _infix("mul", found, rest)
    return None if result is node else result


def _chain(factors: list[Expr]) -> Expr | None:
    result: Expr | None = None
    for factor in factors:
        result = factor if result is None else _infix("mul", result, factor)
    return result


def plain_quotient(node: Apply) -> Expr | None:
    """Move signs out of a quotient, drop a division by one."""
    match node.args:
        case (Apply("neg", (a,)), b):
            return _infix("neg", _infix("truediv", a, b))
        case (a, Apply("neg", (b,))):
            return _infix("neg", _infix("truediv", a, b))
        case (a, Const() as b) if number(b) == 1 and _keeps_type(a, node):
            return a
        case _:
            return None


def plain_power(node: Apply) -> Expr | None:
    """Fold the exponents 0 and 1."""
    base, exponent = node.args
    if number(exponent) == 1 and _keeps_type(base, node):
        return base
    if number(exponent) == 0 and is_differentiable(node.type):
        return literal(1.0)
    return None


# sums of all entries


def plain_total(node: Apply) -> Expr | None:
    """Move signs and scalars out of ``x.sum()``; ``(x * y).sum()`` of vectors is ``x @ y``."""
    if isinstance(node.args[0], Apply) and node.args[0].prim == "neg":
        return _infix("neg", apply("sum", *node.args[0].args, **dict(node.attrs)))
    if not {name for name, _ in node.attrs} <= {"axis", "form"} or node.attr("axis") is not None:
        return None
    whole = node.args[0].type
    match node.args[0]:
        case Apply("mul", (x, y)) if isinstance(x.type, Scalar) and y.type == whole:
            return _infix("mul", x, apply("sum", y, **dict(node.attrs)))
        case Apply("mul", (x, y)) if rank_of(whole) == 1 and x.type == y.type == whole:
            return _infix("matmul", x, y) if is_differentiable(whole) else None
        case _:
            return None


# shapes


def plain_shape(node: Apply) -> Expr | None:
    """Read a shape from an operand of an elementwise primitive, not from its result."""
    reader = rule_of(node)
    for k in reader.uses_shape:
        inner = node.args[k]
        if not isinstance(inner, Apply) or not rule_of(inner).elementwise:
            continue
        for arg in inner.args:
            if isinstance(arg.type, Array) and lengths_of(arg.type) == lengths_of(inner.type):
                args = (*node.args[:k], arg, *node.args[k + 1 :])
                return Apply(node.prim, args, node.attrs, node.type)
    return None


def plain_transpose(node: Apply) -> Expr | None:
    """Cancel ``x.T.T``; a turned product is that of the turned factors: ``(q.T @ d).T`` is ``d.T @ q``."""
    axes = cast("tuple[int, ...]", node.attr("axes"))
    match node.args[0]:
        case Apply("transpose", (x,)) as inner:
            first = cast("tuple[int, ...]", inner.attr("axes"))
            both = tuple(first[axis] for axis in axes)
            if both == tuple(range(len(both))):
                return x
            return apply("transpose", x, axes=both, form="np")
        case Apply("matmul", (Apply("transpose", (q,)), d)) as inner if rank_of(q.type) == rank_of(
            d.type
        ) == 2 and axes == (1, 0):
            turned = apply("transpose", d, axes=(1, 0), form="T")
            return apply("matmul", turned, q, form=str(inner.attr("form", "infix")))
        case _:
            return None


# parts of complex numbers


def plain_part(node: Apply) -> Expr | None:
    """Take a part of a product with 1j, of a negative, or of a real factor from what is in it."""
    match node.args[0]:
        case Apply("neg", (a,)):
            return _infix("neg", _part(node.prim, a))
        case Apply("mul", (a, b)):
            return _part_of_product(node.prim, a, b)
        case Apply("truediv", (a, b)) if not is_complex(b.type):
            return _infix("truediv", _part(node.prim, a), b)
        case inner if not is_complex(inner.type):
            return inner if node.prim == "real" else _zeros(inner)
        case _:
            return None


def _zeros(model: Expr) -> Expr:
    if isinstance(model.type, Array):
        return apply("zeros_like", model, form="np")
    return literal(0.0)


def _part_of_product(prim: str, a: Expr, b: Expr) -> Expr | None:
    turned = {"real": "imag", "imag": "real"}[prim]
    for unit, other in ((a, b), (b, a)):
        if isinstance(unit, Const) and unit.value in (1j, -1j):
            found = _part(turned, other)
            return found if (prim == "imag") == (unit.value == 1j) else _infix("neg", found)
    if not is_complex(a.type):
        return _infix("mul", a, _part(prim, b))
    return None if is_complex(b.type) else _infix("mul", _part(prim, a), b)


def _part(prim: str, expr: Expr) -> Expr:
    return apply(prim, expr, form="attribute")


def plain_conjugate(node: Apply) -> Expr | None:
    """Cancel a double conjugate."""
    match node.args[0]:
        case Apply("conj", (inner,)) if inner.type == node.type:
            return inner
        case _:
            return None


ROWS: dict[str, Callable[[Apply], Expr | None]] = {
    "add": plain_sum,
    "sub": plain_sum,
    "neg": plain_negation,
    "mul": plain_product,
    "truediv": plain_quotient,
    "pow": plain_power,
    "sum": plain_total,
    "size": plain_shape,
    "length": plain_shape,
    "broadcast_like": plain_shape,
    "transpose": plain_transpose,
    "real": plain_part,
    "imag": plain_part,
    "conj": plain_conjugate,
}
