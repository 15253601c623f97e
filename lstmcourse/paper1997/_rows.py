"""The LSTM rows of Tables 1 to 9, from Tables 10 and 11 of the paper."""

from __future__ import annotations

from collections.abc import Iterator

from lstmcourse.paper1997._records import (
    Criterion,
    Net,
    Paper,
    Protocol,
    TaskSettings,
)

TEST_SEQUENCES = 2560
LAST_SEQUENCES = 2000
FRESH_SEQUENCES = 10_000
LONG = 200


def all_rows() -> Iterator[Protocol]:
    """One protocol after the other, in the paper's order."""
    yield from _reber()
    yield from _long_lags()
    yield from _very_long_lags()
    yield from _two_sequences()
    yield from _adding()
    yield from _multiplication()
    yield from _temporal_order()


def _cap(sequences: int, steps: int) -> int:
    """Ten times the paper's mean; three times where sequences are long, to spare hours."""
    return (10 if steps <= LONG else 3) * sequences


def _reber() -> Iterator[Protocol]:
    # blocks, size, weights, rate, success, sequences: the LSTM rows of Table 1
    rows = (
        (4, 1, 264, 0.1, 100, 39_740),
        (3, 2, 276, 0.1, 100, 21_730),
        (3, 2, 276, 0.2, 97, 14_060),
        (4, 1, 264, 0.5, 97, 9_500),
        (3, 2, 276, 0.5, 100, 8_440),
    )
    for number, (blocks, size, weights, rate, success, sequences) in enumerate(rows, start=1):
        yield Protocol(
            name=f"1-{number}",
            table=1,
            task="embedded Reber grammar",
            task_settings=TaskSettings(strings=256),
            net=Net(
                7, 7, blocks, size, bias="gates", init_range=0.2,
                output_gate_bias=(-1.0, -2.0, -3.0, -4.0)[:blocks],
            ),
            rate=rate,
            error_at="every step",
            # The legal next symbols most active: no tolerance is used.
            stop=(Criterion("strings", 512, 0.0, every=200),),
            success=None,
            trials=30,
            cap=_cap(sequences, 12),
            paper=Paper(sequences, weights, success),
        )  # fmt: skip


def _long_lags() -> Iterator[Protocol]:
    net = Net(
        101, 101, 1, 1, connectivity="B", bias="none", init_range=0.2,
        output_gate_bias="absent", g="1", h="identity",
    )  # fmt: skip
    rows = (("2a", "noise-free lag", 5_040), ("2b", "no local regularities", 5_680))
    for name, task, sequences in rows:
        yield Protocol(
            name=name,
            table=2,
            task=task,
            task_settings=TaskSettings(steps=100),
            net=net,
            rate=1.0,
            error_at="every step",
            stop=(Criterion("fresh", FRESH_SEQUENCES, 0.25, every=500, last_step=name == "2b"),),
            success=None,
            trials=18,
            cap=_cap(sequences, 100),
            paper=Paper(sequences, 10_504, 100),
        )


def _very_long_lags() -> Iterator[Protocol]:
    # q, p, weights, sequences: Table 3
    rows = (
        (50, 50, 364, 30_000),
        (100, 100, 664, 31_000),
        (200, 200, 1264, 33_000),
        (500, 500, 3064, 38_000),
        (1000, 1000, 6064, 49_000),
        (1000, 500, 3064, 49_000),
        (1000, 200, 1264, 75_000),
        (1000, 100, 664, 135_000),
        (1000, 50, 364, 203_000),
    )
    for number, (lag, symbols, weights, sequences) in enumerate(rows, start=1):
        yield Protocol(
            name=f"2c-{number}",
            table=3,
            task="very long lag",
            task_settings=TaskSettings(steps=lag, symbols=symbols),
            net=Net(symbols + 4, 2, 2, 1, bias="none", init_range=0.2),
            rate=0.01,
            error_at="end",
            stop=(Criterion("fresh", FRESH_SEQUENCES, 0.2, every=500),),
            success=None,
            trials=20,
            cap=_cap(sequences, lag),
            paper=Paper(sequences, weights),
        )


def _two_sequences() -> Iterator[Protocol]:
    # name, T, N, most wrong of 256 for ST1, mean error for ST2, ST1, ST2, misclassified
    rows = (
        ("3a-1", 100, 3, 0, 0.01, 27_380, 39_850, 0.000195),
        ("3a-2", 100, 1, 0, 0.01, 58_370, 64_330, 0.000117),
        ("3a-3", 1000, 3, 0, 0.01, 446_850, 452_460, 0.000078),
        ("3b-1", 100, 3, 5, 0.04, 41_740, 43_250, 0.00828),
        ("3b-2", 100, 1, 5, 0.04, 74_950, 78_430, 0.01500),
        ("3b-3", 1000, 1, 5, 0.04, 481_060, 485_080, 0.01207),
    )
    for name, steps, signal, wrong, mean, first, sequences, misclassified in rows:
        noisy = name.startswith("3b")
        yield Protocol(
            name=name,
            table=5 if noisy else 4,
            task="two sequences",
            task_settings=TaskSettings(steps=steps, signal=signal, noisy_signal=noisy),
            net=_THREE_CELLS,
            rate=1.0,
            error_at="end",
            stop=(
                Criterion("fixed", 256, 0.2, wrong, every=200, name="ST1"),
                Criterion("fixed", 256, 0.2, wrong, mean, every=200, name="ST2"),
            ),
            success=Criterion("fresh", TEST_SEQUENCES, 0.2, TEST_SEQUENCES),
            trials=10,
            cap=_cap(sequences, steps),
            paper=Paper(sequences, 102, first_stop=first, misclassified=misclassified),
        )
    # N, stop, misclassified, mean absolute difference: Table 6
    rows = ((3, 269_650, 0.00558, 0.014), (1, 565_640, 0.00441, 0.012))
    for number, (signal, sequences, misclassified, error) in enumerate(rows, start=1):
        yield Protocol(
            name=f"3c-{number}",
            table=6,
            task="two sequences, noisy targets",
            task_settings=TaskSettings(steps=100, signal=signal, target_noise=0.1),
            net=_THREE_CELLS,
            rate=0.1,
            error_at="end",
            stop=(Criterion("fixed", 256, 0.1, 0, 0.015, every=200),),
            success=Criterion("fresh", TEST_SEQUENCES, 0.1, TEST_SEQUENCES),
            trials=10,
            cap=_cap(sequences, 100),
            paper=Paper(sequences, 102, misclassified=misclassified, error=error),
        )


_THREE_CELLS = Net(
    1, 1, 3, 1, bias="hidden",
    output_gate_bias=(-2.0, -4.0, -6.0), input_gate_bias=(-1.0, -3.0, -5.0),
)  # fmt: skip


def _adding() -> Iterator[Protocol]:
    rows = ((100, 74_000, 1), (500, 209_000, 0), (1000, 853_000, 1))
    for number, (steps, sequences, wrong) in enumerate(rows, start=1):
        yield Protocol(
            name=f"4-{number}",
            table=7,
            task="adding",
            task_settings=TaskSettings(steps=steps),
            net=Net(2, 1, 2, 2, input_gate_bias=(-3.0, -6.0)),
            rate=0.5,
            error_at="end",
            stop=(Criterion("last", LAST_SEQUENCES, 0.04, 0, 0.01),),
            success=Criterion("fresh", TEST_SEQUENCES, 0.04, 3, 0.01),
            trials=10,
            cap=_cap(sequences, steps),
            paper=Paper(sequences, 93, wrong=wrong),
        )


def _multiplication() -> Iterator[Protocol]:
    stops = tuple(
        Criterion("last", LAST_SEQUENCES, 0.04, limit - 1, name=f"n_seq = {limit}")
        for limit in (140, 13)
    )
    rows = ((140, stops[:1], 482_000, 139, 0.0223), (13, stops, 1_273_000, 14, 0.0139))
    for limit, stop, sequences, wrong, error in rows:
        most, mean = {140: (170, 0.026), 13: (15, 0.013)}[limit]
        yield Protocol(
            name=f"5-{limit}",
            table=8,
            task="multiplication",
            task_settings=TaskSettings(steps=100),
            net=Net(2, 1, 2, 2),
            rate=0.1,
            error_at="end",
            stop=stop,
            success=Criterion("fresh", TEST_SEQUENCES, 0.04, most, mean),
            trials=10,
            cap=_cap(sequences, 100),
            paper=Paper(sequences, 93, wrong=wrong, error=error),
        )


def _temporal_order() -> Iterator[Protocol]:
    # name, symbols to remember, outputs, input-gate biases, rate, sequences, weights, wrong, trials
    rows = (
        ("6a", 2, 4, (-2.0, -4.0), 0.5, 31_390, 156, 1, 20),
        ("6b", 3, 8, (-2.0, -4.0, -6.0), 0.1, 571_100, 308, 2, 10),
    )
    for name, marks, outputs, biases, rate, sequences, weights, wrong, trials in rows:
        yield Protocol(
            name=name,
            table=9,
            task=f"temporal order, {marks} symbols",
            task_settings=TaskSettings(steps=100),
            net=Net(8, outputs, len(biases), 2, input_gate_bias=biases),
            rate=rate,
            error_at="end",
            stop=(Criterion("last", LAST_SEQUENCES, 0.3, 0, 0.1),),
            success=Criterion("fresh", TEST_SEQUENCES, 0.3, 3, 0.1),
            trials=trials,
            cap=_cap(sequences, 100),
            paper=Paper(sequences, weights, wrong=wrong),
        )
