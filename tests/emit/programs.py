"""Whole written programs, built by hand."""

from gradwright.ir.statements import Program
from tests.emit.build import Build, at, fun, let, line, op, pair, put

HIDDEN = line("hidden = np.maximum(inputs @ w1 + b1, 0.0)", 4)
LOGITS = line("logits = hidden @ w2 + b2", 5)
PROBS = line("probs = exps / exps.sum(axis=1, keepdims=True)", 7)
PICKED = line("picked = probs[np.arange(len(labels)), labels]", 8)
LOSS = line("return -np.log(picked).mean()", 9)


def classifier() -> Program:
    """The backward program of a two-layer classifier's loss."""
    b, body = Build(), []

    def bind(hint, value, origin=None):
        var = b.web(hint, value.type)
        body.append(let(var, value, origin))
        return var

    def transposed(x):
        return op("transpose", x, axes=(1, 0), form="T")

    def total(x, **attrs):
        return op("sum", x, form="method", **attrs)

    dloss = b.number("dloss")
    w1 = b.array("w1", 2, floating=True)
    b1 = b.array("b1", 1, equal=((0, "w1", 1),), floating=True)
    w2 = b.array("w2", 2, floating=True)
    b2 = b.array("b2", 1, equal=((0, "w2", 1),), floating=True)
    inputs, labels = b.array("inputs", 2), b.array("labels", 1, "int64")
    hidden = bind("hidden", fun("maximum", op("add", op("matmul", inputs, w1), b1), 0.0), HIDDEN)
    logits = bind("logits", op("add", op("matmul", hidden, w2), b2), LOGITS)
    shifted = op("sub", logits, op("max", logits, axis=1, keepdims=True, form="method"))
    exps = bind("exps", fun("exp", shifted))
    probs = bind("probs", op("truediv", exps, total(exps, axis=1, keepdims=True)), PROBS)
    count = op("length", labels, axis=0, form="builtin")
    rows = bind("rows", fun("arange", count, length=labels.type.lengths[0]), PICKED)
    picked = bind("picked", at(probs, rows, labels), PICKED)
    out = bind("out", op("neg", op("mean", fun("log", picked), form="method")), LOSS)
    split = len(body)
    size = op("size", picked, form="attribute")
    dpicked = bind("dpicked", op("truediv", op("truediv", op("neg", dloss), size), picked), LOSS)
    dprobs = bind("dprobs", fun("zeros_like", probs), PICKED)
    body.append(put(at(dprobs, rows, labels), dpicked, PICKED))
    mean = total(op("mul", dprobs, probs), axis=1, keepdims=True)
    dlogits = bind("dlogits", op("mul", probs, op("sub", dprobs, mean)), PROBS)
    dw2 = bind("dw2", op("matmul", transposed(hidden), dlogits), LOGITS)
    db2 = bind("db2", total(dlogits, axis=0), LOGITS)
    dhidden = bind("dhidden", op("matmul", dlogits, transposed(w2)), LOGITS)
    dz = bind("dz", op("mul", dhidden, op("gt", hidden, 0.0)), HIDDEN)
    dw1 = bind("dw1", op("matmul", transposed(inputs), dz), HIDDEN)
    db1 = bind("db1", total(dz, axis=0), HIDDEN)
    result = pair(out, dw1, db1, dw2, db2)
    wrt = ("w1", "b1", "w2", "b2")
    return b.program("loss_backward", body, result, reverse_from=split, wrt=wrt)
