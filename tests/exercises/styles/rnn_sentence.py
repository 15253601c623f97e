"""Right answers in other styles, for book/rnn/sentence and book/rnn/reach."""

import math
from collections import Counter

import numpy as np


def pairs_loops(ids, T):
    B = (len(ids) - 1) // T
    inputs = np.empty((T, B), dtype=int)
    targets = np.empty((T, B), dtype=int)
    for b in range(B):
        for t in range(T):
            inputs[t, b] = ids[b * T + t]
            targets[t, b] = ids[b * T + t + 1]
    return inputs, targets


def pairs_index_array(ids, T):
    B = (len(ids) - 1) // T
    place = np.arange(T)[:, None] + T * np.arange(B)
    return ids[place], ids[place + 1]


def pairs_lists(ids, T):
    ids = [int(i) for i in ids]
    starts = [n for n in range(0, len(ids), T) if n + T < len(ids)]
    return (
        [[ids[s + t] for s in starts] for t in range(T)],
        [[ids[s + t + 1] for s in starts] for t in range(T)],
    )


def pairs_roll(ids, T):
    B = (len(ids) - 1) // T
    following = np.roll(ids, -1)
    return ids[: B * T].reshape(B, T).T, following[: B * T].reshape(B, T).T


def pairs_fortran_order(ids, T):
    B = (len(ids) - 1) // T
    cut = [part.reshape((T, B), order="F") for part in (ids[:-1][: B * T], ids[1:][: B * T])]
    return {"inputs": cut[0], "targets": cut[1]}


def pairs_torch(ids, T):
    import torch

    ids = torch.as_tensor(ids)
    B = (len(ids) - 1) // T
    return ids[: B * T].view(B, T).t(), ids[1 : B * T + 1].view(B, T).t()


def loss_loops(logits, targets):
    T, B, K = logits.shape
    total = 0.0
    for t in range(T):
        for b in range(B):
            y = [float(v) for v in logits[t, b]]
            largest = max(y)
            log_sum = largest + math.log(sum(math.exp(v - largest) for v in y))
            total += log_sum - y[int(targets[t, b])]
    return total / (T * B)


def loss_one_hot(logits, targets):
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return -np.mean((log_p * np.eye(logits.shape[-1])[targets]).sum(axis=-1))


def loss_logaddexp(logits, targets):
    rows = logits.reshape(-1, logits.shape[-1])
    chosen = rows[np.arange(len(rows)), targets.ravel()]
    return np.mean(np.logaddexp.reduce(rows, axis=-1) - chosen)


def loss_target_shift(logits, targets):
    """log of the sum of exp(y_k - y_target), by logaddexp so that nothing overflows."""
    gaps = logits - np.take_along_axis(logits, targets[..., None], axis=-1)
    return np.logaddexp.reduce(gaps, axis=-1).mean()


def loss_torch(logits, targets):
    import torch

    logits, targets = torch.as_tensor(logits), torch.as_tensor(targets)
    return torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten())


def bigram_loop(ids, K):
    counts = [[1.0] * K for _ in range(K)]
    for now, following in zip(ids[:-1], ids[1:], strict=True):
        counts[now][following] += 1
    return [[c / sum(row) for c in row] for row in counts]


def bigram_counter(ids, K):
    ids = [int(i) for i in ids]
    pairs = Counter(zip(ids, ids[1:], strict=False))
    firsts = Counter(ids[:-1])
    return np.array([[(pairs[i, j] + 1) / (firsts[i] + K) for j in range(K)] for i in range(K)])


def bigram_bincount(ids, K):
    counts = np.bincount(ids[:-1] * K + ids[1:], minlength=K * K).reshape(K, K) + 1
    return counts / counts.sum(axis=1)[:, None]


def bigram_one_hot(ids, K):
    x = np.eye(K)[ids]
    counts = x[:-1].T @ x[1:] + 1
    return (counts.T / counts.sum(axis=1)).T


def bigram_torch(ids, K):
    import torch

    ids = torch.as_tensor(ids)
    counts = torch.ones((K, K), dtype=torch.float64)
    counts.index_put_((ids[:-1], ids[1:]), torch.tensor(1.0, dtype=torch.float64), accumulate=True)
    return counts / counts.sum(dim=1, keepdim=True)


def accuracy_loops(logits, targets):
    right = counted = 0
    for scores, wanted in zip(logits, targets, strict=True):
        for y, target in zip(scores, wanted, strict=True):
            if target >= 0:
                counted += 1
                right += list(y).index(max(y)) == target
    return right / counted


def accuracy_sums(logits, targets):
    return np.sum(np.argmax(logits, axis=-1) == targets) / np.sum(targets != -1)


def accuracy_flat(logits, targets):
    rows, wanted = logits.reshape(-1, logits.shape[-1]), targets.ravel()
    keep = np.flatnonzero(wanted + 1)
    return np.mean(rows[keep].argmax(axis=1) == wanted[keep])


def accuracy_torch(logits, targets):
    import torch

    logits, targets = torch.as_tensor(logits), torch.as_tensor(targets)
    counts = targets != -1
    return (logits[counts].argmax(dim=-1) == targets[counts]).double().mean()


STYLES = {
    "rnn.lm_pairs": {
        "explicit loops": pairs_loops,
        "array of indices": pairs_index_array,
        "lists": pairs_lists,
        "roll, then cut off the end": pairs_roll,
        "Fortran order, dict": pairs_fortran_order,
        "torch": pairs_torch,
    },
    "rnn.cross_entropy": {
        "explicit loops": loss_loops,
        "one-hot targets": loss_one_hot,
        "logaddexp": loss_logaddexp,
        "shift by the target": loss_target_shift,
        "torch": loss_torch,
    },
    "rnn.bigram": {
        "explicit loop": bigram_loop,
        "Counter": bigram_counter,
        "bincount": bigram_bincount,
        "one-hot product": bigram_one_hot,
        "torch": bigram_torch,
    },
    "rnn.lag_accuracy": {
        "explicit loops": accuracy_loops,
        "two sums": accuracy_sums,
        "flattened": accuracy_flat,
        "torch": accuracy_torch,
    },
}
