"""Programs traced to one expression, printed and evaluated, without the rest of the compiler."""

import ast
import builtins
import cmath
import contextlib
import math
import types
from functools import partial

import numpy as np
import scipy.special

from gradwright.adjoint.pullback import Pullbacks
from gradwright.emit.expressions import Expressions
from gradwright.ir.expressions import Const, Expr, Region, Var, subtrees
from gradwright.ir.types import BOOL, FLOAT, INT, UNIT, Array, AxisLength, Scalar, symbol_form
from gradwright.rules.arguments import EXPRESSIONS, as_operand
from gradwright.rules.lowering import (
    lower_attribute,
    lower_call,
    lower_length,
    lower_method,
    lower_operator,
)
from gradwright.rules.spelling import METHODS


def unwrapped(value):
    """Return what lowering takes of a traced argument."""
    if isinstance(value, Traced):
        return value.expr
    if isinstance(value, tuple | list):
        return type(value)(unwrapped(item) for item in value)
    return value


def wrapped(expr):
    return Traced(expr) if isinstance(expr, EXPRESSIONS) else expr


class Traced:
    """Stands for a number or array and notes what is done with it."""

    __array_priority__ = 1000.0

    def __init__(self, expr):
        self.expr = expr

    @property
    def shape(self):
        return tuple(Traced(lower_length(self.expr, k)) for k in range(len(self.expr.type.lengths)))

    def __len__(self):
        raise TypeError("trace len with lower_call")

    def __getattr__(self, name):
        if name in METHODS:
            return lambda *a, **k: wrapped(
                lower_method(name, self.expr, unwrapped(a), {n: unwrapped(v) for n, v in k.items()})
            )
        found = lower_attribute(name, self.expr)
        if found is None:
            raise AttributeError(name)
        return Traced(found)

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        assert method == "__call__", method
        return traced_call(ufunc, *inputs, **kwargs)

    def __array_function__(self, func, types, args, kwargs):
        return traced_call(func, *args, **kwargs)


def traced_call(function, *args, **kwargs):
    found = lower_call(function, unwrapped(args), {n: unwrapped(v) for n, v in kwargs.items()})
    assert found is not None, f"{function} is not in the table"
    return Traced(found)


def is_traced(value):
    """Say whether a traced value stands anywhere in an argument."""
    if isinstance(value, tuple | list):
        return any(map(is_traced, value))
    return isinstance(value, Traced)


def call(function, *args, **kwargs):
    """Call a function that does not ask its arguments how: a builtin, a maker of arrays."""
    traced = is_traced(args) or is_traced(tuple(kwargs.values()))
    return traced_call(function, *args, **kwargs) if traced else function(*args, **kwargs)


def as_expr(value):
    return as_operand(unwrapped(value))


def _operator(name, swapped=False):
    def apply(self, *others):
        operands = [self.expr, *map(as_expr, others)]
        return Traced(lower_operator(name, *(operands[::-1] if swapped else operands)))

    return apply


_BINARY = "add sub mul truediv floordiv mod pow matmul and or xor".split()
for _name in _BINARY:
    _prim = {"and": "bitand", "or": "bitor", "xor": "bitxor"}.get(_name, _name)
    setattr(Traced, f"__{_name}__", _operator(_prim))
    setattr(Traced, f"__r{_name}__", _operator(_prim, swapped=True))
for _name in ("lt", "le", "gt", "ge", "eq", "ne", "neg", "pos", "abs", "invert"):
    setattr(Traced, f"__{_name}__", _operator(_name))


def type_of(value, name):
    """Return the type that a parameter of this name has for a value."""
    if type(value) in (bool, int, float):
        return {bool: BOOL, int: INT, float: FLOAT}[type(value)]
    if isinstance(value, np.generic):
        return Scalar(str(value.dtype), False)
    lengths = (
        UNIT if n == 1 else symbol_form(AxisLength(name, k)) for k, n in enumerate(value.shape)
    )
    return Array(str(value.dtype), tuple(lengths))


def parameters(values):
    return [Var(k + 1, type_of(value, f"v{k + 1}")) for k, value in enumerate(values)]


class TracedModule:
    """A module whose functions are traced, those too that do not ask their arguments how."""

    def __init__(self, module):
        self._module = module

    def __getattr__(self, name):
        found = getattr(self._module, name)
        if isinstance(found, types.ModuleType):
            return TracedModule(found)
        return found if isinstance(found, type) or not callable(found) else partial(call, found)


BUILTINS = (
    "abs",
    "bool",
    "float",
    "int",
    "len",
    "max",
    "min",
    "pow",
    "range",
    "round",
    "sum",
    "complex",
)


def is_foreign(value):
    return callable(value) and not isinstance(value, types.FunctionType | type)


@contextlib.contextmanager
def traced_world(function):
    """Let NumPy, `math` and the builtins be traced in a function's globals and closure."""
    space = function.__globals__
    kept = dict(space)
    cells = [
        (c, c.cell_contents) for c in function.__closure__ or () if is_foreign(c.cell_contents)
    ]
    try:
        for cell, content in cells:
            cell.cell_contents = partial(call, content)
        space.update({k: TracedModule(v) for k, v in kept.items() if v in (np, math, cmath, scipy)})
        space.update({name: partial(call, getattr(builtins, name)) for name in BUILTINS})
        yield
    finally:
        space.clear()
        space.update(kept)
        for cell, content in cells:
            cell.cell_contents = content


def trace(function, values):
    """Return the expression that a function computes of parameters like these values."""
    operands = [Traced(var) for var in parameters(values)]
    if not isinstance(function, types.FunctionType) or function.__module__.startswith("numpy"):
        return unwrapped(traced_call(function, *operands))
    with traced_world(function):
        return unwrapped(function(*operands))


def evaluate(expr, values):
    """Return an expression's value by way of its printed source."""
    printed = Expressions(lambda web: ast.Name(f"v{web}"))
    source = ast.unparse(ast.fix_missing_locations(printed(expr)))
    names = {f"v{k + 1}": value for k, value in enumerate(values)}
    return eval(source, {"np": np, "math": math, "cmath": cmath, "scipy": scipy, **names})


def gradients(expr, values, dy):
    """Return the gradients by the parameters, from the rows' pullbacks."""
    variables = parameters(values)
    seed = Var(len(values) + 1, expr.type)
    parts = Pullbacks(frozenset(v.web for v in variables)).pull(expr, seed)
    found = []
    for variable, value in zip(variables, values, strict=True):
        total = np.zeros(np.shape(value), getattr(value, "dtype", float))
        for part in parts:
            target = part.target
            base = target.base if isinstance(target, Region) else target
            if base is not variable:
                continue
            given = evaluate(part.value, [*values, dy])
            if isinstance(target, Region):
                index = target.path[0]
                key = tuple(
                    slice(None) if not hasattr(i, "indices") else evaluate(i.indices, values)
                    for i in index.items
                )
                np.add.at(total, key, given)
            else:
                assert np.result_type(given) == total.dtype or not np.shape(value), (
                    np.result_type(given),
                    total.dtype,
                )
                total = total + given
        found.append(total)
    return tuple(found)


def matches_type(value, type_):
    """Say whether NumPy's result is what the table infers: dtype, rank, Python or NumPy scalar."""
    if isinstance(type_, Array):
        return (
            isinstance(value, np.ndarray)
            and value.dtype == type_.dtype
            and value.ndim == type_.rank
        )
    assert isinstance(type_, Scalar)
    if type_.python:
        return type(value) in (bool, int, float, complex) and np.dtype(type(value)) == type_.dtype
    return isinstance(value, np.generic) and value.dtype == type_.dtype


def primitives_in(expr: Expr) -> set[str]:
    return {
        node.prim
        for node in subtrees(expr)
        if not isinstance(node, Var | Const | Region) and hasattr(node, "prim")
    }
