"""Right answers of book/attention/bottleneck in other styles."""

import numpy as np

# --- attention.shift ----------------------------------------------------------------------------


def shift_lists(words):
    columns_in, columns_out = [], []
    for column in np.asarray(words).T:
        said = [word for word in column if word != 0]
        rest = [0] * (len(column) - len(said))
        columns_in.append([1, *said, *rest])
        columns_out.append([*said, 2, *rest])
    return np.array(columns_in).T, np.array(columns_out).T


def shift_stacked(words):
    row = np.zeros((1, words.shape[1]), dtype=words.dtype)
    targets = np.vstack([words, row])
    first_pad = (targets == 0).cumsum(axis=0) == 1
    return np.vstack([row + 1, words]), np.where(first_pad, 2, targets)


def shift_with_the_package(words):
    from lstmcourse.seq2seq import pad_pairs

    answers = [[int(word) for word in column if word] for column in np.asarray(words).T]
    batch = pad_pairs([[3]] * len(answers), answers)
    missing = len(words) + 1 - len(batch.inputs)
    return tuple(np.pad(part, ((0, missing), (0, 0))) for part in (batch.inputs, batch.targets))


def shift_torch(words):
    import torch

    words = torch.tensor(np.asarray(words))
    steps, sentences = words.shape
    inputs = torch.cat([torch.ones_like(words[:1]), words])
    targets = torch.cat([words, torch.zeros_like(words[:1])])
    ends = (words != 0).sum(dim=0, keepdim=True)
    return inputs, targets.scatter(0, ends, torch.full_like(ends, 2, dtype=targets.dtype))


# --- attention.padded_loss ----------------------------------------------------------------------


def loss_loops(logits, targets):
    T, B, K = logits.shape
    total, number = 0.0, 0
    d_logits = np.zeros_like(logits)
    for t in range(T):
        for b in range(B):
            if targets[t, b] == 0:
                continue
            p = np.exp(logits[t, b] - logits[t, b].max())
            total += np.log(p.sum()) + logits[t, b].max() - logits[t, b, targets[t, b]]
            d_logits[t, b] = p / p.sum()
            d_logits[t, b, targets[t, b]] -= 1.0
            number += 1
    return total / number, d_logits / number


def loss_selected(logits, targets):
    """Take the real targets out first; there is no mask after that."""
    real = targets != 0
    chosen, rows = targets[real], np.arange(real.sum())
    log_p = logits[real] - np.logaddexp.reduce(logits[real], axis=-1, keepdims=True)
    d_real = np.exp(log_p)
    d_real[rows, chosen] -= 1
    d_logits = np.zeros_like(logits)
    d_logits[real] = d_real / len(rows)
    return -log_p[rows, chosen].mean(), d_logits


def loss_with_the_package(logits, targets):
    from lstmcourse.learning import cross_entropy
    from lstmcourse.tasks import IGNORE

    return cross_entropy(logits, np.where(targets == 0, IGNORE, targets))


def loss_torch(logits, targets):
    import torch
    from torch.nn import functional as F

    logits = torch.tensor(np.asarray(logits), requires_grad=True)
    loss = F.cross_entropy(
        logits.flatten(0, 1), torch.tensor(np.asarray(targets)).flatten().long(), ignore_index=0
    )
    loss.backward()
    return loss.detach(), logits.grad


STYLES = {
    "attention.shift": {
        "lists": shift_lists,
        "stacked, END at the first pad": shift_stacked,
        "the package": shift_with_the_package,
        "torch": shift_torch,
    },
    "attention.padded_loss": {
        "explicit loops": loss_loops,
        "real targets only": loss_selected,
        "the package": loss_with_the_package,
        "torch": loss_torch,
    },
}
