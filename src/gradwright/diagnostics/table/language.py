"""GW1xx: syntax and functions outside the language."""

from gradwright.diagnostics.row import Code

LATER = "the language does not have it yet"

ROWS = (
    Code(
        "GW100", "syntax outside the language",
        "{found} cannot be differentiated",
        "the language is assignments, arithmetic, if, for, while, indexing and calls",
        "write it with these; docs/language.md has the whole list",
    ),
    Code(
        "GW103", "return in a loop", "what is returned inside of this loop is neither numbers nor a "
        "structure of numbers", LATER,
        "assign it to a name before the loop, and return that after it",
    ),
    Code(
        "GW104", "try", "`try` decides by an exception what is computed",
        "where an exception is raised is not known when the backward code is written",
        "test the condition with if",
    ),
    Code(
        "GW105", "with", "`with` runs code of the object {name}",
        'what it does on entry and exit cannot be reversed; np.errstate with "ignore" and "warn" is kept',
        "call the function that you differentiate inside of the with",
    ),
    Code(
        "GW106", "yield", "a generator is not a function of its arguments alone",
        "its statements run in the order in which a caller asks for them",
        "append the values to a list and return it",
    ),
    Code(
        "GW107", "class in a function", "a class is defined inside of the function", LATER,
        "define the class outside",
    ),
    Code(
        "GW109", "global or nonlocal", "`{keyword} {name}` changes a variable of another scope",
        "a function's result would depend on the calls before it",
        "return the value",
    ),
    Code(
        "GW110", "async", "asynchronous code cannot be differentiated",
        "its statements do not run in one order",
        "write a plain function",
    ),
    Code(
        "GW111", "comprehension", "a comprehension over {name} is outside the language here",
        "its length must be known from the arguments' structure",
        "use a loop, or NumPy's operation on the whole array",
    ),
    Code(
        "GW112", "star arguments", "`{found}` spreads arguments whose number is not known", LATER,
        "name the arguments",
    ),
    Code(
        "GW113", "loop over something else", "a loop over {name}, which is no range, array, list or "
        "iterator over those", LATER,
        "loop over range(len(...)), and index with it",
    ),
    Code(
        "GW115", "del", "`del {name}`", "names, and entries of lists and dicts, are deleted",
        "leave it out",
    ),
    Code(
        "GW116", "import in a function", "`import` inside of the function", LATER,
        "import at the top of the module",
    ),
    Code(
        "GW117", "text", "{found} makes text from values",
        "text has no derivative, and what is read from it later would have none",
        "leave it out of what you differentiate",
    ),
    Code(
        "GW118", "match", "`match` takes a value apart by a pattern",
        "patterns of values, of tuples that are written out, and names are known",
        "use if and elif",
    ),
    Code(
        "GW120", "unknown function", "{function} has no derivative here",
        "gradwright knows the derivatives of the functions in docs/language.md, and reads Python "
        "source",
        "write it with functions that are known",
    ),
    Code(
        "GW121", "unknown method or attribute", "{name!r} of {owner} is not known",
        "gradwright knows the attributes and methods in docs/language.md",
        "use a function that is known",
    ),
    Code(
        "GW122", "unknown name", "nothing is called {name!r}",
        "Python would raise a NameError when it comes here",
        "define {name} before the function is called",
    ),
    Code(
        "GW123", "recursion", "{function} calls itself, and {reason}",
        "such a function is written apart: it takes and gives numbers, arrays and structures of those, "
        "all of one float type where it gives several", "use a loop",
    ),
    Code(
        "GW124", "assert, raise or print", "`{found}` is outside the language here", LATER,
        "leave it out of what you differentiate",
    ),
    Code(
        "GW125", "an operator without a derivative", "`{operator}` is not known for {found}",
        "gradwright knows the operators in docs/language.md",
        "write it with operators that are known",
    ),
    Code(
        "GW126", "assignment expression", "`:=` assigns where it is not sure to be evaluated",
        "the name would be bound on some paths only",
        "assign on a line of its own",
    ),
    Code(
        "GW127", "decorated function", "{function} is wrapped by a decorator whose source is not "
        "the function's own",
        "what runs is the decorator's function",
        "use functools.wraps in the decorator, or differentiate the function inside",
    ),
    Code(
        "GW128", "a value of Python's own", "{found} is outside the language",
        "the values of the language are numbers, arrays, and structures of those",
        "use one of these",
    ),
    Code(
        "GW129", "arguments of a call", "the arguments do not fit {function}: {reason}",
        "Python would raise a TypeError here",
        "pass what the function takes",
    ),
    Code(
        "GW130", "unpacking", "{found} cannot be unpacked to {targets} names",
        "the number of values must be known from the structure",
        "index the values one by one",
    ),
    Code(
        "GW131", "assignment to this target", "`{target}` cannot be assigned to here",
        "names, elements, slices and tuples of those are assigned to",
        "assign to a name",
    ),
    Code(
        "GW132", "the function is too large", "{function} has {found} {unit}, more than {limit}",
        "loops over a structure are unrolled, and calls of functions are read each time",
        "use a loop over an array",
    ),
    Code(
        "GW133", "set", "a set has no order and no place for a derivative", "",
        "use a list or a tuple",
    ),
    Code(
        "GW134", "a call that only raises", "{function} raises an exception on every path",
        "there is no value to differentiate",
        "return a value",
    ),
    Code(
        "GW135", "a loop without an end", "the condition of `while` is always true", LATER,
        "write the condition under which the loop goes on",
    ),
)  # fmt: skip
