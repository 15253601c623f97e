import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstmcourse.tasks import IGNORE, Vocabulary, char_vocabulary, one_hot, word_vocabulary, words


def test_words_splits_punctuation_and_keeps_inner_marks():
    assert words("Tom's built-in TV, in 1997.") == [
        "tom's",
        "built-in",
        "tv",
        ",",
        "in",
        "1997",
        ".",
    ]
    assert words("the <unk> cat") == ["the", "<unk>", "cat"]


@given(st.text(alphabet="abc \n.é", min_size=1))
def test_characters_come_back_unchanged(text):
    vocabulary = char_vocabulary(text)
    ids = vocabulary.encode(text)
    assert ids.dtype == np.int64
    assert vocabulary.decode(ids) == text
    assert set(vocabulary.symbols) == set(text)
    assert vocabulary.unknown is None


@given(st.lists(st.sampled_from("tom was in the room .".split()), min_size=1))
def test_word_ids_come_back_as_the_same_words(symbols):
    vocabulary = word_vocabulary(symbols)
    assert vocabulary.decode(vocabulary.encode(symbols)) == " ".join(symbols)
    assert words(vocabulary.decode(vocabulary.encode(" ".join(symbols)))) == symbols


def test_symbols_are_sorted_by_count_then_alphabet():
    assert char_vocabulary("bbaac").symbols == ("a", "b", "c")
    assert word_vocabulary("z z y x x x", unknown=False).symbols == ("x", "z", "y")


def test_rare_symbols_become_unknown():
    vocabulary = char_vocabulary("aaabbc", min_count=2)
    assert vocabulary.symbols == ("<unk>", "a", "b")
    assert vocabulary.encode("cab?").tolist() == [0, 1, 2, 0]
    assert vocabulary.decode([0, 1]) == "<unk>a"


def test_size_counts_the_unknown_symbol():
    assert len(word_vocabulary("a b c d", size=3)) == 3
    assert word_vocabulary("a b c d", size=3).unknown == 0
    assert char_vocabulary("abcd", size=3).symbols == ("<unk>", "a", "b")
    assert char_vocabulary("abcd", size=4).symbols == ("a", "b", "c", "d")
    assert char_vocabulary("abcd", size=2, unknown=False).symbols == ("a", "b")


def test_unknown_symbol_raises_when_there_is_no_place_for_it():
    with pytest.raises(ValueError, match="the character 'z' is not among the 2 symbols"):
        char_vocabulary("ab").encode("az")
    with pytest.raises(ValueError, match="the word 'cat'"):
        word_vocabulary("a dog", unknown=False).encode("a cat")


def test_membership_length_and_equality():
    vocabulary = Vocabulary(("a", "b"), "character")
    assert len(vocabulary) == 2 and "a" in vocabulary and "c" not in vocabulary
    assert vocabulary == Vocabulary(["a", "b"], "character")


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: Vocabulary(("a", "a")), ValueError, "these repeat: \\['a'\\]"),
        (lambda: Vocabulary(()), ValueError, "at least one symbol"),
        (lambda: Vocabulary("abc"), TypeError, "list\\(text\\)"),
        (lambda: Vocabulary(("a",), "letter"), ValueError, "unit must be"),
        (lambda: char_vocabulary(""), ValueError, "holds no characters"),
        (lambda: word_vocabulary(" "), ValueError, "holds no words"),
        (lambda: char_vocabulary(b"abc"), TypeError, "one string, not bytes"),
        (lambda: char_vocabulary("abc", min_count=0), ValueError, "min_count must be at least 1"),
        (lambda: char_vocabulary("abc", size=1.5), TypeError, "size must be a whole number"),
        (lambda: words(3), TypeError, "one string, not int"),
    ],
)
def test_bad_vocabularies_say_what_is_wrong(build, error, message):
    with pytest.raises(error, match=message):
        build()


def test_decode_refuses_batches_and_ids_outside():
    vocabulary = char_vocabulary("ab")
    with pytest.raises(ValueError, match="one column at a time"):
        vocabulary.decode(np.zeros((3, 2), int))
    with pytest.raises(ValueError, match="ids must lie in 0..1, but 2"):
        vocabulary.decode([0, 2])
    assert vocabulary.decode([]) == ""


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_one_hot_is_a_row_of_the_identity(dtype):
    ids = np.array([[0, 2, 1], [2, 2, 0]])
    vectors = one_hot(ids, 4, dtype)
    assert vectors.dtype == dtype
    np.testing.assert_array_equal(vectors, np.eye(4)[ids])


def test_one_hot_of_nothing_and_of_one_id():
    assert one_hot(np.zeros((0, 2), int), 3).shape == (0, 2, 3)
    assert one_hot(1, 3).tolist() == [0.0, 1.0, 0.0]


def test_one_hot_refuses_what_is_not_an_id():
    with pytest.raises(ValueError, match="-1 was given.*IGNORE"):
        one_hot([0, IGNORE], 3)
    with pytest.raises(ValueError, match="but 3 was given"):
        one_hot([3], 3)
    with pytest.raises(TypeError, match="float64"):
        one_hot([0.5], 3)
    with pytest.raises(TypeError, match="floating-point type"):
        one_hot([0], 3, np.int64)
