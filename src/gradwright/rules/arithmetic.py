"""Operators: arithmetic, comparisons, bits and truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gradwright.ir.types import BOOL, FLOAT, INT, Type, is_complex, lengths_of
from gradwright.rules.dtypes import of_ufunc
from gradwright.rules.families import binary, syntax_of, unary
from gradwright.rules.rule import Call, Cost, Infix, Prefix, Rule, RuleError, Syntax
from gradwright.rules.symbolic import (
    Sym,
    as_complex,
    call,
    choose,
    conjugate,
    is_python,
    lift,
    nonzero,
    over,
    select,
)
from gradwright.rules.table import register

BOTH = frozenset({0, 1})


def power_base(dy: Sym, y: Sym, a: Sym, b: Sym, **_: object) -> Sym:
    """Return dy * b * a ** (b - 1), shorter for a literal exponent."""
    p = b.number
    if p is not None and p in (0, 1, 2):
        return (lift(0.0), dy, 2.0 * dy * a)[int(p)]
    if b.rank:
        lower = call("where", call("is_zero", b, 0.0), 1.0, b - 1.0, form="np")
        return dy * (b * a**lower)
    if p is not None:
        return dy * (b * a ** lift(p - 1))
    lower = choose(call("ne", b, 0), b - 1, b) if _counts(b) else b - 1
    return dy * (b * a**lower)


def _counts(exponent: Sym) -> bool:
    """Whether an exponent is a whole number that a program counts with: it may be 0 where the base is."""
    return str(getattr(exponent.type, "dtype", "")).startswith(("int", "uint"))


def power_exponent(dy: Sym, y: Sym, a: Sym, b: Sym, **_: object) -> Sym:
    """Return dy * y * log(a), 0 where a is not positive; of complex numbers 0 where a is 0."""
    if a.number is not None and a.number > 0:
        return dy * y * call("log", a)
    if is_complex(y.type):
        return dy * y * call("log", nonzero(as_complex(a)), form="np")
    if a.rank:
        return dy * y * call("log", call("where", a > 0.0, a, 1.0, form="np"))
    return select(a > 0.0, dy * y * call("log", a))


def sign(x: Sym) -> Sym:
    """Return the sign of x, 0 at 0; of a Python number a Python number."""
    if is_python(x):
        return choose(x > 0.0, lift(1.0), choose(x < 0.0, lift(-1.0), 0.0))
    return call("sign", x, form="np")


def size_back(dy: Sym, y: Sym, x: Sym) -> Sym:
    """Return dy times the sign of x, of a complex number times its conjugate over its size."""
    return over(dy, y) * conjugate(x) if is_complex(x.type) else dy * sign(x)


def power_type(*types: Type, form: str = "np", inverse: bool = False) -> Type:
    """Infer the type of a power; `inverse`: a whole number to a negative power is a float."""
    found = of_ufunc(np.power)(*types, form=form)
    return FLOAT if inverse and found is INT else found


OF_NUMBERS: dict[str, Syntax] = {
    "dot": Call("np.dot({0}, {1})"),
    "dot_method": Call("{0}.dot({1})"),
    "inner": Call("np.inner({0}, {1})"),
}

ARITHMETIC = (
    binary(
        "add",
        np.add,
        lambda dy, y, a, b: dy,
        lambda dy, y, a, b: dy,
        "dy, dy",
        infix=Infix("+", 12),
        label="sum",
        noun="total",
        linear=BOTH,
        shape_only=BOTH,
    ),
    binary(
        "sub",
        np.subtract,
        lambda dy, y, a, b: dy,
        lambda dy, y, a, b: -dy,
        "dy, -dy",
        infix=Infix("-", 12),
        noun="difference",
        linear=BOTH,
        shape_only=BOTH,
    ),
    binary(
        "mul",
        np.multiply,
        lambda dy, y, a, b: dy * b,
        lambda dy, y, a, b: dy * a,
        "dy * b, dy * a",
        infix=Infix("*", 13),
        more=OF_NUMBERS,
        noun="product",
        linear=BOTH,
    ),
    binary(
        "truediv",
        np.divide,
        lambda dy, y, a, b: dy / b,
        lambda dy, y, a, b: -(dy / b) * y,
        "dy / b, -(dy / b) * y",
        infix=Infix("/", 13),
        label="div",
        noun="quotient",
        linear=frozenset({0}),
        singular=True,
        python="float64",
        ties="by b at 0: infinite or nan, as the quotient is",
    ),
    binary(
        "floordiv",
        np.floor_divide,
        None,
        None,
        infix=Infix("//", 13),
        noun="quotient",
        shape_only=BOTH,
        ties="0 at the jumps too",
    ),
    binary(
        "mod",
        np.remainder,
        lambda dy, y, a, b: dy,
        lambda dy, y, a, b: -(dy * (a // b)),
        "dy, -dy * (a // b)",
        infix=Infix("%", 13),
        noun="remainder",
        linear=frozenset({0}),
        ties="the jumps where a is a multiple of b are passed over",
    ),
    binary(
        "pow",
        np.power,
        power_base,
        power_exponent,
        "dy * b * a ** (b - 1), dy * y * log(a)",
        infix=Infix("**", 15, right_associative=True),
        spelled={"math": "pow"},
        noun="power",
        singular=True,
        cost=Cost.POWER,
        ties="by a: 0 where b is 0, also at a = 0 (a float scalar exponent that is no literal: nan or "
        "ZeroDivisionError there); by b: 0 where a is 0 or negative",
    ),
    binary(
        "float_power",
        np.float_power,
        power_base,
        power_exponent,
        "dy * b * a ** (b - 1), dy * y * log(a)",
        noun="power",
        singular=True,
        cost=Cost.POWER,
        ties="as of **",
    ),
    Rule(
        name="neg",
        infer=of_ufunc(np.negative),
        pullbacks=(lambda dy, y, x: -dy,),
        shape_only=frozenset({0}),
        linear=frozenset({0}),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={"infix": Prefix("-", 14), "np": Call("np.negative({0})")},
        label="neg",
        noun="negative",
        derivative="-dy",
    ),
    Rule(
        name="pos",
        infer=of_ufunc(np.positive),
        pullbacks=(lambda dy, y, x: dy,),
        shape_only=frozenset({0}),
        linear=frozenset({0}),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={"infix": Prefix("+", 14), "np": Call("np.positive({0})")},
        label="pos",
        noun="same",
        derivative="dy",
    ),
    Rule(
        name="abs",
        infer=of_ufunc(np.absolute),
        pullbacks=(size_back,),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax=syntax_of("abs", 1, builtin="abs"),
        label="abs",
        noun="size",
        derivative="dy * sign(x), of complex numbers dy / y * conj(x)",
        ties="0 at 0",
    ),
    unary(
        "fabs",
        np.fabs,
        lambda dy, y, x: dy * sign(x),
        "dy * sign(x)",
        spelled={"math": "fabs"},
        noun="size",
        cost=Cost.ARITHMETIC,
        ties="0 at 0",
    ),
)

COMPARISONS = tuple(
    binary(
        name,
        ufunc,
        None,
        None,
        infix=Infix(symbol, precedence),
        python=python,
        noun="mask",
        shape_only=BOTH,
    )
    for name, symbol, precedence, ufunc, python in (
        ("lt", "<", 7, np.less, "bool"),
        ("le", "<=", 7, np.less_equal, "bool"),
        ("gt", ">", 7, np.greater, "bool"),
        ("ge", ">=", 7, np.greater_equal, "bool"),
        ("eq", "==", 7, np.equal, "bool"),
        ("ne", "!=", 7, np.not_equal, "bool"),
        ("bitor", "|", 8, np.bitwise_or, None),
        ("bitxor", "^", 9, np.bitwise_xor, None),
        ("bitand", "&", 10, np.bitwise_and, None),
        ("lshift", "<<", 11, np.left_shift, None),
        ("rshift", ">>", 11, np.right_shift, None),
    )
)


def truth(type_: Type, **_: object) -> Type:
    """Infer the type of a truth value; an array of several elements has none."""
    if any(length.literal != 1 for length in lengths_of(type_)):
        raise RuleError("GW415", reason="the truth of an array is not one value")
    return BOOL


TRUTH = (
    *(
        binary(
            name,
            ufunc,
            None,
            None,
            infix=Infix(symbol, 7),
            python="bool",
            label=label,
            noun="mask",
            shape_only=BOTH,
        )
        for name, symbol, label, ufunc in (
            ("is_moved", "!=", "ne", np.not_equal),
            ("is_zero", "==", "eq", np.equal),
            ("is_nonzero", "!=", "ne", np.not_equal),
        )
    ),
    Rule(
        name="invert",
        infer=of_ufunc(np.invert),
        pullbacks=(None,),
        elementwise=True,
        cost=Cost.ARITHMETIC,
        syntax={"infix": Prefix("~", 14), "np": Call("np.invert({0})")},
        label="invert",
        noun="mask",
        derivative="0",
    ),
    Rule(
        name="not",
        infer=truth,
        pullbacks=(None,),
        cost=Cost.ARITHMETIC,
        syntax={"infix": Prefix("not ", 6)},
        label="not",
        noun="flag",
        derivative="0",
    ),
)

register(
    "Operators",
    [
        replace(row, infer=power_type) if row.name == "pow" else row
        for row in (*ARITHMETIC, *COMPARISONS, *TRUTH)
    ],
    on_complex="add sub mul truediv pow neg pos abs eq ne is_moved is_zero is_nonzero not",
)
