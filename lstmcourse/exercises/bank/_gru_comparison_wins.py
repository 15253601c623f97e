"""Exercise gru.paired_wins: who wins on how many seeds, and the sign test."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstmcourse.exercises.bank import _gru_comparison_counts as wrong
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe, Property


def paired_wins(a, b):
    from math import comb

    wins = losses = 0
    for error_a, error_b in zip(a, b, strict=True):
        if error_a < error_b:
            wins += 1
        elif error_a > error_b:
            losses += 1  # equal errors decide nothing and count on neither side
    n = wins + losses
    tail = sum(comb(n, k) for k in range(min(wins, losses) + 1)) / 2**n
    return wins, min(1.0, 2 * tail)


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, wins: int, losses: int, ties: int) -> Probe:
        seeds = wins + losses + ties
        b = rng.permutation(np.arange(40, 40 + 3 * seeds))[:seeds] / 8.0
        gap = rng.integers(1, 30, size=seeds) / 8.0
        sign = rng.permutation(np.repeat([-1.0, 1.0, 0.0], [wins, losses, ties]))
        return Probe(name, (b + sign * gap, b), {"S": seeds})

    order = rng.permutation(6)
    shifted = np.arange(1.0, 7.0)[order], np.array([2.0, 3.0, 4.0, 5.0, 6.0, 0.5])[order]
    return [
        probe("six seeds", 5, 1, 0),
        probe("mostly lost", 2, 6, 0),
        probe("some ties", 6, 1, 3),
        probe("as many wins as losses", 4, 4, 0),
        probe("won everywhere", 7, 0, 0),
        probe("all ties", 0, 0, 4),
        probe("one seed", 1, 0, 0),
        Probe("one very good run of b", shifted, {"S": 6}),
    ]


def _probability(function: Callable, probe: Probe) -> str | None:
    p = float(function(*probe.args)[1])
    return None if 0 < p <= 1 + 1e-6 else f"p is {p:.4g}, but a probability lies in (0, 1]."


def _exchange(function: Callable, probe: Probe) -> str | None:
    a, b = probe.args
    one, other = float(function(a, b)[1]), float(function(b, a)[1])
    if abs(one - other) < 1e-6:
        return None
    return f"p is {one:.4g} for (a, b) and {other:.4g} for (b, a)."


WINS = CodeExercise(
    id="gru.paired_wins",
    title="Wins over the same seeds",
    page="gru/comparison",
    task=(
        "Write paired_wins(a, b): a (S,) and b (S,) are the errors of two cells; a[k] and b[k] "
        "come from the same seed. Return the number of seeds on which a has the lower error, and "
        "the two-sided p value of the sign test: leave out ties, let n seeds remain, and j be "
        "the smaller of wins and losses; p is twice the probability of at most j heads in n "
        "throws of a fair coin, but never more than 1."
    ),
    parameters=("a", "b"),
    returns=(Output("wins", "()"), Output("p", "()")),
    reference=paired_wins,
    probes=_probes,
    properties=(
        Property("a probability", _probability),
        Property("a and b may change places", _exchange),
    ),
    mistakes=(
        Mistake(
            "higher-is-better",
            "Seeds on which a has the higher error are counted as wins.",
            "a and b are errors: which of 0.1 and 0.2 is better?",
            wrong.higher_is_better,
        ),
        Mistake(
            "ties-won",
            "Ties count as wins.",
            "Where both errors are equal, nobody wins and the seed is left out.",
            wrong.ties_won,
        ),
        Mistake(
            "ties-lost",
            "Ties count as losses in p.",
            "n is the number of seeds that decide something, not S.",
            wrong.ties_lost,
        ),
        Mistake(
            "ties-half",
            "A tie counts as half a win.",
            "wins is the number of seeds on which a has the lower error; a tie is none of them.",
            wrong.ties_half,
        ),
        Mistake(
            "n-with-ties",
            "Ties are not counted as wins or losses, but they are still among the n throws.",
            "A seed that is left out is left out of n as well.",
            wrong.all_seeds,
        ),
        Mistake(
            "one-sided",
            "p is one-sided: the factor 2 is missing.",
            "Either cell might have won; both ends of the coin's distribution count.",
            wrong.one_sided,
        ),
        Mistake(
            "above-one",
            "p exceeds 1 when wins and losses are equal.",
            "The two tails overlap there; see the last words of the task.",
            wrong.above_one,
        ),
        Mistake(
            "more-extreme-only",
            "The result that happened is left out of the tail.",
            "At most j heads: j itself belongs to it.",
            wrong.more_extreme_only,
        ),
        Mistake(
            "one-term",
            "Only the probability of exactly this result is taken.",
            "Add the probabilities of 0, 1, ... up to j heads.",
            wrong.point,
        ),
        Mistake(
            "lower-tail",
            "The tail is counted up to the number of wins, even when a wins most seeds.",
            "j is the smaller of wins and losses, whichever cell that is.",
            wrong.lower_tail,
        ),
        Mistake(
            "upper-tail",
            "The tail is counted from the number of wins upwards, even when a loses most seeds.",
            "Either cell might have won: the tail starts from the rarer of the two.",
            wrong.upper_tail,
        ),
        Mistake(
            "larger-count",
            "The tail is counted up to the larger of wins and losses: that is nearly everything.",
            "j is the smaller of wins and losses.",
            wrong.larger_count,
        ),
        Mistake(
            "no-zero-heads",
            "The term for no heads at all (or for heads only) is missing from the tail.",
            "At most j heads starts at 0 heads. What is p when a wins every seed?",
            wrong.from_one_head,
        ),
        Mistake(
            "signs-flipped",
            "The sizes of the differences decide here: that is the permutation test for pairs.",
            "The sign test asks only who won a seed, not by how much.",
            wrong.signs_flipped,
        ),
        Mistake(
            "sorted-first",
            "The errors are sorted before they are compared, so the pairs are lost.",
            "a[k] belongs to b[k]: the same seed.",
            wrong.sorted_first,
        ),
        Mistake(
            "everyone-against-everyone",
            "Every run of a is compared with every run of b.",
            "Only runs of the same seed are partners; there are S comparisons, not S times S.",
            wrong.everyone,
        ),
        Mistake(
            "complement",
            "This is 1 - p: large where p is small.",
            "When a wins on all of many seeds, p must be small.",
            wrong.complement,
        ),
        Mistake(
            "wins-minus-losses",
            "Wins minus losses is returned in place of the number of wins.",
            "The losses matter for p; the first value counts won seeds only.",
            wrong.difference,
        ),
        Mistake(
            "share",
            "The share of wins is returned in place of their number.",
            "The test needs the number: 3 of 5 and 30 of 50 say different things.",
            wrong.share,
        ),
    ),
    hints=(
        "Three counts: seeds won, lost and tied. Only the first two matter for p.",
        "At most j heads in n throws has the probability (C(n,0) + ... + C(n,j)) / 2^n; "
        "math.comb(n, k) is C(n, k).",
        "Check by hand: 5 wins and 1 loss give 2 (1 + 6) / 64.",
    ),
)
