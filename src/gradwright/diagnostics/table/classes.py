"""GW5xx: backward methods for classes."""

from gradwright.diagnostics.row import Code

ROWS = (
    Code(
        "GW501", "a class without forward", "{name} has no method `forward`",
        "the backward method is written from forward",
        "name the method that computes the output `forward`",
    ),
    Code(
        "GW502", "a class that was never run", "no call of {name}.forward was seen",
        "types of attributes and arguments come from one run of the file",
        "call forward once, under if __name__ == '__main__'",
    ),
    Code(
        "GW503", "no output", "{name}.forward returns nothing, and no attribute is its output",
        "the upstream gradient belongs to the returned value, self.output, or the only active "
        "attribute that is written",
        "return the value, or store it as self.output",
    ),
    Code(
        "GW504", "an attribute that cannot be a slot", "self.{attribute} is {found}",
        "attributes that forward reads are numbers, arrays, or parts with a forward of their own",
        "store numbers and arrays",
    ),
    Code(
        "GW505", "a backward method of one's own", "{name} has a backward method that gradwright "
        "did not write",
        "what a person wrote is not overwritten",
        "remove it, and run again",
    ),
    Code(
        "GW506", "a class that cannot be done", "{name}: {reason}",
        "", "",
    ),
    Code(
        "GW507", "the file cannot be run", "{filename}: {reason}",
        "types of attributes and arguments come from one run of the file",
        "make the file run with python first",
    ),
    Code(
        "GW508", "backward before forward", "{name}.backward was called before forward",
        "backward reads what forward keeps",
        "call forward first",
    ),
)  # fmt: skip
