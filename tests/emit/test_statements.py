"""Statements: each row is a body and the lines that are written for it."""

from itertools import pairwise

import pytest

from gradwright.diagnostics import Location
from gradwright.emit import numpy_source
from gradwright.ir.check import check_program
from gradwright.ir.expressions import Choose, Region, Transpose, constant
from gradwright.ir.statements import (
    Assign,
    Effect,
    For,
    Guard,
    If,
    Leaf,
    NewStack,
    Pop,
    Push,
)
from gradwright.ir.types import FLOAT, INT, Stack
from tests.emit.build import Build, at, fun, let, line, number, op, put
from tests.emit.test_module import assert_clean
from tests.properties.work import calls

ROWS = {}


def row(expected):
    """Register a function of a builder and a, b (arrays), x, n (numbers) that gives a body."""

    def add(function):
        ROWS[function.__name__] = (function, expected)
        return function

    return add


def whole(array):
    return Region(array, (), array.type)


@row("x += n")
def scalar_accumulates(b, a, m, x, n):
    return [let(x, op("add", x, n))]


@row("x = n + x")
def scalar_on_the_right(b, a, m, x, n):
    return [let(x, op("add", n, x))]


@row("a[n] = x")
def element(b, a, m, x, n):
    return [put(at(a, n), x)]


@row("a[n] += x")
def element_accumulates(b, a, m, x, n):
    return [put(at(a, n), x, mode="add")]


@row("a[n] -= x")
def element_decreases(b, a, m, x, n):
    return [put(at(a, n), op("neg", x), mode="add")]


@row("a[n] *= x + 1.0")
def element_scales(b, a, m, x, n):
    return [put(at(a, n), op("mul", at(a, n), op("add", x, 1.0)))]


@row("a += a[::-1]")
def whole_accumulates(b, a, m, x, n):
    return [put(whole(a), at(a, slice(None, None, number(-1))), mode="add")]


@row("a *= x")
def whole_scales(b, a, m, x, n):
    return [put(whole(a), op("mul", a, x))]


@row("a[...] = x")
def whole_is_set(b, a, m, x, n):
    return [put(whole(a), x)]


@row("m.T[n, 1:] = a[1:]")
def transposed_view(b, a, m, x, n):
    part = at(m, n, slice(1, None))
    return [put(Region(m, (Transpose((1, 0)), *part.path), part.type), at(a, slice(1, None)))]


@row("np.add.at(a, k, x)")
def repeated_indices(b, a, m, x, n):
    k = b.array("k", 1, "int64")
    return [put(at(a, k), x, mode="add", repeats=True)]


@row("np.add.at(m, (slice(None), k), x)")
def repeated_indices_of_columns(b, a, m, x, n):
    k = b.array("k", 1, "int64")
    return [put(at(m, slice(None), k), x, mode="add", repeats=True)]


@row("for _ in range(n):\n    a[0] = x")
def loop_whose_variable_nothing_reads(b, a, m, x, n):
    i = b.web("i", INT)
    return [For(i, number(0), n, number(1), (put(at(a, 0), x),))]


@row("for i in reversed(range(1, n)):\n    a[i] = a[i - 1]")
def loop_down(b, a, m, x, n):
    i = b.web("i", INT)
    return [For(i, number(1), n, number(1), (put(at(a, i), at(a, op("sub", i, 1))),), down=True)]


@row("for i in range(n, 0, -1):\n    a[i] = x")
def loop_with_a_step(b, a, m, x, n):
    i = b.web("i", INT)
    return [For(i, n, number(0), number(-1), (put(at(a, i), x),))]


@row("if x > 1.0:\n    a[0] = x\nelif x > 0.0:\n    a[1] = x\nelse:\n    a[2] = x")
def branches(b, a, m, x, n):
    inner = If(op("gt", x, 0.0), (put(at(a, 1), x),), (put(at(a, 2), x),))
    return [If(op("gt", x, 1.0), (put(at(a, 0), x),), (inner,))]


@row("if not x > 1.0:\n    a[0] = x")
def branch_with_one_arm(b, a, m, x, n):
    return [If(op("gt", x, 1.0), (), (put(at(a, 0), x),))]


@row("a[0] = x if x > 0.0 else 0.0")
def choice(b, a, m, x, n):
    return [put(at(a, 0), Choose(op("gt", x, 0.0), x, number(0.0), FLOAT))]


@row("saved = []\nsaved.append((x, a[1:].copy()))\nx, a[1:] = saved.pop()")
def stack_of_several(b, a, m, x, n):
    part = at(a, slice(1, None))
    saved = b.web("saved", Stack((FLOAT, part.type)))
    return [NewStack(saved), Push(saved, (x, part)), Pop((x, part), saved)]


@row("if len(a) != n:\n    raise ValueError('a: n expected')")
def guard(b, a, m, x, n):
    length = op("length", a, axis=0, form="builtin")
    return [Guard(op("eq", length, n), "a: n expected")]


@row("assert x > 0.0, 'positive'")
def effect(b, a, m, x, n):
    return [Effect('assert {0}, "positive"', (op("gt", x, 0.0),))]


@row("x = -2.0 * x")
def negative_literal(b, a, m, x, n):
    return [let(x, op("mul", constant(-2.0, FLOAT), x))]


@row("x = np.inf if n > 1 else np.nan")
def not_finite(b, a, m, x, n):
    inf, nan = constant(float("inf"), FLOAT), constant(float("nan"), FLOAT)
    return [let(x, Choose(op("gt", n, 1), inf, nan, FLOAT))]


@pytest.mark.parametrize("name", ROWS)
def test_written(name):
    function, expected = ROWS[name]
    b = Build()
    a, m = b.array("a", 1), b.array("m", 2)
    x, n = b.number("x"), b.number("n", INT)
    body = function(b, a, m, x, n)
    program = check_program(b.program("f", body, Leaf(x)))
    source = numpy_source(program, captured="literals")
    wanted = expected.replace("'", '"').replace("\n", "\n    ")
    assert f"\n        )\n    {wanted}\n    return x\n" in source
    assert_clean(source)


def comments(*origins, width=0):
    b = Build()
    x = b.number("x")
    y = b.web("y" * (width or 1))
    body = [let(y, op("mul", x, 2.0)), *(let(y, op("mul", y, x), o) for o in origins)]
    program = b.program("f", body, Leaf(y), reverse_from=1)
    source = numpy_source(program, captured="literals")
    assert_clean(source)
    return [text.strip() for text in source.splitlines() if "#" in text]


def test_a_forward_statement_is_named_once():
    one, other = line("y = sin(x)", 3), line("z = y * y", 4)
    assert comments(one, one, other) == ["y *= x  # y = sin(x)", "y *= x  # z = y * y"]


def test_a_comment_that_does_not_fit_stands_above():
    long = "y = " + " + ".join(["parameter"] * 7) + " + ab"
    assert comments(line(long, 3)) == [f"# {long}"]


def test_a_comment_that_fits_nowhere_is_cut():
    (found,) = comments(line("y = " + " + ".join(["parameter"] * 12), 3))
    assert len(found) <= 96
    assert found.endswith(" ...")


def test_a_statement_of_several_lines_is_joined(tmp_path):
    file = tmp_path / "f.py"
    file.write_text("def f(x):\n    y = g(\n        x,\n        2,\n    )\n")
    origin = Location(str(file), 2, 5, "    y = g(")
    assert comments(origin) == ["y *= x  # y = g(x, 2)"]


@pytest.mark.parametrize("text", ["for i in range(n):", "def f(x):", "while x > 0:", "if x:"])
def test_the_head_of_a_block_is_no_statement(text):
    assert comments(line(text, 3)) == []


def test_names_follow_interference():
    b = Build()
    x = b.number("x")
    first, second, third = b.web("y"), b.web("y"), b.web("y")
    body = [
        let(first, fun("sin", x)),
        let(second, fun("sin", first)),
        let(third, fun("cos", second)),
    ]
    program = b.program("f", body, Leaf(op("add", second, third)))
    assert numpy_source(program, captured="literals").endswith(
        "    y = np.sin(x)\n    y = np.sin(y)\n    y_1 = np.cos(y)\n    return y + y_1\n"
    )


def test_a_copy_needs_no_name_of_its_own():
    b = Build()
    x = b.number("x")
    other = b.web("x")
    body = [Assign(other, x), let(other, op("mul", other, 2.0))]
    source = numpy_source(b.program("f", body, Leaf(other)), captured="literals")
    assert source.endswith("    x *= 2.0\n    return x\n")


def test_a_copy_whose_source_is_read_later_has_a_name_of_its_own():
    b = Build()
    x = b.number("x")
    other = b.web("x")
    body = [Assign(other, x), let(other, op("mul", other, 2.0))]
    source = numpy_source(b.program("f", body, Leaf(op("add", x, other))), captured="literals")
    assert source.endswith("    x_1 = x\n    x_1 *= 2.0\n    return x + x_1\n")


def test_a_name_alive_over_a_loop_is_not_taken():
    b = Build()
    x, n = b.number("x"), b.number("n", INT)
    total, i, inner = b.web("s"), b.web("i", INT), b.web("s")
    loop = For(
        i, number(0), n, number(1), (let(inner, fun("sin", x)), let(total, op("add", total, inner)))
    )
    program = b.program("f", [let(total, number(0.0)), loop], Leaf(total))
    source = numpy_source(check_program(program), captured="literals")
    assert "        s_1 = np.sin(x)\n        s += s_1\n" in source


def test_arms_of_a_branch_use_one_name():
    b = Build()
    x, joined = b.number("x"), b.web("x")
    body = [
        If(
            op("gt", x, 0.0),
            (let(joined, op("mul", x, 2.0)),),
            (let(joined, op("mul", x, 3.0)),),
        )
    ]
    source = numpy_source(check_program(b.program("f", body, Leaf(joined))), captured="literals")
    assert source.endswith(
        "    if x > 0.0:\n        x *= 2.0\n    else:\n        x *= 3.0\n    return x\n"
    )


@pytest.mark.parametrize("hint", ["np", "range", "lambda", "len"])
def test_names_that_mean_something_are_left_alone(hint):
    b = Build()
    x = b.number("x")
    y = b.web(hint)
    source = numpy_source(b.program("f", [let(y, fun("sin", x))], Leaf(y)), captured="literals")
    assert f"    {hint}_1 = np.sin(x)\n" in source
    assert_clean(source)


def reusing(**more):
    """d = m @ m; e = d * x, in the reverse part, with something after."""
    b = Build()
    m, x = b.array("m", 2), b.number("x")
    d, e = b.web("d", m.type), b.web("e", m.type)
    body = [let(d, more.get("first", lambda m: op("matmul", m, m))(m))]
    body += more.get("between", lambda d: [])(d)
    body += [let(e, op(more.get("prim", "mul"), *more.get("order", lambda d, x: (d, x))(d, x)))]
    result = more.get("result", lambda d, e: e)(d, e)
    program = check_program(b.program("f", body, Leaf(result), reverse_from=0))
    source = numpy_source(program, captured="literals")
    return source[source.index("    d = ") :]


@pytest.mark.parametrize(
    ("more", "update"),
    [
        ({}, "d *= x"),
        ({"prim": "sub"}, "d -= x"),
        ({"prim": "add"}, "d += x"),
        ({"order": lambda d, x: (x, d)}, "d *= x"),
        ({"order": lambda d, x: (d, op("gt", d, x))}, "d *= d > x"),
    ],
)
def test_a_dead_buffer_is_updated_in_place(more, update):
    assert reusing(**more) == f"    d = m @ m\n    {update}\n    return d\n"


@pytest.mark.parametrize(
    "more",
    [
        {"result": lambda d, e: op("add", d, e)},
        {"first": lambda m: m},
        {"first": lambda m: op("transpose", m, axes=(1, 0), form="T")},
        {"prim": "sub", "order": lambda d, x: (x, d)},
        {"order": lambda d, x: (fun("sin", d), x)},
        {
            "between": lambda d: [
                NewStack(stack := Build.web(BUILD, "saved", Stack((d.type,)))),
                Push(stack, (d,)),
            ]
        },
    ],
)
def test_a_buffer_that_is_read_again_or_shared_stays(more):
    written = reusing(**more)
    assert "    e = " in written
    assert "*= " not in written


BUILD = Build()
BUILD.names.update(dict.fromkeys(range(1, 50), "unused"))


def test_names_of_many_values_cost_linear_work():
    def work(count):
        b = Build()
        x = b.number("x")
        webs = [x]
        for _ in range(count):
            webs.append(b.web("x"))
        body = [let(new, fun("sin", old)) for old, new in pairwise(webs)]
        total = webs[0]
        for web in reversed(webs):
            body.append(let(first := b.web("d"), op("mul", total, web)))
            total = first
        program = b.program("f", body, Leaf(total))
        return calls(lambda: numpy_source(program, captured="literals"))

    assert work(400) < 9 * work(50)
