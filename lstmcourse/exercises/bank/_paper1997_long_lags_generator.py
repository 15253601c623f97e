"""Exercise lab.very_long_lag: one sequence of experiment 2c, from its description."""

from __future__ import annotations

import numpy as np

from lstmcourse.exercises.bank import _paper1997_long_lags_variants as wrong
from lstmcourse.exercises.model import CodeExercise, Mistake, Output, Probe

PAGE = "paper1997/long-lags"


def very_long_lag(q, p, second, fillers, coins):
    e, b, x = p, p + 1, p + 2
    k = np.argmax(coins >= 0.9)  # the place of the first True: so many coins were lower
    symbols = np.concatenate([[b, x + second], fillers[: q + k], [e]])
    target = np.zeros(2)
    target[second] = 1.0  # x or y once more: asked, never read
    return symbols, target


def _probes(rng: np.random.Generator) -> list[Probe]:
    def probe(name: str, q: int, p: int, second: int, k: int) -> Probe:
        # Enough coins, of which number k is the first high one and not the last; one is very low.
        coins = rng.uniform(0.15, 0.85, size=k + 5)
        coins[[k, k + 3]] = rng.uniform(0.92, 0.98, size=2)
        coins[1 if k > 1 else k + 2] = 0.05
        # Neighbours differ, so that a shift by one shows.
        steps = 1 + rng.integers(p - 1, size=q + k + 6)
        fillers = (rng.integers(p) + np.cumsum(steps)) % p
        return Probe(name, (q, p, second, fillers, coins), {"T": q + k + 3})

    return [
        probe("x, three further distractors", 5, 7, 0, 3),
        probe("y, two further distractors", 4, 9, 1, 2),
        probe("x, one further distractor", 6, 5, 0, 1),
        probe("y, no further distractor", 7, 4, 1, 0),
        probe("p much larger than q", 3, 40, 1, 4),
        probe("q much larger than p", 20, 3, 0, 3),
    ]


GENERATOR = CodeExercise(
    id="lab.very_long_lag",
    title="One symbol, then q steps of nothing",
    page=PAGE,
    task=(
        "Write very_long_lag(q, p, second, fillers, coins): one sequence of experiment 2c. Symbols "
        "are numbers: 0 to p - 1 are the distractors, then come e, b, x and y, which are p, p + 1, "
        "p + 2 and p + 3. The sequence is b; then x where second is 0, y where it is 1; then q "
        "distractors; then the coins, numbers from 0 to 1, are read one after the other: a coin "
        "below 0.9 brings one more distractor, the first coin of 0.9 or more brings e and ends the "
        "sequence. fillers are distractors, more than are needed: use them from the first on, each "
        "once. Return symbols (T,) and target (2,): 1 for the x or y that was shown, 0 for the "
        "other; the net never reads it a second time."
    ),
    parameters=("q", "p", "second", "fillers", "coins"),
    returns=(Output("symbols", "(T,)"), Output("target", "(2,)")),
    reference=very_long_lag,
    probes=_probes,
    mistakes=(
        Mistake(
            "no-further",
            "e follows after exactly q distractors: the coins are not used.",
            "What does a coin below 0.9 bring?",
            wrong.no_further,
        ),
        Mistake(
            "one-coin",
            "Only the first coin is read.",
            "After one more distractor the next coin is read. When does that end?",
            wrong.one_coin,
        ),
        Mistake(
            "all-coins",
            "Coins behind the first high one are counted as well.",
            "The sequence ends at the first coin of 0.9 or more. Who reads the coins behind it?",
            wrong.all_coins,
        ),
        Mistake(
            "coins-exchanged",
            "A coin below 0.9 ends the sequence; it should bring one more distractor.",
            "With probability 9/10 the sequence goes on. Which coins are that?",
            wrong.coins_exchanged,
        ),
        Mistake(
            "low-coin",
            "e comes at a coin below 0.1; it comes at a coin of 0.9 or more.",
            "Both have probability 1/10. The task says which one it is.",
            wrong.low_coin,
        ),
        Mistake(
            "one-too-many",
            "There is one distractor too many: the coin that ends the sequence brings one.",
            "How many coins stand before the one that ends the sequence?",
            wrong.one_too_many,
        ),
        Mistake(
            "head-counted",
            "There are two distractors too few: b and x or y are counted among the q.",
            "q distractors come after the first two symbols.",
            wrong.head_counted,
        ),
        Mistake(
            "without-q",
            "The q distractors that always come are missing; only the further ones are there.",
            "Which symbols stand between x or y and the first coin that is read?",
            wrong.without_q,
        ),
        Mistake(
            "all-fillers",
            "All fillers are used; there are more of them than the sequence needs.",
            "How many distractors does the sequence have? Count q, and the coins that bring one.",
            wrong.all_fillers,
        ),
        Mistake(
            "same-again",
            "The further distractors are taken from the first fillers again.",
            "Each filler is used once. Which one comes after the first q?",
            wrong.same_again,
        ),
        Mistake(
            "answer-is-read",
            "The sequence ends with x or y: the net would read the answer it is asked for.",
            "The last symbol that is read is e. Where does the answer go?",
            wrong.answer_is_read,
        ),
        Mistake(
            "no-trigger",
            "The sequence ends with a distractor, without e.",
            "How does the net know that it is asked now?",
            wrong.no_trigger,
        ),
        Mistake(
            "no-start",
            "The sequence does not begin with b.",
            "Which symbol does every sequence begin with?",
            wrong.no_start,
        ),
        Mistake(
            "signal-first",
            "x or y comes first and b second; it is the other way round.",
            "Which symbol does every sequence begin with?",
            wrong.signal_first,
        ),
        Mistake(
            "e-and-b-exchanged",
            "The numbers of e and b are exchanged.",
            "The order of the symbols is: distractors, e, b, x, y.",
            wrong.e_and_b_exchanged,
        ),
        Mistake(
            "counted-from-1",
            "All symbol numbers are too large by 1.",
            "The first distractor has the number 0, so how many numbers do p of them take?",
            wrong.counted_from_1,
        ),
        Mistake(
            "numbers-from-q",
            "e, b, x and y are numbered from q on; there are p distractors, not q.",
            "q is how many distractors are shown. How many different ones are there?",
            wrong.numbers_from_q,
        ),
        Mistake(
            "x-and-y-exchanged",
            "x stands where second is 1, and y where it is 0.",
            "Which symbol does second = 0 mean?",
            wrong.x_and_y_exchanged,
        ),
        Mistake(
            "target-exchanged",
            "The target names the other symbol.",
            "The first output is for x, the second for y.",
            wrong.target_exchanged,
        ),
    ),
    hints=(
        "Find k first: how many coins stand before the first one of 0.9 or more?",
        "A sequence has 2 + q + k + 1 symbols. np.argmax of an array of True and False is the "
        "place of its first True.",
        "Join [b, x + second], the first q + k fillers, and [e] with np.concatenate.",
    ),
)
