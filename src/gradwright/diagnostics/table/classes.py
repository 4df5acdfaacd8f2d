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
    Code(
        "GW509", "a part that runs twice", "{part}.forward was called in line {first} already",
        "backward reads what the last call kept",
        "make two parts, or two layers",
    ),
    Code(
        "GW510", "a part in a branch or loop", "{part}.forward is called in a branch or a loop",
        "backward calls the parts in the opposite order, each once",
        "call the part on every path, outside of loops",
    ),
    Code(
        "GW511", "a part without a gradient", "{part}: {reason}",
        "a network's backward calls those of its parts, and reads the gradients that they leave",
        "let its forward take and give arrays, and its backward take the upstream gradient and "
        "store d<argument>",
    ),
    Code(
        "GW512", "a forward that has changed", "{name}.forward is not the one that its backward "
        "was written for",
        "backward reads what that forward kept",
        "delete the backward method and the lines that are kept for it, and run again",
    ),
)  # fmt: skip
