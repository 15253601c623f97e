"""The paper's two remedies against abuse: blocks added one by one, and staggered gate biases.

Source: Hochreiter and Schmidhuber (1997), sections 4 and 5.2.
Explained in: book/cec/abuse
"""

from __future__ import annotations

import numpy as np

from lstmcourse.cells import lstm1997
from lstmcourse.learning.paper_network import PaperNetwork


def staggered_biases(blocks: int, *, first: float = -1.0, step: float = -1.0) -> tuple[float, ...]:
    """One gate bias per block: first, first + step, first + 2 step, ...

    Negative output-gate biases keep blocks closed at first, and the later ones longer, so that
    the net takes them into use one after the other. Table 10 of the paper uses -1, -2, -3, -4
    (experiment 1), -2, -4, -6 (3, 6b), -1, -3, -5 (input gates in 3) and -3, -6 (4).

    Raises:
        ValueError: blocks is less than 1.
    """
    if blocks < 1:
        raise ValueError(f"staggered_biases: blocks={blocks} must be at least 1")
    return tuple(float(first + number * step) for number in range(blocks))


def has_stalled(errors: np.ndarray, window: int, *, least_fall: float = 0.01) -> bool:
    """Whether the error has stopped falling.

    The mean of the last ``window`` errors is compared with the mean of the ``window`` before. It
    has stalled unless it fell by at least the fraction ``least_fall``. The paper adds a cell when
    "the error stopped decreasing" but gives no criterion; this one is ours.

    Args:
        errors: one error per sequence, oldest first, (N,).
        window: how many sequences make a mean.
        least_fall: 0.01 means one per cent.

    Returns:
        False as long as there are fewer than 2 * window errors.

    Raises:
        ValueError: window is less than 1.
    """
    if window < 1:
        raise ValueError(f"has_stalled: window={window} must be at least 1")
    if len(errors) < 2 * window:
        return False
    before = float(np.mean(errors[-2 * window : -window]))
    now = float(np.mean(errors[-window:]))
    return now > (1 - least_fall) * before


def add_block(
    net: PaperNetwork,
    rng: np.random.Generator,
    *,
    size: int = 1,
    interval: float = 0.1,
    input_gate_bias: float | None = None,
    output_gate_bias: float | None = None,
) -> PaperNetwork:
    """The same network with one more block at the end; all old weights keep their values.

    New weights, into the new units and out of them, are uniform in [-interval, interval].

    Args:
        net: the network to grow; it is not changed.
        rng: draws the new weights.
        size: cells of the new block.
        interval: as in ``paper_network``.
        input_gate_bias, output_gate_bias: of the new block; None leaves what was drawn.

    Raises:
        ValueError: a gate bias has no place in this layout.
    """
    old, new = net.params.layout, net.params.layout.grown(size)
    fresh = lstm1997.init(
        rng, len(net.params.W_x), new.cells, layout=new, interval=interval, dtype=net.W_y.dtype
    )
    # Where the old units stand among the new ones: the new block's gates and cells come last
    # in their groups.
    kept = np.r_[
        : old.in_gates,
        new.in_gates : new.in_gates + old.out_gates,
        new.gates : new.gates + old.cells,
    ].astype(np.intp)
    # The sources of the recurrence are the last R units.
    kept_sources = kept[old.units - old.sources :] - (new.units - new.sources)
    fresh.W_x[:, kept] = net.params.W_x
    fresh.W_h[np.ix_(kept_sources, kept)] = net.params.W_h
    fresh.b[kept[: old.biased]] = net.params.b

    params = fresh
    if input_gate_bias is not None:
        others = params.b[: old.in_gates]
        params = lstm1997.with_gate_biases(params, input_gate_bias=(*others, input_gate_bias))
    if output_gate_bias is not None:
        others = params.b[new.in_gates : new.in_gates + old.out_gates]
        params = lstm1997.with_gate_biases(params, output_gate_bias=(*others, output_gate_bias))
    W_y = rng.uniform(-interval, interval, (size, net.W_y.shape[1])).astype(net.W_y.dtype)
    return net._replace(params=params, W_y=np.concatenate([net.W_y, W_y]))


class Grower:
    """Sequential construction as the ``change`` of ``train_online``: a block when the error stalls.

    After a block was added, the wait for the next one starts anew.

    Args:
        rng: draws the new weights.
        window: how many sequences make a mean, see ``has_stalled``.
        most_blocks: no further block beyond this number.
        least_fall: see ``has_stalled``.
        size, interval: see ``add_block``.
        input_gate_biases, output_gate_biases: one for each block that is added, first to last;
            None leaves what is drawn.

    ``added_after`` lists the numbers of the sequences after which a block was added.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        *,
        window: int,
        most_blocks: int,
        least_fall: float = 0.01,
        size: int = 1,
        interval: float = 0.1,
        input_gate_biases: tuple[float, ...] | None = None,
        output_gate_biases: tuple[float, ...] | None = None,
    ) -> None:
        self.added_after: list[int] = []
        self._rng = rng
        self._window, self._least_fall = window, least_fall
        self._most_blocks, self._size, self._interval = most_blocks, size, interval
        self._biases = (input_gate_biases, output_gate_biases)
        self._errors: list[float] = []

    def __call__(self, number: int, net: PaperNetwork, error: float) -> PaperNetwork:
        """The network for the next sequence: the same, or one with a new block."""
        self._errors.append(error)
        if net.params.layout.blocks >= self._most_blocks or not has_stalled(
            np.array(self._errors[-2 * self._window :]), self._window, least_fall=self._least_fall
        ):
            return net
        nth = len(self.added_after)
        for_input, for_output = (None if b is None else b[nth] for b in self._biases)
        self.added_after.append(number)
        self._errors.clear()
        return add_block(
            net,
            self._rng,
            size=self._size,
            interval=self._interval,
            input_gate_bias=for_input,
            output_gate_bias=for_output,
        )
