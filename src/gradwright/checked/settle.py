"""Findings seen together: what is a slip in one class may be a choice of two.

::

    the loss leaves 1/n out, each layer's parameters divide by n   →  a convention
    the loss gives the gradient in front of the softmax, the softmax hands it on  →  a convention
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from gradwright.checked.report import CONVENTION, DIFFERENT, EQUAL, Finding

CLOSE = 1e-4


def settle(findings: list[Finding], tree: ast.Module) -> list[Finding]:
    """Return the findings with differences that others make up for as conventions."""
    for rule in (_fused, _divided_in_layers, _divided_in_update):
        rule(findings, tree)
    return findings


def _fused(findings: list[Finding], tree: ast.Module) -> None:
    """A softmax that hands the gradient on, behind a loss that gives the gradient in front of it."""
    fused = [one for one in findings if one.cause == "fused"]
    for one in fused:
        again = [other for other in findings if other.owner == one.behind and other.argument]
        if any(other.verdict == EQUAL and not other.drawn for other in again):
            one.verdict, one.cause = DIFFERENT, "softmax twice"
            one.words += f"; {one.behind}.backward puts it into the chain a second time"
    fused = [one for one in fused if one.verdict == CONVENTION]
    for one in findings:
        if fused and one.verdict == DIFFERENT and one.cause == "missing mask" and one.argument:
            loss = fused[0].owner
            one.verdict, one.cause = CONVENTION, "fused"
            one.words = f"it is handed on as it came: {loss} gives the gradient in front of it"


def _divided_in_layers(findings: list[Finding], tree: ast.Module) -> None:
    """1/n in the layers' parameters instead of in the loss, or in front of backward."""
    losses = [one for one in findings if one.kind != "upstream" and one.argument]
    loss = [one for one in losses if _times(one, one.batches)]
    right = [one for one in losses if one.verdict != DIFFERENT]
    layers = [
        one for one in findings
        if one.kind == "upstream" and not one.argument and _times(one, [1 / n for n in one.batches])
    ]  # fmt: skip
    owners = {one.owner for one in layers}
    whole = all(one in layers for one in findings if one.owner in owners and not one.argument)
    if not layers or not whole or (right and not loss):
        return
    sizes = {round(1.0 / (one.factor or 1.0)) for one in layers}
    loss = [one for one in loss if round(one.factor or 0.0) in sizes]
    for one in (*layers, *loss):
        one.verdict, one.cause = CONVENTION, "1/n"
    for one in layers:
        n = round(1.0 / (one.factor or 1.0))
        one.words = f"the mean over the batch is taken here (1/{n}), not in the loss"
    for one in loss:
        n = round(one.factor or 1.0)
        one.words = f"the division by {n} is done in {', '.join(sorted(owners))}, not in the loss"


def _divided_in_update(findings: list[Finding], tree: ast.Module) -> None:
    """1/n where the parameters are updated."""
    line = _dividing_line(tree)
    for one in findings:
        if (
            line
            and one.kind != "upstream"
            and one.verdict == DIFFERENT
            and _times(one, one.batches)
        ):
            one.verdict, one.cause = CONVENTION, "1/n"
            n = round(one.factor or 1.0)
            one.words = f"the division by {n} is done where parameters are updated, in line {line}"


def _dividing_line(tree: ast.Module) -> int | None:
    """Return the line of an update that divides a gradient by the size of the batch."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub):
            for inner in ast.walk(node.value):
                if (
                    isinstance(inner, ast.BinOp)
                    and isinstance(inner.op, ast.Div)
                    and _is_size(inner.right)
                ):
                    return node.lineno
    return None


def _is_size(node: ast.expr) -> bool:
    text = ast.unparse(node).lower()
    return text.startswith("len(") or "shape[" in text or text.rpartition(".")[2] in {
        "n", "m", "batch", "batch_size", "batchsize", "n_samples", "samples", "num_samples", "size",
    }  # fmt: skip


def _times(finding: Finding, factors: Iterable[float]) -> bool:
    """Whether a gradient is the derived one times one of some factors."""
    known = finding.factor
    return known is not None and any(abs(known - one) <= CLOSE * abs(one) for one in factors)
