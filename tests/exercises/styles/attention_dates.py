"""Right answers of book/attention/dates in other styles."""

import numpy as np

# --- attention.exact_match ----------------------------------------------------------------------


def match_loops(written, targets):
    right = 0
    for b in range(targets.shape[1]):
        wanted = []
        for symbol in targets[:, b].tolist():
            wanted.append(symbol)
            if symbol == 2:
                break
        right += written[: len(wanted), b].tolist() == wanted
    return right / targets.shape[1]


def match_lengths(written, targets):
    """Where <end> stands says how many steps count."""
    steps = 1 + (targets == 2).argmax(axis=0)
    pairs = zip(written.T, targets.T, steps, strict=True)
    return np.mean([np.array_equal(said[:n], wanted[:n]) for said, wanted, n in pairs])


def match_counted(written, targets):
    """As many agreements as there are symbols."""
    S = min(len(written), len(targets))
    agreed = ((written[:S] == targets[:S]) & (targets[:S] > 0)).sum(axis=0)
    return float((agreed == (targets > 0).sum(axis=0)).mean())


def match_text(written, targets):
    """Texts up to and with their end."""

    def text(ids):
        letters = "".join(chr(97 + int(symbol)) for symbol in ids)
        return letters.split("c")[0] + "c" * ("c" in letters)

    both = zip(written.T, targets.T, strict=True)
    return sum(text(one) == text(other) for one, other in both) / targets.shape[1]


def match_torch(written, targets):
    import torch

    said, wanted = torch.tensor(written), torch.tensor(targets)
    short = max(0, len(wanted) - len(said))
    said = torch.nn.functional.pad(said, (0, 0, 0, short), value=-1)[: len(wanted)]
    fine = torch.logical_or(said == wanted, wanted == 0)
    return fine.all(dim=0).double().mean()


# --- attention.beam_step ------------------------------------------------------------------------


def beam_loops(scores, logits, width):
    found = []
    for row, (score, line) in enumerate(zip(scores.tolist(), logits, strict=True)):
        largest = line.max()
        norm = largest + np.log(np.exp(line - largest).sum())
        found += [(score + x - norm, row, symbol) for symbol, x in enumerate(line)]
    found.sort(reverse=True)
    totals, rows, symbols = zip(*found[:width], strict=True)
    return rows, symbols, totals


def beam_partition(scores, logits, width):
    """Select first, sort the few afterwards."""
    totals = scores[:, None] + logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
    flat = totals.ravel()
    kept = np.argpartition(flat, -width)[-width:]
    kept = kept[np.argsort(flat[kept])[::-1]]
    rows, symbols = np.unravel_index(kept, totals.shape)
    return rows, symbols, flat[kept]


def beam_rows_first(scores, logits, width):
    """The best of every beginning, then the best of these."""
    e = logits - logits.max(axis=1, keepdims=True)
    log_p = e - np.log(np.exp(e).sum(axis=1, keepdims=True))
    few = np.argsort(log_p, axis=1)[:, ::-1][:, :width]
    rows = np.repeat(np.arange(len(scores)), few.shape[1])
    symbols = few.ravel()
    totals = scores[rows] + log_p[rows, symbols]
    best = np.argsort(-totals, kind="stable")[:width]
    return [rows[best], symbols[best], totals[best]]


def beam_torch(scores, logits, width):
    import torch

    log_p = torch.log_softmax(torch.tensor(logits), dim=1)
    totals = torch.tensor(scores)[:, None] + log_p
    values, places = totals.flatten().topk(width)
    K = logits.shape[1]
    return torch.div(places, K, rounding_mode="floor"), places % K, values


STYLES = {
    "attention.exact_match": {
        "explicit loops": match_loops,
        "lengths": match_lengths,
        "counted": match_counted,
        "texts": match_text,
        "torch": match_torch,
    },
    "attention.beam_step": {
        "explicit loops": beam_loops,
        "partition": beam_partition,
        "rows first": beam_rows_first,
        "torch": beam_torch,
    },
}
