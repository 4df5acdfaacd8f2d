"""What `gw.jvp`, `gw.hvp`, `gw.jacobian` and `gw.hessian` return: callables around forward mode's code.

A Jacobian and a Hessian are put together from columns, one call of the written code for each number
of the argument (or from rows, where the value has fewer numbers than the argument).
"""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any

import numpy as np

from gradwright.diagnostics import GradwrightError, error, refusal
from gradwright.differentiated import Args, Differentiated, Kwargs, Vjp
from gradwright.directions import Blocks, MisfitError, fit_direction, shapes_of, units, zeros
from gradwright.emit import numpy_source
from gradwright.execute import as_float, numbers_in
from gradwright.family import Family, Wrt
from gradwright.frontend.signatures import signature_of
from gradwright.ir.statements import Program, Tree
from gradwright.pipeline import Wanted, draws_in


class JvpFamily(Family):
    """The code of directional derivatives."""

    def wanted(self) -> Wanted:
        """Return what moves."""
        return replace(super().wanted(), derivative="jvp")


class HvpFamily(Family):
    """The code of directional derivatives of gradients."""

    def wanted(self) -> Wanted:
        """Return what moves."""
        return replace(super().wanted(), derivative="hvp")

    def _value_of(self, program: Program) -> tuple[Tree, GradwrightError | None]:
        tree, problem = super()._value_of(program)
        if problem is not None:
            raise problem
        return tree, None


class Directional(Differentiated):
    """Takes a direction before the function's arguments."""

    _names: tuple[str, ...] = ()

    @property
    def __signature__(self) -> inspect.Signature:
        own = inspect.signature(self._fun)
        name = next(n for n in (*self._names, "direction_given") if n not in own.parameters)
        first = inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY)
        return own.replace(parameters=[first, *own.parameters.values()])

    def source(self, *args: object, **kwargs: object) -> str:
        """Return the written module for arguments of this kind (without a direction)."""
        return numpy_source(
            self._family.cache.find(args, kwargs).about.program, captured="literals"
        )

    def pushed(self, direction: object, args: Args, kwargs: Kwargs) -> Any:
        """Return what the written code returns."""
        try:
            written = self._family.cache.find(args, kwargs)
            given = fit_direction(written.about.program.parameters[0].tree, direction)
        except MisfitError as wrong:
            raise error("GW017", found=wrong.found, expected=wrong.expected) from None
        except GradwrightError as wrong:
            raise wrong.with_traceback(None) from None
        try:
            return self._family.call(written, given, args, kwargs)
        except ValueError as wrong:
            found, expected = shapes_of(given), shapes_of(self.moving(args, kwargs))
            if found == expected:
                raise
            raise error("GW017", found=found, expected=expected) from wrong

    def refuse_draws(self, name: str, args: Args, kwargs: Kwargs) -> None:
        """Refuse a function that draws: each column would be one of other numbers."""
        try:
            program = self._family.cache.find(args, kwargs).about.program
        except GradwrightError as wrong:
            raise wrong.with_traceback(None) from None
        if draws_in(program):
            feature = f"the {name} of {program.name}, which draws random numbers,"
            raise refusal("GW015", program.origin, feature=feature, instead="pass them to it")

    def moving(self, args: Args, kwargs: Kwargs) -> Any:
        """Return the arguments that `wrt` names, a tuple where it is one."""
        wanted = self._family.wanted()
        bound = signature_of(self._fun).bind(*args, **kwargs)
        bound.apply_defaults()
        values = tuple(as_float(bound.arguments[name]) for name in wanted.wrt)
        return values[0] if wanted.bare else values


class Jvp(Directional):
    """The value, and its derivative in a direction."""

    _kind = JvpFamily
    _names = ("dx", "direction")

    def __call__(self, dx: object, /, *args: object, **kwargs: object) -> Any:
        """Return (y, dy); with has_aux, (y, dy, aux)."""
        return self.pushed(dx, args, kwargs)


class Hvp(Directional):
    """The gradient's derivative in a direction."""

    _kind = HvpFamily
    _names = ("v", "direction")

    def __call__(self, v: object, /, *args: object, **kwargs: object) -> Any:
        """Return H @ v."""
        return self.pushed(v, args, kwargs)


class Jacobian(Differentiated):
    """The derivatives of all numbers of the value by all numbers of the argument."""

    def __init__(self, fun: Any, wrt: Wrt, has_aux: bool) -> None:
        super().__init__(fun, wrt, has_aux)
        self._forward = Jvp(fun, wrt, has_aux=False)
        self._reverse = Vjp(fun, wrt, has_aux=False)

    def source(self, *args: object, **kwargs: object) -> str:
        """Return the written module of forward mode: a column is one call of it."""
        return self._forward.source(*args, **kwargs)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Return value.shape + argument.shape, in the structure of the value and of the argument."""
        moving = self._forward.moving(args, kwargs)
        columns = units(moving)
        first = next(columns, None)
        direction = zeros(moving) if first is None else first.direction
        self._forward.refuse_draws("jacobian", args, kwargs)
        y, dy = self._forward(direction, *args, **kwargs)
        blocks = Blocks(y, moving)
        if first is None:
            return blocks.result()
        if _count(y) < _count(moving):
            for row in units(as_float(y)):
                blocks.put_row(row, self._reverse(row.direction, *args, **kwargs)[1])
            return blocks.result()
        blocks.put_column(first, dy)
        for column in columns:
            blocks.put_column(column, self._forward(column.direction, *args, **kwargs)[1])
        return blocks.result()


class Hessian(Differentiated):
    """The second derivatives of a scalar-valued function."""

    def __init__(self, fun: Any, wrt: Wrt, has_aux: bool) -> None:
        super().__init__(fun, wrt, has_aux)
        self._hvp = Hvp(fun, wrt, has_aux=False)

    def source(self, *args: object, **kwargs: object) -> str:
        """Return the written module of the Hessian-vector product: a column is one call of it."""
        return self._hvp.source(*args, **kwargs)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        """Return argument.shape twice, for each pair of numbers or arrays of the argument."""
        moving = self._hvp.moving(args, kwargs)
        blocks = Blocks(moving, moving)
        self._hvp.refuse_draws("hessian", args, kwargs)
        for column in units(moving):
            blocks.put_column(column, self._hvp(column.direction, *args, **kwargs))
        return blocks.result()


def _count(value: object) -> int:
    return sum(int(np.size(number)) for _, number in numbers_in(value, ""))
