"""The public functions, from `grad` to `check`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from gradwright import pipeline
from gradwright.diagnostics import error
from gradwright.differentiated import Grad, ValueAndGrad, Vjp
from gradwright.directional import Hessian, Hvp, Jacobian, Jvp
from gradwright.emit import numpy_source
from gradwright.execute import Entry, as_float, compare, map_numbers, numbers_in, without_collection
from gradwright.family import Family, Wrt, family_of
from gradwright.footprint import source_with_notes
from gradwright.frontend.signatures import signature_of

__all__ = [
    "check",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "source",
    "value_and_grad",
    "vjp",
    "write",
]

CHECKED_ENTRIES = 1000


def grad(
    fun: Callable[..., Any] | None = None,
    wrt: Wrt = 0,
    *,
    has_aux: bool = False,
    backend: str = "numpy",
) -> Any:
    """Return a function that computes the gradient of a scalar-valued function.

    Parameters
    ----------
    fun : callable, optional
        A Python function, method, lambda or partial; left out, a decorator is returned.
    wrt : int, str or tuple of those
        Position or name of the argument to differentiate by; a tuple gives a tuple of gradients.
    has_aux : bool
        Whether `fun` returns ``(value, aux)``; only the value is differentiated.
    backend : {"numpy"}
        What the written code runs on.

    Returns
    -------
    callable
        Takes what `fun` takes; returns the gradient in the argument's own structure, with
        `has_aux` ``(gradient, aux)``.

    Raises
    ------
    GradwrightError
        At the first call, where `fun` is outside of the language or its value no scalar.

    Examples
    --------
    >>> import gradwright as gw
    >>> gw.grad(lambda x: x * x)(3.0)
    6.0
    """
    return _made(Grad, fun, wrt, has_aux, backend)


def value_and_grad(
    fun: Callable[..., Any] | None = None,
    wrt: Wrt = 0,
    *,
    has_aux: bool = False,
    backend: str = "numpy",
) -> Any:
    """Return a function that computes the value and the gradient of a scalar-valued function.

    Parameters
    ----------
    fun, wrt, has_aux, backend
        As for `grad`.

    Returns
    -------
    callable
        Takes what `fun` takes; returns ``(value, gradient)``, with `has_aux`
        ``((value, aux), gradient)``.
    """
    return _made(ValueAndGrad, fun, wrt, has_aux, backend)


def vjp(
    fun: Callable[..., Any] | None = None,
    wrt: Wrt = 0,
    *,
    has_aux: bool = False,
    backend: str = "numpy",
) -> Any:
    """Return a function that pulls an upstream gradient back through a function.

    Parameters
    ----------
    fun, wrt, has_aux, backend
        As for `grad`, but the value may be any structure of numbers and arrays.

    Returns
    -------
    callable
        ``(dy, *args) -> (y, gradients)`` with `dy` of the structure and the shapes of `y`; with
        `has_aux` ``(y, gradients, aux)``.
    """
    return _made(Vjp, fun, wrt, has_aux, backend)


def jvp(
    fun: Callable[..., Any] | None = None,
    wrt: Wrt = 0,
    *,
    has_aux: bool = False,
    backend: str = "numpy",
) -> Any:
    """Return a function that computes the value and its derivative in a direction.

    Parameters
    ----------
    fun, wrt, has_aux, backend
        As for `grad`, but the value may be any structure of numbers and arrays.

    Returns
    -------
    callable
        ``(dx, *args) -> (y, dy)`` with `dx` of the structure and the shapes of what `wrt` names and
        `dy` of those of `y`; with `has_aux` ``(y, dy, aux)``. Its method ``source(*args)`` returns
        the written module.

    Examples
    --------
    >>> import gradwright as gw
    >>> gw.jvp(lambda x: x * x)(2.0, 3.0)
    (9.0, 12.0)
    """
    return _made(Jvp, fun, wrt, has_aux, backend)


def hvp(fun: Callable[..., Any] | None = None, wrt: Wrt = 0, *, backend: str = "numpy") -> Any:
    """Return a function that multiplies the Hessian of a scalar-valued function by a vector.

    The written code is forward mode over the written gradient; its cost does not grow with the
    number of arguments (Pearlmutter, "Fast exact multiplication by the Hessian", 1994).

    Parameters
    ----------
    fun, wrt, backend
        As for `grad`.

    Returns
    -------
    callable
        ``(v, *args) -> H @ v``, both of the structure and the shapes of what `wrt` names. Its method
        ``source(*args)`` returns the written module.

    Examples
    --------
    >>> import gradwright as gw
    >>> gw.hvp(lambda x: x * x * x)(2.0, 3.0)
    36.0
    """
    return _made(Hvp, fun, wrt, False, backend)


def jacobian(fun: Callable[..., Any] | None = None, wrt: Wrt = 0, *, backend: str = "numpy") -> Any:
    """Return a function that computes the derivatives of all of the value by all of the argument.

    By columns in forward mode, or by rows in reverse mode where the value has fewer numbers than
    the argument.

    Parameters
    ----------
    fun, wrt, backend
        As for `grad`, but the value may be any structure of numbers and arrays.

    Returns
    -------
    callable
        Takes what `fun` takes; returns an array of shape ``value.shape + argument.shape``. A value
        with structure gives that structure, an argument with structure (or a tuple `wrt`) gives its
        own structure inside of it.

    Examples
    --------
    >>> import gradwright as gw, numpy as np
    >>> gw.jacobian(lambda x: x[1:] * x[:-1])(np.array([2.0, 3.0, 5.0]))
    array([[3., 2., 0.],
           [0., 5., 3.]])
    """
    return _made(Jacobian, fun, wrt, False, backend)


def hessian(fun: Callable[..., Any] | None = None, wrt: Wrt = 0, *, backend: str = "numpy") -> Any:
    """Return a function that computes the second derivatives of a scalar-valued function.

    Parameters
    ----------
    fun, wrt, backend
        As for `grad`.

    Returns
    -------
    callable
        Takes what `fun` takes; returns an array of the argument's shape twice. An argument with
        structure gives that structure in each place of that structure, a tuple `wrt` a tuple of tuples.

    Examples
    --------
    >>> import gradwright as gw, numpy as np
    >>> gw.hessian(lambda x: x[0] * x[1] ** 2)(np.array([3.0, 2.0]))
    array([[0., 4.],
           [4., 6.]])
    """
    return _made(Hessian, fun, wrt, False, backend)


def _made(kind: type[Any], fun: Any, wrt: Wrt, has_aux: bool, backend: str) -> Any:
    _check_backend(backend)
    if fun is None:
        return lambda fun: kind(fun, wrt, has_aux)  # type: ignore[no-untyped-call]
    return kind(fun, wrt, has_aux)


def _check_backend(backend: str) -> None:
    if backend != "numpy":
        raise error("GW008", backend=backend)


@without_collection
def source(
    fun: Callable[..., Any],
    *args: Any,
    wrt: Wrt = 0,
    backend: str = "numpy",
    why: bool = False,
    **kwargs: Any,
) -> str:
    """Return the backward code of a function as a standalone module.

    Parameters
    ----------
    fun : callable
        What to differentiate.
    *args, **kwargs
        Arguments of a call: the code is written for their structure, dtypes, ranks and unit axes.
    wrt, backend
        As for `grad`.
    why : bool
        Whether a comment beside each saved value says how many bytes it takes in this call, and which
        lines' derivatives read it. The forward part is run once for that.

    Returns
    -------
    str
        A module with ``NAME_backward(dy, *args) -> (value, gradients)``; it never imports gradwright.
    """
    _check_backend(backend)
    wanted = Family(fun, wrt, has_aux=False).wanted()
    if why:
        return source_with_notes(fun, args, kwargs, wanted)
    forward = pipeline.read(fun, args, kwargs, wanted.wrt)
    return numpy_source(pipeline.write(forward.program, wanted), captured="literals")


def write(
    fun: Callable[..., Any],
    path: str | Path,
    *args: Any,
    wrt: Wrt = 0,
    backend: str = "numpy",
    **kwargs: Any,
) -> None:
    """Write the backward code of a function to a file.

    Parameters
    ----------
    fun : callable
        What to differentiate.
    path : str or Path
        The file, which is replaced.
    *args, **kwargs
        Arguments of a call, as for `source`.
    wrt, backend
        As for `grad`.
    """
    text = source(fun, *args, wrt=wrt, backend=backend, **kwargs)
    Path(path).write_text(text, encoding="utf-8")


def check(fun: Callable[..., Any], *args: Any, wrt: Wrt = 0, **kwargs: Any) -> None:
    """Compare a function's gradient with extrapolated differences of the function.

    Of arguments with more than 1000 entries, 1000 at even distances are compared.

    Parameters
    ----------
    fun : callable
        What to differentiate; a value that is no scalar is weighted with fixed numbers.
    *args, **kwargs
        Where to compare.
    wrt
        As for `grad`.

    Raises
    ------
    GradwrightError
        Naming the entry that disagrees most, if it is off by more than 1e-6 (1e-3 where an argument
        is float32 or shorter), relative to 1 + the largest entry.
    """
    family = family_of(fun, wrt, has_aux=False)
    wanted = family.wanted()
    arguments = signature_of(fun).bind(*args, **kwargs)
    arguments.apply_defaults()
    given = {name: as_float(arguments.arguments[name]) for name in wanted.wrt}
    value = fun(*args, **kwargs)
    weights = map_numbers(value, _weights)
    _, gradients = Vjp(fun, wrt, has_aux=False)(weights, *args, **kwargs)
    by_name = dict(zip(wanted.wrt, (gradients,) if wanted.bare else gradients, strict=True))

    def evaluate(name: str, changed: object) -> float:
        arguments.arguments[name] = changed
        result = fun(*arguments.args, **arguments.kwargs)
        arguments.arguments[name] = given[name]
        return _weighted(result, weights)

    arguments.arguments.update(given)
    entries = [
        e for name in wanted.wrt for e in _entries(name, given[name], by_name[name], evaluate)
    ]
    step = -(-len(entries) // CHECKED_ENTRIES) or 1
    worst = compare(iter(entries[::step]))
    if worst is not None and worst.relative > _tolerance(given):
        raise error(
            "GW012",
            function=family.name,
            entry=worst.entry,
            found=worst.found,
            expected=worst.expected,
        )


def _weights(number: Any, _: str) -> object:
    shape = np.shape(number)
    weights = np.cos(np.arange(np.prod(shape, dtype=int), dtype=float)).reshape(shape)
    return weights if shape else 1.0


def _weighted(value: object, weights: object) -> float:
    pairs = zip(numbers_in(value, ""), numbers_in(weights, ""), strict=True)
    return float(sum(np.sum(np.asarray(number) * weight) for (_, number), (_, weight) in pairs))


def _entries(
    name: str, value: object, gradient: object, evaluate: Callable[[str, object], float]
) -> Iterator[Entry]:
    """Yield each number of an argument."""
    gradients = dict(numbers_in(gradient, name))
    for path, number in numbers_in(value, name):
        for index in np.ndindex(np.shape(number)):
            shown = f"{path}[{', '.join(map(str, index))}]" if index else path

            def moved(h: float, path: str = path, index: tuple[int, ...] = index) -> float:
                return evaluate(name, map_numbers(value, _mover(path, index, h), name))

            at = np.asarray(number)[index]
            yield Entry(shown, float(np.asarray(gradients[path])[index]), float(at), moved)


def _mover(path: str, index: tuple[int, ...], h: float) -> Callable[[object, str], object]:
    """Return a visitor that adds h to one entry, in double precision."""

    def visit(number: Any, at: str) -> object:
        if isinstance(number, np.ndarray):
            array = cast("NDArray[Any]", number)
            wide = array.astype(np.float64) if array.dtype.kind == "f" else array
            if at == path:
                wide = wide.copy()
                wide[index] += h
            return wide
        return number + h if at == path else number

    return visit


def _tolerance(given: dict[str, object]) -> float:
    narrow = any(
        getattr(number, "dtype", np.dtype(float)).itemsize < 8
        for name, value in given.items()
        for _, number in numbers_in(value, name)
    )
    return 1e-3 if narrow else 1e-6
