"""The 1997 laboratory: the experiments of the LSTM paper, run by the paper's own on-line rule.

What is run:

protocols       one record per LSTM row of the paper's tables: PROTOCOLS, choose
all_rows        these, and the other learners: ROWS, find_rows
baselines       what the paper compares with: RTRL, BPTT, an Elman net
guessing        random weight guessing
modern          a modern LSTM, and a plain RNN, with Adam and minibatches (PyTorch)

How it is run:

trial           run_trial(row, seed): training until success or the cap, then the row's test
lanes           several trials at once in vector registers, with the same results
running         run(rows, out=...): many trials on all cores or a cluster, stopped and resumed
trial_store     finished trials on disk, one line each
reporting       solved of total, median and quartiles, beside the paper's numbers

What it is made of:

engine          the net itself, the gradient of one sequence, conversion to learning.PaperNetwork
learner         a trial in steps of one's own: train, look at the net, test
looking         learning curves, and gates and cells over one sequence
own_sequences   the same net and rule on sequences of one's own
sequences       task sequences; draw(row, seed, number) gives one to look at
counter_random  random numbers as a function of (key, counter)

Importing these modules loads NumPy alone. What draws sequences or trains nets needs Numba, the
extra ``pip install "lstmcourse[paper]"``, and loads it when it is first used; each kind of net is
then compiled once, which takes some seconds, and kept on disk. A cluster needs
``lstmcourse[cluster]``.
"""

from importlib import import_module
from types import ModuleType

__all__ = [
    "all_rows",
    "baselines",
    "counter_random",
    "engine",
    "guessing",
    "lanes",
    "learner",
    "looking",
    "modern",
    "own_sequences",
    "protocols",
    "reporting",
    "running",
    "sequences",
    "trial",
    "trial_store",
]


def __getattr__(name: str) -> ModuleType:
    """A module, when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")
