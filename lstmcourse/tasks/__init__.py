"""What networks learn here: one generator per file, each with its success criterion.

text      real English, vocabularies and batches for a language model
greeting  a name, k other words, and the question who is greeted
latch     one bit to keep while noise comes in (Experiment 3 of the 1997 paper)
reber     strings of a small grammar, alone, embedded and as a stream (Experiment 1)
copying   symbols to be written down again after a delay
adding    the sum of two marked numbers far apart (Experiment 4)
long_lags, two_sequences, multiplication, temporal_order   Experiments 2, 3, 5 and 6
parity, delayed_xor, counting   what the 1997 net does not learn (section 6 of the paper)
series    a real time series, its windows, and forecasts to beat
translation  English sentences and what they are in French, by a small grammar
dates     dates in English, French and Korean, to be written as ISO 8601 (needs Babel)

Every function that draws something takes a `numpy.random.Generator` first and touches no global
random state. This layer needs NumPy alone.
"""

from lstmcourse.tasks import (
    adding,
    copying,
    counting,
    dates,
    delayed_xor,
    greeting,
    latch,
    long_lags,
    multiplication,
    parity,
    reber,
    series,
    symbols,
    temporal_order,
    text,
    translation,
    two_sequences,
)
from lstmcourse.tasks.adding import AddingBatch, adding_solved
from lstmcourse.tasks.copying import CopyingBatch
from lstmcourse.tasks.counting import CountingBatch, counting_solved
from lstmcourse.tasks.dates import DatePair, Dates
from lstmcourse.tasks.delayed_xor import XorBatch, xor_solved
from lstmcourse.tasks.greeting import Greeting, GreetingBatch
from lstmcourse.tasks.latch import LatchBatch, latch_solved
from lstmcourse.tasks.long_lags import LagBatch, VeryLongLagBatch, lag_solved
from lstmcourse.tasks.multiplication import MultiplicationBatch, multiplication_solved
from lstmcourse.tasks.parity import ParityBatch, parity_solved
from lstmcourse.tasks.reber import ReberBatch, reber_solved
from lstmcourse.tasks.series import Series, membrane_potential
from lstmcourse.tasks.symbols import (
    IGNORE,
    UNKNOWN,
    Vocabulary,
    char_vocabulary,
    one_hot,
    word_vocabulary,
    words,
)
from lstmcourse.tasks.temporal_order import OrderBatch, order_solved
from lstmcourse.tasks.text import (
    english_text,
    language_model_batches,
    split_text,
    text_fingerprint,
)
from lstmcourse.tasks.translation import EnglishFrench, Pair
from lstmcourse.tasks.two_sequences import TwoSequencesBatch

__all__ = [
    "IGNORE",
    "UNKNOWN",
    "AddingBatch",
    "CopyingBatch",
    "CountingBatch",
    "DatePair",
    "Dates",
    "EnglishFrench",
    "Greeting",
    "GreetingBatch",
    "LagBatch",
    "LatchBatch",
    "MultiplicationBatch",
    "OrderBatch",
    "Pair",
    "ParityBatch",
    "ReberBatch",
    "Series",
    "TwoSequencesBatch",
    "VeryLongLagBatch",
    "Vocabulary",
    "XorBatch",
    "adding",
    "adding_solved",
    "char_vocabulary",
    "copying",
    "counting",
    "counting_solved",
    "dates",
    "delayed_xor",
    "english_text",
    "greeting",
    "lag_solved",
    "language_model_batches",
    "latch",
    "latch_solved",
    "long_lags",
    "membrane_potential",
    "multiplication",
    "multiplication_solved",
    "one_hot",
    "order_solved",
    "parity",
    "parity_solved",
    "reber",
    "reber_solved",
    "series",
    "split_text",
    "symbols",
    "temporal_order",
    "text",
    "text_fingerprint",
    "translation",
    "two_sequences",
    "word_vocabulary",
    "words",
    "xor_solved",
]
