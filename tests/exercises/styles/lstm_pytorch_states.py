"""Right answers of book/lstm/pytorch-states in other styles."""

import numpy as np

# --- lstm.last_valid ----------------------------------------------------------------------------


def last_loops(outputs, lengths):
    return [outputs[length - 1, b] for b, length in enumerate(lengths)]


def last_by_mask(outputs, lengths):
    steps = np.arange(len(outputs))[:, None]
    return np.einsum("tb,tbh->bh", (steps == lengths - 1).astype(outputs.dtype), outputs)


def last_take_along(outputs, lengths):
    return np.take_along_axis(outputs, (lengths - 1)[None, :, None], axis=0)[0]


def last_gather(outputs, lengths):
    """The usual line in PyTorch."""
    import torch

    outputs, lengths = torch.as_tensor(outputs), torch.as_tensor(lengths)
    index = (lengths - 1).view(1, -1, 1).expand(1, -1, outputs.shape[2])
    return outputs.gather(0, index).squeeze(0)


def last_kept(outputs, lengths):
    """Step by step, as a loop over time does: a sequence that has ended keeps its output."""
    kept = np.array(outputs[0])
    for t in range(1, len(outputs)):
        kept = np.where((t < lengths)[:, None], outputs[t], kept)
    return kept


# --- lstm.windows -------------------------------------------------------------------------------


def windows_reshaped(ids, batch, k):
    n = (len(ids) - 1) // batch
    W = n // k

    def cut(stream):
        columns = stream[: batch * n].reshape(batch, n)[:, : W * k].T  # (W k, batch)
        return columns.reshape(W, k, batch)

    return cut(ids), cut(ids[1:])


def windows_indexed(ids, batch, k):
    n = (len(ids) - 1) // batch
    place = np.arange(n // k)[:, None, None] * k + np.arange(k)[:, None] + np.arange(batch) * n
    return {"inputs": ids[place], "targets": ids[place + 1]}


def windows_stacked(ids, batch, k):
    n = (len(ids) - 1) // batch
    streams = [ids[b * n : (b + 1) * n + 1] for b in range(batch)]
    starts = range(0, n - k + 1, k)
    inputs = [np.stack([stream[s : s + k] for stream in streams], axis=1) for s in starts]
    targets = [np.stack([stream[s + 1 : s + k + 1] for stream in streams], axis=1) for s in starts]
    return np.array(inputs), np.array(targets)


def windows_torch(ids, batch, k):
    import torch

    n = (len(ids) - 1) // batch
    inputs, targets = (
        torch.as_tensor(ids)[shift:][: batch * n].view(batch, n)[:, : n // k * k].t()
        for shift in (0, 1)
    )
    return torch.stack(inputs.split(k)), torch.stack(targets.split(k))


def windows_of_the_course(ids, batch, k):
    """The course's own batches."""
    from lstmcourse.tasks import language_model_batches

    batches = list(language_model_batches(ids, k, batch))
    return np.stack([pair[0] for pair in batches]), np.stack([pair[1] for pair in batches])


STYLES = {
    "lstm.last_valid": {
        "explicit loops": last_loops,
        "a mask, einsum": last_by_mask,
        "take_along_axis": last_take_along,
        "torch gather": last_gather,
        "kept through time": last_kept,
    },
    "lstm.windows": {
        "reshaped": windows_reshaped,
        "indexed, in a dict": windows_indexed,
        "stacked": windows_stacked,
        "torch": windows_torch,
        "the course": windows_of_the_course,
    },
}
