"""Fourier transforms of real numbers, as real numbers."""

import numpy as np

from tests.rules.rows.row import normal, one

ROWS = tuple(
    one(name, function, normal, "richardson", shapes=tuple((s,) for s in shapes))
    for name, function, shapes in (
        ("fft", lambda a: np.fft.fft(a).real - np.fft.fft(a, 7).imag.sum(), ((5,), (2, 3))),
        (
            "ifft",
            lambda a: np.fft.ifft(a, axis=0).imag + np.fft.ifft(a, norm="ortho").real,
            ((4,), (2, 3)),
        ),
        ("rfft", lambda a: abs(np.fft.rfft(a)) + np.fft.rfft(a, 3).real.sum(), ((5,), (2, 4))),
        ("irfft", lambda a: np.fft.irfft(a) * np.fft.irfft(a, 5).sum(), ((4,), (2, 3))),
        ("fftn", lambda a: np.fft.fftn(a).real + np.fft.ifftn(a).imag, ((3,), (2, 3))),
        ("fft2", lambda a: np.fft.fft2(a).real + np.fft.ifft2(a).imag, ((2, 3), (2, 3, 2))),
        ("rfft2", lambda a: np.fft.rfft2(a).real.sum() * np.fft.irfft2(a), ((2, 3), (2, 3, 2))),
        ("shifts", lambda a: np.fft.fftshift(a) * np.fft.ifftshift(a, axes=0), ((5,), (2, 3))),
        (
            "frequencies",
            lambda a: np.fft.fftfreq(a.shape[0], 0.5) * a + np.fft.rfftfreq(a.shape[0]).sum(),
            ((3,),),
        ),
    )
)
