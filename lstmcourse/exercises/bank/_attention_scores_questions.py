"""Quick question of book/attention/scores."""

from __future__ import annotations

from lstmcourse.exercises.bank._attention_scores_parts import PAGE
from lstmcourse.exercises.model import Feedback, NumericExercise

_D, _QUERY, _KEY = 64, 4, 1
_VARIANCE = _D * _QUERY * _KEY

SCALE = NumericExercise(
    id="attention.q.scale",
    title="How far scores spread",
    page=PAGE,
    task=(
        "A query and a key have 64 features each. All features are independent, with mean 0; those "
        "of the query have variance 4, those of the key variance 1. What is the standard deviation "
        "of their dot product?"
    ),
    answer=_VARIANCE**0.5,
    because=(
        "Each of the 64 products has variance 4 · 1, and they are independent: 256 in all, with "
        "the root 16. Divided by √64 = 8 the standard deviation is 2, not 1: the scale takes away "
        "what the size d adds, not what large features add."
    ),
    feedback=(
        Feedback("variance", "256 is the variance. Its square root is asked for.", value=_VARIANCE),
        Feedback(
            "unit-query",
            "8 would be right if the query's features had variance 1, too.",
            value=_D**0.5,
        ),
        Feedback(
            "scaled",
            "2 is the standard deviation after the division by √64. Nothing is divided here.",
            value=2,
        ),
        Feedback(
            "one-product",
            "4 is the variance of a single product. How many are added up?",
            value=_QUERY * _KEY,
        ),
        Feedback(
            "squared",
            "32 takes the query's variance 4 for its standard deviation.",
            value=_D**0.5 * _QUERY,
        ),
        Feedback(
            "number",
            "64 is the variance for features of variance 1. These have 4 and 1, and the standard "
            "deviation is asked for.",
            value=_D,
        ),
        Feedback(
            "deviations-added",
            "128 adds up 64 standard deviations of 2. Variances add up; these do not.",
            value=_D * (_QUERY * _KEY) ** 0.5,
        ),
        Feedback("negative", "A standard deviation is never negative.", low=-1e9, high=-1e-9),
        Feedback("too-small", "More than one product is added up.", low=-1e-9, high=3.9),
    ),
    hints=(
        "The variance of a product of two independent numbers with mean 0 is the product of their "
        "variances.",
        "Variances of independent terms add up; standard deviations do not.",
    ),
)
