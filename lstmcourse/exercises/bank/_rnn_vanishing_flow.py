"""How much error flows back over q steps: norms of products of Jacobians."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe


def error_flow_norms(states, W_h):
    J = np.eye(len(W_h))  # q = 0: the derivative of h_T by itself
    norms = [np.linalg.norm(J, 2)]
    for h in states[:0:-1]:  # h_T, h_(T-1), ..., h_1
        J = J @ ((1 - h**2)[:, None] * W_h.T)  # the earlier step stands on the right
        norms.append(np.linalg.norm(J, 2))
    return np.array(norms)


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, T: int, H: int, largest: float = 0.8, size: float = 1.0) -> Probe:
        states = rng.uniform(-largest, largest, size=(T + 1, H))
        return Probe(name, (states, size * rng.normal(size=(H, H))), {"T": T, "H": H})

    return [
        probe("random", 5, 3),
        probe("as many states as units", 3, 4),
        probe("one step", 1, 3),
        probe("one unit", 4, 1),
        probe("larger weights, nearly saturated", 6, 5, largest=0.95, size=2.0),
    ]


def _factors(states, W_h):
    """The one-step Jacobians of the steps T, T - 1, ..., 1."""
    return [(1 - h**2)[:, None] * W_h.T for h in states[:0:-1]]


def _norms_of_products(factors, units, norm=lambda J: np.linalg.norm(J, 2)):
    J = np.eye(units)
    norms = [norm(J)]
    for factor in factors:
        J = J @ factor
        norms.append(norm(J))
    return np.array(norms)


def _wrong_order(states, W_h):
    J = np.eye(len(W_h))
    norms = [1.0]
    for factor in _factors(states, W_h):
        J = factor @ J
        norms.append(np.linalg.norm(J, 2))
    return np.array(norms)


def _starts_at_one(states, W_h):
    return error_flow_norms(states, W_h)[1:]


def _frobenius(states, W_h):
    return _norms_of_products(_factors(states, W_h), len(W_h), norm=np.linalg.norm)


def _frobenius_from_one(states, W_h):
    return np.concatenate([[1.0], _frobenius(states, W_h)[1:]])


def _weights_not_transposed(states, W_h):
    return error_flow_norms(states, W_h.T)


def _without_slope(states, W_h):
    return _norms_of_products([W_h.T] * (len(states) - 1), len(W_h))


def _product_of_norms(states, W_h):
    sizes = [np.linalg.norm(factor, 2) for factor in _factors(states, W_h)]
    return np.concatenate([[1.0], np.cumprod(sizes)])


def _slope_of_previous_state(states, W_h):
    return _norms_of_products([(1 - h**2)[:, None] * W_h.T for h in states[-2::-1]], len(W_h))


def _from_the_start(states, W_h):
    J = np.eye(len(W_h))
    norms = [1.0]
    for factor in _factors(states, W_h)[::-1]:
        J = factor @ J
        norms.append(np.linalg.norm(J, 2))
    return np.array(norms)


def _spectral_radius(states, W_h):
    return _norms_of_products(
        _factors(states, W_h), len(W_h), norm=lambda J: np.abs(np.linalg.eigvals(J)).max()
    )


def _reversed(states, W_h):
    return error_flow_norms(states, W_h)[::-1]


ERROR_FLOW = CodeExercise(
    id="rnn.error_flow",
    title="The error flow over q steps",
    page="rnn/vanishing",
    task=(
        "Write error_flow_norms(states, W_h): the spectral norms of the derivative of the last "
        "state h_T by the state h_(T-q), for q = 0, 1, ..., T, as one array of T + 1 numbers. "
        "states (T+1, H) holds the states h_0, h_1, ..., h_T of one sequence, W_h is (H, H)."
    ),
    parameters=("states", "W_h"),
    returns=(Output("norms", "(T+1,)"),),
    reference=error_flow_norms,
    probes=_probes,
    entrywise=True,
    mistakes=(
        Mistake(
            "wrong-order",
            "The factors are multiplied in the wrong order.",
            "By the chain rule, the Jacobian of step T stands on the left, and every earlier step "
            "joins on the right.",
            _wrong_order,
        ),
        Mistake(
            "starts-at-one",
            "The first number, for q = 0, is missing.",
            "The derivative of h_T by itself is the identity. What is its norm?",
            _starts_at_one,
        ),
        Mistake(
            "reversed",
            "The numbers stand in reverse order, from q = T down to q = 0.",
            "The first number belongs to q = 0, the last to q = T: turn the array round.",
            _reversed,
        ),
        Mistake(
            "frobenius",
            "This is the Frobenius norm, the root of the sum of all squares.",
            "The spectral norm is the largest singular value. See the second argument of "
            "np.linalg.norm.",
            _frobenius,
        ),
        Mistake(
            "no-slope",
            "The slopes tanh' are missing; these are the powers of W_h alone.",
            "Each step brings its own factor 1 - h_t^2, with the h_t of that step.",
            _without_slope,
        ),
        Mistake(
            "product-of-norms",
            "The norms were multiplied, not the matrices.",
            "The norm of a product is at most the product of the norms, and mostly smaller.",
            _product_of_norms,
        ),
        Mistake(
            "previous-slope",
            "The slopes come from the states one step too early.",
            "The step from h_(t-1) to h_t has the slope 1 - h_t^2, so h_0 is never used.",
            _slope_of_previous_state,
        ),
        Mistake(
            "from-the-start",
            "These are the derivatives of h_q by h_0; the error starts at the last step.",
            "For q = 1 only the Jacobian of step T is needed.",
            _from_the_start,
        ),
        Mistake(
            "weights-not-transposed",
            "The Jacobian of a step holds W_h as it stands; it should hold the transpose.",
            "In a row vector times W_h, the weight from unit j to unit i is W_h[j, i].",
            _weights_not_transposed,
        ),
        Mistake(
            "frobenius-from-one",
            "From q = 1 on, these are Frobenius norms, the root of the sum of all squares.",
            "The spectral norm is the largest singular value. See the second argument of "
            "np.linalg.norm.",
            _frobenius_from_one,
        ),
        Mistake(
            "spectral-radius",
            "This is the largest absolute eigenvalue, not the norm.",
            "A vector can grow by the largest singular value; eigenvalues can be smaller.",
            _spectral_radius,
        ),
    ),
    hints=(
        "The derivative over q steps is a product of q one-step Jacobians. Start with the identity "
        "and go back from step T.",
        "The Jacobian of step t is (1 - h_t**2)[:, None] * W_h.T. Multiply it from the right.",
        "Walk over states[T], states[T-1], ..., states[1]; after each product append "
        "np.linalg.norm(J, 2).",
    ),
)
