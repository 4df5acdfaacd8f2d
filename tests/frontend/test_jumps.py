"""Jumps out of loops rewritten to branches: statements before, and what is read instead.

`Last` (this iteration is the last one) is shown as ``break``.
"""

import ast
import textwrap

import pytest

from gradwright.frontend.early import Last, flags_of
from gradwright.frontend.jumps import without_jumps

ROWS = {
    "a loop without jumps": (
        "for i in r:\n    s = s + i",
        "for i in r:\n    s = s + i",
    ),
    "continue skips into the other arm": (
        "for i in r:\n    if c:\n        continue\n    s = s + i",
        "for i in r:\n    if c:\n        pass\n    else:\n        s = s + i",
    ),
    "break": (
        "for i in r:\n    if c:\n        s = 1\n        break\n    s = s + i",
        (
            "left = False\n"
            "for i in r:\n"
            "    if c:\n        s = 1\n        left = True\n        break\n"
            "    else:\n        s = s + i"
        ),
    ),
    "return of names from before the loop": (
        "s = 0\nfor i in r:\n    if c:\n        return s\n    s = s + i\nreturn s",
        (
            "s = 0\nleft = False\n"
            "for i in r:\n"
            "    if c:\n        left = True\n        break\n"
            "    else:\n        s = s + i\n"
            "if left:\n    return s\n"
            "return s"
        ),
    ),
    "return of a name that the loop binds": (
        "for i in r:\n    if c:\n        return i\nreturn 0",
        (
            "left = False\n"
            "for i in r:\n"
            "    if c:\n        left = True\n        out = i\n        break\n"
            "if left:\n    return out\n"
            "return 0"
        ),
    ),
    "return out of two loops": (
        "for i in r:\n    for j in r:\n        if c:\n            return n\n    s = i",
        (
            "left = False\n"
            "for i in r:\n"
            "    for j in r:\n"
            "        if c:\n            left = True\n            break\n"
            "    if left:\n        break\n"
            "    else:\n        s = i\n"
            "if left:\n    return n"
        ),
    ),
    "an else of a loop": (
        "for i in r:\n    if c:\n        break\nelse:\n    s = 1",
        (
            "left = False\n"
            "for i in r:\n    if c:\n        left = True\n        break\n"
            "if not left:\n    s = 1"
        ),
    ),
    "an else of a loop that nothing leaves": (
        "for i in r:\n    s = i\nelse:\n    s = 1",
        "for i in r:\n    s = i\ns = 1",
    ),
    "a jump that only some paths of an arm take": (
        "for i in r:\n    if b:\n        if c:\n            continue\n        t = 1\n    s = i",
        (
            "for i in r:\n"
            "    skipped = False\n"
            "    if b:\n"
            "        if c:\n            skipped = True\n"
            "        else:\n            t = 1\n"
            "    if skipped:\n        pass\n"
            "    else:\n        s = i"
        ),
    ),
    "a break in an inner arm, and more behind": (
        "for i in r:\n    if b:\n        if c:\n            break\n        t = 1\n    s = i",
        (
            "left = False\n"
            "for i in r:\n"
            "    if b:\n"
            "        if c:\n            left = True\n"
            "        else:\n            t = 1\n"
            "    if left:\n        break\n"
            "    else:\n        s = i"
        ),
    ),
    "an endless loop that returns": (
        "while True:\n    x = f(x)\n    if c:\n        return n",
        (
            "left = False\n"
            "while True:\n    x = f(x)\n    if c:\n        left = True\n        break\n"
            "return n"
        ),
    ),
    "a name that is taken": (
        "left = 1\nfor i in r:\n    if left:\n        break",
        "left = 1\nleft_1 = False\nfor i in r:\n    if left:\n        left_1 = True\n        break",
    ),
}


class _Shown(ast.NodeTransformer):
    """Puts Python's own statements for the ones that stand for jumps."""

    def visit(self, node):
        node = self.generic_visit(node)
        if isinstance(node, Last):
            return ast.Break()
        for cls in (ast.For, ast.While, ast.Assign):
            if isinstance(node, cls):
                fields = {name: getattr(node, name, None) for name in cls._fields}
                return ast.copy_location(cls(**fields), node)
        if isinstance(node, ast.If) and not node.body:
            node.body = [ast.Pass()]
        return node


def rewritten(text):
    definition = ast.parse(f"def f(r, s, c, b, n, x):\n{textwrap.indent(text, '    ')}").body[0]
    return without_jumps(definition)


@pytest.mark.parametrize("name", ROWS)
def test_rewriting(name):
    before, after = ROWS[name]
    shown = [_Shown().visit(stmt) for stmt in rewritten(before)]
    assert ast.unparse(ast.Module(shown, [])) == ast.unparse(ast.parse(after))


def test_a_function_without_jumps_stays_as_it_is():
    definition = ast.parse("def f(r):\n    for i in r:\n        s = i\n    return s").body[0]
    assert without_jumps(definition) is definition.body


def test_a_loop_knows_its_flags():
    loops = [s for s in rewritten("for i in r:\n    if c:\n        return s\n    if b:\n        break")
             if isinstance(s, ast.For)]  # fmt: skip
    assert flags_of(loops[0]) == ("left", "left_1")
