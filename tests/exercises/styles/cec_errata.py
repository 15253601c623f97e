"""Right answers in other styles, for book/cec/errata."""

import numpy as np


def mse_from_a_list(total, wrong, tolerance, largest):
    errors = [largest] * wrong + [tolerance] * (total - wrong)
    return float(np.mean(np.square(errors)))


def mse_from_shares(total, wrong, tolerance, largest):
    share = wrong / total
    return tolerance**2 + share * (largest**2 - tolerance**2)


def length_as_a_series(q, p_trigger):
    k = np.arange(5000)
    return float(np.sum(p_trigger * (1 - p_trigger) ** k * (q + k + 4)))


def length_by_first_step(q, p_trigger):
    return q + 3 + 1 / p_trigger  # q + 2 symbols, the draws, and one last symbol


STYLES = {
    "cec.largest_mse": {"list of errors": mse_from_a_list, "shares": mse_from_shares},
    "cec.expected_length": {"series": length_as_a_series, "draws": length_by_first_step},
}
