"""One step of real-time recurrent learning, from the page book/rnn/rtrl."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "rnn/rtrl"


def rtrl_step(x, h, M, W_x, W_h, b):
    h_next = np.tanh(x @ W_x + h @ W_h + b)  # (H,)
    H = len(h)

    # Through the old state: W_h^T M, unit l leads into unit i by W_h[l, i].
    d_a = np.einsum("li,ljk->ijk", W_h, M)  # (H, H, H)
    # At once: a[i] contains h[j] W_h[j, i], so only k = i sees it.
    for i in range(H):
        d_a[i, :, i] = d_a[i, :, i] + h

    M_next = (1 - h_next**2)[:, None, None] * d_a
    return h_next, M_next


def _rtrl_probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, I: int, H: int, size: float = 0.7) -> Probe:  # noqa: E741
        args = (
            rng.normal(size=I),
            rng.uniform(-0.9, 0.9, size=H),
            rng.normal(size=(H, H, H)),
            size * rng.normal(size=(I, H)),
            size * rng.normal(size=(H, H)),
            0.3 * rng.normal(size=H),
        )
        return Probe(name, args, {"I": I, "H": H})

    def fresh(name: str) -> Probe:
        x, h, M, W_x, W_h, b = probe("", 3, 2).args
        return Probe(name, (x, h, np.zeros_like(M), W_x, W_h, b), {"I": 3, "H": 2})

    return [
        probe("random", 2, 3),
        probe("square: I = H", 4, 4),
        fresh("no influence yet"),
        probe("large pre-activations", 2, 5, size=2.0),
    ]


def _step(slope=None, recurrent="li,ljk->ijk", immediate="old", axis=0):
    """The step with one part replaced; ``slope(h, h_next)``; None for a part leaves it out.

    axis: the axis of M along which the slope runs.
    """

    def variant(x, h, M, W_x, W_h, b):
        h_next = np.tanh(x @ W_x + h @ W_h + b)
        d_a = np.zeros_like(M)
        if recurrent:
            d_a = d_a + np.einsum(recurrent, W_h, M)
        if immediate:
            units = np.arange(len(h))
            source = h_next if immediate == "new" else h
            if immediate == "swapped":
                d_a[units, units, :] += source
            else:
                d_a[units, :, units] += source
        factor = 1 - h_next**2 if slope is None else slope(h, h_next)
        shape = [1, 1, 1]
        shape[axis] = len(h)
        return h_next, factor.reshape(shape) * d_a

    return variant


RTRL_STEP = CodeExercise(
    id="rnn.rtrl_step",
    title="One step of RTRL",
    page=PAGE,
    task=(
        "Write rtrl_step(x, h, M, W_x, W_h, b) for one sequence: the pair (h_next, M_next). "
        "x (I,), h (H,), h_next = tanh(x W_x + h W_h + b). The influence M (H, H, H) holds "
        "M[i, j, k] = dh[i] / dW_h[j, k], and M_next[i, j, k] = dh_next[i] / dW_h[j, k]."
    ),
    parameters=("x", "h", "M", "W_x", "W_h", "b"),
    returns=(Output("h_next", "(H,)"), Output("M_next", "(H, H, H)")),
    reference=rtrl_step,
    probes=_rtrl_probes,
    mistakes=(
        Mistake(
            "no-immediate-term",
            "The immediate term is missing: W_h acts in this step too, not only in earlier ones.",
            "Hold h fixed and change W_h[j, k]: which pre-activation moves, and by how much?",
            _step(immediate=None),
        ),
        Mistake(
            "no-slope",
            "The slope of tanh is missing: this is the influence on the pre-activation.",
            "From a[i] to h_next[i] leads one more factor, 1 - h_next[i]^2.",
            _step(slope=lambda h, h_next: np.ones_like(h)),
        ),
        Mistake(
            "transposed-recurrence",
            "W_h is not transposed in front of M: the influence runs along the wrong connections.",
            "Unit l leads into unit i by the weight W_h[l, i]: sum over its first index.",
            _step(recurrent="il,ljk->ijk"),
        ),
        Mistake(
            "new-state",
            "The immediate term uses h_next; in this step W_h is multiplied by the old state h.",
            "Look at which state stands next to W_h in the pre-activation.",
            _step(immediate="new"),
        ),
        Mistake(
            "no-recurrence",
            "The old influence M is dropped: this is the gradient truncated after one step.",
            "The old state h depends on W_h as well; M says how.",
            _step(recurrent=None),
        ),
        Mistake(
            "old-slope",
            "The slope of tanh is taken at the old state.",
            "It belongs to the step that makes h_next.",
            _step(slope=lambda h, h_next: 1 - h**2),
        ),
        Mistake(
            "wrong-sum",
            "W_h.T @ M sums over the wrong index: for arrays of three axes, @ takes the last two.",
            "The sum runs over the unit l of M[l, j, k], its first axis. Name it in np.einsum.",
            _step(recurrent="li,jlk->jik"),
        ),
        Mistake(
            "slope-on-last-axis",
            "The slope multiplies along the last axis, k, the unit that the weight leads into.",
            "It belongs to unit i, the first axis: what shape must the slope have for that?",
            _step(axis=2),
        ),
        Mistake(
            "indices-swapped",
            "The immediate term sits at k and j swapped: it treats W_h[i, j] as leading into i.",
            "W_h[j, k] leads from unit j to unit k, so it moves only the pre-activation of k.",
            _step(immediate="swapped"),
        ),
    ),
    hints=(
        "A weight moves a[i] in two ways: through the old state, and at once.",
        "Through the old state: the sum over l of W_h[l, i] M[l, j, k]. At once: h[j] if k = i.",
        "np.einsum('li,ljk->ijk', W_h, M) is the first part. Add h to entry [i, :, i] of it.",
        "Last, multiply entry [i, j, k] by 1 - h_next[i]**2. Write into no argument.",
    ),
)
