"""Functions of the standard library's, NumPy's and SciPy's own source that are safe to call.

Modules that touch files, processes, the network or the interpreter are not listed, and names that
sound like it are left out.
"""

import ast
import importlib
import inspect
import re
import textwrap
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

STANDARD = (
    "statistics colorsys fractions random calendar bisect heapq numbers operator functools copy "
    "string textwrap difflib reprlib keyword ipaddress datetime fnmatch"
)
NUMPY = (
    "numpy.lib._function_base_impl numpy.lib._nanfunctions_impl numpy.lib._polynomial_impl "
    "numpy.lib._twodim_base_impl numpy.lib._shape_base_impl numpy.lib._stride_tricks_impl "
    "numpy.lib._arraysetops_impl numpy.lib._index_tricks_impl numpy.lib._type_check_impl "
    "numpy.lib._ufunclike_impl numpy.lib._scimath_impl numpy.lib._arraypad_impl "
    "numpy.lib._histograms_impl numpy.lib._arrayterator_impl numpy._core.fromnumeric "
    "numpy._core.numeric numpy._core.shape_base numpy._core.function_base numpy._core._methods "
    "numpy._core.einsumfunc numpy.linalg._linalg numpy.fft._helper numpy.polynomial.polynomial "
    "numpy.polynomial.chebyshev numpy.polynomial.legendre numpy.polynomial.hermite "
    "numpy.polynomial.hermite_e numpy.polynomial.laguerre numpy.polynomial.polyutils "
    "numpy.ma.extras"
)
SCIPY = (
    "scipy.special._basic scipy.special._orthogonal scipy.special._logsumexp "
    "scipy.special._lambertw scipy.special._spherical_bessel scipy.special._ellip_harm "
    "scipy.signal.windows._windows scipy.signal._waveforms scipy.signal._wavelets "
    "scipy.signal._filter_design scipy.signal._signaltools scipy.signal._spectral_py "
    "scipy.signal._bsplines scipy.signal._lti_conversion scipy.signal._peak_finding "
    "scipy.stats._stats_py scipy.stats._morestats scipy.stats._continuous_distns "
    "scipy.stats._discrete_distns scipy.stats._entropy scipy.stats._variation "
    "scipy.stats._distn_infrastructure scipy.stats._multivariate scipy.stats._hypotests "
    "scipy.stats._correlation scipy.stats._mstats_basic scipy.optimize._optimize "
    "scipy.optimize._linesearch scipy.optimize._numdiff scipy.optimize._zeros_py "
    "scipy.optimize._lsq.common scipy.optimize._lsq.least_squares scipy.spatial.distance "
    "scipy.spatial._procrustes scipy.integrate._quadrature scipy.integrate._ivp.common "
    "scipy.interpolate._interpolate scipy.interpolate._polyint scipy.interpolate._cubic "
    "scipy.linalg._special_matrices scipy.linalg._misc scipy.linalg._basic scipy.linalg._decomp "
    "scipy.constants._constants scipy.cluster.vq scipy.cluster.hierarchy scipy.ndimage._filters "
    "scipy.ndimage._measurements scipy.ndimage._morphology scipy.fft._helper"
)
MODULES = (*STANDARD.split(), *NUMPY.split(), *SCIPY.split())
UNSAFE = re.compile(
    r"open|exec|save|load|write|read|print|main|sleep|test|system|remove|unlink|spawn|fork|kill|"
    r"file|path|walk|glob|socket|thread|process|memmap|show|info|source|seed|lock|temp|exists|"
    r"stat$|getcwd|chdir|environ|warn|deprecat|import|global|setlocale|register"
)
ARITHMETIC = (
    ast.Return, ast.Assign, ast.AugAssign, ast.If, ast.Expr, ast.BinOp, ast.UnaryOp, ast.BoolOp,
    ast.Compare, ast.IfExp, ast.Call, ast.Name, ast.Attribute, ast.Constant, ast.keyword,
    ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A function, where to find it, how many arguments it asks for, and what its body holds."""

    module: str
    name: str
    count: int
    arithmetic: bool

    @property
    def label(self) -> str:
        """Its dotted name."""
        return f"{self.module}.{self.name}"

    def function(self) -> Callable[..., Any]:
        """Import it: NumPy's dispatchers as they are, others without what wraps them."""
        value = getattr(importlib.import_module(self.module), self.name)
        is_dispatcher = type(value).__module__.split(".")[0] == "numpy"
        return value if is_dispatcher else inspect.unwrap(value)


def required(function: types.FunctionType) -> int | None:
    """Return how many arguments a call must give, None if it cannot be called by position."""
    parameters = inspect.signature(function).parameters.values()
    if any(p.kind is p.KEYWORD_ONLY and p.default is p.empty for p in parameters):
        return None
    plain = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return sum(p.default is p.empty for p in plain)


def is_arithmetic(function: types.FunctionType) -> bool:
    """Say whether a body is only arithmetic, `if` and calls."""
    try:
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    except (OSError, TypeError, SyntaxError, ValueError):
        return False
    body = getattr(tree, "body", [])
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    nodes = [node for statement in body for node in ast.walk(statement)]
    return bool(body) and all(isinstance(node, ARITHMETIC) for node in nodes)


def target(module: str, name: str, value: Any) -> Target | None:
    """Return a target if a module's attribute is one."""
    function = inspect.unwrap(value) if callable(value) else value
    own = isinstance(function, types.FunctionType) and function.__module__ == module
    if not own or UNSAFE.search(name) or inspect.iscoroutinefunction(function):
        return None
    count = required(function)
    if count is None or not 1 <= count <= 4:
        return None
    return Target(module, name, count, is_arithmetic(function))


def targets(modules: tuple[str, ...] = MODULES) -> list[Target]:
    """Return every target, in a fixed order."""
    found: list[Target] = []
    for module in modules:
        try:
            attributes = vars(importlib.import_module(module))
        except ImportError:
            continue
        for name in sorted(attributes):
            try:
                one = target(module, name, attributes[name])
            except (TypeError, ValueError):
                continue
            found += [one] if one else []
    return found
