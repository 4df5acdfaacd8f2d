"""Numbers and arrays that carry a derivative in their imaginary part.

A program written for floats runs on them unchanged: comparisons, truth and `int()` look at the real
part, `abs`, `maximum`, `clip` and their like choose by the real part and keep the imaginary part of
what they chose. Everything analytic is NumPy's own complex arithmetic.
"""

import math
from collections.abc import Callable
from typing import Any, Self

import numpy as np

PRIMITIVE_RULES: dict[str, Callable[..., Any]] = {}
FUNCTION_RULES: dict[Any, Callable[..., Any]] = {}
COMPARISONS = frozenset(
    {
        *("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"),
        *("logical_and", "logical_or", "logical_not", "logical_xor"),
        *("isfinite", "isnan", "isinf", "signbit"),
    }
)


def plain(value: Any) -> Any:
    """Return `value` as NumPy's or Python's own complex type."""
    if isinstance(value, StepArray):
        return value.view(np.ndarray)
    if isinstance(value, StepFloat):
        return complex.__complex__(value)
    if isinstance(value, (list, tuple)) and any(
        isinstance(part, (StepFloat, StepArray, list, tuple)) for part in value
    ):
        return type(value)([plain(part) for part in value])
    return value


def primal(value: Any) -> Any:
    """Return the real part, which is what the program without a step would have."""
    value = plain(value)
    if isinstance(value, (list, tuple)):
        return type(value)([primal(part) for part in value])
    return value.real if isinstance(value, (complex, np.ndarray, np.generic)) else value


def stepped(value: Any) -> Any:
    """Return complex numbers and arrays, also inside tuples and lists, as step values."""
    if isinstance(value, (StepFloat, StepArray)):
        return (
            value if not isinstance(value, StepArray) or value.dtype.kind == "c" else plain(value)
        )
    if isinstance(value, np.ndarray) and value.dtype.kind in "cf":
        return value.astype(np.complex128, copy=False).view(StepArray)
    if isinstance(value, (complex, np.complexfloating)):
        return StepFloat(value)
    if type(value) in (list, tuple):
        return type(value)([stepped(part) for part in value])
    return value


def step_dtype(dtype: Any) -> Any:
    """Return complex128 in place of every float type."""
    if dtype in (float, StepFloat):
        return np.complex128
    return np.complex128 if dtype is not None and np.dtype(dtype).kind == "f" else dtype


def run_ufunc(
    ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], options: dict[str, Any]
) -> Any:
    """Run a ufunc on step values: a rule where it has one, else on complex numbers."""
    out = options.pop("out", None)
    if "dtype" in options:
        options["dtype"] = step_dtype(options["dtype"])
    where = True if out is None else options.pop("where", True)
    values = [plain(value) for value in inputs]
    if method == "__call__" and ufunc.__name__ in COMPARISONS:
        result = ufunc(*[primal(value) for value in values], **options)
    elif method == "__call__" and ufunc.__name__ in PRIMITIVE_RULES:
        result = PRIMITIVE_RULES[ufunc.__name__](*values)
    else:
        result = getattr(ufunc, method)(*values, **options)
    if out is None:
        return stepped(result)
    np.copyto(plain(out[0]), result, where=where)
    return out[0]


class StepFloat(complex):
    """A float with a derivative; also stands for a NumPy scalar."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        return run_ufunc(ufunc, method, inputs, options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(stepped(np.array(complex.__complex__(self))), name)

    def copy(self) -> Self:
        return self

    def astype(self, dtype: Any) -> Any:
        whole = np.dtype(step_dtype(dtype)).kind != "c"
        return np.dtype(dtype).type(self.real) if whole else self

    def __hash__(self) -> int:
        return hash(self.real)

    def __bool__(self) -> bool:
        return self.real != 0.0

    def __int__(self) -> int:
        return int(self.real)

    __trunc__ = __int__

    def __floor__(self) -> int:
        return math.floor(self.real)

    def __ceil__(self) -> int:
        return math.ceil(self.real)

    def __round__(self, digits: int | None = None) -> float:
        return round(self.real, digits)

    def __abs__(self) -> Self:
        return self if self.real >= 0.0 else -self

    def __floordiv__(self, other: Any) -> float:
        return self.real // primal(other)

    def __rfloordiv__(self, other: Any) -> float:
        return primal(other) // self.real

    def __mod__(self, other: Any) -> Any:
        return self - (self // other) * other

    def __rmod__(self, other: Any) -> Any:
        return other - (other // self) * self


def _add_operators() -> None:
    def arithmetic(name: str) -> Callable[..., Any]:
        operate = getattr(complex, name)

        def method(self: StepFloat, *others: Any) -> Any:
            try:
                result = operate(self, *[plain(other) for other in others])
            except (
                ZeroDivisionError
            ):  # a NumPy scalar's own answer; the program has been run before
                result = getattr(np.complex128(self), name)(*[plain(other) for other in others])
            return StepFloat(result) if isinstance(result, complex) else result

        return method

    def comparison(name: str) -> Callable[..., Any]:
        operate = getattr(float, name)
        return lambda self, other: operate(self.real, primal(other))

    for stem in ("add", "sub", "mul", "truediv", "pow"):
        setattr(StepFloat, f"__{stem}__", arithmetic(f"__{stem}__"))
        setattr(StepFloat, f"__r{stem}__", arithmetic(f"__r{stem}__"))
    for stem in ("neg", "pos"):
        setattr(StepFloat, f"__{stem}__", arithmetic(f"__{stem}__"))
    for stem in ("lt", "le", "gt", "ge", "eq", "ne"):
        setattr(StepFloat, f"__{stem}__", comparison(f"__{stem}__"))


_add_operators()


class StepArray(np.ndarray):
    """A float array with derivatives. Its dtype is complex128 whatever the program asked for."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        return run_ufunc(ufunc, method, inputs, options)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if func in FUNCTION_RULES:
            return stepped(FUNCTION_RULES[func](*args, **kwargs))
        return stepped(super().__array_function__(func, types, args, kwargs))

    def __getitem__(self, key: Any) -> Any:
        return stepped(super().__getitem__(key))

    def __float__(self) -> float:
        raise TypeError("float() of a step array would drop its derivative")

    def item(self, *args: Any) -> Any:
        return stepped(super().item(*args))

    def tolist(self) -> Any:
        return stepped(super().tolist())

    def dot(self, other: Any, out: None = None) -> Any:
        return stepped(np.dot(plain(self), plain(other)))

    def trace(self, *args: Any, **options: Any) -> Any:
        return stepped(plain(self).trace(*args, **options))

    def astype(self, dtype: Any, *args: Any, **options: Any) -> Any:
        if np.dtype(step_dtype(dtype)).kind == "c":
            return self.copy()
        return primal(self).astype(dtype, *args, **options)

    def mean(self, axis: Any = None, dtype: Any = None, out: None = None, **options: Any) -> Any:
        return self.sum(axis=axis, **options) / (self.size / max(1, self.sum(axis=axis).size))

    def var(
        self, axis: Any = None, dtype: Any = None, out: None = None, ddof: int = 0, **options: Any
    ) -> Any:
        deviation = self - self.mean(axis=axis, keepdims=True)
        count = self.size / max(1, self.sum(axis=axis).size)
        return (deviation * deviation).sum(axis=axis, **options) / (count - ddof)

    def std(self, *args: Any, **options: Any) -> Any:
        return np.sqrt(self.var(*args, **options))
