"""What learners do instead of ``lab.very_long_lag``: one changed line each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def _first_high(coins: np.ndarray) -> int:
    return int(np.argmax(coins >= 0.9))


def _making(
    *,
    further: Callable[[np.ndarray], int] = _first_high,
    more: int = 0,
    head: tuple[str, ...] = ("b", "second"),
    last: tuple[str, ...] = ("e",),
    e_and_b: tuple[int, int] = (0, 1),
    shift: int = 0,
    flipped: bool = False,
    flipped_target: bool = False,
    again: bool = False,
    room_for_head: int = 0,
    symbols_of: str = "p",
    first_q: bool = True,
    all_fillers: bool = False,
) -> Callable:
    def very_long_lag(q, p, second, fillers, coins):
        coins, fillers = np.asarray(coins), np.asarray(fillers)
        base = q if symbols_of == "q" else p
        at_e, at_b = e_and_b
        numbers = {
            "e": base + at_e,
            "b": base + at_b,
            "second": base + 2 + (1 - second if flipped else second),
        }
        k = further(coins) + more
        count = q * first_q + k - room_for_head
        if all_fillers:
            count = len(fillers)
        distractors = np.concatenate([fillers[:q], fillers[:k]]) if again else fillers[:count]
        symbols = [
            *(numbers[name] + shift for name in head),
            *(distractors + shift),
            *(numbers[name] + shift for name in last),
        ]
        target = np.zeros(2)
        target[1 - second if flipped_target else second] = 1.0
        return np.array(symbols), target

    return very_long_lag


no_further = _making(further=lambda coins: 0)
one_coin = _making(further=lambda coins: int(coins[0] < 0.9))
all_coins = _making(further=lambda coins: int(np.sum(coins < 0.9)))
coins_exchanged = _making(further=lambda coins: int(np.argmax(coins < 0.9)))
low_coin = _making(further=lambda coins: int(np.argmax(coins < 0.1)))
one_too_many = _making(more=1)
head_counted = _making(room_for_head=2)
same_again = _making(again=True)
answer_is_read = _making(last=("e", "second"))
no_trigger = _making(last=())
no_start = _making(head=("second",))
signal_first = _making(head=("second", "b"))
e_and_b_exchanged = _making(e_and_b=(1, 0))
counted_from_1 = _making(shift=1)
numbers_from_q = _making(symbols_of="q")
without_q = _making(first_q=False)
all_fillers = _making(all_fillers=True)
x_and_y_exchanged = _making(flipped=True)
target_exchanged = _making(flipped_target=True)
