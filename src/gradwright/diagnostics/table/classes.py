"""GW5xx: backward methods for classes."""

from gradwright.diagnostics.row import Code

ROWS = (
    Code(
        "GW501", "a class without forward", "{name} has no method `forward`",
        "the backward method is written from forward",
        "give the method that computes the output one of the names {names}",
    ),
    Code(
        "GW502", "a class that was never run", "no call of {name}.{forward} was seen",
        "types of attributes and arguments come from one run of the file",
        "call it once, as in {call}, under if __name__ == '__main__' or behind --run",
    ),
    Code(
        "GW503", "no output", "{name}.{forward} returns nothing, and no attribute is its output",
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
        "make the file run with python first, or say with --run what to run instead",
    ),
    Code(
        "GW508", "backward before forward", "{name}.backward was called before forward",
        "backward reads what forward keeps",
        "call forward first",
    ),
    Code(
        "GW509", "a part that runs twice", "{part}.{forward} was called in line {first} already",
        "backward reads what the last call kept",
        "make two parts, or two layers",
    ),
    Code(
        "GW510", "a part in a branch or loop", "{part}.{forward} is called in a branch or a loop",
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
        "GW512", "a written backward that was edited", "{name}.backward, or a line that is kept "
        "for it, is no longer what gradwright wrote",
        "what a person changed is not overwritten",
        "delete the method and run again (or add --force) to have it written anew; delete its "
        "last line, the mark, to keep it as your own",
    ),
    Code(
        "GW513", "a class that the run did not come to", "no call of {name}.{forward} was seen "
        "before line {line}, where the run ended: it calls a backward that is not there yet",
        "types of attributes and arguments come from one run of the file",
        "call forward of every class before the first backward, or only what is needed behind "
        "--run, as in {call}",
    ),
    Code(
        "GW514", "a file without layers", "{filename} defines no class with a method `forward`",
        "the backward method is written into the class whose forward it belongs to",
        "name the file that defines the classes; one that only uses them goes behind --run. The "
        "method that computes the output is called {names}",
    ),
    Code(
        "GW515", "a term that cannot be added", "{term} cannot be added to the gradients of {name}: "
        "{reason}",
        "its gradient is added to what backward leaves, which knows the layer and nothing else",
        "let the function read the layer's own numbers, return one, and be called with it in the run",
    ),
)  # fmt: skip
