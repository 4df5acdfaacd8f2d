"""Functions of `scipy.special`: spelled once the user's code has imported it."""

from __future__ import annotations

import sys

from gradwright.rules.special import MODULE, ROWS
from gradwright.rules.spelling import CALLS, Spelling, function, operands_only

OPTIONS = ", out=!, where=!, dtype=!, casting=!, order=!, subok=!"
MADE = frozenset({"special_trigamma", "special_i2", "special_j2"})


def spell_loaded() -> None:
    """Add the functions of SciPy to the spellings, if it is loaded and they are not there yet."""
    module = sys.modules.get(MODULE)
    if module is None or getattr(module, "erf", None) in CALLS or not hasattr(module, "jv"):
        return
    for row in ROWS:
        if row.name not in MADE:
            names = ", ".join(f"x{k}" for k in range(len(row.pullbacks)))  # type: ignore[arg-type]
            target: object = getattr(module, row.label)
            function(target, names + OPTIONS, "np", row.name)(operands_only(row.name, names))
            found = CALLS[target]
            CALLS[target] = Spelling(
                f"{MODULE}.{row.label}", found.signature, "np", found.lower, row.name, target
            )
