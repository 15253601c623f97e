"""Right answers of book/paper1997/long-lags in other styles."""

import numpy as np

# --- lab.very_long_lag --------------------------------------------------------------------------


def lag_loop(q, p, second, fillers, coins):
    """Symbol by symbol, as the paper tells it."""
    symbols = [p + 1, p + 3 if second else p + 2]
    following = iter(fillers)
    for _ in range(q):
        symbols.append(next(following))
    for coin in coins:
        if coin >= 0.9:
            break
        symbols.append(next(following))
    symbols.append(p)
    return symbols, [0, 1] if second == 1 else [1, 0]


def lag_filled(q, p, second, fillers, coins):
    """An array of the right length, filled."""
    k = int(np.flatnonzero(np.asarray(coins) >= 0.9)[0])
    symbols = np.full(q + k + 3, p)
    symbols[:2] = p + 1, p + 2 + second
    symbols[2:-1] = fillers[: q + k]
    return symbols, np.eye(2)[second]


def lag_names(q, p, second, fillers, coins):
    """Names first, numbers at the end; the length from a running product."""
    names = [f"a{n + 1}" for n in range(p)] + ["e", "b", "x", "y"]
    going = np.cumprod(np.asarray(coins) < 0.9).sum()
    text = ["b", "xy"[second], *(names[int(n)] for n in fillers[: q + int(going)]), "e"]
    return {
        "symbols": np.array([names.index(one) for one in text]),
        "target": np.array([1.0 - second, second]),
    }


STYLES = {
    "lab.very_long_lag": {
        "a loop": lag_loop,
        "an array to fill": lag_filled,
        "names": lag_names,
    },
}
