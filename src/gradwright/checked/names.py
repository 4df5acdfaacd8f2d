"""How people call a gradient: ``dweights``, ``dW``, ``grad_w``, ``weights_grad``, ``grads['W']``, ``W.grad``.

In: the path of something that backward left, and that of a parameter or argument. Out: whether the
one is called after the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gradwright.checked.leaves import Leaf


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WORD = r"(?:gradients?|grads?|deltas?|derivatives?|deriv|nabla|bar|dot)"
MARKS = (
    rf"^{WORD}_?(?:wrt_?|of_?)?(?P<base>.*)$",
    rf"^(?P<base>.*?)_?{WORD}$",
    r"^d_?(?:l|loss|c|cost|e|err|j|out|y|z)_?(?:by_?)?_?d_?(?P<base>.+)$",
    r"^d_?(?P<base>.*)$",
    r"^(?P<base>.+)_(?:g|d|error|err|delta)$",
    r"^(?:g|error|err)_(?P<base>.+)$",
    r"^g(?P<base>[A-Z]\w*)$",
    r"^(?P<base>in|input|inputs)_?(?:error|err|delta)$",
)
PURE = re.compile(rf"^_*(?:{WORD}|d|g|dparams?|dvalue|dval|ddata)_*$", re.IGNORECASE)
NEUTRAL = _words(
    "self params parameters param value values val v data array tensor cache returned _ p "
)
GROUPS = tuple(
    frozenset(group.split())
    for group in (
        "w weight weights kernel wt matrix wgt ws",
        "b bias biases bs intercept",
        "gamma scale g",
        "beta shift",
        "filters filter f w weights kernel kernels",
    )
)
INPUT = _words(
    "x input inputs inp in ins aprev prev xs z layerinput inputdata a activation activations "
    "values preds pred predictions ypred yhat output scores logits "
)


TARGETS = _words(
    "y ytrue t target targets label labels truth groundtruth actual desired expected gt yreal "
    "real ytrain yt onehot classes"
)


def is_target(name: str) -> bool:
    """Whether an argument is called as what a loss compares with."""
    return _plain(name) in TARGETS


def is_marked(leaf: Leaf) -> bool:
    """Whether something is called as gradients are."""
    return any(bool(PURE.match(part)) or bool(_bases(part)) for part in _parts(leaf))


def is_bare(leaf: Leaf) -> bool:
    """Whether something is called a gradient, and nothing says of what."""
    return all(PURE.match(part) or _plain(part) in NEUTRAL for part in _parts(leaf))


def belongs(gradient: Leaf, slot: Leaf, *, first: bool) -> bool:
    """Whether a gradient is called after a parameter or argument.

    Parameters
    ----------
    gradient
        What backward left.
    slot
        The parameter or argument.
    first
        Whether the slot is the first argument, which has more names than others.
    """
    own = [part for part in _parts(gradient) if not PURE.match(part)]
    marked = len(own) < len(_parts(gradient)) or any(_bases(part) for part in own)
    marked = marked or gradient.root == "returned"
    mine = [part for part in own if _plain(part) not in NEUTRAL or len(own) == 1]
    others = [
        part for part in _parts(slot) if _plain(part) not in NEUTRAL or len(_parts(slot)) == 1
    ]
    if not (marked and mine) or len(mine) != len(others):
        return False
    pairs = zip(mine, others, strict=True)
    return all(_matches(a, b, first=first) for a, b in pairs)


def _matches(gradient: str, name: str, *, first: bool) -> bool:
    bases = {_plain(gradient), *_bases(gradient)}
    return any(_same(base, _plain(name), first=first) for base in bases)


def _parts(leaf: Leaf) -> list[str]:
    keys = [str(key) for _, key in leaf.steps]
    return keys if leaf.root in {"self", "returned"} else [leaf.root, *keys]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _bases(name: str) -> set[str]:
    """Return what a gradient's name may be the gradient of."""
    found: set[str] = set()
    bare = name.strip("_")
    for mark in MARKS:
        flags = re.NOFLAG if "A-Z" in mark else re.IGNORECASE
        match = re.match(mark, bare, flags)
        if match and _plain(match["base"]):
            found.add(_plain(match["base"]))
    return found


def _same(base: str, slot: str, *, first: bool) -> bool:
    if base == slot or base + "s" == slot or slot + "s" == base:
        return True
    if first and base in INPUT:
        return True
    number = re.compile(r"^(.*?)(\d*)$")
    own, other = number.match(base), number.match(slot)
    assert own is not None
    assert other is not None
    return own[2] == other[2] and any(own[1] in group and other[1] in group for group in GROUPS)


def learning_rate(names: Sequence[str], *, attribute: bool = False) -> str | None:
    """Return the name among others that a learning rate goes by; as an attribute, not an ambiguous one."""
    usual = {"lr", "learningrate", "eta", "stepsize", "learnrate", "currentlearningrate"}
    usual |= set() if attribute else {"alpha", "rate"}
    return next((name for name in names if _plain(name) in usual), None)
