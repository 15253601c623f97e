"""What is left of an error along the cell path: the product of the forget gates."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def cell_path(gates):
    H = gates.shape[2] // 4
    forget = gates[:, :, H : 2 * H]  # the blocks are i, f, g, o
    left, path = np.ones_like(forget[0]), []
    for f in forget[::-1]:  # from step T back to step 1
        left = left * f
        path.append(left)
    return np.stack(path)


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, B: int, H: int, low: float = 0.3, high: float = 0.9) -> Probe:
        blocks = [rng.uniform(low, high, size=(T, B, H)) for _ in range(4)]
        blocks[2] = rng.uniform(-1, 1, size=(T, B, H))
        return Probe(name, (np.concatenate(blocks, axis=2),), {"T": T, "B": B, "H": H})

    return [
        probe("random", 5, 3, 2),
        probe("one step", 1, 2, 4),
        probe("all sizes equal", 4, 4, 4),
        probe("one unit", 6, 2, 1),
        probe("gates nearly open", 7, 1, 3, 0.9, 1.0),
    ]


def _block(gates, number):
    H = gates.shape[2] // 4
    return gates[:, :, number * H : (number + 1) * H]


def _back(factors):
    return np.cumprod(factors[::-1], axis=0)


def _input_gates(gates):
    return _back(_block(gates, 0))


def _candidates(gates):
    return _back(_block(gates, 2))


def _output_gates(gates):
    return _back(_block(gates, 3))


def _every_fourth(gates):
    return _back(gates[:, :, 1::4])


def _from_the_start(gates):
    return np.cumprod(_block(gates, 1), axis=0)


def _not_turned(gates):
    return _back(_block(gates, 1))[::-1]


def _starts_with_one(gates):
    path = _back(_block(gates, 1))
    return np.concatenate([np.ones_like(path[:1]), path[:-1]])


def _single_steps(gates):
    return _block(gates, 1)[::-1].copy()


def _sums(gates):
    return np.cumsum(_block(gates, 1)[::-1], axis=0)


def _logarithm(gates):
    return np.log(_back(_block(gates, 1)))


def _power_of_last(gates):
    lags = np.arange(1, len(gates) + 1)[:, None, None]
    return _block(gates, 1)[-1] ** lags


def _power_of_mean(gates):
    lags = np.arange(1, len(gates) + 1)[:, None, None]
    return _block(gates, 1).mean(axis=0) ** lags


def _squashed_again(gates):
    return _back(1 / (1 + np.exp(-_block(gates, 1))))


def _with_the_slope(gates):
    f = _block(gates, 1)
    return _back(f * (1 - f))


CELL_PATH = CodeExercise(
    id="lstm.cell_path",
    title="Along the cell path",
    page="lstm/still-vanishing",
    task=(
        "Write cell_path(gates): the derivatives dc_T/dc_(T-q) along the cell path, for every lag "
        "q = 1 ... T and every unit, (T, B, H). gates (T, B, 4H) holds i, f, g, o side by side, "
        "after their nonlinearities. Row 0 of the result belongs to lag 1."
    ),
    parameters=("gates",),
    returns=(Output("path", "(T, B, H)"),),
    reference=cell_path,
    probes=_probes,
    entrywise=True,
    mistakes=(
        Mistake(
            "input-gates",
            "You multiply the input gates: that is block 0.",
            "The blocks are i, f, g, o. Which one stands before c_(t-1)?",
            _input_gates,
        ),
        Mistake(
            "candidates",
            "You multiply the candidates g, as if the order were i, g, f, o.",
            "The blocks are i, f, g, o.",
            _candidates,
        ),
        Mistake(
            "output-gates",
            "You multiply the output gates; they do not stand between c_(t-1) and c_t.",
            "Which block multiplies the old state?",
            _output_gates,
        ),
        Mistake(
            "every-fourth",
            "You take every fourth column; the blocks stand side by side, H columns each.",
            "Where does block f begin, and where does it end?",
            _every_fourth,
        ),
        Mistake(
            "from-the-start",
            "Your products start at step 1: that is dc_t/dc_0, not dc_T/dc_(T-q).",
            "Lag 1 leads from step T to step T - 1. Which gate is passed first?",
            _from_the_start,
        ),
        Mistake(
            "not-turned",
            "The products are right, but the rows stand in the order of time.",
            "Row 0 belongs to lag 1, the last row to lag T.",
            _not_turned,
        ),
        Mistake(
            "lag-zero",
            "Your first row is 1, which is lag 0; everything comes one lag late.",
            "Row 0 belongs to lag 1: one gate has already been passed.",
            _starts_with_one,
        ),
        Mistake(
            "single-steps",
            "Each row holds one gate alone; the product over the steps is missing.",
            "How many gates are passed on the way back over q steps?",
            _single_steps,
        ),
        Mistake(
            "sums",
            "The gates are added up; along a path the factors multiply.",
            "What does the chain rule do with the slopes of one step after the other?",
            _sums,
        ),
        Mistake(
            "logarithm",
            "You return the logarithm of the product.",
            "A sum of logarithms is a good way, but undo it at the end.",
            _logarithm,
        ),
        Mistake(
            "power-of-last",
            "You take powers of the last gate, as if all steps had the same.",
            "The gates change from step to step.",
            _power_of_last,
        ),
        Mistake(
            "power-of-mean",
            "You take powers of the mean gate; a product is not a power of the mean.",
            "0.5 times 0.9 is less than 0.7 times 0.7.",
            _power_of_mean,
        ),
        Mistake(
            "squashed-again",
            "The logistic function is applied to gates that went through it already.",
            "gates holds openings between 0 and 1, not pre-activations.",
            _squashed_again,
        ),
        Mistake(
            "slope",
            "You multiply the slopes f (1 - f); those belong to the way through the gate's net.",
            "Hold the gates fixed: what is dc_t/dc_(t-1) in c_t = f_t c_(t-1) + i_t g_t?",
            _with_the_slope,
        ),
    ),
    hints=(
        "Hold all gates fixed. Then one step back multiplies each unit by its own f_t.",
        "Block f is gates[:, :, H : 2 * H]. Begin with the last step.",
        "np.cumprod(f[::-1], axis=0) multiplies from step T backwards.",
    ),
)
