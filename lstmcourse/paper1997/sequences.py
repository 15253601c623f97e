"""The sequences of Tables 1 to 9, one at a time, from (row, seed, number).

    draw(PROTOCOLS["6a"], seed=0, number=17)      the 18th training sequence of trial 0

A trial trains on sequences 0, 1, 2, ... of its own stream, in arrays that are filled anew for
each; ``draw`` gives any of them as NumPy arrays to look at. Symbols stand in this order:

    1      B T P S X V E
    2a, b  a_1 ... a_(p-1), x, y
    2c     a_1 ... a_p, e, b, x, y; outputs x, y
    6      a, b, c, d, E, B, X, Y; outputs Q R S U, or Q R S U V A B C

Lengths with "between T and T + T/10" include both ends. Where the paper's text slips, the
corrected form is used: the distractors of 2c are a_1 ... a_p (printed: q), and its mean length is
q + 13.

Source: Hochreiter and Schmidhuber (1997), sections 5.1 to 5.6.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from lstmcourse.paper1997 import counter_random
from lstmcourse.paper1997._records import Protocol
from lstmcourse.tasks.reber_grammar import EMBEDDED

EMBEDDED_REBER, LOCAL_LAG, RANDOM_LAG, VERY_LONG_LAG = 1, 2, 3, 4
TWO_SEQUENCES, ADDING, MULTIPLICATION, ORDER = 5, 6, 7, 8
KINDS = {
    "embedded Reber grammar": EMBEDDED_REBER,
    "noise-free lag": LOCAL_LAG,
    "no local regularities": RANDOM_LAG,
    "very long lag": VERY_LONG_LAG,
    "two sequences": TWO_SEQUENCES,
    "two sequences, noisy targets": TWO_SEQUENCES,
    "adding": ADDING,
    "multiplication": MULTIPLICATION,
    "temporal order, 2 symbols": ORDER,
    "temporal order, 3 symbols": ORDER,
}
NOISE_VARIANCE = 0.2
STRING_PAIRS = 3
"""Experiment 1 has three pairs of training and test sets; trial ``seed`` uses pair seed % 3."""
LONGEST_STRING = 120
"""Longer embedded Reber strings are left out; one in 10^14 is."""
PURPOSES = ("training", "check", "test")


class Task(NamedTuple):
    """A task as numbers, for the compiled generators."""

    kind: int
    steps: int
    symbols: int
    signal: int  # N of task 3; the number of X and Y in task 6
    noisy_signal: bool
    target_noise: float  # variance
    first_marker_one: bool
    second_later: bool
    legal_targets: bool  # task 1
    only_last: bool  # tasks 2a and 2b: a target at the last step alone


class Buffers(NamedTuple):
    """Where a sequence is written; long enough for the longest one of its task."""

    symbols: np.ndarray  # (L,) int64, the input as the index of its one; unused in 3, 4 and 5
    values: np.ndarray  # (L, D), the input as numbers; D = 0 where symbols are used
    targets: np.ndarray  # (L, K), written only where there is a target


class StringSets(NamedTuple):
    """The strings of experiment 1, padded with -1; all empty in the other experiments."""

    train: np.ndarray  # (n, L) int64
    train_lengths: np.ndarray  # (n,)
    all_strings: np.ndarray  # (n + m, L): training strings, then test strings
    all_lengths: np.ndarray  # (n + m,)
    legal: np.ndarray  # (n + m, L, 7) bool: which symbols may follow string[:t + 1]


class Drawn(NamedTuple):
    """One sequence of T steps."""

    inputs: np.ndarray  # (T, I)
    targets: np.ndarray  # (T, K), NaN where there is none
    symbols: np.ndarray | None  # (T,) where inputs are one-hot, else None


def draw(protocol: Protocol, seed: int, number: int, *, purpose: str = "training") -> Drawn:
    """Sequence ``number`` of trial ``seed`` of this row, the very one that the trial uses.

    Args:
        protocol: a row; its options count as well.
        seed: the trial, 0, 1, ...
        number: 0, 1, ...
        purpose: "training"; "check" for the sequences that decide when to stop; "test" for those
            of the test after training.

    Raises:
        ValueError: the purpose is unknown, or number is negative.
    """
    from lstmcourse.paper1997._compiled_sequences import write_sequence

    if purpose not in PURPOSES or number < 0:
        raise ValueError(
            f"draw: purpose={purpose!r} must be one of {', '.join(PURPOSES)}, "
            f"and number={number} not negative"
        )
    buffers = buffers_of(protocol)
    key = np.uint64(counter_random.key_of(protocol.name, seed, purpose))
    sets = string_sets(protocol, seed)
    noisy = purpose == "training"
    steps, first = write_sequence(task_of(protocol), sets, key, number, noisy, buffers)
    targets = buffers.targets[:steps].copy()
    targets[:first] = np.nan
    if buffers.values.shape[1]:
        return Drawn(buffers.values[:steps].copy(), targets, None)
    symbols = buffers.symbols[:steps].copy()
    return Drawn(np.eye(protocol.net.inputs)[symbols], targets, symbols)


def task_of(protocol: Protocol) -> Task:
    """The numbers that the compiled generators need."""
    settings, options = protocol.task_settings, protocol.options
    kind = KINDS[protocol.task]
    marks = {"temporal order, 2 symbols": 2, "temporal order, 3 symbols": 3}
    return Task(
        kind,
        settings.steps,
        settings.symbols,
        marks.get(protocol.task, settings.signal),
        settings.noisy_signal,
        settings.target_noise,
        options.first_marker == "one",
        options.second_draw == "later",
        options.string_targets == "legal",
        options.targets_at == "end",
    )


def buffers_of(protocol: Protocol) -> Buffers:
    """Fresh arrays for one sequence of this row."""
    kind, steps = KINDS[protocol.task], protocol.task_settings.steps
    longest = {
        EMBEDDED_REBER: LONGEST_STRING,
        VERY_LONG_LAG: steps + 1000,
    }.get(kind, steps + steps // 10)
    dense = protocol.net.inputs if kind in (TWO_SEQUENCES, ADDING, MULTIPLICATION) else 0
    return Buffers(
        np.zeros(longest, np.int64),
        np.zeros((longest, dense)),
        np.zeros((longest, protocol.net.outputs)),
    )


def string_sets(protocol: Protocol, seed: int) -> StringSets:
    """The training and test strings of a trial of experiment 1; empty sets elsewhere."""
    if KINDS[protocol.task] != EMBEDDED_REBER:
        return _NO_STRINGS
    strings = protocol.task_settings.strings
    return _string_sets(seed % STRING_PAIRS, strings, protocol.options.distinct_strings)


@cache
def _string_sets(pair: int, count: int, distinct: bool) -> StringSets:
    """Pair 0, 1 or 2; the same for all rows. Test strings are never training strings."""
    drawn = iter(_candidates(counter_random.key_of("1", pair, "strings"), 64 * count))
    train: list[tuple[int, ...]] = []
    test: list[tuple[int, ...]] = []
    for chosen, taken in ((train, set()), (test, set(train))):
        taken |= set(train)
        while len(chosen) < count:
            string = next(drawn)
            if string not in taken:
                chosen.append(string)
                if distinct:
                    taken.add(string)
    strings = train + test
    padded = np.full((len(strings), LONGEST_STRING), -1, np.int64)
    legal = np.zeros((*padded.shape, EMBEDDED.table.shape[1]), bool)
    for number, string in enumerate(strings):
        padded[number, : len(string)] = string
        state = 0
        for t, symbol in enumerate(string):
            state = EMBEDDED.table[state, symbol]
            legal[number, t] = EMBEDDED.table[state] >= 0
    lengths = np.array([len(string) for string in strings])
    return _constant(StringSets(padded[:count], lengths[:count], padded, lengths, legal))


def _constant(sets: StringSets) -> StringSets:
    """The same arrays, which nobody can write: they are shared by all trials."""
    for array in sets:
        array.flags.writeable = False
    return sets


_NO_STRINGS = _constant(
    StringSets(
        *(np.zeros(shape, np.int64) for shape in ((0, 1), 0, (0, 1), 0)), np.zeros((0, 1, 1), bool)
    )
)


def _candidates(key: int, count: int) -> list[tuple[int, ...]]:
    """Random embedded Reber strings as symbol numbers; each branch has probability one half."""
    heads = counter_random.integers(key, np.arange(count * LONGEST_STRING), 2)
    heads = heads.reshape(count, LONGEST_STRING)
    end, strings = len(EMBEDDED.arrows), []
    symbols = np.full((count, LONGEST_STRING), -1)
    states = np.zeros(count, np.int64)
    for t in range(LONGEST_STRING):
        legal = EMBEDDED.table[states] >= 0  # (count, 7), with one or two True
        first, last = legal.argmax(axis=1), 6 - legal[:, ::-1].argmax(axis=1)
        symbol = np.where(heads[:, t], last, first)
        going = states != end
        symbols[going, t] = symbol[going]
        states = np.where(going, EMBEDDED.table[states, symbol], end)
    for row, state in zip(symbols, states, strict=True):
        if state == end:
            strings.append(tuple(row[row >= 0].tolist()))
    return strings
