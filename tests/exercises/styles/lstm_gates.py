"""Right answers of book/lstm/gates in other styles."""

import numpy as np

# --- lstm.step ----------------------------------------------------------------------------------


def step_loops(x, h, c, W_x, W_h, b):
    B, H = h.shape
    h_new, c_new = np.empty_like(h), np.empty_like(c)
    for n in range(B):
        for unit in range(H):
            a = []
            for block in range(4):
                column = block * H + unit
                total = b[column]
                for m in range(x.shape[1]):
                    total = total + x[n, m] * W_x[m, column]
                for k in range(H):
                    total = total + h[n, k] * W_h[k, column]
                a.append(total)
            i, f, o = (1 / (1 + np.exp(-a[block])) for block in (0, 1, 3))
            c_new[n, unit] = f * c[n, unit] + i * np.tanh(a[2])
            h_new[n, unit] = o * np.tanh(c_new[n, unit])
    return h_new, c_new


def step_concatenated(x, h, c, W_x, W_h, b):
    """One matrix for [x, h, 1], as many texts write it."""
    rows = np.concatenate([x, h, np.ones((len(x), 1))], axis=1)
    a = rows @ np.concatenate([W_x, W_h, b[None]])
    i, f, g, o = a.reshape(len(x), 4, -1).transpose(1, 0, 2)
    gate = {"i": i, "f": f, "o": o}
    gate = {name: 0.5 * (1 + np.tanh(value / 2)) for name, value in gate.items()}
    c = gate["f"] * c + gate["i"] * np.tanh(g)
    return gate["o"] * np.tanh(c), c


def step_block_by_block(x, h, c, W_x, W_h, b):
    H = h.shape[1]

    def a(block):
        columns = slice(block * H, (block + 1) * H)
        part = np.einsum("bi,ij->bj", x, W_x[:, columns])
        return part + np.einsum("bk,kj->bj", h, W_h[:, columns]) + b[columns]

    def sigmoid(net):
        return np.exp(-np.logaddexp(0, -net))

    c = sigmoid(a(1)) * c + sigmoid(a(0)) * np.tanh(a(2))
    return {"h": sigmoid(a(3)) * np.tanh(c), "c": c}


def step_with_the_cell(x, h, c, W_x, W_h, b):
    from lstmcourse.cells import lstm

    return lstm.step(lstm.Params(W_x, W_h, b), x, lstm.State(h, c))[0]


def step_torch(x, h, c, W_x, W_h, b):
    import torch

    cell = torch.nn.LSTMCell(x.shape[1], h.shape[1], dtype=torch.float64)
    with torch.no_grad():
        for weight, value in (
            (cell.weight_ih, W_x.T),
            (cell.weight_hh, W_h.T),
            (cell.bias_ih, b),
            (cell.bias_hh, 0 * b),
        ):
            weight.copy_(torch.tensor(value))
        return cell(torch.tensor(x), (torch.tensor(h), torch.tensor(c)))


# --- lstm.hand_set ------------------------------------------------------------------------------


def hand_set_word_by_word(V, plus, minus, question, size):
    """First what every word is to have, then weights and biases that give it."""
    wanted = np.zeros((V, 4))
    for word in range(V):
        name = word in (plus, minus)
        wanted[word, 0] = size if name else -size
        wanted[word, 1] = -size if name else size
        wanted[word, 2] = size * ((word == plus) - (word == minus))
        wanted[word, 3] = size if word == question else -size
    b = np.array([-size, size, 0, -size])
    return wanted - b, b


def hand_set_by_one_hot(V, plus, minus, question, size):
    p, m, q = np.eye(V)[[plus, minus, question]]
    W_x = size * np.column_stack([2 * (p + m), -2 * (p + m), p - m, 2 * q])
    return W_x, [-size, size, 0.0, -size]


STYLES = {
    "lstm.step": {
        "explicit loops": step_loops,
        "concatenated weights": step_concatenated,
        "block by block, in a dict": step_block_by_block,
        "the cell of the course": step_with_the_cell,
        "torch": step_torch,
    },
    "lstm.hand_set": {
        "word by word": hand_set_word_by_word,
        "one-hot rows": hand_set_by_one_hot,
    },
}
