"""Complex programs against the same functions in real arithmetic, and against JAX."""

from types import FunctionType

import numpy as np
import pytest

import gradwright as gw
from tests.corpus import ROWS
from tests.corpus.rows import normal, positive
from tests.reference import complex_gradient, largest_error, upstream_like

PAIRS = []


def twin_of(program, *arguments):
    """Register a program in real arithmetic beside the one that uses complex numbers."""

    def register(twin):
        PAIRS.append(pytest.param(program, twin, arguments, id=program.__name__))
        return twin

    return register


def product_and_quotient(x, y):
    z, w = x + 1j * y, y - 2j * x
    return (z * w / (3.0 + z)).real.sum()


@twin_of(product_and_quotient, positive(4), normal(4))
def _(x, y):
    a, b = x * y + 2.0 * y * x, y * y - 2.0 * x * x
    size = (3.0 + x) ** 2 + y**2
    return ((a * (3.0 + x) + b * y) / size).sum()


def exponential(x, y):
    return (np.exp((x + 1j * y) * (0.5 - 1j)) * 1j).imag.sum()


@twin_of(exponential, normal(4), normal(4, seed=1))
def _(x, y):
    return (np.exp(0.5 * x + y) * np.cos(0.5 * y - x)).sum()


def size_and_angle(x, y):
    z = (x + 1j * y) ** 2
    return np.sum(np.abs(z) * np.angle(x + 1j * y) + abs(z.conj()) ** 2)


@twin_of(size_and_angle, positive(4), normal(4))
def _(x, y):
    size = x**2 + y**2
    return np.sum(size * np.arctan(y / x) + size**2)


def root_and_logarithm(x, y):
    z = x + 1j * y
    return (np.sqrt(z) * np.log(z)).real.sum()


@twin_of(root_and_logarithm, positive(4), normal(4))
def _(x, y):
    size, angle = np.sqrt(x**2 + y**2), np.arctan(y / x)
    real = np.cos(angle / 2.0) * np.log(size) - np.sin(angle / 2.0) * angle
    return (np.sqrt(size) * real).sum()


def iteration(a, b):
    z, c = 0j, complex(a, b)
    for _ in range(6):
        z = z**2 + c
    return abs(z) ** 2 + z.imag


@twin_of(iteration, 0.3, -0.4)
def _(a, b):
    u, v = 0.0, 0.0
    for _ in range(6):
        u, v = u * u - v * v + a, 2.0 * u * v + b
    return u * u + v * v + v


def transform(x):
    total = 0.0
    for k in range(5):
        total = (
            total + (k + 1.0) * np.abs(np.sum(x * np.exp(-0.4j * np.pi * k * np.arange(5)))) ** 2
        )
    return total


@twin_of(transform, normal(5))
def _(x):
    total = 0.0
    for k in range(5):
        t = 0.4 * np.pi * k * np.arange(5)
        total = total + (k + 1.0) * (np.sum(x * np.cos(t)) ** 2 + np.sum(x * np.sin(t)) ** 2)
    return total


def stores(x, y):
    z = np.zeros(4, dtype=complex)
    z[1:] = x[1:]
    z += 1j * y
    z[:2] *= z[2:]
    z[0] -= y[0]
    return (z * z).real.sum() + z.imag[1]


@twin_of(stores, normal(4), normal(4, seed=1))
def _(x, y):
    a, b = x * np.array([0.0, 1.0, 1.0, 1.0]), y * 1.0
    u = a[:2] * a[2:] - b[:2] * b[2:]
    b[:2] = a[:2] * b[2:] + b[:2] * a[2:]
    a[:2] = u
    a[0] -= y[0]
    return (a * a - b * b).sum() + b[1]


def system(a, b):
    z = np.linalg.solve(a + 4.0 * np.eye(3) + 1j * b, b[0] + 0j)
    return (z @ z).real + np.vdot(z, a @ z).imag


@twin_of(system, normal(3, 3), normal(3, 3, seed=1))
def _(a, b):
    a4 = a + 4.0 * np.eye(3)
    whole = np.concatenate([np.concatenate([a4, -b], axis=1), np.concatenate([b, a4], axis=1)])
    z = np.linalg.solve(whole, np.concatenate([b[0], 0.0 * b[0]]))
    u, v = z[:3], z[3:]
    return u @ u - v @ v + u @ (a @ v) - v @ (a @ u)


def statistics(x, y):
    z = x * np.exp(1j * y)
    return z.var() + np.linalg.norm(z) + np.std(z) + abs(np.mean(z)) ** 2 + np.prod(z).real


@twin_of(statistics, positive(3), normal(3))
def _(x, y):
    u, v = x * np.cos(y), x * np.sin(y)
    size = u**2 + v**2
    variance = size.mean() - u.mean() ** 2 - v.mean() ** 2
    product = np.prod(x) * np.cos(y.sum())
    return (
        variance + np.sqrt(size.sum()) + np.sqrt(variance) + u.mean() ** 2 + v.mean() ** 2 + product
    )


def gradients(program, arguments):
    wrt = tuple(range(len(arguments)))
    return gw.grad(program, wrt)(*arguments)


@pytest.mark.parametrize(("program", "twin", "arguments"), PAIRS)
def test_as_in_real_arithmetic(program, twin, arguments):
    wrt = tuple(range(len(arguments)))
    assert abs(program(*arguments) - twin(*arguments)) < 1e-10
    wanted = complex_gradient(twin, arguments, wrt, 1.0)
    assert largest_error(gradients(program, arguments), wanted) < 1e-10


@pytest.mark.parametrize(("program", "twin", "arguments"), PAIRS)
def test_hessians_as_in_real_arithmetic(program, twin, arguments):
    wrt = tuple(range(len(arguments)))
    found, wanted = gw.hessian(program, wrt)(*arguments), gw.hessian(twin, wrt)(*arguments)
    assert largest_error(found, wanted) < 1e-9


# JAX has no stores, no Python numbers in complex(), math or cmath, no lists as indices.
WITHOUT_JAX = frozenset(
    {
        "python_numbers", "functions_of_cmath", "impedance", "quadratic_iteration", "mixed_stores",
        "stores_in_a_loop", "repeated_indices", "products_in_place", "masks",
        "a_real_part_that_was_read_before_a_store", "rows_and_transposes", "moved_and_repeated",
    }
)  # fmt: skip
TRACED = [
    row
    for row in ROWS
    if row.group == "complex_numbers" and row.name.split("/")[1] not in WITHOUT_JAX
]


def in_jax(row, jnp):
    """Return the program with JAX's NumPy for its own."""
    return FunctionType(row.function.__code__, {**row.function.__globals__, "np": jnp})


@pytest.mark.slow
@pytest.mark.parametrize("row", TRACED, ids=lambda row: row.name)
def test_as_jax_has_it(row):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)

    def of_moving(*moving):
        given = list(row.arguments)
        for position, value in zip(row.positions, moving, strict=True):
            given[position] = value
        return in_jax(row, jax.numpy)(*given)

    value, pull = jax.vjp(of_moving, *(row.arguments[k] for k in row.positions))
    upstream = upstream_like(np.asarray(value)[()])
    wanted = pull(jax.numpy.asarray(upstream))
    _, found = gw.vjp(row.function, row.positions)(upstream, *row.fresh())
    assert largest_error(found, tuple(np.asarray(g)[()] for g in wanted)) < 1e-11


def test_the_size_of_zero_has_no_slope():
    def sizes(x, y):
        return np.abs(x + 1j * y).sum()

    x, y = np.array([0.0, 3.0]), np.array([0.0, -4.0])
    dx, dy = gw.grad(sizes, (0, 1))(x, y)
    np.testing.assert_allclose(dx, [0.0, 0.6], rtol=1e-15)
    np.testing.assert_allclose(dy, [0.0, -0.8], rtol=1e-15)
    assert gw.grad(lambda t: abs(t * 1j))(0.0) == 0.0


def test_complex_arguments_are_constants():
    z, x = np.array([1.0 + 2j, 3j]), np.array([0.5, -1.0])
    found = gw.grad(lambda x, z, w: (x * z * w).real.sum())(x, z, 2.0 - 1j)
    np.testing.assert_array_equal(found, (z * (2.0 - 1j)).real)


def test_narrow_numbers_stay_narrow():
    def norm(x, w):
        z = np.zeros(3, np.complex64)
        z[:] = x * np.complex64(1j) + w
        return np.abs(np.exp(1j * x) * z).sum()

    x, w = normal(3).astype(np.float32), normal(3, seed=1).astype(np.float32)
    value, (dx, dw) = gw.value_and_grad(norm, (0, 1))(x, w)
    assert (value.dtype, dx.dtype, dw.dtype) == (np.float32,) * 3
    assert "complex128" not in gw.source(norm, x, w)
