"""Functions of scipy.special."""

from __future__ import annotations

import scipy.special

from tests.rules.rows.reductions import AXES
from tests.rules.rows.row import (
    above_one,
    fraction,
    normal,
    of_one,
    of_two,
    one,
    positive,
    two,
    unit,
)


def special_along(name, options):
    """Return a function along axes of SciPy's."""
    return {
        "softmax": lambda a: scipy.special.softmax(a, **options),
        "log_softmax": lambda a: scipy.special.log_softmax(a, **options),
        "logsumexp": lambda a: scipy.special.logsumexp(a, **options),
    }[name]


def of_order(name):
    """Return one of SciPy's functions of order 2."""
    function = getattr(scipy.special, name)
    return lambda a: function(2, a)


TRIED = ((None,), ((),), ((3,),), ((2, 2),))
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
            *((name, normal) for name in ("i0e", "i1e", "exp10", "exp2", "expm1", "cosm1")),
            *((name, normal) for name in ("sindg", "cosdg", "tandg", "erfcx", "dawsn")),
            *((name, positive) for name in ("y0", "y1", "k0", "k1", "k0e", "k1e", "cbrt")),
            *((name, positive) for name in ("log1p", "loggamma", "rgamma", "entr", "expi", "exp1")),
            *((name, fraction) for name in ("erfcinv", "spence", "ellipk", "ellipe")),
        )
    ),
    *(
        two(f"special.{name}", of_two(getattr(scipy.special, name)), draws, "richardson")
        for name, draws in (
            ("beta", (positive, positive)),
            ("betaln", (positive, positive)),
            ("xlogy", (normal, positive)),
            ("xlog1py", (normal, positive)),
            *((name, (positive, positive)) for name in ("rel_entr", "kl_div", "poch")),
            ("pseudo_huber", (positive, normal)),
            ("huber", (positive, normal)),
            ("binom", (above_one, fraction)),
        )
    ),
    *(
        one(f"special.{name} of an order", of_order(name), positive, "richardson", shapes=TRIED)
        for name in ("jv", "jn", "yv", "yn", "iv", "ive", "kv", "kn", "kve")
    ),
    *(
        one(f"special.{name} of a number", of_order(name), positive, "richardson", shapes=TRIED)
        for name in ("gammainc", "gammaincc")
    ),
    one(
        "special.betainc of numbers",
        lambda a: scipy.special.betainc(2.5, 1.5, a),
        fraction,
        "richardson",
        shapes=TRIED,
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
