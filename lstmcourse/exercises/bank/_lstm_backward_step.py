"""One step of the LSTM backward: first exercise of book/lstm/backward."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank._lstm_backward_parts import (
    PAGE,
    SQUASHED_TWICE,
    gates_of,
    no_slope,
    slopes_with,
    step_with,
)
from lstmcourse.exercises.model import CodeExercise, Gradient, Mistake, Output, Probe


def lstm_backward_step(dh, dc, c_prev, i, f, g, o, c, W_h):
    tanh_c = np.tanh(c)
    dc = dc + dh * o * (1 - tanh_c**2)  # (B, H): from step t + 1, and through h
    di, df, dg = dc * g, dc * c_prev, dc * i  # each factor gets the other one
    do = dh * tanh_c
    # Through the nonlinearities, side by side in the order of the weights.
    da = np.concatenate(
        [di * i * (1 - i), df * f * (1 - f), dg * (1 - g**2), do * o * (1 - o)], axis=1
    )
    dh_prev = da @ W_h.T  # (B, H): all four blocks add up in the product
    dc_prev = dc * f  # (B, H): the way through c
    return da, dh_prev, dc_prev


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, B: int, H: int, size: float = 1.0) -> Probe:
        i, f, g, o = gates_of(size * rng.normal(size=(B, 4 * H)))
        c_prev = size * rng.normal(size=(B, H))
        args = (
            rng.normal(size=(B, H)),
            rng.normal(size=(B, H)),
            c_prev,
            *(i, f, g, o),
            f * c_prev + i * g,
            0.6 * rng.normal(size=(H, 4 * H)),
        )
        return Probe(name, args, {"B": B, "H": H})

    return [
        probe("random", 2, 3),
        probe("square: B = H", 4, 4),
        probe("one sequence", 1, 5),
        probe("large cell states", 3, 4, size=2.5),
    ]


def _loss(dh, dc, c_prev, i, f, g, o, c, W_h):
    """What the step adds to E, as a function of c_prev: c is computed anew."""
    c = f * c_prev + i * g
    return float(np.sum(dh * o * np.tanh(c)) + np.sum(dc * c))


MISTAKES = (
    Mistake(
        "carousel-cut",
        "The dc that comes from step t+1 is dropped: the way through c is cut.",
        "c_t acts in two places, h_t and c_{t+1}. Add both before you use the sum.",
        step_with(by_c=lambda dc, f: 0.0),
    ),
    Mistake(
        "f-on-the-way-in",
        "The dc that comes in is multiplied by f; then dc_prev is the whole dc, without f.",
        "dc arrives at c_t already. This step's f stands between c_{t-1} and c_t.",
        step_with(by_c=lambda dc, f: dc * f, dc_prev=lambda dc_all, dc, f: dc_all),
    ),
    Mistake(
        "f-twice",
        "The dc that comes in is multiplied by f, which it meets only on the way to dc_prev.",
        "dc arrives at c_t already. This step's f stands between c_{t-1} and c_t.",
        step_with(by_c=lambda dc, f: dc * f),
    ),
    Mistake(
        "h-does-not-reach-c",
        "The error of h never reaches the cell state.",
        "h_t = o_t tanh(c_t): what does the chain rule add to dc?",
        step_with(by_h=lambda dh, o, c: 0.0),
    ),
    Mistake(
        "no-forget-gate-on-the-way-back",
        "dc_prev = dc, without the forget gate.",
        "c_t = f_t c_{t-1} + i_t g_t. What is its derivative by c_{t-1}?",
        step_with(dc_prev=lambda dc_all, dc, f: dc_all),
    ),
    Mistake(
        "dc_prev-without-h",
        "dc_prev uses the dc that came in, without what came through h.",
        "c_{t-1} acts on all of c_t: use the whole dc of this step.",
        step_with(dc_prev=lambda dc_all, dc, f: dc * f),
    ),
    Mistake(
        "slope-of-c",
        "The slope of tanh is taken as 1 - c^2; it is 1 - tanh(c)^2.",
        "1 - c^2 is negative for |c| > 1; a slope of tanh lies between 0 and 1.",
        step_with(by_h=lambda dh, o, c: dh * o * (1 - c**2)),
    ),
    Mistake(
        "tanh-twice",
        "The slope of tanh is taken at tanh(c), one tanh too many.",
        "tanh'(c) = 1 - tanh(c)^2.",
        step_with(by_h=lambda dh, o, c: dh * o * (1 - np.tanh(np.tanh(c)) ** 2)),
    ),
    Mistake(
        "no-slope-of-tanh",
        "The slope of tanh is missing between h and c.",
        "h shows tanh(c), not c. Which factor does the chain rule ask for?",
        step_with(by_h=lambda dh, o, c: dh * o),
    ),
    Mistake(
        "no-output-gate",
        "The output gate is missing between h and c.",
        "A closed output gate lets no error in: the factor is o.",
        step_with(by_h=lambda dh, o, c: dh * (1 - np.tanh(c) ** 2)),
    ),
    Mistake(
        "c-in-output-gate",
        "do uses c where tanh(c) belongs.",
        "The output gate multiplies tanh(c_t).",
        step_with(do=lambda dh, dc, c: dh * c),
    ),
    Mistake(
        "output-gate-from-dc",
        "do is computed from dc; the output gate acts on h alone.",
        "Follow the lines out of o in the figure: where do they lead?",
        step_with(do=lambda dh, dc, c: dc * np.tanh(c)),
    ),
    Mistake(
        "new-c-in-forget-gate",
        "df uses the new cell state c_t; the forget gate multiplied the old one.",
        "c_t = f_t c_{t-1} + ...: which state stands beside f?",
        step_with(df=lambda dc, c_prev, c: dc * c),
    ),
    Mistake(
        "i-and-g-exchanged",
        "di and dg are exchanged: di = dc i, dg = dc g.",
        "In i g the derivative by one factor is the other factor.",
        step_with(di=lambda dc, i, g: dc * i, dg=lambda dc, i, g: dc * g),
    ),
    Mistake(
        "i-and-f-exchanged",
        "di and df are exchanged: di has c_prev, df has g.",
        "c_t = f_t c_{t-1} + i_t g_t: which factor stands beside which gate?",
        step_with(at_gates=lambda di, df, dg, do: (df, di, dg, do)),
    ),
    Mistake(
        "copied-from-f",
        "The block of i is a copy of the block of f.",
        "A line copied and not changed: i was multiplied by g, f by c_prev.",
        step_with(blocks=lambda i, f, g, o: (f, f, g, o)),
    ),
    *(
        Mistake(
            f"no-slope-{name}",
            f"The slope is missing in the block of {name}: this is d{name}, before the {kind}.",
            "From each gate to its pre-activation there is one more factor.",
            step_with(slopes=slopes_with(place, no_slope)),
        )
        for place, (name, kind) in enumerate(
            [("i", "sigmoid"), ("f", "sigmoid"), ("g", "tanh"), ("o", "sigmoid")]
        )
    ),
    Mistake(
        "sigmoid-slope-for-g",
        "The candidate's slope is taken as g (1 - g), the slope of the sigmoid; g is a tanh.",
        "Three blocks passed a sigmoid, one a tanh.",
        step_with(slopes=slopes_with(2, lambda g: g * (1 - g))),
    ),
    Mistake(
        "tanh-slope-for-gates",
        "The slope of tanh is used for the three gates as well.",
        "i, f and o are sigmoids: their slope is y (1 - y).",
        step_with(slopes=(lambda y: 1 - y**2,) * 4),
    ),
    Mistake(
        "squashed-twice",
        "The slopes are taken at the gates, as if i, f, g and o were pre-activations.",
        "i, f, g and o have passed their nonlinearity. Its slope follows from its value.",
        step_with(slopes=SQUASHED_TWICE),
    ),
    Mistake(
        "order-ifog",
        "The blocks of da stand in the order i f o g; W_h has i f g o.",
        "The candidate is the third block in this course, as in PyTorch.",
        step_with(blocks=lambda i, f, g, o: (i, f, o, g)),
    ),
    Mistake(
        "order-figo",
        "The blocks of da stand in the order f i g o; W_h has i f g o.",
        "The figure draws f first. The arrays have i first.",
        step_with(blocks=lambda i, f, g, o: (f, i, g, o)),
    ),
    Mistake(
        "no-transpose",
        "W_h is not transposed on the way back: its rows were read in another order.",
        "W_h (H, 4H) leads from h to a. From a back to h is the transpose, not a reshape.",
        step_with(way_back=lambda W_h: W_h.reshape(W_h.shape[1], W_h.shape[0])),
    ),
)

BACKWARD_STEP = CodeExercise(
    id="lstm.backward_step",
    title="One LSTM step back",
    page=PAGE,
    task=(
        "Write lstm_backward_step(dh, dc, c_prev, i, f, g, o, c, W_h) for one step. dh (B, H) is "
        "the whole derivative of E by h_t; dc (B, H) is the part of the derivative by c_t that "
        "comes from step t+1 through c. The gates i, f, o, the candidate g and the cell states "
        "c_prev and c are (B, H), W_h is (H, 4H). Return da (B, 4H) in the order i f g o, dh_prev "
        "and dc_prev (B, H), the derivatives of E by the pre-activations, by h_{t-1} through this "
        "step, and by c_{t-1} through this step's c."
    ),
    parameters=("dh", "dc", "c_prev", "i", "f", "g", "o", "c", "W_h"),
    returns=(
        Output("da", "(B, 4H)"),
        Output("dh_prev", "(B, H)"),
        Output("dc_prev", "(B, H)"),
    ),
    reference=lstm_backward_step,
    probes=_probes,
    mistakes=MISTAKES,
    hints=(
        "Start with the whole dc: what comes in, plus what comes through h_t = o_t tanh(c_t).",
        "Then four products. In f c_prev + i g and in o tanh(c), the derivative by one factor is "
        "the other factor.",
        "Slopes from values: y (1 - y) for i, f, o, and 1 - g^2 for g. np.concatenate joins the "
        "four blocks along axis 1, in the order i f g o.",
        "dh_prev is da @ W_h.T, and dc_prev is the whole dc times f.",
    ),
    gradient=Gradient(_loss, {"dc_prev": "c_prev"}),
)
