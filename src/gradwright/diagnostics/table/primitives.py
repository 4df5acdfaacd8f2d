"""GW4xx: what a primitive refuses."""

from gradwright.diagnostics.row import Code

ROWS = (
    Code(
        "GW401", "an axis that is not known", "the axis of {function} is {found}",
        "the shape of the result must be known when the backward code is written",
        "pass the axis as a literal or an argument of its own",
    ),
    Code(
        "GW402", "an option that is not supported", "{function} with {option}={found}",
        "the derivative is written for the options in docs/language.md",
        "leave {option} out",
    ),
    Code(
        "GW403", "complex numbers", "`{function}` takes complex numbers here",
        "the derivative is written for real numbers",
        "compute with real and imaginary parts",
    ),
    Code(
        "GW404", "out=", "{function} writes into an array that is passed to it",
        "the language does not have it yet",
        "assign the result to the array: y[...] = {function}(...)",
    ),
    Code(
        "GW405", "an axis out of range", "{function}: axis {axis} of an array of rank {rank}",
        "NumPy would raise an AxisError here",
        "use an axis from {low} to {high}",
    ),
    Code(
        "GW406", "ranks that do not fit", "{function} does not take ranks {found}",
        "NumPy would raise an error here",
        "reshape the operands",
    ),
    Code(
        "GW407", "an index that is not supported", "the index `{found}`",
        "the derivative is written for integers, slices, ellipsis, None, integer arrays and masks",
        "use one of these",
    ),
    Code(
        "GW408", "a dtype that is not supported", "{function} with dtype {dtype}",
        "derivatives are written for float32 and float64",
        "use one of these",
    ),
    Code(
        "GW409", "a shape that is not known", "the shape given to {function} has a rank that "
        "depends on the data",
        "ranks are part of the program, not of the data",
        "write the lengths one by one",
    ),
    Code(
        "GW410", "subscripts of einsum", "einsum({found!r}): {reason}",
        "the derivative is written for explicit letters, each at most once in the result",
        "write the subscripts out",
    ),
    Code(
        "GW411", "a count of operands", "{function} takes {expected}, not {found}",
        "Python would raise a TypeError here",
        "pass {expected}",
    ),
    Code(
        "GW412", "no derivative by this operand", "{function} has no derivative by {operand}",
        "the row of {function} has none",
        "make {operand} a constant",
    ),
    Code(
        "GW413", "a derivative of this order", "{function} cannot be differentiated again",
        "its row has no rule for that",
        "write it with simpler functions",
    ),
    Code(
        "GW414", "an empty reduction", "{function} over no elements",
        "it has no value there",
        "guard the empty case with if",
    ),
    Code(
        "GW415", "arguments that the primitive does not take", "{function}: {reason}",
        "the derivative is written for the forms in docs/language.md",
        "use one of these forms",
    ),
    Code(
        "GW416", "lengths that do not fit", "{function}: lengths {lengths} meet",
        "NumPy would raise a ValueError here",
        "make the lengths equal",
    ),
    Code(
        "GW417", "too many indices", "{found} indices for an array of rank {rank}",
        "Python would raise an IndexError here",
        "use at most {rank} indices",
    ),
    Code(
        "GW418", "lengths that were taken as equal", "{found} in this call",
        "code is written anew where a length is 1 or 0, but only if arguments' lengths and integers "
        "give it, not other data",
        "pass that length as an integer, or broadcast with np.broadcast_to",
    ),
)  # fmt: skip
