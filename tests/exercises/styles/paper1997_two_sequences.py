"""Right answers of book/paper1997/two-sequences in other styles."""

import numpy as np

# --- lab.two_sequences --------------------------------------------------------------------------


def two_sequences_loops(task, normals, first_class, extra, signal):
    steps, batch = normals.shape
    inputs, targets = [], []
    for b in range(batch):
        sign = 1 if first_class[b] else -1
        column = []
        for t in range(steps):
            noise = normals[t, b] * 0.2**0.5
            if t >= signal:
                column.append(noise)
            elif task == "3b":
                column.append(sign + noise)
            else:
                column.append(sign)
        inputs.append(column)
        if task == "3c":
            targets.append((0.2 if first_class[b] else 0.8) + extra[b] * 0.1**0.5)
        else:
            targets.append(int(first_class[b]))
    return np.array(inputs, float).T, targets


def two_sequences_masks(task, normals, first_class, extra, signal):
    """The clean signal and the noise, each multiplied by where it exists."""
    sign = 2.0 * first_class - 1
    early = (np.arange(len(normals)) < signal)[:, None]
    noisy = ~early | (task == "3b")
    inputs = early * sign + noisy * normals / np.sqrt(5)
    if task != "3c":
        return inputs, first_class.astype(float)
    return inputs, 0.5 - 0.3 * sign + extra / np.sqrt(10)


def two_sequences_joined(task, normals, first_class, extra, signal):
    """First part and rest, put together."""
    inputs = np.random.default_rng(0).normal(size=normals.shape)  # replaced below
    head, rest = normals[:signal] * np.sqrt(0.2), normals[signal:] * np.sqrt(0.2)
    head = head * float(task == "3b") + [[1.0 if one else -1.0 for one in first_class]]
    inputs[:] = np.concatenate([head, rest])
    low, high = {"3c": (0.2, 0.8)}.get(task, (1.0, 0.0))
    noise = np.sqrt(0.1) * extra if task == "3c" else 0
    return {"inputs": inputs, "targets": np.array([high, low])[first_class * 1] + noise}


STYLES = {
    "lab.two_sequences": {
        "loops": two_sequences_loops,
        "masks": two_sequences_masks,
        "joined parts": two_sequences_joined,
    },
}
