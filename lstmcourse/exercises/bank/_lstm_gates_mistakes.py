"""The wrong steps of an LSTM and what to say to them, for the exercise of book/lstm/gates."""

from __future__ import annotations

from lstmcourse.exercises.bank import _lstm_gates_variants as wrong
from lstmcourse.exercises.model import Mistake

OTHER_MISTAKES = (
    Mistake(
        "candidate-sigmoid",
        "The candidate g goes through the sigmoid, so it can only add.",
        "Content may be negative. Which squashing function has both signs?",
        wrong.candidate_through_sigmoid,
    ),
    Mistake(
        "candidate-not-squashed",
        "The candidate g is a bare pre-activation: tanh is missing.",
        "One step adds at most 1 to a state. Which function sees to that?",
        wrong.candidate_not_squashed,
    ),
    Mistake(
        "all-tanh",
        "All four blocks go through tanh; gates can then be negative.",
        "A gate is a share between 0 and 1. Only one block is content.",
        wrong.tanh_everywhere,
    ),
    Mistake(
        "gates-not-squashed",
        "The three gates are bare pre-activations: the sigmoid is missing.",
        "A gate is a share between 0 and 1.",
        wrong.gates_not_squashed,
    ),
    Mistake(
        "no-tanh-c",
        "h is o times c itself: the tanh around c is missing.",
        "h never leaves the range from -1 to 1, but c may.",
        wrong.shown_without_tanh,
    ),
    Mistake(
        "tanh-c-twice",
        "The new state goes through tanh twice before it is shown.",
        "Is your c already squashed when you compute h?",
        wrong.shown_with_two_tanh,
    ),
    Mistake(
        "gate-inside-tanh",
        "The output gate multiplies the state before tanh squashes it.",
        "First tanh, then the gate.",
        wrong.gate_inside_tanh,
    ),
    Mistake(
        "old-state-shown",
        "h is computed from the old state c; what this step writes is shown one step late.",
        "Which comes first in a step: writing or showing?",
        wrong.shows_the_old_state,
    ),
    Mistake(
        "keeps-h",
        "The forget gate multiplies h instead of c.",
        "What is kept from step to step inside the cell: what it showed, or what it holds?",
        wrong.keeps_h,
    ),
    Mistake(
        "squashed-state-kept",
        "The state handed on is tanh(c): it is squashed again at every step.",
        "tanh belongs on the way out. The state itself stays linear.",
        wrong.keeps_a_squashed_state,
    ),
    Mistake(
        "no-forget-gate",
        "The forget gate is left out: the old state is kept whole. That is the cell of 1997.",
        "What multiplies the old state since 2000?",
        wrong.without_forget_gate,
    ),
    Mistake(
        "input-coupled",
        "The input gate is 1 - f: this is the coupled variant, which has no input gate.",
        "Here i has weights of its own.",
        wrong.input_is_one_minus_forget,
    ),
    Mistake(
        "forget-coupled",
        "The forget gate is 1 - i: this is the coupled variant, which has no forget gate.",
        "Here f has weights of its own.",
        wrong.forget_is_one_minus_input,
    ),
    Mistake(
        "forget-inverted",
        "The old state is multiplied by 1 - f, as if f were the share to drop.",
        "Despite its name the gate is the share that is kept.",
        wrong.forget_gate_says_what_goes,
    ),
    Mistake(
        "no-input-gate",
        "The input gate is left out: every candidate is written in full.",
        "Which share of g goes into the state?",
        wrong.without_input_gate,
    ),
    Mistake(
        "no-output-gate",
        "The output gate is left out: the state is always shown.",
        "Which share of tanh(c) leaves the cell?",
        wrong.without_output_gate,
    ),
    Mistake(
        "no-bias",
        "The bias b is left out.",
        "All four pre-activations have three parts. Which one is missing?",
        wrong.without_bias,
    ),
    Mistake(
        "bias-twice",
        "The bias b is added twice.",
        "Is it added with the x part and with the h part?",
        wrong.bias_twice,
    ),
    Mistake(
        "no-recurrence",
        "The answer does not depend on h: the part h @ W_h is left out.",
        "What do gates and candidate see besides the input?",
        wrong.without_recurrence,
    ),
    Mistake(
        "gates-see-c",
        "W_h multiplies the state c instead of h.",
        "Gates and candidate see what the cell showed at the step before.",
        wrong.gates_see_the_state,
    ),
    Mistake(
        "sigmoid-sign",
        "Each gate is 1 minus what it should be: the exponent of the sigmoid has the wrong sign.",
        "What is your sigmoid of a large positive number?",
        wrong.gates_with_the_wrong_sign,
    ),
    Mistake(
        "joined-in-the-other-order",
        "x and h are joined in one order, W_x and W_h in the other.",
        "Which rows of the joined matrix does x meet, and which does h?",
        wrong.joined_in_the_other_order,
    ),
    Mistake(
        "columns-in-turn",
        "The columns are dealt out in turn: i, f, g, o of unit 1, then of unit 2, and so on.",
        "The first H columns all belong to i.",
        wrong.columns_in_turn,
    ),
    Mistake(
        "order-of-results",
        "The state c is returned first; h comes first here.",
        "Return the tuple h, c.",
        wrong.state_first,
    ),
)
