"""Helpers for tests of LSTM and GRU: cells with options, the contract again, gradients in torch."""

import inspect
from functools import partial
from itertools import product
from types import SimpleNamespace

import numpy as np
import torch

from cells import test_cell_contract as contract
from cells.contract_tools import Case
from lstmcourse.cells import gru
from lstmcourse.learning.trees import map_tree, with_leaves

BLIND = ("test_offers_the_public_names", "test_needs_numpy_alone")  # options change nothing here
PROMISES = [
    test for name, test in vars(contract).items() if name.startswith("test_") and name not in BLIND
]
ARGUMENTS = {"dtype": np.float32, "size": (4, 5, 3, 2)}


def variant(module, **options):
    """The cell with options of its own, for functions that take a cell."""
    names = ("__name__", "Params", "zero_state", "step", "forward", "backward")
    init = partial(module.init, **options)
    return SimpleNamespace(init=init, **{name: getattr(module, name) for name in names})


UPDATES = ("keep", "write")
CONVENTIONS = list(product(("after", "before"), UPDATES))  # reset, update
GRUS = {(reset, update): variant(gru, reset=reset, update=update) for reset, update in CONVENTIONS}


def keep_promise(promise, cell):
    """Run one test of the contract with one value of each of its other arguments."""
    names = [name for name in inspect.signature(promise).parameters if name != "cell"]
    promise(cell, **{name: ARGUMENTS[name] for name in names})


def random_case(cell, seed, **options):
    """T, B, I and H all differ from each other."""
    sizes = np.random.default_rng(seed).permutation(range(2, 9))[:4]
    sizes = dict(zip(("steps", "batch", "inputs", "hidden"), map(int, sizes), strict=True))
    return Case(cell, seed=seed, **(sizes | options))


def in_torch(case, forward):
    """What ``forward(params, xs, state)`` computes from tensors, and its gradients by autograd.

    Both have the form of what the cell's ``forward`` (without the tape) and ``backward`` return.
    """
    inner = []

    def tensor(leaf):
        inner.append(torch.tensor(leaf, requires_grad=True))
        return inner[-1]

    given = (case.params, case.xs, case.state)
    hs, final = forward(*map_tree(tensor, given))
    outer = [hs, *final] if isinstance(final, tuple) else [hs, final]
    weights = [case.d_hs, *(case.d_state if isinstance(final, tuple) else [case.d_state])]
    energy = sum((o * torch.tensor(w)).sum() for o, w in zip(outer, weights, strict=True))
    grads = torch.autograd.grad(energy, inner)
    outputs = with_leaves((case.d_hs, case.d_state), [o.detach().numpy() for o in outer])
    return outputs, with_leaves(given, [grad.numpy() for grad in grads])
