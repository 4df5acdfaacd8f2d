"""GW3xx: mutation and aliases."""

from gradwright.diagnostics.row import Code

ROWS = (
    Code(
        "GW302", "an alias that cannot be decided", "{first!r} and {second!r} (line {line}) may "
        "share memory, and {first!r} is changed here",
        "whether the other changes too depends on the data",
        "copy one: .copy()",
    ),
    Code(
        "GW304", "a store into a captured array", "{name!r} is captured from outside of the "
        "function, and is changed here",
        "what the function leaves behind would change the next call",
        "pass it as an argument, or copy it first",
    ),
    Code(
        "GW307", "a container that is changed", "{name!r} is changed in place",
        "which of the function's lists and dicts change, and how, is not known here: it is an argument, "
        "may be one of several objects, is visited by a loop, or belongs to a caller",
        "change a list or dict where it was made, or build a new one",
    ),
    Code(
        "GW308", "repeated indices in a store", "{name!r} is stored at indices that may repeat",
        "which of the values stays is not known when the backward code is written",
        "use unique indices, or a loop over them",
    ),
    Code(
        "GW309", "a store into an argument that shares memory",
        "the arguments {first!r} and {second!r} share memory, and {first!r} is changed",
        "the backward code is written for arrays apart from each other",
        "pass a copy of one",
    ),
    Code(
        "GW310", "an attribute that is assigned", "{target} is assigned here",
        "attributes of arguments are constants here",
        "use a local name and return the value",
    ),
    Code(
        "GW311", "a store of another type", "{found} is stored into {name!r} of dtype {dtype}",
        "NumPy would round the values, or drop imaginary parts, and go on",
        "give {name!r} a dtype that holds them",
    ),
    Code(
        "GW312", "a view that is not a region", "`{found}` may be a view or a copy of {name!r}, "
        "by its layout, and one of them is changed",
        "whether the other changes too depends on the data",
        "copy it: .copy()",
    ),
    Code(
        "GW313", "a list of different types", "a list whose length depends on data holds {first}, "
        "and is given {second}",
        "the entries of such a list have one type: the backward code is written for it",
        "keep values of each type in a list of their own",
    ),
    Code(
        "GW314", "an entry of a list", "{found} stands in a list whose length depends on data, or "
        "is read from one",
        "such a list holds numbers or arrays of one type",
        "keep numbers or arrays in it, and other values apart",
    ),
    Code(
        "GW315", "an array in a list that is changed", "an array in the list {name!r} is changed",
        "other names may hold the same array, and see the change",
        "put a changed copy into the list",
    ),
    Code(
        "GW316", "overlapping slices in a jitted function", "{function} is jitted, and stores into a "
        "slice of an array while it reads another slice of it",
        "NumPy evaluates the right side first, the compiler stores while it evaluates",
        "copy what is read: .copy()",
    ),
    Code(
        "GW319", "a reshape that would be a copy", "{found} in this call, and a reshape of it is "
        "stored into, or read after a store",
        "of an array in another order NumPy makes a copy, which is apart from it",
        "pass np.ascontiguousarray(...)",
    ),
)  # fmt: skip
