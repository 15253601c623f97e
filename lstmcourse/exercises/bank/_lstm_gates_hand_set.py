"""Weights by hand, as an exercise of book/lstm/gates."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "lstm/gates"


def hand_set(V, plus, minus, question, size):
    W_x, b = np.zeros((V, 4)), np.zeros(4)
    i, f, g, o = range(4)
    names = [plus, minus]
    W_x[names, i], b[i] = 2 * size, -size  # closed, and from -size to +size at a name
    W_x[names, f], b[f] = -2 * size, size  # open, and from +size to -size at a name
    W_x[plus, g], W_x[minus, g] = size, -size  # content: no bias, so 0 at other words
    W_x[question, o], b[o] = 2 * size, -size
    return W_x, b


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, V: int, size: float) -> Probe:
        plus, minus, question = (int(word) for word in rng.choice(V, size=3, replace=False))
        return Probe(name, (V, plus, minus, question, size), {"V": V})

    return [
        probe("six words", 6, float(rng.uniform(2, 4))),
        probe("nine words", 9, float(rng.uniform(5, 12))),
        probe("only the three words", 3, 5.0),
    ]


def _no_bias(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    return W_x, 0 * b


def _single_weights(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    return np.clip(W_x, -size, size), b


def _forget_as_input(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    W_x[:, 1], b[1] = W_x[:, 0], b[0]
    return W_x, b


def _always_keeps(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    W_x[:, 1] = 0
    return W_x, b


def _always_shows(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    W_x[:, 3], b[3] = 0, size
    return W_x, b


def _same_sign(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    W_x[minus, 2] = size
    return W_x, b


def _candidate_like_a_gate(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    W_x[plus, 2], W_x[minus, 2], b[2] = 2 * size, 0, -size
    return W_x, b


def _writes_at_the_question(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    W_x[question, 0] = 2 * size
    return W_x, b


def _candidate_second(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    return W_x[:, [1, 2, 0, 3]], b[[1, 2, 0, 3]]


def _transposed(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    return W_x.T, b


def _signs_swapped(V, plus, minus, question, size):
    return hand_set(V, minus, plus, question, size)


def _candidate_doubled(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    return W_x * [1, 1, 2, 1], b


def _bias_in_the_rows(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    return W_x + b, 0 * b


def _bias_in_both(V, plus, minus, question, size):
    W_x, b = hand_set(V, plus, minus, question, size)
    return W_x + b, b


def _size_of_the_page(V, plus, minus, question, size):
    return hand_set(V, plus, minus, question, 5.0)


HAND_SET = CodeExercise(
    id="lstm.hand_set",
    title="Set the gates by hand",
    page=PAGE,
    task=(
        "Write hand_set(V, plus, minus, question, size): weights of a cell with one unit over V "
        "one-hot words that holds the last name and shows it at the question. plus, minus and "
        "question are word numbers, size is a positive number. For every word, each gate's "
        "pre-activation is +size where the gate is to be open and -size where it is to be closed: "
        "i is open at the two names, f at all words but the names, o at the question alone. The "
        "candidate's is +size at the name plus, -size at the name minus and 0 elsewhere. "
        "Let b alone give these numbers to an ordinary word, so that its row of W_x is zero. "
        "Return W_x (V, 4) and b (4,), with the blocks i f g o."
    ),
    parameters=("V", "plus", "minus", "question", "size"),
    returns=(Output("W_x", "(V, 4)"), Output("b", "(4,)")),
    reference=hand_set,
    probes=_probes,
    mistakes=(
        Mistake(
            "no-bias",
            "The biases are 0, so a gate is half open at every word without a weight.",
            "Which pre-activation has a word that has no weight to the gate?",
            _no_bias,
        ),
        Mistake(
            "single-weights",
            "The weights of the gates have the size of the bias: the sum is 0, half open.",
            "From -size to +size, how far is it?",
            _single_weights,
        ),
        Mistake(
            "forget-open-at-names",
            "The forget gate opens where the input gate opens, and forgets everywhere else.",
            "The forget gate is the share that is kept. At which words is it to be closed?",
            _forget_as_input,
        ),
        Mistake(
            "never-forgets",
            "The forget gate stays open at a name: the old name is not cleared.",
            "A second name is to replace the first one, not to be added to it.",
            _always_keeps,
        ),
        Mistake(
            "always-shows",
            "The output gate is open at every word.",
            "Before the question nothing is to be seen.",
            _always_shows,
        ),
        Mistake(
            "same-sign",
            "Both names write the same content, so they cannot be told apart.",
            "What is the candidate at the name minus?",
            _same_sign,
        ),
        Mistake(
            "candidate-like-a-gate",
            "The candidate has a bias as if it were a gate: it is -size at ordinary words.",
            "At an ordinary word the candidate's pre-activation is 0.",
            _candidate_like_a_gate,
        ),
        Mistake(
            "writes-at-the-question",
            "The input gate opens at the question too.",
            "The question is to be answered, not to be stored.",
            _writes_at_the_question,
        ),
        Mistake(
            "signs-swapped",
            "The two names have each other's sign.",
            "Which of the two names is to write a positive number?",
            _signs_swapped,
        ),
        Mistake(
            "candidate-doubled",
            "The candidate's weights are 2 * size, as if it had to come from -size.",
            "Where does the candidate start at an ordinary word, and how far is it from there?",
            _candidate_doubled,
        ),
        Mistake(
            "bias-in-the-rows",
            "The biases are 0, and every row of W_x holds what b should give to all words.",
            "This cell does the same, but here an ordinary word's row of W_x is to be zero.",
            _bias_in_the_rows,
        ),
        Mistake(
            "bias-in-both",
            "What b gives stands in the rows of W_x too, so each word gets it twice.",
            "A pre-activation is the word's row of W_x plus b.",
            _bias_in_both,
        ),
        Mistake(
            "size-of-the-page",
            "Your weights do not depend on size: they are those of the page, for size 5.",
            "Where does the page write 5, 10 and -5?",
            _size_of_the_page,
        ),
        Mistake(
            "order-fgio",
            "The columns stand in the order f g i o, that of the source book.",
            "Here the blocks are i f g o.",
            _candidate_second,
        ),
        Mistake(
            "transposed",
            "W_x is transposed: it has a row for each gate.",
            "x @ W_x multiplies from the right, so a word is a row.",
            _transposed,
        ),
    ),
    hints=(
        "A one-hot word picks its row of W_x. Its pre-activations are that row plus b.",
        "Set each bias to what an ordinary word is to have. Then the weight of a special word is "
        "the way from there to what it is to have.",
        "Column i: bias -size, weight 2 * size at both names. Column f is its opposite. "
        "Column g: no bias. Column o is like i, with the question.",
    ),
)
