"""Hessians and their products with vectors: against differences of the gradient, against JAX, symmetric."""

import types

import numpy as np
import pytest

import gradwright as gw
from tests.tangent.programs import JAX, PROGRAMS

every_program = pytest.mark.parametrize(("function", "x"), PROGRAMS.values(), ids=PROGRAMS)


@every_program
def test_product_against_differences_of_the_gradient(function, x):
    v = np.cos(np.arange(x.size)).reshape(x.shape)
    found, grad = gw.hvp(function)(v, x), gw.grad(function)
    near, far = ((grad(x + h * v) - grad(x - h * v)) / (2.0 * h) for h in (1e-4, 2e-4))
    wanted = (4.0 * near - far) / 3.0
    assert np.abs(found - wanted).max() <= 1e-7 * (1.0 + np.abs(wanted).max())


@every_program
def test_hessian_is_symmetric_and_agrees_with_products(function, x):
    hessian = gw.hessian(function)(x)
    assert hessian.shape == (*x.shape, *x.shape)
    flat = hessian.reshape(x.size, x.size)
    scale = 1.0 + np.abs(flat).max()
    assert np.abs(flat - flat.T).max() <= 1e-12 * scale
    v = np.sin(1.0 + np.arange(x.size)).reshape(x.shape)
    product = gw.hvp(function)(v, x)
    assert np.abs(flat @ v.ravel() - product.ravel()).max() <= 1e-12 * scale


@every_program
def test_jacobian_of_the_gradient_is_the_hessian_by_columns(function, x):
    hessian = gw.hessian(function)(x)
    value, slope = gw.jvp(function)(np.ones_like(x), x)
    assert value == function(x)
    assert abs(slope - gw.grad(function)(x).sum()) <= 1e-12 * (1.0 + abs(slope))
    assert np.allclose(gw.jacobian(function)(x), gw.grad(function)(x), rtol=1e-12, atol=1e-12)
    assert hessian.dtype == np.float64


@pytest.mark.parametrize("function", JAX, ids=lambda f: f.__name__)
def test_hessian_against_jax(function):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    space = {**function.__globals__, "np": jax.numpy}
    theirs = types.FunctionType(function.__code__, space)
    _, x = PROGRAMS[function.__name__]
    wanted = np.asarray(jax.hessian(theirs)(jax.numpy.asarray(x)))
    found = gw.hessian(function)(x)
    assert np.abs(found - wanted).max() <= 1e-10 * (1.0 + np.abs(wanted).max())
