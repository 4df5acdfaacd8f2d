"""Long lines are broken as the formatter breaks them: random expressions, formatted again, stay."""

import ast
import random
import subprocess
import sys

import pytest

from gradwright.emit.flat import bare
from gradwright.emit.layout import WIDTH, lay_out, lay_out_store

NAMES = "a b x w1 hidden logits dlogits inputs weights probabilities residual picked".split()
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult, ast.Pow)
FUNCTIONS = ("exp", "maximum", "where", "concatenate")
METHODS = ("sum", "max", "reshape")


class Draw:
    """Draws expressions as written code has them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def name(self) -> ast.expr:
        return ast.Name(self.random.choice(NAMES))

    def expr(self, depth: int) -> ast.expr:
        r = self.random
        if depth <= 0:
            return self.name() if r.random() < 0.8 else ast.Constant(r.choice([1, 2.0, 1e-7]))
        kind = r.choices(
            (self.binary, self.negative, self.function, self.method, self.transposed, self.part,
             self.comparison, self.tuple, self.choice),
            (45, 5, 15, 10, 5, 10, 4, 3, 3),
        )[0]  # fmt: skip
        return kind(depth)

    def binary(self, depth: int) -> ast.expr:
        op = self.random.choices(OPERATORS, (4, 3, 5, 3, 3, 1))[0]()
        return ast.BinOp(self.expr(depth - 1), op, self.expr(depth - self.random.choice([1, 2])))

    def negative(self, depth: int) -> ast.expr:
        return ast.UnaryOp(ast.USub(), self.named(depth))

    def named(self, depth: int) -> ast.expr:
        """A name or a call, as methods are called of."""
        return self.name() if depth < 2 else self.function(depth - 1)

    def function(self, depth: int) -> ast.expr:
        args = [self.expr(depth - 1) for _ in range(self.random.choice([1, 1, 2, 3]))]
        func = ast.Attribute(ast.Name("np"), self.random.choice(FUNCTIONS))
        return ast.Call(func, args, self.option("axis", 1))

    def method(self, depth: int) -> ast.expr:
        args = [self.name() for _ in range(self.random.choice([0, 1, 2]))]
        func = ast.Attribute(self.named(depth), self.random.choice(METHODS))
        return ast.Call(func, args, self.option("keepdims", True))

    def option(self, key: str, value: object) -> list[ast.keyword]:
        return [ast.keyword(key, ast.Constant(value))] if self.random.random() < 0.3 else []

    def transposed(self, depth: int) -> ast.expr:
        return ast.Attribute(self.name(), "T")

    def part(self, depth: int) -> ast.expr:
        bound = ast.BinOp(self.name(), ast.Sub(), ast.Constant(1))
        items = [self.name(), bound, ast.Slice(None, bound), ast.Slice(self.name(), None)]
        chosen = self.random.sample(items, self.random.choice([1, 2]))
        return ast.Subscript(self.name(), chosen[0] if len(chosen) == 1 else ast.Tuple(chosen))

    def slice(self, depth: int) -> ast.expr:
        """A part of a vector between bounds that are computed."""
        bounds = ast.Slice(self.bound(depth), self.bound(depth) if depth % 2 else None)
        return ast.Subscript(self.name(), bounds)

    def bound(self, depth: int) -> ast.expr:
        length = ast.Subscript(ast.Attribute(self.name(), "shape"), ast.Constant(0))
        if depth < 2:
            return length
        call = ast.Call(ast.Name("min"), [length, self.bound(depth - 1)], [])
        return ast.BinOp(call, ast.Sub(), self.bound(depth - 2))

    def comparison(self, depth: int) -> ast.expr:
        return ast.Compare(self.expr(depth - 1), [ast.Gt()], [self.expr(depth - 2)])

    def tuple(self, depth: int) -> ast.expr:
        return ast.Tuple([self.expr(depth - 1) for _ in range(self.random.choice([1, 2, 3]))])

    def choice(self, depth: int) -> ast.expr:
        return ast.IfExp(self.expr(depth - 1), self.expr(depth - 2), self.expr(depth - 2))


def formatted(source: str) -> str:
    command = [
        sys.executable,
        "-m",
        "ruff",
        "format",
        "--isolated",
        "--line-length",
        str(WIDTH),
        "-",
    ]
    return subprocess.run(command, input=source, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("depth", [2, 3, 4, 5])
def test_broken_as_the_formatter_does(depth):
    draw = Draw(seed=depth)
    print("seed", depth)
    starts = ("x = ", "dhidden = ", "a[i, j] = ", "x += ", "return ")
    lines = [lay_out(draw.random.choice(starts), draw.expr(depth), "", 4) for _ in range(150)]
    source = "def f():\n" + "".join(f"    {line}\n" for line in lines)
    assert formatted(source) == source


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_stores_into_long_subscripts(depth):
    draw = Draw(seed=depth)
    print("seed", depth)
    lines: list[str] = []
    for _ in range(150):
        operator = draw.random.choice([" = ", " += ", " *= "])
        value = draw.random.choice([draw.name, lambda: draw.binary(1), lambda: draw.slice(depth)])()
        lines.append(lay_out_store(draw.slice(depth), operator, value, 4))
    source = "def f():\n" + "".join(f"    {line}\n" for line in lines)
    assert formatted(source) == source


def test_meaning_is_kept():
    draw = Draw(seed=7)
    for _ in range(300):
        expr = draw.expr(4)
        again = ast.parse(bare(expr), mode="eval").body
        assert ast.dump(again) == ast.dump(ast.parse(ast.unparse(expr), mode="eval").body)


@pytest.mark.parametrize(
    "text",
    [
        "x**2",
        "x ** (p - 1)",
        "(-x) ** 2",
        "-(x**2)",
        "a[i + 1 : n]",
        "a[:-1]",
        "a[: n - 1, None]",
        "(x, y)[0]",
        "(1.0).real",
        "not (a and b) or c",
        "a - (b - c)",
        "(a < b) == c",
        "x if a else y if b else z",
        "(x if a else y) * 2",
        'f("a", k="b")',
        "{'it\\'s': \"it's\"}",
        "[*a, (1,), {}, {'k': 1}]",
        "a.b[0](c).d",
        "-x.T @ y",
        "2.0 * (a // b % c)",
    ],
)
def test_minimal_parentheses(text):
    tree = ast.parse(text, mode="eval").body
    assert bare(tree) == formatted(f"{text}\n").strip()
