"""Functions of scipy.special."""

from __future__ import annotations

import scipy.special

from tests.rules.rows.reductions import AXES
from tests.rules.rows.row import fraction, normal, of_one, of_two, one, positive, two, unit


def special_along(name, options):
    """Return a function along axes of SciPy's."""
    return {
        "softmax": lambda a: scipy.special.softmax(a, **options),
        "log_softmax": lambda a: scipy.special.log_softmax(a, **options),
        "logsumexp": lambda a: scipy.special.logsumexp(a, **options),
    }[name]


ROWS = (
    *(
        one(f"special.{name}", of_one(getattr(scipy.special, name)), draw, "richardson")
        for name, draw in (
            ("erf", normal),
            ("erfc", normal),
            ("erfinv", unit),
            ("gamma", positive),
            ("gammaln", positive),
            ("psi", positive),
            ("expit", normal),
            ("logit", fraction),
            ("log_expit", normal),
            ("ndtr", normal),
            ("log_ndtr", normal),
            ("ndtri", fraction),
            ("i0", normal),
            ("i1", normal),
            ("j0", normal),
            ("j1", normal),
        )
    ),
    *(
        two(f"special.{name}", of_two(getattr(scipy.special, name)), draws, "richardson")
        for name, draws in (
            ("beta", (positive, positive)),
            ("betaln", (positive, positive)),
            ("xlogy", (normal, positive)),
            ("xlog1py", (normal, positive)),
        )
    ),
    *(
        one(
            f"special.{name}({shape}, {options})",
            special_along(name, options),
            normal,
            "richardson",
            shapes=((shape,),),
        )
        for name in ("softmax", "log_softmax", "logsumexp")
        for shape, options in AXES[1:]
        if name == "logsumexp" or "keepdims" not in options
    ),
)
