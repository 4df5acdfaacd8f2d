"""What a written function costs: the operations that it executes, and its peak of memory.

Each operator, comparison, negation and call of the module's Python code counts one per execution,
in all its functions; the entry check (the first `if …: raise ValueError`) counts in no comparison.
"""

import ast
import copy
import gc
import tracemalloc
from collections.abc import Callable
from statistics import median
from typing import Any

TICK = "_one_operation"


class Counting(ast.NodeTransformer):
    """Wrap every operation so that it counts itself where it is executed."""

    def wrapped(self, node: ast.expr) -> ast.expr:
        """Return `tick(node)`: counts once, after the operands, and gives the node's value."""
        return ast.copy_location(ast.Call(ast.Name(TICK, ast.Load()), [node], []), node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Count an operator; one between literals is folded by Python and never executed."""
        if is_literal(node):
            return node
        return self.wrapped(self.generic_visit(node))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        """Count a negation or `not`; the sign of a literal is part of it."""
        if is_literal(node):
            return node
        return self.wrapped(self.generic_visit(node))

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        """Count each comparison that is reached: its right operand is read just before."""
        self.generic_visit(node)
        node.comparators = [self.wrapped(part) for part in node.comparators]
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Count a call."""
        return self.wrapped(self.generic_visit(node))

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        """Count the operator of an augmented assignment."""
        self.generic_visit(node)
        node.value = self.wrapped(node.value)
        return node


def is_literal(node: ast.expr) -> bool:
    """Say whether an expression consists of literals only."""
    if isinstance(node, ast.BinOp):
        return is_literal(node.left) and is_literal(node.right)
    if isinstance(node, ast.UnaryOp):
        return not isinstance(node.op, ast.Not) and is_literal(node.operand)
    return isinstance(node, ast.Constant)


def entry_check_end(body: list[ast.stmt]) -> int:
    """Return how many statements the docstring and the entry check take."""
    k = int(
        bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    )
    while k < len(body) and raises_value_error(body[k]):
        k += 1
    return k


def raises_value_error(statement: ast.stmt) -> bool:
    """Say whether a statement is `if …: raise ValueError(…)` and nothing else."""
    return (
        isinstance(statement, ast.If)
        and not statement.orelse
        and all(isinstance(part, ast.Raise) for part in statement.body)
        and "ValueError" in ast.dump(statement.body[0])
    )


def loaded(text: str, name: str, counting: list[int] | None = None) -> Callable[..., Any]:
    """Return a function of a module's text without its entry check.

    With `counting`, each operation that it executes adds one to `counting[0]`.
    """
    tree = ast.parse(text)
    space: dict[str, Any] = {"__name__": "measured"}
    for k, node in enumerate(tree.body):
        if isinstance(node, ast.FunctionDef):
            node.body = node.body[entry_check_end(node.body) :]
            tree.body[k] = node if counting is None else Counting().visit(node)
    ast.fix_missing_locations(tree)
    if counting is not None:

        def tick(value: Any) -> Any:
            counting[0] += 1
            return value

        space[TICK] = tick
    exec(compile(tree, f"<{name}>", "exec"), space)
    return space[name]


def operations(text: str, name: str, arguments: tuple[Any, ...]) -> int:
    """Return how many operations a call executes."""
    counting = [0]
    function = loaded(text, name, counting)
    counting[0] = 0
    function(*copy.deepcopy(arguments))
    return counting[0]


def peak_bytes(text: str, name: str, arguments: tuple[Any, ...]) -> int:
    """Return the peak of memory that a call takes beyond what was there, results included.

    The median of nine: another thread of the process that allocates or frees meanwhile moves
    a measurement up or down, by more than a call on a few floats takes.
    """
    function = loaded(text, name)
    function(*copy.deepcopy(arguments))
    return int(median(_peak(function, copy.deepcopy(arguments)) for _ in range(9)))


def _peak(function: Callable[..., Any], given: tuple[Any, ...]) -> int:
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        result = function(*given)
        peak = tracemalloc.get_traced_memory()[1] - before
        del result
    finally:
        tracemalloc.stop()
        gc.enable()
    return peak
