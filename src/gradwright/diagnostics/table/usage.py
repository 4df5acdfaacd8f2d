"""GW0xx: what was asked of the public functions."""

from gradwright.diagnostics.row import Code

ROWS = (
    Code(
        "GW001", "the value is not a scalar",
        "{function} returns {found}",
        "a gradient is the derivative of one number",
        "return a scalar (such as a mean or a sum), or use gw.vjp with an upstream gradient",
    ),
    Code(
        "GW002", "wrt names no argument",
        "wrt={wrt!r} is none of the arguments of {function}: {arguments}",
        "wrt is the position or the name of an argument, or a tuple of those",
        "name one of: {arguments}",
    ),
    Code(
        "GW003", "wrt names an argument that has no derivative",
        "the argument {argument!r} is {found}",
        "only floats, arrays of floats and structures of those can be differentiated",
        "pass floats, or leave the argument out of wrt",
    ),
    Code(
        "GW004", "no source of the function",
        "the source of {function} cannot be read: {reason}",
        "gradwright reads the Python source of what it differentiates",
        "define the function in a file, a notebook or the interactive interpreter",
    ),
    Code(
        "GW005", "the upstream gradient has another structure than the result",
        "dy is {found}, the result is {expected}",
        "dy holds one number for each number of the result",
        "pass dy with the structure and the shapes of the result",
    ),
    Code(
        "GW006", "an extra is not installed",
        "{feature} needs {package}, which is not installed",
        "the core of gradwright needs NumPy alone",
        'pip install "gradwright[{extra}]"',
    ),
    Code(
        "GW007", "the function cannot be called with these arguments",
        "{function}: {reason}",
        "",
        "pass arguments as the function itself takes them",
    ),
    Code(
        "GW008", "the backend does not exist yet",
        "backend={backend!r} was asked for",
        "written code runs on NumPy; native code is not written yet",
        "leave backend out, or pass backend='numpy'",
    ),
    Code(
        "GW009", "not a function",
        "{found} cannot be differentiated",
        "gradwright differentiates Python functions, methods, lambdas and partials of those",
        "pass a function",
    ),
    Code(
        "GW010", "an argument of a kind that gradwright does not read",
        "the argument {argument!r} is {found}",
        "arguments are numbers, arrays, and lists, tuples, dicts, dataclasses and named tuples "
        "of those",
        "pass one of these",
    ),
    Code(
        "GW011", "has_aux without a pair",
        "{function} returns {found}",
        "with has_aux=True the function returns (value, aux)",
        "return a pair, or leave has_aux out",
    ),
    Code(
        "GW012", "the gradient disagrees with differences",
        "the gradient of {function} by {entry} is {found}, differences give {expected}",
        "either the function is not differentiable there, or gradwright is wrong",
        "check at a point away from kinks; if it stays, report it with the function",
    ),
    Code(
        "GW013", "a function without a result",
        "{function} returns None",
        "a gradient is the derivative of one number",
        "return a scalar; gw.vjp differentiates the arrays that the function changes",
    ),
    Code(
        "GW014", "two lambdas cannot be told apart",
        "line {line} holds several lambdas that compile to the same code",
        "the source of a lambda is found by its line and its code",
        "write them on lines of their own, or use def",
    ),
    Code(
        "GW015", "this is for a later version",
        "{feature} is not there yet",
        "",
        "{instead}",
    ),
    Code(
        "GW016", "the source has changed since it was loaded",
        "{filename} is not what {function} was compiled from",
        "gradwright reads the source file, Python runs what it loaded earlier",
        "load the module again",
    ),
    Code(
        "GW017", "the direction has another structure than the argument",
        "the direction is {found}, the argument is {expected}",
        "a direction holds one number for each number of the argument",
        "pass a direction with the structure and the shapes of what wrt names",
    ),
    Code(
        "GW018", "no second derivative at this point",
        "a norm or deviation, a factor of a product, or an exponent is 0 here",
        "first derivatives have a choice for that point that cannot be differentiated again",
        "ask for second derivatives elsewhere, or multiply the factors in a loop",
    ),
    Code(
        "GW019", "a complex argument or result",
        "{found} is complex",
        "functions compute with complex numbers inside; derivatives are those of real results by real "
        "arguments",
        "pass the real and imaginary parts, return z.real, z.imag or abs(z)",
    ),
    Code(
        "GW020", "gradwright failed",
        "{what}, at {where}, while the derivative of {function} was written",
        "this is a defect of gradwright, not of your code",
        "report it with this message and the function; until then, differentiate it in smaller parts",
    ),
)  # fmt: skip
