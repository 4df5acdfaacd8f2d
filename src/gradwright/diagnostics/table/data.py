"""GW6xx: checkpoints, networks, files."""

from gradwright.diagnostics.row import Code

ROWS = (
    Code(
        "GW601", "a checkpoint that does not fit", "{filename}: {reason}",
        "a checkpoint is loaded into the structure that it was saved from",
        "build the network with the same layers and sizes",
    ),
    Code(
        "GW602", "a file that is not a checkpoint", "{filename}: {reason}",
        "", "pass a .safetensors file that run.save wrote",
    ),
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
        "GW607", "the function needs examples of its arguments", "{function} takes {arguments}",
        "backward code is written for the kinds and ranks of the arguments",
        "{example}",
    ),
    Code(
        "GW608", "data that do not fit the network", "{reason}",
        "", "pass inputs (n, features) and one target a row",
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
)  # fmt: skip
