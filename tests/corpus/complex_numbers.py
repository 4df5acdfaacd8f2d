"""Complex numbers between real arguments and a real result."""

import cmath
import math

import numpy as np

from tests.corpus.rows import normal, positive, program

X, Y = normal(4), normal(4, seed=1)
A, B = normal(3, 3), normal(3, 3, seed=1)
PHASE = np.exp(1j * np.linspace(0.0, 2.0, 4))
SHIFT = 0.3 - 0.4j


def complex_program(*arguments, **options):
    return program(*arguments, reference="richardson", **options)


# parts and elementwise functions ------------------------------------------------------------------


@complex_program(X, Y, wrt=(0, 1))
def of_two_parts(x, y):
    z = x + 1j * y
    w = np.exp(z) * z
    return np.sum(w.real**2 - w.imag)


@complex_program(X)
def phases(t):
    z = np.exp(1j * t)
    return z.real + 2.0 * z.imag


@complex_program(X, Y, wrt=(0, 1))
def sizes(x, y):
    z = x - 2j * y
    return np.abs(z) + abs(z) ** 2 + np.absolute(z * SHIFT)


@complex_program(X, Y, wrt=(0, 1))
def conjugates(x, y):
    z = x + 1j * y
    return np.real(z * np.conj(z)) + (z.conj() ** 2).imag + np.imag(z.conjugate() * 1j)


@complex_program(positive(4), Y, wrt=(0, 1))
def angles(x, y):
    z = x + 1j * y
    return np.angle(z) * x + np.angle(z, deg=True) + np.angle(x)


@complex_program(X, Y, wrt=(0, 1))
def quotients(x, y):
    z = x + 1j * y
    w = 2.0 - 1j * x
    return (z / w).real + (x / w).imag + (z / 3.0).real + (1j / w).imag


@complex_program(positive(4), Y, wrt=(0, 1))
def elementary_functions(x, y):
    z = x + 1j * y
    total = np.sqrt(z) + np.log(z) + np.sin(z) + np.cos(z) + np.tan(z) + np.sinh(z) + np.cosh(z)
    total = total + np.tanh(z) + np.square(z) + np.reciprocal(z) + np.expm1(z) + np.log1p(z)
    total = total + np.log10(z) + np.log2(z) + np.exp2(z)
    return total.real - total.imag


@complex_program(X, Y, wrt=(0, 1))
def inverse_functions(x, y):
    z = x + 1j * y
    total = np.arcsin(z) + np.arccos(z) + np.arctan(z) + np.arcsinh(z) + np.arctanh(z)
    total = total + np.arccosh(z - 0.5)
    return total.real * total.imag


@complex_program(positive(4), Y, wrt=(0, 1))
def powers(x, y):
    z = x + 1j * y
    total = z**2 + z**3 + z**-1 + z**0.5 + z**x + 2.0**z + x**z + z**z + z**SHIFT
    return total.real + total.imag


@complex_program(X, 0.7, wrt=(0, 1))
def a_scalar_against_an_array(x, a):
    z = (a + 1j) * x
    w = z * a + z.sum() * x
    return w.real + w.imag


@complex_program(normal(3, 4), normal(4), normal(3, 1), wrt=(0, 1, 2))
def broadcast_real_against_complex(x, row, column):
    z = x + 1j * row
    return np.abs(z * column + np.exp(1j * column)).sum(axis=0)


@complex_program(X)
def constants_from_outside(x):
    z = x * PHASE + SHIFT
    return (z * PHASE.conj()).real


@complex_program(X)
def a_real_array_that_is_converted(x):
    z = x.astype(complex)
    w = np.asarray(x, dtype=np.complex128) * 1j
    return np.abs(z + w * z)


@complex_program(X)
def a_real_function_of_conjugates_of_reals(x):
    return np.conj(x) * x.conj() + np.real(x) + x.real + np.imag(x) * 2.0 + x.imag


@complex_program(X, Y, wrt=(0, 1))
def real_and_complex_of_where(x, y):
    z = np.where(x > 0.0, x + 1j * y, y)
    w = np.where(z.real > 0.3, z * 1j, 0.0)
    return (z * w).real + z.imag


@complex_program(X, Y, wrt=(0, 1))
def questions(x, y):
    z = x + 1j * y
    if np.iscomplexobj(z) and np.isrealobj(x) and not np.iscomplexobj(x):
        z = z * 2.0
    return np.where(np.isreal(z), 1.0, z.real) + np.where(z == 0.0, 0.0, z.imag)


# Python numbers -----------------------------------------------------------------------------------


@complex_program(0.7, -0.4, wrt=(0, 1))
def python_numbers(a, b):
    z = complex(a, b)
    w = z * z.conjugate() + z**2 / (1.5 + 2j)
    return w.real + 3.0 * w.imag + abs(z) - z.imag


@complex_program(0.7, -0.4, wrt=(0, 1))
def functions_of_cmath(a, b):
    z = cmath.exp(complex(a, b)) + cmath.sqrt(a + 2j) * cmath.log(b + 1j)
    z = z + cmath.rect(a, b) + cmath.sin(z) * cmath.pi
    return z.real + cmath.phase(z) * abs(z)


@complex_program(0.7, 0.4, wrt=(0, 1))
def impedance(resistance, capacity):
    total = 0.0
    for k in range(1, 4):
        z = resistance + 1.0 / (1j * k * capacity)
        total += abs(1.0 / z) ** 2 + math.atan2(z.imag, z.real)
    return total


@complex_program(np.float64(0.3), np.float64(0.2), wrt=(0, 1))
def numpy_scalars(a, b):
    z = np.exp(1j * a) * b
    return z.real * z.imag + np.abs(z) + np.angle(z)


# loops and branches -------------------------------------------------------------------------------


@complex_program(0.2, 0.3, wrt=(0, 1))
def quadratic_iteration(a, b):
    c = complex(a, b)
    z = 0.0
    for _ in range(5):
        z = z * z + c
    return abs(z) ** 2


@complex_program(normal(3) * 0.3, 0.1, wrt=(0, 1))
def quadratic_iteration_of_arrays(x, y):
    z = x + 1j * y
    c = z
    for _ in range(4):
        z = z**2 + c
    return z.real + z.imag


@complex_program(0.3, 0.2, wrt=(0, 1))
def left_where_it_escapes(a, b):
    z, c = 0j, a + 1j * b
    count = 0
    while abs(z) < 4.0 and count < 30:
        z = z * z + c * 2.0
        count += 1
    return z.real * z.imag + count


@complex_program(0.6, 7, wrt=0)
def complex_in_the_second_iteration(a, n):
    z = a
    for _ in range(n):
        z = z * (0.4 + 0.5j) + a
    return z.real + 2.0 * z.imag


@complex_program(0.6, 0, wrt=0)
def a_loop_that_does_not_run(a, n):
    z = a + 0j
    for _ in range(n):
        z = z * 1j + a
    return z.real + abs(z)


@complex_program(0.6, -0.3, wrt=(0, 1))
def complex_in_one_arm(a, b):
    z = a * 2.0
    if b < 0.0:
        z = z + 1j * b * a
    else:
        z = z * b
    return abs(z * (1.0 + 2j)) ** 2


@complex_program(0.6, -0.3, wrt=(0, 1))
def a_conditional_expression(a, b):
    z = a * 1j + b if b < 0.0 else b
    return abs(z) + (a if abs(z) > 10.0 else z * z).real


@complex_program(0.5, 2.0, wrt=(0, 1))
def damped_oscillator(damping, frequency):
    z, step = 1.0 + 0j, 0.05
    energy = 0.0
    for _ in range(20):
        z = z * np.exp((-damping + 1j * frequency) * step)
        energy += abs(z) ** 2 * step
    return energy


@complex_program(0.5, 2.0, wrt=(0, 1))
def two_names_that_change_places(a, b):
    u, v = a, b * 1j
    for k in range(5):
        u, v = v, u * (1.0 + 0.5j) + k * a
    return u.real + v.imag


@complex_program(normal(5), normal(5, seed=1), wrt=(0, 1))
def arrays_that_change_places(x, y):
    u, v = x + 0j, 1j * y
    for _ in range(3):
        u, v = v, u * v + x
    return (u * v).real


@complex_program(normal(6))
def written_transform(x):
    n = len(x)
    total = 0.0
    for k in range(n):
        s = 0j
        for j in range(n):
            s += x[j] * np.exp(-2j * np.pi * k * j / n)
        total += (k + 1) * abs(s) ** 2
    return total


def transform(x):
    n = x.shape[0]
    if n == 1:
        return x
    even, odd = transform(x[::2]), transform(x[1::2])
    w = np.exp(-2j * np.pi * np.arange(n // 2) / n) * odd
    return np.concatenate((even + w, even - w))


@complex_program(normal(8))
def helpers_that_halve(x):
    u = np.exp(-2j * np.pi * np.arange(4) / 8)
    even, odd = inner_transform(x[::2] + 0j), inner_transform(x[1::2] + 0j)
    return np.abs(np.concatenate((even + u * odd, even - u * odd)))


def inner_transform(x):
    k = np.arange(len(x))
    return np.exp(-2j * np.pi * np.outer(k, k) / len(x)) @ x


def power_of(z, n):
    if n == 0:
        return 1.0 + 0j
    return z * power_of(z, n - 1)


@complex_program(0.7, 0.4, 5, wrt=(0, 1))
def recursion_with_complex_numbers(a, b, n):
    z = power_of(a + 1j * b, n)
    return z.real + z.imag


@complex_program(normal(5))
def transfer_function(b):
    total = 0.0
    for frequency in (0.1, 0.5, 1.2):
        z = np.exp(-1j * frequency * np.arange(5))
        h = np.sum(b * z) / (1.0 - 0.5 * z[1])
        total += np.log(abs(h) ** 2) + np.angle(h)
    return total


@complex_program(0.8, 0.3, wrt=(0, 1))
def numbers_in_lists(a, b):
    zs = [a + 0j]
    k = 0
    while abs(zs[-1]) < 3.0 and k < 9:
        zs.append(zs[-1] * (1.1 + b * 1j) + 0.2)
        k += 1
    return sum(z.real * z.imag for z in zs)


# stores -------------------------------------------------------------------------------------------


@complex_program(X, Y, wrt=(0, 1))
def mixed_stores(x, y):
    z = np.zeros(4, dtype=complex)
    z[:] = x
    z[1] += 1j * y[0]
    z[2:] *= y[2:] + 1j
    z[0] -= x[3]
    z /= 2.0 - 1j
    return np.abs(z) ** 2


@complex_program(normal(6))
def stores_in_a_loop(x):
    z = np.empty(len(x), dtype=np.complex128)
    z[0] = x[0]
    for k in range(1, len(x)):
        z[k] = z[k - 1] * (0.5 + 1j * x[k])
    return z.real * z.imag


@complex_program(X, Y, wrt=(0, 1))
def products_in_place(x, y):
    z = x + 1j * y
    w = np.exp(1j * y)
    z *= w
    z += x
    z **= 2
    z[1:] -= z[:-1] * 1j
    return z.real + z.imag


@complex_program(normal(5))
def repeated_indices(x):
    z = np.zeros(3, complex)
    w = x * (1.0 + 2j)
    np.add.at(z, [0, 2, 2, 1, 0], w)
    z[[1, 1]] = w[:2]
    return np.abs(z + w[[0, 3, 3]])


@complex_program(normal(5))
def masks(x):
    z = x * (1.0 + 1j)
    z[x > 0.0] = 2j
    z[z.real < -0.3] *= 1j
    return z.real + z.imag * x


@complex_program(X)
def a_real_part_that_was_read_before_a_store(x):
    z = x * (2.0 + 1j)
    r = z.real.copy()
    z[0] = 5.0
    return r * z.imag + z.real


@complex_program(normal(3, 4))
def rows_and_transposes(x):
    z = x * np.exp(1j * x)
    v = z.T[1:]
    v[0] *= 2j
    return np.abs(z.reshape(-1)[2:7])


@complex_program(X, Y, wrt=(0, 1))
def joined_and_stacked(x, y):
    z = np.concatenate([x * 1j, y])
    w = np.stack([x, y + 1j * x])
    v = np.array([x[0], 1j * y[1], 2.0])
    return np.sum(np.abs(z)) + (w[0] * w[1]).real.sum() + v.sum().imag


@complex_program(normal(0))
def empty_arrays(x):
    z = np.exp(1j * x)
    return np.sum(np.abs(z)) + np.sum(z.real)


@complex_program(normal(3, 4))
def sums_along_axes(x):
    z = x * np.exp(2j * x)
    total = z.sum(axis=0) + z.mean(axis=0) + np.prod(z, axis=0) + np.cumsum(z, axis=1)[2]
    return total.real + total.imag + z.var() + np.std(z, axis=0) + np.linalg.norm(z, axis=0)


@complex_program(X)
def moved_and_repeated(x):
    z = x * (1.0 + 1j)
    w = np.roll(z, 1) * z[::-1] + np.flip(z) * np.repeat(z[:2], 2) + np.tile(z[:2], 2)
    w = w + np.pad(np.diff(z), (0, 1)) + np.take(z, [0, 0, 1, 3])
    return w.real * w.imag


# linear algebra -----------------------------------------------------------------------------------


@complex_program(A, B, wrt=(0, 1))
def products_of_matrices(a, b):
    z = a + 1j * b
    w = z @ a + z.T @ z.conj() + np.dot(b, z)
    v = np.einsum("ij,jk->ik", z, b) + np.outer(z[0], a[1])
    return (w * v).real.sum() + np.vdot(z, w).imag + np.trace(z @ w).real


@complex_program(A, B, wrt=(0, 1))
def linear_systems(a, b):
    z = a + 3.0 * np.eye(3) + 1j * b
    w = np.linalg.solve(z, b) + np.linalg.inv(z) @ z.conj().T
    return np.abs(w) ** 2 + np.linalg.det(z).real + np.linalg.solve(z, a[0]).imag


@complex_program(normal(3), wrt=0)
def evolution_of_a_state(h):
    hamiltonian = np.array([[h[0], h[1] - 1j * h[2]], [h[1] + 1j * h[2], -h[0]]])
    state = np.array([1.0 + 0j, 0.5])
    for _ in range(4):
        state = state - 0.1j * (hamiltonian @ state)
        state = state / np.sqrt(np.sum(np.abs(state) ** 2))
    return np.vdot(state, hamiltonian @ state).real


@complex_program(normal(3, 4))
def a_recurrence_of_vectors(x):
    w = np.exp(1j * x[:, :3])
    h = np.zeros(3, dtype=complex)
    for t in range(3):
        h = np.tanh(w @ h * 0.3 + x[t, :3])
    return np.abs(h)


# stores into parts --------------------------------------------------------------------------------


@complex_program(X, Y, wrt=(0, 1))
def stores_into_parts(x, y):
    z = x + 1j * y
    z.real[1:] = y[1:] * x[0]
    z.imag[0] = x[2]
    z.imag *= x
    z.real += y
    return np.abs(z * z)


@complex_program(X, Y, wrt=(0, 1))
def parts_that_are_assigned(x, y):
    z = np.zeros(4, dtype=complex)
    z.real = y * 2.0
    z.imag = x
    z.real -= x
    return np.abs(z) ** 2 + z.imag


@complex_program(X, Y, wrt=(0, 1))
def names_of_parts(x, y):
    z = x * 1j + y
    r = z.real
    r[:] = x * r
    s = z.imag
    s[1:] += r[1:]
    z[0] = 5.0
    r += s
    return np.abs(z) * r + s


@complex_program(X, Y, wrt=(0, 1))
def parts_stored_in_a_loop(x, y):
    z = np.zeros(4, complex)
    r, i = z.real, z.imag
    for k in range(4):
        r[k] = r[k - 1] * i[k] + x[k]
        i[k] -= r[k] * y[k]
        z[k] *= 1j
    return r * i


@complex_program(X, Y, wrt=(0, 1))
def a_part_of_what_the_name_no_longer_holds(x, y):
    z = x * 1j + y
    r = z.real
    z = z * 2.0
    r[0] = 3.0
    return r * z.imag + z.real


@complex_program(normal(3, 3))
def parts_of_rows_and_transposes(x):
    z = x * np.exp(1j * x)
    r = z.T.real
    r[0] = x[1]
    z[1, 1] = 0.0
    v = z[1:]
    v.real[0] = 7.0 * x[2]
    v.imag *= x[1:]
    return r.sum(axis=0) + z.imag[1] + np.abs(z[2])


@complex_program(normal(5))
def parts_by_indices_and_masks(x):
    z = x * (1.0 + 2j)
    z.real[[0, 0, 3]] = x[1:4]
    z.imag[x > 0.0] = x[x > 0.0] ** 2
    z.real[x < 0.0] += 1.0
    return np.abs(z)


@complex_program(X)
def a_part_that_shows_a_store(x):
    z = x * 1j
    r = z.real
    z[1] = x[0]
    return r


# Fourier transforms -------------------------------------------------------------------------------


@complex_program(normal(6))
def spectrum_of_reals(x):
    h = np.fft.rfft(x) * (1.0 + 2j)
    return np.fft.irfft(h) * x + np.abs(np.fft.fft(x)) ** 2


@complex_program(normal(7))
def inverse_of_an_odd_length(x):
    return np.fft.irfft(np.fft.rfft(x) * (1.0 + 2j), len(x)) * x


@complex_program(normal(6), normal(6, seed=1), wrt=(0, 1))
def filtered(x, y):
    z = np.fft.ifft(np.fft.fft(x + 1j * y) * np.exp(1j * y))
    return z.real * z.imag


@complex_program(normal(4), normal(3), wrt=(0, 1))
def convolution_by_transforms(x, k):
    n = len(x) + len(k) - 1
    return np.fft.irfft(np.fft.rfft(x, n) * np.fft.rfft(k, n), n) ** 2


@complex_program(normal(6))
def cut_and_filled_up(x):
    z = np.fft.fft(x, 4)
    return np.sum(z.real + z.imag) + np.abs(np.fft.ifft(x, 9)) ** 2


@complex_program(normal(3, 4))
def transforms_along_axes(x):
    z = np.fft.fft(x, axis=0) + np.fft.fft(x, axis=1, norm="ortho") + np.fft.ifft(x, norm="forward")
    r = np.fft.irfft(np.fft.rfft(x, axis=0), 3, axis=0) * x
    return np.abs(z) + r + np.abs(np.fft.rfft(x, 6, axis=0)).sum()


@complex_program(normal(3, 4))
def transforms_of_images(x):
    z = np.fft.ifft2(np.fft.fft2(x) * np.exp(1j * x))
    w = np.fft.irfft2(np.fft.rfft2(x) * (1.0 + 1j))
    return np.abs(z) + w + (np.fft.fftn(x, axes=(0,)) * np.fft.ifftn(x)).real


@complex_program(normal(6))
def spectral_derivative(x):
    k = np.fft.fftfreq(len(x), d=0.1)
    dx = np.fft.ifft(1j * k * np.fft.fft(x)).real
    return dx**2 + np.fft.ifftshift(np.fft.fftshift(np.fft.fft(x))[::-1]).real


@complex_program(normal(6))
def heat_by_transforms(x):
    u = x.copy()
    k = 2.0 * np.pi * np.fft.fftfreq(6)
    for _ in range(3):
        v = np.fft.fft(u)
        v *= np.exp(-0.1 * k**2)
        v[3] = 0.0
        u = np.fft.ifft(v).real + 0.01 * u**2
    return u


@complex_program(normal(6), 0.3, wrt=(0, 1))
def spacing_of_frequencies(x, d):
    return np.fft.rfftfreq(6, d)[1] * x + np.fft.fftfreq(x.shape[0], d)


@program(X, Y, wrt=(0, 1))
def one_number_for_all_entries_across_a_loop(x, y):
    z = x + 2.0 * y
    w = np.exp(x)
    for _ in range(2):
        w += y
        z = z
    z, w = w, z
    return np.sum(z * x + w)


@complex_program(0.3, 0.8, wrt=(0, 1))
def size_and_angle_at_once(a, b):
    r, t = cmath.polar(a * 1j + b)
    return r * t + r
