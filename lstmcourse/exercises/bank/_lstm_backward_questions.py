"""Quick question of book/lstm/backward."""

from __future__ import annotations

from lstmcourse.exercises.bank._lstm_backward_parts import PAGE
from lstmcourse.exercises.model import Feedback, NumericExercise

_F1, _F2, _F3, _O3, _TANH = 0.7, 0.9, 0.5, 0.8, 0.6
_INTO = _O3 * (1 - _TANH**2)

THROUGH_C = NumericExercise(
    id="lstm.q.through_c",
    title="The way through c",
    page=PAGE,
    task=(
        "One unit, three steps, and the loss is E = h₃. The forget gates are f₁ = 0.7, f₂ = 0.9 "
        "and f₃ = 0.5; at step 3 the output gate is 0.8 and tanh(c₃) = 0.6. What is the part of "
        "the derivative of E by c₁ that goes through c alone?"
    ),
    answer=_INTO * _F3 * _F2,
    because=(
        f"Into c₃ goes o₃ (1 - tanh²(c₃)) = 0.8 · 0.64 = {_INTO:.3f}. Back to c₂ it takes f₃, back "
        f"to c₁ f₂: {_INTO:.3f} · 0.5 · 0.9 = {_INTO * _F3 * _F2:.4f}. f₁ stands between c₁ and "
        "c₀."
    ),
    feedback=(
        Feedback("with-f1", "f₁ leads from c₁ to c₀, one step too far.", value=_INTO * 0.315),
        Feedback("f1-f2", "f_t leads from c_t to c_{t-1}: you took f₁ f₂.", value=_INTO * 0.63),
        Feedback("no-f", "That is the derivative by c₃. Two steps are left.", value=_INTO),
        Feedback("only-f3", "That is the derivative by c₂. One step is left.", value=_INTO * _F3),
        Feedback("no-slope", "The slope of tanh is missing.", value=_O3 * _F3 * _F2),
        Feedback(
            "tanh-as-slope",
            "You took tanh(c₃) for its slope, 1 - tanh²(c₃).",
            value=_O3 * _TANH * _F3 * _F2,
        ),
        Feedback(
            "slope-not-squared",
            "The slope is 1 - tanh²: square it.",
            value=_O3 * (1 - _TANH) * _F3 * _F2,
        ),
        Feedback("no-o", "The output gate is missing.", value=(1 - _TANH**2) * _F3 * _F2),
        Feedback("carousel", "The product of the forget gates is not all.", value=_F3 * _F2),
        Feedback("rounded", "Nearly: give four digits after the point.", low=0.2295, high=0.231),
        Feedback("negative", "All factors are positive.", high=0.0),
        Feedback("too-small", "That is too little. There are four factors.", low=0.0, high=0.2296),
        Feedback("too-large", "That is too much. All four factors are below 1.", low=0.2309),
    ),
    hints=(
        "Four factors: two from h₃ into c₃, then one for each step back through c.",
        "From c₃ to c₂ the factor is f₃.",
    ),
    tolerance=1e-3,
)
