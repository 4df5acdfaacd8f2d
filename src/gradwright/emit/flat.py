"""A syntax tree on one line: minimal parentheses, spaces as the formatter puts them.

``BinOp(x, Pow, 2)`` -> ``x**2``; ``Slice(BinOp(i, Add, 1), n)`` -> ``i + 1 : n``.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

(
    TUPLE,
    CHOICE,
    OR,
    AND,
    NOT,
    COMPARE,
    PIPE,
    CARET,
    AMPERSAND,
    SHIFT,
    SUM,
    TERM,
    FACTOR,
    POWER,
    ATOM,
) = range(15)

BINARY: dict[type[ast.operator], tuple[str, int]] = {
    ast.BitOr: ("|", PIPE),
    ast.BitXor: ("^", CARET),
    ast.BitAnd: ("&", AMPERSAND),
    ast.LShift: ("<<", SHIFT),
    ast.RShift: (">>", SHIFT),
    ast.Add: ("+", SUM),
    ast.Sub: ("-", SUM),
    ast.Mult: ("*", TERM),
    ast.Div: ("/", TERM),
    ast.FloorDiv: ("//", TERM),
    ast.Mod: ("%", TERM),
    ast.MatMult: ("@", TERM),
    ast.Pow: ("**", POWER),
}
UNARY: dict[type[ast.unaryop], tuple[str, int]] = {
    ast.USub: ("-", FACTOR),
    ast.UAdd: ("+", FACTOR),
    ast.Invert: ("~", FACTOR),
    ast.Not: ("not ", NOT),
}
COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}
BINARY_OF = {symbol: operator for operator, (symbol, _) in BINARY.items()}
COMPARISON_OF = {symbol: operator for operator, symbol in COMPARISONS.items()}
UNARY_OF = {symbol.strip(): operator for operator, (symbol, _) in UNARY.items()}


def precedence(node: ast.expr) -> int:
    """Return how tightly the outermost operator of a tree binds."""
    match node:
        case ast.BinOp(op=op):
            return BINARY[type(op)][1]
        case ast.UnaryOp(op=op):
            return UNARY[type(op)][1]
        case ast.Compare():
            return COMPARE
        case ast.BoolOp(op=op):
            return OR if isinstance(op, ast.Or) else AND
        case ast.IfExp() | ast.Lambda():
            return CHOICE
        case ast.Starred():
            return CHOICE
        case _:
            return ATOM


def operand_levels(node: ast.BinOp) -> tuple[int, int]:
    """Return what the left and the right operand must bind as tightly as."""
    level = BINARY[type(node.op)][1]
    return (ATOM, FACTOR) if isinstance(node.op, ast.Pow) else (level, level + 1)


def operand_level(node: ast.UnaryOp) -> int:
    """Return what the operand must bind as tightly as; a power always gets parentheses."""
    level = UNARY[type(node.op)][1]
    return ATOM if level == FACTOR and isinstance(node.operand, ast.BinOp) else level


def flat(node: ast.expr, level: int = TUPLE) -> str:
    """Return the tree on one line, in parentheses where it binds looser than `level`."""
    text = _WRITERS[type(node)](node)
    return f"({text})" if precedence(node) < level else text


def commas(nodes: Iterable[ast.expr]) -> str:
    """Return expressions with commas between them."""
    return ", ".join(flat(node, CHOICE) for node in nodes)


def is_simple_power_operand(node: ast.expr) -> bool:
    """Whether the formatter hugs ``**`` beside this operand."""
    match node:
        case ast.Name():
            return True
        case ast.Constant(value=value):
            return isinstance(value, int | float)
        case ast.Attribute(value=value):
            return is_simple_power_operand(value)
        case ast.UnaryOp(op=op, operand=operand):
            return not isinstance(op, ast.Not) and is_simple_power_operand(operand)
        case _:
            return False


def operator_text(node: ast.BinOp) -> str:
    """Return the operator with the spaces around it."""
    symbol = BINARY[type(node.op)][0]
    hugged = (
        symbol == "**"
        and precedence(node.left) == ATOM
        and is_simple_power_operand(node.left)
        and is_simple_power_operand(node.right)
    )
    return symbol if hugged else f" {symbol} "


def _binary(node: ast.BinOp) -> str:
    left, right = operand_levels(node)
    return f"{flat(node.left, left)}{operator_text(node)}{flat(node.right, right)}"


def _unary(node: ast.UnaryOp) -> str:
    return f"{UNARY[type(node.op)][0]}{flat(node.operand, operand_level(node))}"


def _compare(node: ast.Compare) -> str:
    rest = (
        f" {COMPARISONS[type(op)]} {flat(operand, COMPARE + 1)}"
        for op, operand in zip(node.ops, node.comparators, strict=True)
    )
    return flat(node.left, COMPARE + 1) + "".join(rest)


def _bool(node: ast.BoolOp) -> str:
    word, level = (" or ", OR) if isinstance(node.op, ast.Or) else (" and ", AND)
    return word.join(flat(value, level + 1) for value in node.values)


def _choice(node: ast.IfExp) -> str:
    then, cond, orelse = flat(node.body, OR), flat(node.test, OR), flat(node.orelse, CHOICE)
    return f"{then} if {cond} else {orelse}"


def arguments(node: ast.Call) -> list[tuple[str, ast.expr]]:
    """Return a call's arguments, each with what is written before it."""
    given = [("", arg) for arg in node.args]
    given += [(f"{k.arg}=" if k.arg else "**", k.value) for k in node.keywords]
    return given


def lone_generator(node: ast.Call) -> ast.GeneratorExp | None:
    """Return the generator expression that is a call's only argument."""
    only = node.args[0] if len(node.args) == 1 and not node.keywords else None
    return only if isinstance(only, ast.GeneratorExp) else None


def _call(node: ast.Call) -> str:
    if (generator := lone_generator(node)) is not None:
        return f"{flat(node.func, ATOM)}{flat(generator)}"
    given = ", ".join(prefix + flat(arg, CHOICE) for prefix, arg in arguments(node))
    return f"{flat(node.func, ATOM)}({given})"


def _attribute(node: ast.Attribute) -> str:
    value = node.value
    number = isinstance(value, ast.Constant) and isinstance(value.value, int | float)
    text = f"({flat(value)})" if number else flat(value, ATOM)
    return f"{text}.{node.attr}"


def items_of(node: ast.Subscript) -> list[ast.expr]:
    """Return what stands between the brackets."""
    inner = node.slice
    return inner.elts if isinstance(inner, ast.Tuple) and inner.elts else [inner]


def _subscript(node: ast.Subscript) -> str:
    items = items_of(node)
    comma = "," if isinstance(node.slice, ast.Tuple) and len(items) == 1 and node.slice.elts else ""
    return f"{flat(node.value, ATOM)}[{commas(items)}{comma}]"


def _is_simple_bound(node: ast.expr | None) -> bool:
    match node:
        case ast.UnaryOp(op=op, operand=operand):
            return not isinstance(op, ast.Not) and _is_simple_bound(operand)
        case None | ast.Name() | ast.Constant():
            return True
        case _:
            return False


def _slice(node: ast.Slice) -> str:
    return "".join(p if isinstance(p, str) else flat(p, CHOICE) for p in parts_of_slice(node))


def parts_of_slice(node: ast.Slice) -> list[str | ast.expr]:
    """Return a slice's bounds, with the colons and spaces between them."""
    bounds = [node.lower, node.upper] + ([node.step] if node.step else [])
    space = "" if all(map(_is_simple_bound, bounds)) else " "
    parts: list[str | ast.expr] = []
    for k, bound in enumerate(bounds):
        if k:
            parts.append(":")
        if bound is not None:
            before, after = space if k else "", space if k < len(bounds) - 1 else ""
            parts += [before, bound, after]
    return parts


def _constant(node: ast.Constant) -> str:
    value = node.value
    if isinstance(value, str):
        return quoted(value)
    return "..." if value is Ellipsis else repr(value)


def quoted(text: str) -> str:
    """Return a string literal, in double quotes if they need fewer escapes or as many."""
    shown = repr(text)
    if shown[0] == '"' or '"' in text:
        return shown
    return '"' + shown[1:-1].replace("\\'", "'") + '"'


def _tuple(node: ast.Tuple) -> str:
    inner = commas(node.elts)
    return f"({inner},)" if len(node.elts) == 1 else f"({inner})"


def _dict(node: ast.Dict) -> str:
    pairs = (
        f"**{flat(value, CHOICE)}" if key is None else f"{flat(key, CHOICE)}: {flat(value, CHOICE)}"
        for key, value in zip(node.keys, node.values, strict=True)
    )
    return "{" + ", ".join(pairs) + "}"


def _name(node: ast.Name) -> str:
    return node.id


def _list(node: ast.List) -> str:
    return f"[{commas(node.elts)}]"


def _set(node: ast.Set) -> str:
    return "{" + commas(node.elts) + "}"


def _starred(node: ast.Starred) -> str:
    return f"*{flat(node.value, PIPE)}"


def _list_comprehension(node: ast.ListComp) -> str:
    return f"[{_comprehension(node)}]"


def _generator(node: ast.GeneratorExp) -> str:
    return f"({_comprehension(node)})"


def _comprehension(node: ast.ListComp | ast.GeneratorExp) -> str:
    parts = [flat(node.elt, CHOICE)]
    for inner in node.generators:
        parts.append(f"for {bare(inner.target)} in {flat(inner.iter, OR)}")
        parts += [f"if {flat(cond, OR)}" for cond in inner.ifs]
    return " ".join(parts)


def bare(node: ast.expr) -> str:
    """Return the tree on one line, a tuple without its parentheses."""
    if isinstance(node, ast.Tuple) and len(node.elts) > 1:
        return commas(node.elts)
    return flat(node)


_WRITERS: dict[type[ast.expr], Callable[..., str]] = {
    ast.Name: _name,
    ast.Constant: _constant,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _bool,
    ast.IfExp: _choice,
    ast.Call: _call,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Set: _set,
    ast.Dict: _dict,
    ast.Starred: _starred,
    ast.ListComp: _list_comprehension,
    ast.GeneratorExp: _generator,
}
