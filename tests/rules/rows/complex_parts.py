"""Complex numbers made of real ones and taken apart again."""

import cmath

import numpy as np

from tests.rules.rows.row import normal, positive, two

ROWS = tuple(
    two(name, function, draws, "richardson", **fields)
    for name, function, draws, fields in (
        ("real and imag", lambda a, b: ((a + 1j * b) ** 2).real + (b * 1j - a).imag, (normal,), {}),
        ("np.real", lambda a, b: np.real((a + 1j * b) * 1j) + np.imag(a * 2j), (normal,), {}),
        ("conj", lambda a, b: (np.conj(a + 1j * b) * (b + 2j)).real, (normal,), {}),
        ("conjugate", lambda a, b: ((a + 1j * b).conjugate() * (b + 2j)).imag, (normal,), {}),
        ("size", lambda a, b: np.abs(a + 1j * b), (positive,), {}),
        ("angle", lambda a, b: np.angle(a + 1j * b) + np.angle(b), (positive,), {}),
        ("angle in degrees", lambda a, b: np.angle(a + 1j * b, deg=True), (positive,), {}),
        (
            "Python numbers",
            lambda a, b: abs(complex(a, b)) + cmath.phase(complex(a, b) * 1j),
            (positive,),
            {"shapes": ((None, None),)},
        ),
        (
            "cmath",
            lambda a, b: (cmath.exp(a + 1j * b) + cmath.rect(a, b) * cmath.sqrt(b)).imag,
            (positive,),
            {"shapes": ((None, None),)},
        ),
    )
)
