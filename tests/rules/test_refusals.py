"""Whatever is passed to a function of the table: a node, or a refusal by code whose message is whole."""

import random

import numpy as np
import pytest

from gradwright.diagnostics import refusal
from gradwright.ir.expressions import Apply, Choose, Const, Region, Var, constant
from gradwright.ir.types import BOOL, FLOAT, INT, STATIC
from gradwright.rules.lowering import lower_call, lower_method, lower_operator
from gradwright.rules.rule import NeedsStatic, RuleError
from gradwright.rules.spelling import CALLS, METHODS, name_of
from gradwright.rules.table import RULES
from tests.rules.tracing import type_of

NODES = Apply | Var | Const | Region | Choose
TRIALS = 60
OPERATORS = sorted(name for name, rule in RULES.items() if "infix" in rule.syntax)


def variables():
    shapes = [(), (3,), (2, 3), (3, 3), (1, 3), (2, 3, 4), (0,)]
    values = [np.ones(s, d) for s in shapes for d in (np.float64, np.float32, np.int64, bool)]
    values += [1.5, 2, True, np.float32(2.0), np.int64(3), np.bool(True)]
    return [Var(k, type_of(value, f"v{k}")) for k, value in enumerate(values)]


VARIABLES = variables()
LITERALS = [
    constant(0, INT),
    constant(1, INT),
    constant(-1, INT),
    constant(7, INT),
    constant(0.5, FLOAT),
    constant(True, BOOL),
    constant("ij,jk->ik", STATIC),
    None,
    "ij->j",
    (0, 1),
    float,
    np.float32,
    (),
    [1, 2.0],
    [[1, 2], [3]],
    1j,
    object(),
]
OPTIONS = ["axis", "keepdims", "dtype", "out", "ddof", "k", "shape", "where", "nonsense"]


def drawn(rng):
    kind = rng.random()
    if kind < 0.6:
        return rng.choice(VARIABLES)
    if kind < 0.75:
        return [rng.choice(VARIABLES) for _ in range(rng.randrange(3))]
    return rng.choice(LITERALS)


def arguments(rng):
    args = [drawn(rng) for _ in range(rng.choice([0, 1, 1, 2, 2, 3]))]
    names = rng.sample(OPTIONS, rng.choice([0, 0, 1, 2]))
    return args, {name: drawn(rng) for name in names}


def outcome(lower):
    """Run a lowering; return the node, or the refusal's message."""
    try:
        return lower()
    except NeedsStatic as need:
        return need.expr
    except RuleError as e:
        return refusal(e.code, None, **{"function": "it", **e.details}).message


def is_decided(lower):
    found = outcome(lower)
    return found is None or isinstance(found, NODES) or "..." not in found


@pytest.mark.parametrize("function", CALLS, ids=name_of)
def test_a_call_is_a_node_or_refused(function):
    rng = random.Random(name_of(function))
    for _ in range(TRIALS):
        args, kwargs = arguments(rng)
        assert is_decided(lambda a=args, k=kwargs: lower_call(function, a, k))


@pytest.mark.parametrize("name", METHODS)
def test_a_method_is_a_node_or_refused(name):
    rng = random.Random(name)
    for _ in range(TRIALS):
        args, kwargs = arguments(rng)
        receiver = rng.choice(VARIABLES)
        assert is_decided(lambda a=args, k=kwargs, x=receiver: lower_method(name, x, a, k))


@pytest.mark.parametrize("op", OPERATORS)
def test_an_operator_is_a_node_or_refused(op):
    rng = random.Random(op)
    count = 1 if op in ("neg", "pos", "invert", "not") else 2
    for _ in range(TRIALS):
        operands = [rng.choice(VARIABLES) for _ in range(count)]
        assert is_decided(lambda xs=operands: lower_operator(op, *xs))
