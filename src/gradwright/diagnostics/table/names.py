"""GW2xx: names and their types."""

from gradwright.diagnostics.row import Code

ROWS = (
    Code(
        "GW201", "a name that may be unbound", "{name!r} is read here, but on some path nothing "
        "was assigned to it",
        "Python would raise an UnboundLocalError on that path",
        "assign to {name} before the branch or the loop",
    ),
    Code(
        "GW202", "a name whose type differs between branches",
        "{name!r} is {first} on one path and {second} on the other",
        "the backward code is written for one type",
        "use two names, or make both the same type",
    ),
    Code(
        "GW203", "a name whose rank differs", "{name!r} is {first} and then {second}",
        "the backward code is written for one rank",
        "make it an array of the final shape first, such as np.zeros(...)",
    ),
    Code(
        "GW204", "a container whose structure differs",
        "{name!r} is {first} on one path and {second} on the other",
        "the structure of containers must be known when the backward code is written",
        "give both the same keys and lengths",
    ),
    Code(
        "GW205", "a comparison without a truth value",
        "{found} has no single truth value",
        "Python and NumPy would raise a ValueError here",
        "use .any() or .all(), or np.where for a choice by element",
    ),
    Code(
        "GW206", "results of different types", "the function returns {first} on one path and "
        "{second} on another",
        "the backward code is written for one type of result",
        "return the same type on every path",
    ),
    Code(
        "GW207", "a path without a return", "some path ends without a return, "
        "others return a value",
        "Python would return None there",
        "return a value on every path",
    ),
    Code(
        "GW208", "a value that must be known", "{found} must be known when the backward code is "
        "written, but it depends on the data",
        "axes, ranks, keys and flags are part of the program, not of the data",
        "pass it as a literal or as an argument of its own",
    ),
    Code(
        "GW209", "a type that changes in a loop", "{name!r} is {first} before the loop "
        "and {second} after an iteration",
        "the backward code is written for one type",
        "start with the type that the loop leaves",
    ),
    Code(
        "GW210", "a key or index out of range", "{name!r} has no entry {key!r}",
        "Python would raise an error here",
        "use one of: {entries}",
    ),
    Code(
        "GW211", "lengths that differ", "{first} and {second} do not fit each other",
        "NumPy would raise a ValueError here",
        "make the shapes agree",
    ),
    Code(
        "GW212", "operand types", "`{operator}` does not take {first} and {second}",
        "Python or NumPy would raise a TypeError here",
        "use numbers or arrays",
    ),
    Code(
        "GW213", "not a number", "{found} stands where a number is needed",
        "",
        "use a number or an array",
    ),
    Code(
        "GW214", "an argument that hides a function", "the written code calls `{name}`, "
        "which is the name of an argument",
        "the written function has the arguments' names",
        "give the argument another name",
    ),
    Code(
        "GW219", "a loop that does not run", "{found} in this call",
        "a name that it binds is read after it, and nothing else assigns it: Python would raise an "
        "UnboundLocalError",
        "assign to the name before the loop",
    ),
)  # fmt: skip
