"""Exercise lstm.torch_forget_bias: one total forget bias, spread over PyTorch's two arrays."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "lstm/pytorch-weights"


def set_forget_bias(b_ih, b_hh, value):
    H = len(b_ih) // 4
    b_ih, b_hh = b_ih.copy(), b_hh.copy()  # the arguments stay as they are
    b_ih[H : 2 * H] = value  # blocks i f g o: the second quarter is f
    b_hh[H : 2 * H] = 0.0  # only the sum of the two counts
    return b_ih, b_hh


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, hidden: int, value: float) -> Probe:
        # away from 0 and from the values, so that a start left in shows
        b_ih, b_hh = (rng.uniform(0.2, 0.7, 4 * hidden) * _signs(rng, hidden) for _ in range(2))
        return Probe(name, (b_ih, b_hh, value), {"H": hidden})

    return [
        probe("value 1.5", 5, 1.5),
        probe("value 3", 4, 3.0),
        probe("negative value", 3, -2.0),
        probe("one unit", 1, 0.8),
        probe("value 0", 6, 0.0),
    ]


def _signs(rng: np.random.Generator, hidden: int) -> np.ndarray:
    return rng.choice([-1.0, 1.0], 4 * hidden)


def _filled(pairs):
    """A wrong answer: ``pairs(value)`` gives (block, new b_ih, new b_hh), None for unchanged."""

    def variant(b_ih, b_hh, value):
        H = len(b_ih) // 4
        block, *contents = pairs(value)
        where = slice(block * H, (block + 1) * H)
        arrays = [b_ih.copy(), b_hh.copy()]
        for array, content in zip(arrays, contents, strict=True):
            if content is not None:
                array[where] = content
        return tuple(arrays)

    return variant


def _keeps_the_sum(b_ih, b_hh, value):
    H = len(b_ih) // 4
    b_ih, b_hh = b_ih.copy(), b_hh.copy()
    b_ih[H : 2 * H] = value - b_hh[H : 2 * H]
    return b_ih, b_hh


def _keeps_b_ih(b_ih, b_hh, value):
    return _keeps_the_sum(b_hh, b_ih, value)[::-1]


def _subtracted_and_zeroed(b_ih, b_hh, value):
    return _keeps_the_sum(b_ih, b_hh, value)[0], set_forget_bias(b_ih, b_hh, value)[1]


def _all_merged(b_ih, b_hh, value):
    return set_forget_bias(b_ih + b_hh, b_hh, value)[0], np.zeros_like(b_hh)


def _added(b_ih, b_hh, value):
    H = len(b_ih) // 4
    b_ih, b_hh = b_ih.copy(), b_hh.copy()
    b_ih[H : 2 * H] += value
    return b_ih, b_hh


def _added_and_zeroed(b_ih, b_hh, value):
    return _added(b_ih, b_hh, value)[0], set_forget_bias(b_ih, b_hh, value)[1]


def _everywhere(b_ih, b_hh, value):
    return np.full_like(b_ih, value), np.zeros_like(b_hh)


def _zeros_elsewhere(b_ih, b_hh, value):
    H = len(b_ih) // 4
    return np.repeat([0.0, value, 0.0, 0.0], H), np.zeros_like(b_hh)


def _all_of_the_other_zeroed(b_ih, b_hh, value):
    return set_forget_bias(b_ih, b_hh, value)[0], np.zeros_like(b_hh)


def _every_fourth(b_ih, b_hh, value):
    b_ih, b_hh = b_ih.copy(), b_hh.copy()
    b_ih[1::4] = value
    b_hh[1::4] = 0.0
    return b_ih, b_hh


def _swapped(b_ih, b_hh, value):
    return set_forget_bias(b_ih, b_hh, value)[::-1]


SUM_IS_RIGHT = "The total is right, so the LSTM would compute the same. "

TORCH_FORGET_BIAS = CodeExercise(
    id="lstm.torch_forget_bias",
    title="The forget bias that you mean",
    page=PAGE,
    task=(
        "Write set_forget_bias(b_ih, b_hh, value): PyTorch's two biases, each (4H,) with blocks "
        "i f g o, changed so that the total forget bias of every unit is value. Put all of it into "
        "the forget block of b_ih, and zeros into that of b_hh. The other blocks keep their "
        "numbers. Leave the arguments as they are (NumPy arrays), and return two new arrays, b_ih "
        "first."
    ),
    parameters=("b_ih", "b_hh", "value"),
    returns=(Output("b_ih", "(4H,)"), Output("b_hh", "(4H,)")),
    reference=set_forget_bias,
    probes=_probes,
    mistakes=(
        Mistake(
            "value-in-both",
            "Both biases are set to value, so the total is twice the value.",
            "The LSTM adds the two biases. What must their sum be?",
            _filled(lambda value: (1, value, value)),
        ),
        Mistake(
            "only-b-ih",
            "b_ih is set, but the random start of b_hh is still added to it.",
            "The LSTM adds the two biases. What does b_hh hold in its forget block?",
            _filled(lambda value: (1, value, None)),
        ),
        Mistake(
            "only-b-hh",
            "b_hh is set, but the random start of b_ih is still added to it.",
            "Both arrays have a forget block. The value goes into b_ih.",
            _filled(lambda value: (1, None, value)),
        ),
        *(
            Mistake(
                name,
                f"The {quarter} quarter is changed: that is the {name.replace('-', ' ')}.",
                "The blocks are i f g o. Which quarter is f?",
                _filled(lambda value, block=block: (block, value, 0.0)),
            )
            for block, quarter, name in (
                (0, "first", "input-gate"),
                (2, "third", "candidate"),
                (3, "last", "output-gate"),
            )
        ),
        Mistake(
            "added",
            "value is added to b_ih, so the random starts of both biases stay in the total.",
            "The total must be value, whatever stood there before.",
            _added,
        ),
        Mistake(
            "added-and-zeroed",
            "b_hh is zeroed, but value is added to b_ih, whose random start stays in.",
            "Set the block of b_ih; do not add to it.",
            _added_and_zeroed,
        ),
        Mistake(
            "every-block",
            "All of b_ih becomes value and all of b_hh zero: every gate is changed.",
            "Only one quarter may change. Which rows is it?",
            _everywhere,
        ),
        Mistake(
            "others-zeroed",
            "The other blocks are set to zero in both arrays.",
            "Start from copies of b_ih and b_hh, and change one block of them.",
            _zeros_elsewhere,
        ),
        Mistake(
            "b-hh-emptied",
            "All of b_hh is set to zero, so the other gates lose a part of their bias.",
            "In b_hh, too, only the forget block changes.",
            _all_of_the_other_zeroed,
        ),
        Mistake(
            "every-fourth",
            "Every fourth entry is changed: the gates are taken as interleaved.",
            "A block is H entries in a row: all units of one gate, then all of the next.",
            _every_fourth,
        ),
        Mistake(
            "keeps-b-hh",
            SUM_IS_RIGHT + "But b_hh keeps its start here, and the task asks for zeros in it.",
            "Which of the two arrays should hold the value, and which zeros?",
            _keeps_the_sum,
        ),
        Mistake(
            "keeps-b-ih",
            SUM_IS_RIGHT + "But b_ih keeps its start here, and b_hh holds the rest.",
            "Which of the two arrays should hold the value, and which zeros?",
            _keeps_b_ih,
        ),
        Mistake(
            "subtracted-and-zeroed",
            "The start of b_hh is subtracted in b_ih and also set to zero, so it counts twice.",
            "With zeros in b_hh, what does b_ih have to hold?",
            _subtracted_and_zeroed,
        ),
        Mistake(
            "all-merged",
            SUM_IS_RIGHT + "But the biases of the other gates were moved into b_ih as well.",
            "Outside the forget block both arrays keep their own numbers.",
            _all_merged,
        ),
        Mistake(
            "in-the-other",
            SUM_IS_RIGHT + "But it stands in b_hh, and the task asks for it in b_ih.",
            "Which of the two arrays should hold the value, and which zeros?",
            _filled(lambda value: (1, 0.0, value)),
        ),
        Mistake(
            "half-and-half",
            SUM_IS_RIGHT + "But half stands in each array; the task wants all of it in b_ih.",
            "Which of the two arrays should hold the value, and which zeros?",
            _filled(lambda value: (1, value / 2, value / 2)),
        ),
        Mistake(
            "returned-in-other-order",
            "The two arrays are returned in the other order.",
            "b_ih comes first.",
            _swapped,
        ),
        Mistake(
            "unchanged",
            "Both arrays come back as they were.",
            "Did you change copies, and return others?",
            lambda b_ih, b_hh, value: (b_ih.copy(), b_hh.copy()),
        ),
    ),
    hints=(
        "H is a quarter of the length. Which slice is the second of the four blocks?",
        "The total is b_ih + b_hh. If b_hh holds zeros there, what must b_ih hold?",
        "Copy both; then set [H : 2 * H] to value in one and to 0 in the other.",
    ),
)
