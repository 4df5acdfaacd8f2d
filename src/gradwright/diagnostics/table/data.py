"""GW6xx: checkpoints, networks, files."""

from gradwright.diagnostics.row import Code

ROWS = (
    Code(
        "GW603", "a hyperparameter out of range", "{name} = {found}: {expected}",
        "", "",
    ),
    Code(
        "GW604", "no such file", "{filename} does not exist",
        "", "pass the path of a file that exists",
    ),
    Code(
        "GW605", "the file cannot be imported", "{filename}: {reason}",
        "the command loads the file as a module",
        "make `python {filename}` run first",
    ),
    Code(
        "GW606", "no such function", "{filename} has no function {function!r}",
        "", "name one of: {functions}",
    ),
    Code(
        "GW609", "a backward file that does not fit", "{filename}: {reason}",
        "training runs the function of that file",
        "pass a file that `gradwright train` wrote for the same network",
    ),
    Code(
        "GW610", "a step that does not fit its parameter",
        "a step of shape {found} for a parameter of shape {expected}",
        "a gradient has the structure and the shapes of the parameters",
        "pass the gradients of these parameters, and the state that belongs to them",
    ),
    Code(
        "GW611", "a directory that cannot be written",
        "{filename} cannot be written to: {reason}",
        "", "pass a directory that you may write to",
    ),
    Code(
        "GW612", "training diverged", "the loss is {loss} after {epochs} epochs",
        "the steps are too long, or the gradient is not one",
        "lower the learning rate",
    ),
    Code(
        "GW613", "a checkpoint that cannot be read", "{filename} cannot be read: {reason}",
        "a checkpoint is one safetensors file, written whole; nothing in it is ever unpickled",
        "pass a file that `save` wrote, with like= for classes and functions of your own",
    ),
    Code(
        "GW614", "data that do not fit", "{found}",
        "every row of the inputs has one target, and there is at least one row",
        "pass arrays whose first axes have one length",
    ),
    Code(
        "GW615", "a loss that is no number", "the loss is {loss} in epoch {epoch}, batch {batch}: first in "
        "`{statement}`",
        "the values of that statement are no numbers any more, and no step was taken from them",
        "lower the learning rate, clip the gradients, or compute the statement safely",
    ),
    Code(
        "GW616", "a table that cannot be read", "{filename} cannot be read: {reason}",
        "a table is a CSV file in UTF-8: a header line, then one row a line, with a value in each cell",
        "mend the file at that place",
    ),
    Code(
        "GW617", "a column that cannot be trained on", "{filename}: column {column} {reason}",
        "inputs are finite numbers, one in each row; a target is numbers, or at least two classes",
        "mend the file at that place, or leave the column out with --ignore",
    ),
    Code(
        "GW618", "an option of training that cannot be followed", "{name} {found}: {expected}",
        "", "",
    ),
    Code(
        "GW619", "a run that cannot be resumed like this",
        "{filename} holds a run of {found}, not of {expected}",
        "a resumed run comes to the same numbers as one that was never stopped, so nothing may differ",
        "leave the option out: what the run was started with holds; or start anew without --resume",
    ),
)  # fmt: skip
