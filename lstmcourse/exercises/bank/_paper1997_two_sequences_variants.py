"""What learners do instead of ``lab.two_sequences``: one changed line each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def _making(
    *,
    spread: float = np.sqrt(0.2),
    target_spread: float = np.sqrt(0.1),
    noisy_signal: tuple[str, ...] = ("3b",),
    noisy_target: tuple[str, ...] = ("3c",),
    shown: tuple[float, float] = (1.0, -1.0),
    targets: tuple[float, float] = (1.0, 0.0),
    targets_3c: tuple[float, float] = (0.2, 0.8),
    place: Callable[[int], slice] = slice,
    everywhere: bool = False,
) -> Callable:
    def two_sequences(task, normals, first_class, extra, signal):
        first_class = np.asarray(first_class)
        noise = spread * np.asarray(normals)
        inputs, at = noise.copy(), place(signal)
        inputs[at] = np.where(first_class, *shown) + noise[at] * (task in noisy_signal)
        if everywhere:
            inputs = np.where(first_class, *shown) + noise
        wanted = np.where(first_class, *(targets_3c if task == "3c" else targets))
        return inputs, wanted + target_spread * np.asarray(extra) * (task in noisy_target)

    return two_sequences


ALL = ("3a", "3b", "3c")
deviation_input = _making(spread=0.2)
deviation_target = _making(target_spread=0.1)
deviation_both = _making(spread=0.2, target_spread=0.1)
unit_noise = _making(spread=1.0)
always_noisy = _making(noisy_signal=ALL)
never_noisy = _making(noisy_signal=())
noisy_3c = _making(noisy_signal=("3b", "3c"))
signs_exchanged = _making(shown=(-1.0, 1.0))
targets_exchanged = _making(targets=(0.0, 1.0), targets_3c=(0.8, 0.2))
exchanged_3c = _making(targets_3c=(0.8, 0.2))
targets_3a = _making(targets_3c=(1.0, 0.0))
clean_targets = _making(noisy_target=())
noisy_targets = _making(noisy_target=ALL)
minus_targets = _making(targets=(1.0, -1.0))
one_step = _making(place=lambda signal: slice(1))
one_too_many = _making(place=lambda signal: slice(signal + 1))
everywhere = _making(everywhere=True)
at_the_end = _making(place=lambda signal: slice(-signal, None))
