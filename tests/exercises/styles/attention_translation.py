"""Right answers of book/attention/translation in other styles."""

import numpy as np

# --- attention.decoder_step ---------------------------------------------------------------------


def step_loops(e, s, memory, mask, W_x, W_h, b, W_r, b_r, W_o, b_o):
    """One sentence after the other, only over its real words."""
    logits, states, all_weights = [], [], []
    for i in range(len(e)):
        new = np.tanh(e[i] @ W_x + s[i] @ W_h + b)
        weights = np.zeros(len(memory))
        places = [n for n in range(len(memory)) if mask[i, n]]
        scores = [float(new @ memory[n, i]) for n in places]
        powers = [np.exp(score - max(scores)) for score in scores]
        context = np.zeros(len(new))
        for n, power in zip(places, powers, strict=True):
            weights[n] = power / sum(powers)
            context += weights[n] * memory[n, i]
        logits.append(np.tanh(np.append(context, new) @ W_r + b_r) @ W_o + b_o)
        states.append(new)
        all_weights.append(weights)
    return np.array(logits), np.array(states), np.array(all_weights)


def step_batch_first(e, s, memory, mask, W_x, W_h, b, W_r, b_r, W_o, b_o):
    """Matrix products; the two halves of W_r one after the other; a large negative score."""
    H = s.shape[1]
    states = memory.transpose(1, 0, 2)  # (B, N, H)
    new = np.tanh(np.hstack([e, s]) @ np.vstack([W_x, W_h]) + b)
    scores = (states @ new[:, :, None])[:, :, 0]
    scores = scores - np.max(scores, axis=1, where=mask, initial=-np.inf, keepdims=True)
    powers = np.exp(np.minimum(scores, 0)) * mask
    weights = powers / powers.sum(axis=1, keepdims=True)
    context = (weights[:, None] @ states)[:, 0]
    hidden = np.tanh(context @ W_r[:H] + new @ W_r[H:] + b_r)
    return {"logits": hidden @ W_o + b_o, "s_new": new, "weights": weights}


def step_torch(e, s, memory, mask, W_x, W_h, b, W_r, b_r, W_o, b_o):
    import torch

    e, s, memory, mask, W_x, W_h, b, W_r, b_r, W_o, b_o = (
        torch.tensor(np.asarray(a)) for a in (e, s, memory, mask, W_x, W_h, b, W_r, b_r, W_o, b_o)
    )
    new = torch.tanh(e @ W_x + s @ W_h + b)
    scores = (memory * new).sum(-1).T.masked_fill(~mask, -torch.inf)
    weights = scores.softmax(-1)
    context = torch.bmm(weights[:, None], memory.transpose(0, 1))[:, 0]
    hidden = torch.tanh(torch.cat([context, new], 1) @ W_r + b_r)
    return hidden @ W_o + b_o, new, weights


# --- attention.greedy ---------------------------------------------------------------------------


def greedy_for(step, state, start, end, longest):
    said = [start]
    for _ in range(longest):
        logits, state = step(said[-1], state)
        best = max(range(len(logits)), key=lambda k: logits[k])
        if best == end:
            return said[1:]
        said.append(best)
    return said[1:]


def greedy_recursive(step, state, start, end, longest):
    if longest == 0:
        return []
    logits, state = step(start, state)
    word = int(np.argmax(logits))
    return [] if word == end else [word, *greedy_recursive(step, state, word, end, longest - 1)]


def greedy_cut_later(step, state, start, end, longest):
    """All steps first, then everything from the end mark on is cut off."""
    word, said = start, []
    for _ in range(longest):
        logits, state = step(word, state)
        word = np.argsort(logits)[-1]
        said.append(word)
    said = np.array(said)
    return said[: np.argmax(said == end)] if end in said else said


def greedy_generator(step, state, start, end, longest):
    def speak(word, state):
        while True:
            probabilities, state = step(word, state)
            word = int(probabilities.argmax())
            yield word

    said = []
    for word, _ in zip(speak(start, state), range(longest), strict=False):
        if word == end:
            break
        said += [word]
    return said


STYLES = {
    "attention.decoder_step": {
        "explicit loops": step_loops,
        "batch first": step_batch_first,
        "torch": step_torch,
    },
    "attention.greedy": {
        "for loop": greedy_for,
        "recursion": greedy_recursive,
        "cut later": greedy_cut_later,
        "generator": greedy_generator,
    },
}
