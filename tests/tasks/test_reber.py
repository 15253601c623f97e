import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.tasks import IGNORE, reber, reber_solved
from lstmcourse.tasks.reber import CONTINUAL, EMBEDDED, REBER, SYMBOLS

# The same languages written in another way: as regular expressions, read off the diagram.
# After "B P", or after leaving the S loop with "X X": T* V. From state 5, P X T* V may repeat.
LOOP = "T*V(?:PXT*V)*"
INNER = f"B(?:TS*X(?:S|X{LOOP}(?:V|PS))|P{LOOP}(?:V|PS))E"
WHOLE = {
    "REBER": re.compile(INNER),
    "EMBEDDED": re.compile(f"BT{INNER}TE|BP{INNER}PE"),
}


def rng(seed=0):
    return np.random.default_rng(seed)


def perfect(batch):
    """Outputs that put every legal symbol above the others."""
    return np.where(batch.legal, 1.0, -1.0)


@pytest.mark.parametrize("name", WHOLE)
def test_every_string_is_in_the_language(name):
    grammar, drawn = getattr(reber, name), rng()
    for _ in range(500):
        text = grammar.draw(drawn)
        assert WHOLE[name].fullmatch(text), text
        assert grammar.accepts(text)


@pytest.mark.parametrize("name", WHOLE)
@given(data=st.data())
def test_accepts_exactly_the_language(name, data):
    grammar = getattr(reber, name)
    text = grammar.draw(rng(data.draw(st.integers(0, 1000))))
    place = data.draw(st.integers(0, len(text)))
    change = data.draw(st.text("BTPSXVE?", max_size=2))
    text = text[:place] + change + text[place + data.draw(st.integers(0, 2)) :]
    assert grammar.accepts(text) == bool(WHOLE[name].fullmatch(text))


def test_lengths_are_those_of_the_paper():
    drawn = rng()
    lengths = np.array([len(EMBEDDED.draw(drawn)) for _ in range(20_000)])
    assert lengths.min() == 9
    assert lengths.mean() == pytest.approx(12.0, abs=0.1)
    assert np.mean(lengths == 9) == pytest.approx(0.25, abs=0.012)
    plain = np.array([len(REBER.draw(drawn)) for _ in range(5000)])
    assert plain.min() == 5
    assert plain.mean() == pytest.approx(8.0, abs=0.15)


def test_mean_length_is_exactly_twelve():
    # Expected number of symbols from each state: one, plus the mean over the next states.
    states = len(EMBEDDED.arrows)
    A, b = np.eye(states + 1), np.ones(states + 1)
    b[states] = 0
    for state, arrows in enumerate(EMBEDDED.arrows):
        for _, following in arrows:
            A[state, following] -= 1 / len(arrows)
    assert np.linalg.solve(A, b)[0] == pytest.approx(12.0, abs=1e-12)


def test_every_branch_is_taken_half_of_the_time():
    batch = reber.sample(rng(), 4000)
    two = batch.legal.sum(axis=-1) == 2
    first = np.argmax(batch.legal, axis=-1)
    for choice in np.unique(batch.legal[two], axis=0):
        here = two & (batch.legal == choice).all(axis=-1)
        assert np.mean(batch.targets[here] == first[here]) == pytest.approx(0.5, abs=0.04)
    assert set(batch.legal.sum(axis=-1).ravel()) == {0, 1, 2}


def test_legal_next_of_a_string_worked_by_hand():
    sets = ["".join(sorted(symbols)) for symbols in reber.legal_next("BPBTSXXVVEPE")]
    assert sets == ["PT", "B", "PT", "SX", "SX", "SX", "TV", "PV", "E", "P", "E", ""]
    assert reber.legal_next("BTXSE", grammar=REBER)[-2:] == (frozenset("E"), frozenset())
    assert CONTINUAL.legal_next("BPBTXSEPEB")[-2:] == (frozenset("B"), frozenset("TP"))


def test_a_batch_holds_the_symbol_read_and_the_symbol_to_come():
    strings = ["BTBPVVETE", "BPBTSXSEPE"]
    batch = reber.encode(strings)
    assert batch.inputs.shape == batch.legal.shape == (9, 2, 7)
    for column, text in enumerate(strings):
        length = len(text) - 1
        assert SYMBOLS.decode(batch.ids[:length, column]) == text[:-1]
        assert SYMBOLS.decode(batch.targets[:length, column]) == text[1:]
        np.testing.assert_array_equal(
            batch.inputs[:length, column], np.eye(7)[batch.ids[:length, column]]
        )
        for row, symbols in zip(
            batch.legal[:length, column], reber.legal_next(text)[:-1], strict=True
        ):
            assert {SYMBOLS.symbols[k] for k in np.flatnonzero(row)} == symbols
        assert np.flatnonzero(batch.memory[:, column]).tolist() == [len(text) - 3]
    assert batch.targets[8, 0] == batch.ids[8, 0] == IGNORE
    assert not batch.legal[8, 0].any() and not batch.inputs[8, 0].any()


def test_the_target_is_always_legal():
    batch = reber.sample(rng(), 200)
    asked = batch.targets != IGNORE
    legal = np.take_along_axis(batch.legal, np.maximum(batch.targets, 0)[..., None], -1)[..., 0]
    np.testing.assert_array_equal(legal, asked)


def test_same_seed_same_strings_and_dtype():
    one, two = reber.sample(rng(3), 5, dtype=np.float32), reber.sample(rng(3), 5)
    assert one.inputs.dtype == np.float32 and two.inputs.dtype == np.float64
    np.testing.assert_array_equal(one.inputs, two.inputs)
    pairs = list(itertools.islice(reber.batches(rng(), 3), 2))
    assert not np.array_equal(pairs[0][1], pairs[1][1])
    assert reber.train_test_sets(rng(5)) == reber.train_test_sets(rng(5))


def test_sets_share_no_string():
    train, test = reber.train_test_sets(rng())
    assert len(train) == len(test) == 256 == len(set(train)) == len(set(test))
    assert not set(train) & set(test)
    assert all(WHOLE["EMBEDDED"].fullmatch(text) for text in train + test)


def test_sets_with_repeats_are_as_in_the_fact_sheet():
    train, test = reber.train_test_sets(rng(), 256, 2000, distinct=False)
    assert not set(train) & set(test)
    assert 80 < len(set(train)) < 125
    assert np.mean([len(text) for text in test]) == pytest.approx(16.4, abs=1.0)


def test_a_stream_is_strings_without_a_gap():
    pieces = list(itertools.islice(reber.stream(rng(), 3, 17), 40))
    for piece, following in itertools.pairwise(pieces):
        np.testing.assert_array_equal(piece.targets[-1], following.ids[0])
    ids = np.concatenate([piece.ids for piece in pieces])
    legal = np.concatenate([piece.legal for piece in pieces])
    memory = np.concatenate([piece.memory for piece in pieces])
    pattern = re.compile(f"(?:{WHOLE['EMBEDDED'].pattern})*")
    for column in ids.T:
        text = SYMBOLS.decode(column)
        end = pattern.match(text).end()
        assert len(text) - end < 100 and end > 300
        assert CONTINUAL.accepts(text)
    first = SYMBOLS.decode(ids[:, 0])
    for row, symbols in zip(legal[:, 0], CONTINUAL.legal_next(first), strict=True):
        assert {SYMBOLS.symbols[k] for k in np.flatnonzero(row)} == symbols
    # One step in twelve asks for what the string began with.
    assert memory.mean() == pytest.approx(1 / 12, abs=0.01)
    assert len({SYMBOLS.decode(column) for column in ids.T}) == 3


def test_stream_batches_are_the_same_stream():
    pieces = itertools.islice(reber.stream(rng(1), 2, 5), 3)
    for piece, (inputs, targets) in zip(pieces, reber.stream_batches(rng(1), 2, 5), strict=False):
        np.testing.assert_array_equal(piece.inputs, inputs)
        np.testing.assert_array_equal(piece.targets, targets)


def test_a_piece_does_not_change_when_the_next_is_drawn():
    pieces = reber.stream(rng(), 2, 6)
    kept = next(pieces)
    copies = [array.copy() for array in kept]
    next(pieces)
    for array, copy in zip(kept, copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_branches_of_a_stream_are_even():
    piece = next(reber.stream(rng(), 200, 100))
    two = piece.legal.sum(axis=-1) == 2
    assert np.mean(piece.targets[two] == np.argmax(piece.legal, -1)[two]) == pytest.approx(
        0.5, abs=0.02
    )


def test_solved_needs_all_legal_symbols_above_all_others():
    batch = reber.sample(rng(), 30)
    outputs = perfect(batch)
    assert reber_solved(outputs, batch.legal)
    t, b = np.argwhere(batch.legal.sum(axis=-1) == 2)[7]
    lower = outputs.copy()
    lower[t, b, np.argmax(batch.legal[t, b])] = -1.0  # one of the two only ties with the rest
    assert not reber_solved(lower, batch.legal)
    assert (~reber.correct_steps(lower, batch.legal)).sum() == 1
    lower[t, b] = np.nan
    assert not reber_solved(lower, batch.legal)


def test_guessing_the_remembered_letter_is_not_enough():
    batch = reber.sample(rng(), 50)
    outputs = perfect(batch)
    outputs[batch.memory] = (np.array(list(SYMBOLS.symbols))[None] == "T").astype(float)
    correct = reber.correct_steps(outputs, batch.legal)
    assert correct[~batch.memory].all()
    assert 0.2 < correct[batch.memory].mean() < 0.8
    assert not reber_solved(outputs, batch.legal)


def test_steps_until_the_first_error():
    piece = next(reber.stream(rng(), 3, 20))
    outputs = perfect(piece)
    assert reber.steps_until_error(outputs, piece.legal).tolist() == [20, 20, 20]
    outputs[4, 1] = outputs[9, 1] = outputs[0, 2] = 0.0
    assert reber.steps_until_error(outputs, piece.legal).tolist() == [20, 4, 0]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: reber.sample(0, 1), TypeError, "default_rng"),
        (lambda: reber.sample(rng(), 0), ValueError, "batch must be at least 1"),
        (lambda: reber.stream(rng(), 1, 0), ValueError, "steps must be at least 1"),
        (lambda: reber.train_test_sets(rng(), 0), ValueError, "train must be at least 1"),
        (lambda: CONTINUAL.draw(rng()), ValueError, "no end; use stream"),
        (lambda: reber.legal_next("BTBPVVEPE"), ValueError, "number 7 .* 'P', where T may come"),
        (lambda: reber.legal_next("BTBPVVETEB"), ValueError, "where nothing may come"),
        (lambda: reber.legal_next("BQ"), ValueError, "'Q', where T or P may come"),
        (lambda: reber.legal_next(["B"]), TypeError, "is a str"),
        (lambda: reber.encode("BTE"), TypeError, r"write \['BTE'\]"),
        (lambda: reber.encode([]), ValueError, "at least one string"),
        (lambda: reber.encode(["B"]), ValueError, "at least 2 symbols"),
        (lambda: reber_solved(np.zeros((2, 1, 7)), np.ones((3, 1, 7), bool)), ValueError, "shape"),
        (lambda: reber_solved(np.zeros((2, 7)), np.ones((2, 7))), ValueError, "boolean"),
        (
            lambda: reber.steps_until_error(np.zeros((2, 7)), np.ones((2, 7), bool)),
            ValueError,
            "T, B, 7",
        ),
    ],
)
def test_bad_input_says_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()
